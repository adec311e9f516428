"""The one session in which rows are changed. What the school is stays read between transactions.

Only one process changes rows, and it does so in this session alone; so what was read of people,
roles, places and the like is still true in the next transaction. What passes (`Base.PASSING`:
reports, messages, updates) is let go after each. After a change of the school itself, and after
anything that went wrong, all is let go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from models.audit import Head
from models.base import Base
from models.school import School

# A school has a few hundred people and places; whoever holds more begins anew.
MOST_KEPT = 20_000


class WarmSession(Session):
    """A session that lives as long as the right to change rows."""

    def __init__(self, bind: Engine | Connection, **how: Any) -> None:
        super().__init__(bind, expire_on_commit=False, autobegin=False, **how)
        self._kept: set[Base] = set()
        self._passing: list[Base] = []
        self._school: School | None = None
        self._school_changed = False
        # Nobody else adds to the audit while this process holds the database.
        self._head = Head()
        event.listen(self, "loaded_as_persistent", self._on_row)
        event.listen(self, "pending_to_persistent", self._on_row)
        event.listen(self, "before_flush", self._before_flush)
        event.listen(self, "do_orm_execute", self._on_statement)
        event.listen(self, "after_soft_rollback", self._after_rollback)

    @contextmanager
    def transaction(self) -> Iterator[WarmSession]:
        """All is committed at its end, or nothing."""
        self.info.clear()
        self.info["head"] = self._head
        try:
            with self.begin():
                yield self
        except BaseException:
            self._forget()
            raise
        if self._school_changed or len(self._kept) > MOST_KEPT:
            self._forget()
        for row in self._passing:
            if row in self:
                self.expunge(row)
        self._passing.clear()

    def school(self, zone: ZoneInfo) -> School:
        """The school as it is set up; read again only where something of it was changed."""
        if self._school is None:
            self._school = School(self, zone)
        return self._school

    def _forget(self) -> None:
        self.expunge_all()
        self._kept.clear()
        self._passing.clear()
        self._school, self._school_changed = None, False

    def _on_row(self, session: Session, row: Base) -> None:
        if row.PASSING:
            self._passing.append(row)
        else:
            self._kept.add(row)

    def _before_flush(self, session: Session, context: UOWTransaction, rows: object) -> None:
        """Notes whether the school itself is changed."""
        changed = (row for row in self.dirty if self.is_modified(row))
        if any(not row.PASSING for row in (*self.new, *changed, *self.deleted)):
            self._school_changed = True

    def _on_statement(self, state: ORMExecuteState) -> None:
        """A change of many rows in one statement passes by all objects."""
        mapper = state.bind_mapper
        if not state.is_select and (mapper is None or not mapper.class_.PASSING):
            self._school_changed = True

    def _after_rollback(self, session: Session, previous: SessionTransaction) -> None:
        """What a refused handler had read of its own changes is not so."""
        if self._school_changed and self._school is not None and previous.nested:
            self._school.changed()
