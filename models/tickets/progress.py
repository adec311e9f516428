"""How far it is: asked by who waits and by leaders, said by who has it (practice.md §7.4, §7.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.people.person import Right
from models.tickets.states import IN_HAND, OPEN, State
from models.tickets.ticket import Ticket


def nudge(ticket: Ticket, act: Act) -> Event:
    """Asks how far it is. To whoever reported it, before the promised time the promise answers;
    then once in so many hours, and from the second time on the office hears it too. A leader may
    ask at any time, as often as that.
    """
    waits = act.by in ticket.who_waits()
    if not waits and not act.by.may(Right.OVERSEE):
        raise Refused("ticket.reporter_only", who=ticket.reporter)
    _must_be_open(ticket)
    if waits and ticket.due_at is not None and act.now < ticket.due_at:
        raise Refused("ticket.promised", at=ticket.due_at)
    last = ticket.nudged_at if waits else _last_nudge(ticket, act)
    pause = timedelta(hours=act.school.settings.nudge_hours)
    if last is not None and act.now < last + pause:
        raise Refused("ticket.nudged_already", at=last)
    notify = ticket.who_repairs(act.school, act.now)
    if waits:
        ticket.nudges += 1
        ticket.nudged_at = act.now
        if ticket.nudges > 1:
            notify = [*notify, *act.school.office()]
        return ticket.note(act, "nudged", notify, is_step=False, times=ticket.nudges)
    return ticket.note(act, "pressed", notify, is_step=False)


def _last_nudge(ticket: Ticket, act: Act) -> datetime | None:
    own = (event.at for event in ticket.events if event.kind == "pressed" and event.by is act.by)
    return max(own, default=None)


def instruct(ticket: Ticket, act: Act, text: str) -> Event:
    """A leader's word on it (批示), which rings whoever has it."""
    act.must(Right.OVERSEE)
    _must_be_open(ticket)
    notify = ticket.who_repairs(act.school, act.now)
    return ticket.note(act, "instructed", notify, is_step=False, words=text)


def report_progress(ticket: Ticket, act: Act, text: str) -> Event:
    """Whoever has it says how far it is; who waits hears that, and every leader who asked."""
    ticket.must_hold(act)
    if ticket.state not in IN_HAND:
        raise Refused("ticket.not_now", state=State(ticket.state))
    asked = [event.by for event in ticket.events if event.kind in ("pressed", "instructed")]
    notify = [*ticket.who_waits(), *(person for person in asked if person is not None)]
    return ticket.note(act, "progress", notify, is_step=False, words=text)


def postpone(ticket: Ticket, act: Act, until: datetime) -> Event:
    """It cannot be done in time: another day is promised, and who waits hears it. A danger has to
    be contained first.
    """
    ticket.must_hold(act)
    ticket.unchanged(act)
    if ticket.state not in IN_HAND:
        raise Refused("ticket.not_now", state=State(ticket.state))
    if ticket.alarming:
        raise Refused("ticket.contain_first")
    if until <= act.now:
        raise Refused("ticket.date_gone")
    ticket.version += 1
    ticket.due_at = until
    return ticket.note(act, "postponed", ticket.who_waits(), until=until.isoformat())


def _must_be_open(ticket: Ticket) -> None:
    if ticket.state not in OPEN:
        raise Refused("ticket.not_now", state=State(ticket.state))
