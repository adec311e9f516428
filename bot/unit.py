"""One update, or one tick, in one transaction: what changes, is said and is asked goes together."""

from __future__ import annotations

from collections.abc import Coroutine
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Session, UOWTransaction

from bot import cards
from bot.clock import real_now
from bot.words import Words, language_of
from models.cases import Case, Event
from models.desk import Inbound, Outbound
from models.dues import plan
from models.people import Act, Person
from models.school import School

T = TypeVar("T")
# Telegram forgets a press quickly; an answer that is late by more than this is not wanted.
ANSWER_LIVES = timedelta(seconds=60)
TOAST_LIMIT = 200

_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


class Suspended(RuntimeError):
    """A handler waited for something inside a transaction, while the write lock was held."""


def current_unit() -> Unit | None:
    """The unit of work that is open in this task, if any."""
    return _current.get()


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that must not wait: nothing suspends inside a transaction.

    Raises `Suspended` where it does. So nothing else can run meanwhile, and no lock is needed.
    """
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise Suspended("a handler waited inside a transaction; make it a job that runs after it")


class Unit:
    """What one transaction has in hand."""

    def __init__(
        self, session: Session, now: datetime, school: School, default_language: str
    ) -> None:
        self.session = session
        self.now = now
        self.school = school
        self.default_language = default_language
        self.cause: Inbound | None = None
        self.error: Exception | None = None
        self.query_id: str | None = None
        # Answers to buttons go ahead of all else; a stranger's wait in the order of his chat.
        self.answers_to = 0
        self.answered = False
        self.events: list[Event] = []
        self.touched: dict[int, Case] = {}
        sqlalchemy_event.listen(session, "after_flush", self._gather)

    def _gather(self, session: Session, _context: UOWTransaction) -> None:
        self.events.extend(row for row in session.new if isinstance(row, Event))

    def enter(self) -> None:
        """Makes this the open unit; bot calls are kept back from now on."""
        _current.set(self)

    def leave(self) -> None:
        """Bot calls outside any unit are refused again."""
        _current.set(None)

    def act(self, by: Person, seen: int | None = None) -> Act:
        """This person, doing something now."""
        return Act(by=by, now=self.now, school=self.school, seen=seen)

    def words(self, person: Person | None = None, code: str | None = None) -> Words:
        """How this person, or a phone that speaks this language, is spoken to."""
        language = (person.language if person else None) or language_of(code, self.default_language)
        return Words(language, self.school.zone)

    def call(self, method: str, chat_id: int, /, **payload: Any) -> Outbound:
        """Writes one call to Telegram; it is made after the commit."""
        row = Outbound(
            chat_id=chat_id,
            method=method,
            payload={"chat_id": chat_id, **payload},
            created_at=real_now(),
        )
        self.session.add(row)
        return row

    def say(self, person: Person, key: str, /, **values: Any) -> None:
        """Sends a person a sentence in their language; who has no phone gets none."""
        if person.reachable and person.telegram_id is not None:
            text = self.words(person)(key, **values)
            self.call("sendMessage", person.telegram_id, text=text, parse_mode="HTML")

    def toast(self, text: str = "", alert: bool = False) -> None:
        """Answers the press that this unit handles. Only once: Telegram takes no second answer."""
        if self.query_id is None or self.answered:
            return
        self.answered = True
        row = Outbound(
            chat_id=self.answers_to,
            method="answerCallbackQuery",
            payload={
                "callback_query_id": self.query_id,
                "text": text[:TOAST_LIMIT],
                "show_alert": alert,
            },
            created_at=real_now(),
            expires_at=real_now() + ANSWER_LIVES,
        )
        self.session.add(row)

    def touch(self, case: Case) -> None:
        """Marks a case whose cards must be drawn anew though nothing happened on its timeline."""
        self.touched[case.id] = case

    def close(self) -> None:
        """Turns what happened into cards, messages and dues, just before the commit."""
        self.session.flush()
        cases = dict(self.touched)
        for event in self.events:
            if event.case is not None:
                cases[event.case.id] = event.case
        for case in cases.values():
            plan(case, self.school)
            cards.tell(self, case, [event for event in self.events if event.case is case])
        for event in self.events:
            if event.case is None:
                cards.announce(self, event)
        self.toast()
