"""Cards: the one message by which a person sees a case, edited as it changes.

A feature registers, in its handlers file, how its cards and its news read; this file knows when
they are sent, edited, or moved to the end of the chat because the person must act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select
from telegram import InlineKeyboardButton

from bot import copies
from bot.copies import EDIT, OF_CARDS, SEND
from bot.words import Words
from models.cases import Case, Event, Photo
from models.desk import Card, Out, Outbound
from models.people import Person

if TYPE_CHECKING:
    from bot.unit import Unit

Rows = list[list[InlineKeyboardButton]]
ALBUM = 10


@dataclass(frozen=True)
class View:
    """Who looks at a card, which side is turned up, and the news that brought it."""

    unit: Unit
    person: Person
    words: Words
    page: str = ""
    news: Event | None = None


@dataclass(frozen=True)
class Face:
    """A card as one person sees it."""

    text: str
    rows: Rows = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """What Telegram is given."""
        return {
            "text": self.text,
            "parse_mode": "HTML",
            "reply_markup": {"inline_keyboard": [[b.to_dict() for b in row] for row in self.rows]},
        }


_faces: dict[type[Case], Callable[[Any, View], Face]] = {}
_titles: dict[type[Case], Callable[[Any, Words], str]] = {}
_lists: dict[str, Callable[[Event, View], Face]] = {}


def register(
    kind: type[Case],
    face: Callable[[Any, View], Face],
    title: Callable[[Any, Words], str],
) -> None:
    """Says how the cards of a kind of case read, and the one line that names it."""
    _faces[kind], _titles[kind] = face, title


def register_list(kind: str, face: Callable[[Event, View], Face]) -> None:
    """Says how news about no single case reads (the list of the morning)."""
    _lists[kind] = face


def card_of(unit: Unit, case: Case, person: Person) -> Card | None:
    """The card by which the person sees the case, if there is one."""
    return unit.session.scalar(select(Card).filter_by(case_id=case.id, person_id=person.id))


def holders(unit: Unit, case: Case) -> list[Person]:
    """Everybody who has a card of the case."""
    query = select(Person).join(Card, Card.person_id == Person.id).where(Card.case_id == case.id)
    return list(unit.session.scalars(query.order_by(Person.id)).unique())


def turn(unit: Unit, case: Case, person: Person, page: str) -> None:
    """Turns up another side of the person's card."""
    card = card_of(unit, case, person)
    if card is not None:
        card.page = page
    unit.touch(case)


def show(unit: Unit, case: Case, person: Person, page: str = "") -> None:
    """Brings the person's card to the end of the chat."""
    unit.session.flush()
    card = card_of(unit, case, person)
    if card is not None:
        card.page = page
    draw(unit, case, person, None, move=True, page=page)


def tell(unit: Unit, case: Case, events: Sequence[Event]) -> None:
    """Draws the case's cards anew; whoever must know hears a new message."""
    cards = unit.session.scalars(select(Card).filter_by(case_id=case.id))
    holders = {card.person_id for card in cards}
    news: dict[int, Event] = {}
    for event in events:
        for person_id in event.tell:
            news.setdefault(person_id, event)
    for person_id in sorted(holders | news.keys()):
        person = unit.session.get_one(Person, person_id)
        event_for = news.get(person_id)
        draw(unit, case, person, event_for, move=event_for is not None)
        if event_for is not None and person_id not in holders:
            send_photos(unit, case, person, case.photos)
        elif event_for is not None and event_for.photos:
            send_photos(unit, case, person, event_for.photos)


def announce(unit: Unit, event: Event) -> None:
    """Tells news about no single case to those it is for."""
    for person_id in event.tell:
        person = unit.session.get_one(Person, person_id)
        if person.reachable and person.telegram_id is not None:
            view = View(unit, person, unit.words(person))
            unit.call(
                "sendMessage", person.telegram_id, **_lists[event.kind](event, view).payload()
            )


