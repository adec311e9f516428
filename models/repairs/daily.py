"""What each school day brings to those who repair: the morning's list, and what is open before a
long break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from models.calendar.hours import Hours
from models.cases.case import Case, Event
from models.cases.due import DayKind, DayStep, Due
from models.people.person import Person
from models.repairs.repair import Repair
from models.school import School
from models.tickets.lists import morning, open_before_break

AHEAD = timedelta(days=2)
# From the last school day to the next; less is a weekend with a bridge day, and needs no list.
LONG_BREAK = timedelta(days=7)


def _days(school: School, now: datetime) -> Iterator[date]:
    today = school.today(now)
    days = (today + timedelta(days=n) for n in range(AHEAD.days + 1))
    return filter(school.hours.is_school_day, days)


def _mornings(school: School, now: datetime) -> Iterator[DayStep]:
    hours, settings = school.hours, school.settings
    for day in _days(school, now):
        at, until = hours.at(day, settings.morning_list), hours.at(day, settings.noon)
        yield DayStep(f"day.{day}.morning", at, until, school_on=day)


def _breaks(school: School, now: datetime) -> Iterator[DayStep]:
    hours, settings = school.hours, school.settings
    for day in _days(school, now):
        first = _break_after(hours, day)
        if first is not None:
            at, until = hours.at(day, settings.leader_merge), hours.at(first, settings.noon)
            key = f"break.{first}.open"
            yield DayStep(key, at, until, school_on=day, no_school_on=first)


def _break_after(hours: Hours, day: date) -> date | None:
    """The first day of the long break that begins after this school day, if one does."""
    following = next(hours.school_days_after(day))
    return day + timedelta(days=1) if following - day >= LONG_BREAK else None


def _list(due: Due, now: datetime, people: Sequence[Person], cases: Sequence[Case]) -> Event:
    return Event(
        at=now,
        kind=due.kind,
        notify=[person.id for person in people],
        data={"cases": [case.id for case in cases]},
    )


def _morning_events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    for person, cases in morning(school, now, Repair).items():
        yield _list(due, now, [person], cases)


def _break_events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    yield _list(due, now, school.office(), open_before_break(school, Repair))


DAILY = (
    DayKind("morning", _mornings, _morning_events),
    DayKind("before_break", _breaks, _break_events),
)
