"""Who is inside, who is expected, who has left: the board of the gate; and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.people.person import Person, Right
from models.school import School
from models.visits.gate import must_guard
from models.visits.purpose import Entry, VisitPurpose
from models.visits.states import AT_GATE, State
from models.visits.visit import Visit

# Who came so often within so many days is known at the gate.
OFTEN, LATELY = 3, timedelta(days=30)
MOST_REGULARS = 8


def leave(visit: Visit, act: Act) -> Event:
    """离校, by the guard or by the host who saw the visitor off."""
    if act.by is not visit.host:
        must_guard(act)
    if visit.state in (State.LEFT, State.GONE, State.REFUSED):
        raise Refused("visits.left_already", at=visit.left_at or visit.state_at)
    if visit.state != State.INSIDE:
        raise Refused("visits.not_inside")
    visit.version += 1
    visit.state, visit.state_at, visit.left_at = State.LEFT, act.now, act.now
    return visit.note(act, "visitor_left", [visit.guard] if act.by is visit.host else [])


def may_see_board(person: Person) -> bool:
    """The gate, the office, and those who oversee."""
    return any(person.may(right) for right in (Right.GUARD, Right.DISPATCH, Right.OVERSEE))


def inside(school: School) -> list[Visit]:
    """Who waits at the gate, and who is in, the longest first; of other days, too."""
    states = (*AT_GATE, State.INSIDE)
    query = select(Visit).where(Visit.state.in_(states)).order_by(Visit.opened_at, Visit.id)
    found = list(school.session.scalars(query).unique())
    return sorted(found, key=lambda one: one.state == State.INSIDE)


def left_today(school: School, now: datetime) -> list[Visit]:
    """Who has left today, the last first."""
    start = school.hours.at(school.today(now), time())
    query = select(Visit).where(Visit.state == State.LEFT, Visit.left_at >= start)
    return list(school.session.scalars(query.order_by(Visit.left_at.desc())).unique())


def named(school: School, name: str) -> list[Visit]:
    """Who of that name is inside."""
    query = select(Visit).where(Visit.state == State.INSIDE, Visit.name == name)
    return list(school.session.scalars(query.order_by(Visit.entered_at)).unique())


def purposes(school: School) -> list[VisitPurpose]:
    """Why people come, in the school's order."""
    query = select(VisitPurpose).where(VisitPurpose.active).order_by(VisitPurpose.position)
    return list(school.session.scalars(query))


def regulars(school: School, now: datetime) -> Sequence[Visit]:
    """Who is known at the gate and not inside now: yesterday's deliveries, and who came often of
    late. Each by the last visit, the most frequent first.
    """
    start = school.hours.at(school.today(now), time())
    since = start - LATELY
    came = (
        select(
            Visit.name,
            Visit.unit,
            func.count().label("times"),
            func.max(Visit.id).label("last"),
            func.max(Visit.entered_at).label("at"),
        )
        .where(Visit.entered_at >= since, Visit.name != "")
        .group_by(Visit.name, Visit.unit)
        .subquery()
    )
    yesterday = start - timedelta(days=1)
    here = aliased(Visit)
    open_names = select(here.name).where(here.state.in_(Visit.OPEN))
    query = (
        select(Visit)
        .join(came, Visit.id == came.c.last)
        .outerjoin(VisitPurpose, VisitPurpose.code == Visit.purpose_code)
        .where(
            (came.c.times >= OFTEN)
            | ((VisitPurpose.entry == Entry.NOTE) & (came.c.at >= yesterday)),
            Visit.name.not_in(open_names),
        )
        .order_by(came.c.times.desc(), Visit.id.desc())
        .limit(MOST_REGULARS)
    )
    return list(school.session.scalars(query).unique())
