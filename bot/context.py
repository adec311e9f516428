"""What a handler is handed: the person, the school, the words, and the open transaction."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from sqlalchemy.orm import Session
from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackContext, ExtBot

from bot import cards
from bot.i18n import I18n
from bot.transaction import Rows
from bot.unit_of_work import UnitOfWork, current_unit
from models.act import Act
from models.base import Base, Refused
from models.cases.case import Case, Event
from models.messaging import Dialogue
from models.people.person import Person
from models.school import School

if TYPE_CHECKING:
    from collections.abc import Mapping

C = TypeVar("C", bound=Case)
E = TypeVar("E", bound=StrEnum)
R = TypeVar("R", bound=Base)
# No id is larger: PostgreSQL's columns hold no more.
LARGEST_ID = 2**31 - 1


class Context(CallbackContext[ExtBot[Any], Any, Any, Any]):
    """A PTB context whose memory is the database.

    `user_data`, `chat_data`, `bot_data` and `job_queue` are refused: they would survive a
    rollback, and be forgotten by a restart.
    """

    def __init__(
        self, application: Any, chat_id: int | None = None, user_id: int | None = None
    ) -> None:
        super().__init__(application, chat_id=chat_id, user_id=user_id)
        self.callback_args: list[str] = []
        self.someone: Person | None = None
        self.speaks: str | None = None
        self.seen: int | None = None

    @property
    def unit(self) -> UnitOfWork:
        """The open transaction."""
        unit = current_unit()
        if unit is None:
            raise RuntimeError("a handler ran outside a transaction")
        return unit

    @property
    def session(self) -> Session:
        """The session of the open transaction."""
        return self.unit.session

    @property
    def school(self) -> School:
        """The school as it is set up."""
        return self.unit.school

    @property
    def now(self) -> datetime:
        """The school's now."""
        return self.unit.now

    @property
    def person(self) -> Person:
        """Who is at the phone. The gate lets nobody pass who is not known."""
        if self.someone is None:
            raise RuntimeError("this handler stands before the gate")
        return self.someone

    @property
    def i18n(self) -> I18n:
        """How this person is spoken to."""
        return self.unit.i18n(self.someone, self.speaks)

    def act(self) -> Act:
        """This person, doing something now, having seen the card that was pressed."""
        return self.unit.act(self.person, self.seen)

    @property
    def dialogue(self) -> Dialogue:
        """The question that this phone has open, and what it is about."""
        if self._user_id is None:
            raise RuntimeError("nobody is at the phone")
        return dialogue_of(self.unit, self._user_id)

    def ask(self, **about: Any) -> None:
        """Notes what the next question is about."""
        self.dialogue.data = about

    def part(self, at: int) -> str:
        """What lies behind the button at this place. Raises `Refused` where there is nothing:
        a phone can send anything.
        """
        if at >= len(self.callback_args):
            raise Refused("stale")
        return self.callback_args[at]

    def number(self, at: int) -> int:
        """The number behind the button. Raises `Refused` for what is none."""
        return number_in(self.part(at))

    def choice(self, of: type[E], at: int) -> E:
        """One of a few words behind the button. Raises `Refused` for any other."""
        if self.part(at) not in list(of):
            raise Refused("stale")
        return of(self.part(at))

    def day(self, at: int) -> date:
        """The day behind the button. Raises `Refused` for what is none."""
        try:
            return date.fromisoformat(f"20{self.number(at):06d}")
        except ValueError:
            raise Refused("stale") from None

    def row(self, kind: type[R], key: int | str) -> R:
        """The row with this key. Raises `Refused` where there is none."""
        found = self.session.get(kind, key)
        if found is None:
            raise Refused("stale")
        return found

    def in_use(self, kind: type[R], key: int | str) -> R:
        """The row with this key. Raises `Refused` where there is none that may still be chosen."""
        found = self.row(kind, key)
        if not getattr(found, "active", True):
            raise Refused("stale")
        return found

    def case(self, kind: type[C]) -> C:
        """The case behind the button: its id, and the version that the card showed.

        Raises `Refused` where there is none, or it is not this person's to see.
        """
        case_id = self.number(0)
        version = self.callback_args[1] if len(self.callback_args) > 1 else ""
        self.seen = int(version) if version.isascii() and version.isdigit() else None
        return self.find(kind, case_id)

    def pressed(self, update: Update, kind: type[C]) -> C:
        """The case behind a button of its card; a copy of the card that a crash lost is taken up
        again. Raises `Refused` as `case` does.
        """
        case, query = self.case(kind), update.callback_query
        if query is not None and query.message is not None:
            cards.adopt(self.unit, case, self.person, query.message.message_id)
        return case

    def find(self, kind: type[C], case_id: int) -> C:
        """The case with this id, if this person may see it. Raises `Refused` otherwise."""
        case = self.session.get(kind, case_id)
        if case is None or not case.sees(self.person):
            raise Refused("case.not_found")
        return case

    def heard(self, event: Event) -> list[Person]:
        """Who hears of what was just done; nobody whose name the case keeps to itself."""
        heard = (self.session.get_one(Person, person_id) for person_id in event.notify)
        case = event.case
        return [one for one in heard if case is None or not case.hides(one, "filed")]

    async def say_heard(self, event: Event) -> None:
        """Says who was told of words that were left; where nobody is, that they are kept."""
        heard = self.heard(event)
        if heard:
            await self.say("case.comment_heard", who=heard)
        else:
            await self.say("case.comment_kept")

    def turn(self, case: Case, page: str = "") -> None:
        """Turns up another page of this person's card."""
        cards.turn(self.unit, case, self.person, page)

    async def say(self, key: str, rows: Rows | None = None, /, **values: Any) -> None:
        """Sends this chat a sentence."""
        await self.say_html(self.i18n(key, **values), rows)

    async def say_html(self, html: str, rows: Rows | None = None) -> None:
        """Sends this chat several sentences that were put together already."""
        if self._chat_id is None:
            raise RuntimeError("there is no chat to answer in")
        markup = InlineKeyboardMarkup(rows) if rows else None
        await self.bot.send_message(self._chat_id, html, parse_mode="HTML", reply_markup=markup)

    async def edit_html(self, update: Update, html: str, rows: Rows) -> None:
        """Puts other text and buttons into the message whose button was pressed."""
        if update.callback_query is not None:
            markup = InlineKeyboardMarkup(rows)
            await update.callback_query.edit_message_text(
                html, parse_mode="HTML", reply_markup=markup
            )

    async def answered(self, update: Update) -> None:
        """The question whose button was pressed is answered: it has no buttons any more."""
        if update.callback_query is not None:
            await update.callback_query.edit_message_reply_markup()

    def toast(self, key: str, /, **values: Any) -> None:
        """Answers the press with a line that comes and goes. What must be read is a message."""
        self.unit.toast(self.i18n.plain(key, **values))

    def _refuse(self) -> NoReturn:
        raise RuntimeError("it lives outside the transaction; keep it in a row")

    @property  # type: ignore[misc]  # PTB's own raises on writing; this one on reading, too.
    def user_data(self) -> Any:
        """Refused."""
        self._refuse()

    @property  # type: ignore[misc]  # PTB's own raises on writing; this one on reading, too.
    def chat_data(self) -> Any:
        """Refused."""
        self._refuse()

    @property  # type: ignore[misc]  # PTB's own raises on writing; this one on reading, too.
    def bot_data(self) -> Any:
        """Refused."""
        self._refuse()

    @property
    def job_queue(self) -> Any:
        """Refused."""
        self._refuse()

    async def refresh_data(self) -> None:
        """There is nothing beside the database to refresh."""


def number_in(part: str) -> int:
    """The number that is written there. Raises `Refused` for what is none, or is no id."""
    if not (part.isascii() and part.isdigit()) or int(part) > LARGEST_ID:
        raise Refused("stale")
    return int(part)


def dialogue_of(unit: UnitOfWork, user_id: int) -> Dialogue:
    """The phone's row; it is made when it is first needed."""
    row = unit.session.get(Dialogue, user_id)
    if row is None:
        row = Dialogue(user_id=user_id, since=unit.now, data={})
        unit.session.add(row)
    return row


def sender_of(raw: Mapping[str, Any]) -> int:
    """Who holds the phone that an update comes from; the chat where nobody does."""
    for part in raw.values():
        if isinstance(part, dict):
            for whom in ("from", "chat"):
                who = part.get(whom)
                if isinstance(who, dict) and isinstance(who.get("id"), int):
                    return int(who["id"]) if abs(who["id"]) < 2**63 else 0
    return 0
