"""One update, or one tick, in one transaction: what changes, is said and is asked goes together."""

from __future__ import annotations

from collections.abc import Coroutine
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Session, UOWTransaction

from bot import cards
from bot.transaction import Registry, Transaction
from models.cases.case import Event
from models.cases.due import plan
from models.school import School

T = TypeVar("T")

_current: ContextVar[UnitOfWork | None] = ContextVar("unit", default=None)


class Suspended(RuntimeError):
    """A handler waited for something inside a transaction, while the write lock was held."""


def current_unit() -> UnitOfWork | None:
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


class UnitOfWork(Transaction):
    """A transaction that gathers what happens in it, and tells it before the commit."""

    def __init__(
        self,
        session: Session,
        now: datetime,
        school: School,
        default_language: str,
        registry: Registry,
    ) -> None:
        super().__init__(session, now, school, default_language, registry)
        self.events: list[Event] = []

    def _gather(self, session: Session, _context: UOWTransaction) -> None:
        self.events.extend(row for row in session.new if isinstance(row, Event))

    def enter(self) -> None:
        """Makes this the open unit; bot calls are kept back from now on."""
        _current.set(self)
        sqlalchemy_event.listen(self.session, "after_flush", self._gather)

    def leave(self) -> None:
        """Bot calls outside any unit are refused again."""
        _current.set(None)
        sqlalchemy_event.remove(self.session, "after_flush", self._gather)

    def close(self) -> None:
        """Turns what happened into cards, messages and due rows, just before the commit."""
        self.session.flush()
        cases = dict(self.touched)
        for event in self.events:
            if event.case is not None:
                cases[event.case.id] = event.case
        for case in cases.values():
            plan(case, self.school)
            cards.notify(self, case, [event for event in self.events if event.case is case])
        for event in self.events:
            if event.case is None:
                cards.announce(self, event)
        self.toast()
