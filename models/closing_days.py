"""临时停课: one day without school, set and lifted in two taps, because a typhoon does not wait."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Refused
from models.calendar import Break, BreakKind
from models.cases import Event
from models.dues import plan_all
from models.people import Act, Right
from models.school import School
from models.tickets.closed_day import put_back, put_off
from models.tickets.ticket import OPEN, Ticket

# Whose work a closed day changes at once.
HEARS = (Right.OVERSEE, Right.DISPATCH, Right.GUARD, Right.ADMIN)


def close_school(act: Act, day: date, name: str) -> Break:
    """No school on this day; reminders and deadlines that are not reached yet move past it.

    Raises `Refused` for somebody who is no administrator, for a day that has passed, and for one
    without school or closed already.
    """
    act.must(Right.ADMIN)
    if day < act.school.today(act.now):
        raise Refused("closure.past")
    if any(first <= day <= last for first, last in act.school.hours.closures):
        raise Refused("closure.already", day=day)
    if not act.school.hours.is_school_day(day):
        raise Refused("closure.no_school", day=day)
    closed = Break(name=name, kind=BreakKind.CLOSURE, first=day, last=day)
    act.school.session.add(closed)
    _changed(act, "closure_set", day)
    for ticket in _open_tickets(act.school):
        put_off(ticket, act, day)
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
        raise Refused("closure.past")
    act.school.session.delete(closed)
    _changed(act, "closure_lifted", day)
    for ticket in _open_tickets(act.school):
        put_back(ticket, act)


def _open_tickets(school: School) -> list[Ticket]:
    return list(school.session.scalars(select(Ticket).where(Ticket.state.in_(OPEN))).unique())


def closed_days(session: Session, today: date) -> list[Break]:
    """The single days that are closed from today on."""
    query = select(Break).where(Break.kind == BreakKind.CLOSURE, Break.last >= today)
    return [one for one in session.scalars(query.order_by(Break.first)) if one.first == one.last]


def _changed(act: Act, kind: str, day: date) -> None:
    """On record, told, and all that lies ahead planned anew."""
    session = act.school.session
    told = [
        person.id
        for person in act.school.people
        if person is not act.by and any(person.may(right) for right in HEARS)
    ]
    session.add(Event(at=act.now, by=act.by, kind=kind, data={"day": day.isoformat()}, tell=told))
    session.flush()
    act.school.calendar_changed()
    plan_all(session, act.school)
