"""The calendar has changed, by 临时停课 or by the workbook: promises and reminders follow it."""

from __future__ import annotations

from models.act import Act
from models.calendar.hours import Hours
from models.cases.case import open_cases
from models.cases.due import plan_all


def follow(act: Act, before: Hours) -> None:
    """Reads the school anew after a change, moves what was promised for days that have no school
    any more, puts back what was moved from days that have, and plans all that lies ahead.
    `before` is the clock face that counted until now.
    """
    act.school.changed()
    session = act.school.session
    if act.school.hours != before:
        for case in open_cases(session):
            case.follow_calendar(act, before)
    plan_all(session, act.school)
