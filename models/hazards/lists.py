"""What is open: mine to put right, mine to look at again, overdue, by level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from models.hazards.hazard import Hazard
from models.people.person import Person
from models.school import School
from models.tickets.states import State


def every_open(school: School) -> Sequence[Hazard]:
    """All that is not closed out, the worst and the most pressing first."""
    found = school.session.scalars(select(Hazard).where(Hazard.state.in_(Hazard.OPEN))).unique()
    return sorted(found, key=_pressing)


def _pressing(hazard: Hazard) -> tuple[bool, int, float, int]:
    """What nobody has graded stands above all, then by level, then by day."""
    level = hazard.level
    due = hazard.due_at.timestamp() if hazard.due_at else 0
    return level is not None, -(level.position if level else 0), due, hazard.id


def to_fix(open_now: Sequence[Hazard], person: Person) -> list[Hazard]:
    """Mine to put right."""
    return [one for one in open_now if one.state == State.ASSIGNED and one.assignee is person]


def to_check(
    open_now: Sequence[Hazard], person: Person, school: School, now: datetime
) -> list[Hazard]:
    """Mine to look at again."""
    done = (one for one in open_now if one.state == State.DONE)
    return [one for one in done if person in one.checkers(school, now)]


def to_grade(open_now: Sequence[Hazard]) -> list[Hazard]:
    """Nobody has said yet how bad it is."""
    return [one for one in open_now if one.state == State.REPORTED]


def overdue(open_now: Sequence[Hazard], now: datetime) -> list[Hazard]:
    """Not put right by its day."""
    return [
        one
        for one in open_now
        if one.state == State.ASSIGNED and one.due_at is not None and one.due_at < now
    ]


def between(query: Select[Any], start: datetime, end: datetime) -> Select[Any]:
    """The ledger of some days: what was found then, and what was found before and was not closed
    out yet when they began. So each year has a book of its own, into which the open ones are
    carried over, and those that are closed out stay in the old one (practice.md §15.12).
    """
    gone = Hazard.state.in_((State.WITHDRAWN, State.DECLINED))
    still_open = or_(Hazard.signed_at.is_(None), Hazard.signed_at >= start)
    found = or_(Hazard.opened_at >= start, still_open)
    return query.where(Hazard.opened_at < end, found, ~gone)
