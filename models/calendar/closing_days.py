"""临时停课: one day without school, set and lifted in two taps, because a typhoon does not wait."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import Refused
from models.calendar.hours import Break, BreakKind, Hours
from models.calendar.replanning import follow
from models.cases.case import Event
from models.people.person import Right

# Whose work a closed day changes at once.
HEARS = (Right.OVERSEE, Right.DISPATCH, Right.GUARD, Right.ADMIN)


def close_school(act: Act, day: date, name: str) -> Break:
    """No school on this day; reminders and deadlines that are not reached yet move past it.

    Raises `Refused` for somebody who is no administrator, for a day that has passed, and for one
    without school or closed already.
    """
    act.must(Right.ADMIN)
    if day < act.school.today(act.now):
        raise Refused("calendar.closure.past")
    if any(first <= day <= last for first, last in act.school.hours.closures):
        raise Refused("calendar.closure.already", day=day)
    if not act.school.hours.is_school_day(day):
        raise Refused("calendar.closure.no_school", day=day)
    before = act.school.hours
    closed = Break(name=name, kind=BreakKind.CLOSURE, first=day, last=day)
    act.school.session.add(closed)
    _changed(act, "closure_set", day, before)
    return closed


def open_school(act: Act, closed: Break) -> None:
    """There is school after all. Raises `Refused` for somebody who is no administrator, for a day
    that has passed, and where the row is no day that was closed so.
    """
    act.must(Right.ADMIN)
    if closed.kind != BreakKind.CLOSURE or closed.first != closed.last:
        raise Refused("stale")
    day = closed.first
    if day < act.school.today(act.now):
        raise Refused("calendar.closure.past")
    before = act.school.hours
    act.school.session.delete(closed)
    _changed(act, "closure_lifted", day, before)


def closed_days(session: Session, today: date) -> list[Break]:
    """The single days that are closed from today on."""
    query = select(Break).where(Break.kind == BreakKind.CLOSURE, Break.last >= today)
    return [one for one in session.scalars(query.order_by(Break.first)) if one.first == one.last]


def _changed(act: Act, kind: str, day: date, before: Hours) -> None:
    """On record, told, and followed by all that was promised and planned."""
    session = act.school.session
    told = [
        person.id
        for person in act.school.people
        if person is not act.by and any(person.may(right) for right in HEARS)
    ]
    session.add(Event(at=act.now, by=act.by, kind=kind, data={"day": day.isoformat()}, notify=told))
    session.flush()
    follow(act, before)
