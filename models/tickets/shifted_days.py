"""What was promised for a day that has lost its school is promised for the next one that has."""

from __future__ import annotations

from datetime import datetime

from models.act import Act
from models.calendar.hours import Hours
from models.tickets.ticket import Ticket

PROMISES = ("respond_by", "due_at")


def shift_deadlines(ticket: Ticket, act: Act, before: Hours) -> None:
    """Moves what is promised for a day that was a school day before, and is none now, to the same
    time of the next school day. What is urgent counts in real hours, and stays; so does what is
    late already.
    """
    if ticket.urgent and ticket.contained_at is None:
        return
    hours = act.school.hours
    moved: dict[str, list[str]] = {}
    for name in PROMISES:
        promised: datetime | None = getattr(ticket, name)
        if promised is None or promised <= act.now:
            continue
        day = hours.local(promised).date()
        if hours.is_school_day(day) or not before.is_school_day(day):
            continue
        later = hours.next_at(promised, hours.local(promised).time())
        moved[name] = [promised.isoformat(), later.isoformat()]
        setattr(ticket, name, later)
    if moved:
        ticket.note(act, "day.closed", is_step=False, until=_until(ticket), moved=moved)


def restore_deadlines(ticket: Ticket, act: Act) -> None:
    """There is school after all: what was put off, and not promised anew since, is as it was, or
    as near to it as the days that are still without school allow.
    """
    hours = act.school.hours
    back = False
    for name in PROMISES:
        first = _first_promise(ticket, name)
        if first is None:
            continue
        wall = hours.local(first)
        due = first if hours.is_school_day(wall.date()) else hours.next_at(first, wall.time())
        if due != getattr(ticket, name) and due > act.now:
            setattr(ticket, name, due)
            back = True
    if back:
        ticket.note(act, "day.opened", is_step=False, until=_until(ticket))


def _first_promise(ticket: Ticket, name: str) -> datetime | None:
    """What was promised before the first of the lost days; nothing where none moved it."""
    promised: datetime | None = getattr(ticket, name)
    first = None
    for event in reversed(ticket.events):
        before, later = event.data.get("moved", {}).get(name, (None, None))
        if event.kind == "day.closed" and promised and later == promised.isoformat():
            promised = first = datetime.fromisoformat(before)
    return first


def _until(ticket: Ticket) -> str:
    assert ticket.due_at is not None
    return ticket.due_at.isoformat()
