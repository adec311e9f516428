"""Cards: the one message by which a person sees a case, edited as it changes.

A feature registers, in its handlers file, how its cards and its news read; this file knows when
they are sent, edited, or moved to the end of the chat because the person must act.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import and_, or_, select
from telegram import Message

from bot import copies
from bot.copies import EDIT, OF_CARDS, SEND
from bot.i18n import I18n
from bot.transaction import RenderContext, Rendered, Transaction
from models.cases.case import Case, Event, Photo
from models.messaging import Card, Out, Outbound
from models.people.person import Person

ALBUM = 10


def card_of(unit: Transaction, case: Case, person: Person) -> Card | None:
    """The card by which the person sees the case, if there is one."""
    return unit.session.scalar(select(Card).filter_by(case_id=case.id, person_id=person.id))


def holders(unit: Transaction, case: Case) -> list[Person]:
    """Everybody who has a card of the case."""
    query = select(Person).join(Card, Card.person_id == Person.id).where(Card.case_id == case.id)
    return list(unit.session.scalars(query.order_by(Person.id)).unique())


def turn(unit: Transaction, case: Case, person: Person, page: str) -> None:
    """Turns up another page of the person's card."""
    card = card_of(unit, case, person)
    if card is not None:
        card.page = page
    unit.touch(case)


def show(unit: Transaction, case: Case, person: Person, page: str = "") -> None:
    """Brings the person's card to the end of the chat."""
    if not person.reachable or person.telegram_id is None:
        return
    unit.session.flush()
    card = card_of(unit, case, person)
    if card is None:
        card = _hand_out(unit, case, [person], page)[0]
    card.page = page
    _note_sent(unit, [_draw(unit, case, person, card, None, _unsent(unit, [card]), move=True)])


def notify(unit: Transaction, case: Case, events: Sequence[Event]) -> None:
    """Draws the case's cards anew; whoever must know hears a new message."""
    held = unit.session.scalars(select(Card).filter_by(case_id=case.id)).all()
    news: dict[int, Event] = {}
    for event in events:
        for person_id in event.notify:
            news.setdefault(person_id, event)
    known = {card.person_id for card in held}
    people = [unit.session.get_one(Person, one) for one in sorted(known | news.keys())]
    reached = [one for one in people if one.reachable and one.telegram_id is not None]
    fresh = _hand_out(unit, case, [one for one in reached if one.id not in known])
    cards = {card.person_id: card for card in (*held, *fresh)}
    unsent = _unsent(unit, held)
    sent = []
    for person in reached:
        event_for, card = news.get(person.id), cards[person.id]
        told = event_for is not None
        sent.append(_draw(unit, case, person, card, event_for, unsent, move=told))
        if event_for is not None:
            photos = case.shown_with(event_for) if person.id in known else case.photos
            _send_photos(unit, card, photos)
    _note_sent(unit, sent)


def _hand_out(
    unit: Transaction, case: Case, people: Sequence[Person], page: str = ""
) -> list[Card]:
    """A card of the case for each of them, who has none yet."""
    cards = [
        Card(case_id=case.id, person_id=one.id, chat_id=one.telegram_id, page=page)
        for one in people
    ]
    unit.session.add_all(cards)
    unit.session.flush()
    return cards


def _unsent(unit: Transaction, cards: Sequence[Card]) -> list[Outbound]:
    """The sends and edits of these cards that have not left yet."""
    if not cards:
        return []
    query = (
        select(Outbound)
        .where(Outbound.card_id.in_([card.id for card in cards]), Outbound.state == Out.NEW)
        .where(Outbound.method.in_(OF_CARDS))
    )
    return list(unit.session.scalars(query.order_by(Outbound.id)))


def _note_sent(unit: Transaction, sent: Sequence[tuple[Card, Outbound] | None]) -> None:
    """Notes by which row each card that was sent anew will learn the id of its message."""
    unit.session.flush()
    for card, row in filter(None, sent):
        card.sending_id, card.message_id = row.id, None


def announce(unit: Transaction, event: Event) -> None:
    """Tells news about no single case to those it is for."""
    for person_id in event.notify:
        person = unit.session.get_one(Person, person_id)
        if person.reachable and person.telegram_id is not None:
            view = RenderContext(unit, person, unit.i18n(person))
            payload = unit.registry.news[event.kind](event, view).payload()
            unit.call("sendMessage", person.telegram_id, **payload)


