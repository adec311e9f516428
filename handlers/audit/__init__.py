"""The record of every change, as a list for whoever looks after the system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.documents.ledger import Column, Ledger
from bot.feature import Feature
from bot.i18n import I18n
from models.audit import Audit
from models.people.person import Person, Right
from models.school import School

Traced = tuple[Audit, Person | None]


def rows(school: School, start: datetime, end: datetime) -> Sequence[Traced]:
    """What was changed then, and by whom."""
    query = select(Audit, Person).outerjoin(Person, Person.id == Audit.by)
    then = query.where(Audit.at >= start, Audit.at < end).order_by(Audit.id)
    return [(audit, person) for audit, person in school.session.execute(then).unique()]


def _of(name: str) -> Column:
    def value(traced: Traced, _i18n: I18n) -> str | int | datetime:
        found: str | int | datetime = getattr(traced[0], name)
        return found

    return Column(name, {"change": 30, "hash": 12, "at": 7}.get(name, 6), value)


def _who(traced: Traced, _i18n: I18n) -> str:
    return traced[1].name if traced[1] else ""


LEDGER = Ledger(
    "audit",
    "audit.ledger",
    (
        _of("id"),
        _of("at"),
        Column("who", 6, _who),
        *map(_of, ("table", "row", "verb", "change", "hash")),
    ),
    rows,
    frozenset({Right.ADMIN}),
)
FEATURE = Feature("audit", ledgers=(LEDGER,))
