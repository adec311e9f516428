"""What was promised for a day on which the school is closed is promised for the next one."""

from __future__ import annotations

from datetime import date, datetime

from models.people import Act
from models.tickets.ticket import Ticket

PROMISES = ("respond_by", "due_at")


def put_off(ticket: Ticket, act: Act, day: date) -> None:
    """Moves what was promised for that day to the same time of the next school day. What is urgent
    counts in real hours, and stays.
    """
    hours = act.school.hours
    moved: dict[str, list[str]] = {}
    for name in PROMISES:
        promised: datetime | None = getattr(ticket, name)
        if promised is None or ticket.urgent or hours.local(promised).date() != day:
            continue
        later = hours.next_at(promised, hours.local(promised).time())
        moved[name] = [promised.isoformat(), later.isoformat()]
        setattr(ticket, name, later)
    if moved:
        ticket.note(act, "day.closed", until=_until(ticket), day=day.isoformat(), moved=moved)


def put_back(ticket: Ticket, act: Act, day: date) -> None:
    """There is school after all: what was put off, and not promised anew since, is as it was."""
    noted = [event for event in ticket.events if event.kind == "day.closed"]
    for event in reversed(noted):
        if event.data["day"] == day.isoformat():
            back = False
            for name, (before, later) in event.data["moved"].items():
                promised: datetime | None = getattr(ticket, name)
                if promised is not None and promised == datetime.fromisoformat(later):
                    setattr(ticket, name, datetime.fromisoformat(before))
                    back = True
            if back:
                ticket.note(act, "day.opened", until=_until(ticket))
            return


def _until(ticket: Ticket) -> str:
    assert ticket.due_at is not None
    return ticket.due_at.isoformat()
