"""报修台账: every repair of some days, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.documents.ledger import Column, Ledger, Value
from bot.i18n import I18n
from models.repairs import Repair
from models.school import School


def rows(school: School, start: datetime, end: datetime) -> Sequence[Repair]:
    """What was reported then."""
    then = Repair.opened_at >= start, Repair.opened_at < end
    return school.session.scalars(select(Repair).where(*then).order_by(Repair.id)).unique().all()


def _place(repair: Repair, i18n: I18n) -> Value:
    return repair.place.full(i18n.language) if repair.place else ""


def _state(repair: Repair, i18n: I18n) -> Value:
    return i18n.plain(f"state.{repair.state}")


LEDGER = Ledger(
    "repairs",
    "repairs.ledger",
    (
        Column("number", 8),
        Column("opened_at", 7),
        Column("place", 9, _place),
        Column("category", 5),
        Column("text", 14),
        Column("reporter", 5, "reporter.name"),
        Column("urgency", 4),
        Column("assignee", 5, "assignee.name"),
        Column("due_at", 7),
        Column("state", 5, _state),
        Column("signed_at", 7),
        Column("materials", 7),
        Column("cost", 4),
        Column("stars", 3),
    ),
    rows,
)