def draw(
    unit: Unit, case: Case, person: Person, news: Event | None, *, move: bool, page: str = ""
) -> None:
    """Sends, edits or moves one card. An edit that has not left yet is replaced, not queued."""
    if not person.reachable or person.telegram_id is None:
        return
    card = card_of(unit, case, person)
    if card is None:
        card = Card(case_id=case.id, person_id=person.id, chat_id=person.telegram_id, page=page)
        unit.session.add(card)
        unit.session.flush()
    if card.chat_id != person.telegram_id:
        # On a new phone nothing has been shown yet.
        card.chat_id, card.message_id, card.sending_id = person.telegram_id, None, None
        card.shown = ""
    if news is not None:
        card.page = ""
    words = unit.words(person)
    face = _faces[type(case)](case, View(unit, person, words, card.page, news))
    payload = face.payload()
    digest = sha256(repr(payload).encode()).hexdigest()
    if digest == card.shown and not move:
        return
    card.shown = digest
    waiting = unit.session.scalars(
        select(Outbound)
        .filter_by(card_id=card.id, state=Out.NEW)
        .where(Outbound.method.in_(OF_CARDS))
        .order_by(Outbound.id)
    ).all()
    unsent = next((row for row in waiting if row.id == card.sending_id), None)
    if unsent is not None and not move:
        unsent.payload = {**unsent.payload, **payload}
        return
    for row in waiting:
        row.state = Out.REPLACED
    if card.sending_id is None or move:
        if card.message_id is not None:
            _retire(unit, card.chat_id, case, words, card.message_id)
        row = unit.call(SEND, card.chat_id, **payload)
    else:
        row = unit.call(EDIT, card.chat_id, **payload)
    row.card_id, row.case_id = card.id, case.id
    unit.session.flush()
    if row.method == SEND:
        card.sending_id, card.message_id = row.id, None


def retire(unit: Unit, card_id: int, chat_id: int, message_id: int) -> None:
    """An older copy of a card says that there is a newer one, and has no buttons any more."""
    card = unit.session.get_one(Card, card_id)
    case = unit.session.get_one(Case, card.case_id)
    words = unit.words(unit.session.get_one(Person, card.person_id))
    _retire(unit, chat_id, case, words, message_id)


def _retire(unit: Unit, chat_id: int, case: Case, words: Words, message_id: int) -> None:
    line = words("card.moved", title=_titles[type(case)](case, words))
    unit.call(EDIT, chat_id, message_id=message_id, **Face(line).payload())


def send_photos(unit: Unit, case: Case, person: Person, photos: Sequence[Photo]) -> int:
    """Sends pictures as an album that replies to the person's card. Returns how many."""
    card = card_of(unit, case, person)
    files = [
        file for photo in photos if photo.is_picture and (file := photo.sendable()) is not None
    ]
    if card is None or not files:
        return 0
    for start in range(0, len(files), ALBUM):
        group = files[start : start + ALBUM]
        if len(group) == 1:
            row = unit.call("sendPhoto", card.chat_id, photo=group[0])
        else:
            media = [{"type": "photo", "media": file} for file in group]
            row = unit.call("sendMediaGroup", card.chat_id, media=media)
        row.card_id, row.case_id = card.id, case.id
    return len(files)


def adopt(unit: Unit, case: Case, person: Person, message_id: int) -> None:
    """Takes a copy of the card for the card: its id was lost on the line or in a crash.

    A lost copy is newer than every message of the card that was noted; and no other message of
    ours is one, though its buttons may speak of the same case (the question behind 完成).
    """
    card = card_of(unit, case, person)
    if card is None or card.sending_id is None or (card.message_id or 0) >= message_id:
        return
    row = unit.session.get(Outbound, card.sending_id)
    if row is None or not copies.may_be_lost(row):
        return
    newer = and_(Outbound.card_id == card.id, Outbound.message_id >= message_id)
    known = select(Outbound.id).where(
        Outbound.chat_id == card.chat_id, or_(Outbound.message_id == message_id, newer)
    )
    if unit.session.scalar(known.limit(1)) is None:
        before = copies.take_up(row, card, message_id)
        if before is not None:
            retire(unit, card.id, card.chat_id, before)


def case_behind(unit: Unit, chat_id: int, message_id: int) -> int | None:
    """Which case a message of ours was about: its card, its photos, anything sent for it."""
    card = unit.session.scalar(select(Card).filter_by(chat_id=chat_id, message_id=message_id))
    if card is not None:
        return card.case_id
    return unit.session.scalar(
        select(Outbound.case_id).filter_by(chat_id=chat_id, message_id=message_id)
    )
