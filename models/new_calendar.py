"""The calendar has changed, by 临时停课 or by the workbook: promises and reminders follow it."""

from __future__ import annotations

from sqlalchemy import select

from models.calendar import Hours
from models.dues import plan_all
from models.people import Act
from models.tickets.lost_days import put_back, put_off
from models.tickets.states import OPEN
from models.tickets.ticket import Ticket


def follow(act: Act, before: Hours) -> None:
    """Reads the school anew after a change, moves what was promised for days that have no school
    any more, puts back what was moved from days that have, and plans all that lies ahead.
    `before` is the clock face that counted until now.
    """
    act.school.changed()
    session = act.school.session
    if act.school.hours != before:
        for ticket in session.scalars(select(Ticket).where(Ticket.state.in_(OPEN))).unique():
            put_off(ticket, act, before)
            put_back(ticket, act)
    plan_all(session, act.school)
