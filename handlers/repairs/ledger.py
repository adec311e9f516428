"""报修台账: every repair of some days, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.documents.ledger import Column, Ledger, Value
from bot.i18n import I18n
from models.cases.case import Event
from models.repairs import Repair
from models.school import School

FINISHED = ("finished", "fixed_already")


@dataclass(frozen=True)
class Told:
    """A repair, and when it was last finished."""

    repair: Repair
    finished_at: datetime | None


def rows(school: School, start: datetime, end: datetime) -> Sequence[Told]:
    """What was reported then."""
    then = Repair.opened_at >= start, Repair.opened_at < end
    found = school.session.scalars(select(Repair).where(*then).order_by(Repair.id)).unique().all()
    finished = (
        select(Event.case_id, func.max(Event.at))
        .join(Repair, Repair.id == Event.case_id)
        .where(*then, Event.kind.in_(FINISHED))
        .group_by(Event.case_id)
    )
    at = {one: moment for one, moment in school.session.execute(finished) if one}
    return [Told(one, at.get(one.id)) for one in found]


def _place(told: Told, i18n: I18n) -> Value:
    repair = told.repair
    return repair.place.full(i18n.language) if repair.place else ""


def _state(told: Told, i18n: I18n) -> Value:
    return i18n.plain(f"state.{told.repair.state}")


def _of(name: str, width: float) -> Column:
    return Column(name, width, f"repair.{name}")


LEDGER = Ledger(
    "repairs",
    "repairs.ledger",
    (
        _of("number", 8),
        _of("opened_at", 7),
        Column("place", 9, _place),
        _of("category", 5),
        _of("text", 14),
        Column("reporter", 5, "repair.reporter.name"),
        _of("urgency", 4),
        Column("assignee", 5, "repair.assignee.name"),
        _of("due_at", 7),
        Column("state", 5, _state),
        Column("finished_at", 7),
        _of("signed_at", 7),
        _of("materials", 7),
        _of("cost", 4),
        _of("stars", 3),
    ),
    rows,
    topics=("repairs",),
)
