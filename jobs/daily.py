"""What each day brings: the morning's list, what lies open before a break, a calendar's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import Desk
from models.calendar import Hours
from models.dues import Due

AHEAD = timedelta(days=2)
# From the last school day to the next; less is a weekend with a bridge day, and needs no list.
LONG_BREAK = timedelta(days=7)


def plan(desk: Desk) -> None:
    """Writes the rows of today and the next days; a row that stands is left alone."""
    with desk.unit() as unit:
        school, now = unit.school, unit.now
        hours, rules = school.hours, school.rules
        today = school.today(now)
        days = [today + timedelta(days=n) for n in range(AHEAD.days + 1)]
        for day in filter(hours.is_school_day, days):
            due_at = hours.at(day, rules.morning_list)
            expires = hours.at(day, rules.noon)
            _add(unit.session, f"day.{day}.morning", "morning", due_at, expires, now)
            if (first := _break_after(hours, day)) is not None:
                key = f"break.{first}.open"
                at = hours.at(day, rules.leader_merge)
                _add(unit.session, key, "before_break", at, hours.at(first, rules.noon), now)
        _look_ahead(unit.session, hours, today + timedelta(days=rules.calendar_notice_days), now)


def _look_ahead(session: Session, hours: Hours, day: date, now: datetime) -> None:
    """Says once, in time, that nobody knows the calendar of a day that comes (practice.md §3.3)."""
    at, until = hours.polite(now), now + AHEAD + LONG_BREAK
    if not hours.calendar_known(day.year):
        _add(session, f"calendar.unknown.{day.year}", "calendar.unknown", at, until, now)
    last = hours.known_until()
    if last is not None and last < day:
        _add(session, f"calendar.ends.{last}", "calendar.runs_out", at, until, now)


def _break_after(hours: Hours, day: date) -> date | None:
    """The first day of the long break that begins after this school day, if one does."""
    following = next(hours.school_days_after(day))
    return day + timedelta(days=1) if following - day >= LONG_BREAK else None


def _add(
    session: Session, key: str, kind: str, due_at: datetime, expires_at: datetime, now: datetime
) -> None:
    if due_at > now - AHEAD and session.scalar(select(Due.id).filter_by(key=key)) is None:
        session.add(Due(key=key, kind=kind, due_at=due_at, expires_at=expires_at))