def _draw(
    unit: Transaction,
    case: Case,
    person: Person,
    card: Card,
    news: Event | None,
    unsent: Sequence[Outbound],
    *,
    move: bool,
) -> tuple[Card, Outbound] | None:
    """Sends, edits or moves one card. An edit that has not left yet is replaced, not queued.
    Returns the card with the row that sends it, where it is sent anew.
    """
    assert person.telegram_id is not None
    if card.chat_id != person.telegram_id:
        # On a new phone nothing has been shown yet.
        card.chat_id, card.message_id, card.sending_id = person.telegram_id, None, None
        card.shown = ""
    if news is not None:
        card.page = ""
    i18n = unit.i18n(person)
    view = RenderContext(unit, person, i18n, card.page, news)
    payload = unit.registry.card(case).render(case, view).payload()
    digest = sha256(repr(payload).encode()).hexdigest()
    if digest == card.shown and not move:
        return None
    card.shown = digest
    waiting = [row for row in unsent if row.card_id == card.id and row.state == Out.NEW]
    newest = next((row for row in waiting if row.id == card.sending_id), None)
    if newest is not None and not move:
        newest.payload = {**newest.payload, **payload}
        return None
    for row in waiting:
        row.state = Out.REPLACED
    anew = card.sending_id is None or move
    if anew and card.message_id is not None:
        _retire(unit, card.chat_id, case, i18n, card.message_id)
    row = unit.call(SEND if anew else EDIT, card.chat_id, **payload)
    row.card_id, row.case_id = card.id, case.id
    return (card, row) if anew else None


def retire(unit: Transaction, card_id: int, chat_id: int, message_id: int) -> None:
    """An older copy of a card says that there is a newer one, and has no buttons any more."""
    card = unit.session.get_one(Card, card_id)
    case = unit.session.get_one(Case, card.case_id)
    i18n = unit.i18n(unit.session.get_one(Person, card.person_id))
    _retire(unit, chat_id, case, i18n, message_id)


def _retire(unit: Transaction, chat_id: int, case: Case, i18n: I18n, message_id: int) -> None:
    line = i18n("case.moved", title=unit.registry.card(case).title(case, i18n))
    unit.call(EDIT, chat_id, message_id=message_id, **Rendered(line).payload())


def send_photos(unit: Transaction, case: Case, person: Person, photos: Sequence[Photo]) -> int:
    """Sends pictures as an album that replies to the person's card. Returns how many."""
    card = card_of(unit, case, person)
    return _send_photos(unit, card, photos) if card is not None else 0


def _send_photos(unit: Transaction, card: Card, photos: Sequence[Photo]) -> int:
    files = [
        file for photo in photos if photo.is_picture and (file := photo.sendable()) is not None
    ]
    for start in range(0, len(files), ALBUM):
        group = files[start : start + ALBUM]
        if len(group) == 1:
            row = unit.call("sendPhoto", card.chat_id, photo=group[0])
        else:
            media = [{"type": "photo", "media": file} for file in group]
            row = unit.call("sendMediaGroup", card.chat_id, media=media)
        row.card_id, row.case_id = card.id, card.case_id
    return len(files)


def adopt(unit: Transaction, case: Case, person: Person, message_id: int) -> None:
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


def lost_card(unit: Transaction, message: Message) -> int | None:
    """The case of a card whose id was lost in a crash. Only cards turn their pages, so no list and
    no page about a person is taken for one, whatever lies behind its buttons.
    """
    turns = {name for kind in unit.registry.cards.values() for name in kind.turns}
    markup = message.reply_markup
    for row in markup.inline_keyboard if markup else ():
        for button in row:
            name, _, rest = str(button.callback_data or "").partition(":")
            case_id = rest.partition(":")[0]
            if name in turns and case_id.isascii() and case_id.isdecimal():
                return int(case_id)
    return None


def case_behind(unit: Transaction, chat_id: int, message_id: int) -> int | None:
    """Which case a message of ours was about: its card, its photos, anything sent for it."""
    card = unit.session.scalar(select(Card).filter_by(chat_id=chat_id, message_id=message_id))
    if card is not None:
        return card.case_id
    return unit.session.scalar(
        select(Outbound.case_id).filter_by(chat_id=chat_id, message_id=message_id)
    )
