"""来访登记表: every visit of some days, one line each, without telephones and documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.documents.ledger import Column, Ledger, Value
from bot.i18n import I18n
from models.school import School
from models.visits.visit import Visit


def rows(school: School, start: datetime, end: datetime) -> Sequence[Visit]:
    """Who came then, let in or not."""
    then = Visit.opened_at >= start, Visit.opened_at < end, Visit.number.is_not(None)
    return school.session.scalars(select(Visit).where(*then).order_by(Visit.id)).unique().all()


def _state(visit: Visit, i18n: I18n) -> Value:
    return i18n.plain(f"visits.state.{visit.state}")


def _why_not(visit: Visit, i18n: I18n) -> Value:
    return i18n.plain(f"visits.why_not.{visit.reason}") if visit.reason else ""


LEDGER = Ledger(
    "visits",
    "visits.ledger",
    (
        Column("number", 8),
        Column("entered_at", 7),
        Column("left_at", 7),
        Column("name", 6),
        Column("unit", 8),
        Column("people", 3),
        Column("plate", 6),
        Column("purpose", 6),
        Column("host", 5, "host.name"),
        Column("answered_by", 5, "answered_by.name"),
        Column("guard", 5, "guard.name"),
        Column("state", 5, _state),
        Column("why_not", 7, _why_not),
    ),
    rows,
)
