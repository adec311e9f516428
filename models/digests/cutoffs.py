"""When a digest is sent, and up to when the rows of its day count (practice.md §18.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from models.cases.as_of import AsOf
from models.cases.due import DayStep, Due
from models.school import School

BRIEF, DAILY, WARN = "digest.brief", "digest.daily", "digest.warn"
ONE_DAY = timedelta(days=1)
# Planned so many days ahead, so that after as many of being switched off the last one still comes.
AHEAD = 7
# Sent later than this, it says so.
LATE = timedelta(minutes=5)


def key_of(code: str, day: date) -> str:
    """The row by which the digest of a day is sent, once."""
    return f"{code}.{day}"


def day_of(due: Due) -> date:
    """Which day the row is about."""
    return date.fromisoformat(due.key.rpartition(".")[2])


def moment(school: School, code: str, day: date) -> datetime | None:
    """When it is sent on this day by the school's rows; None where the school sends none."""
    wall = school.deadline(code).at
    return None if wall is None else school.hours.at(day, wall)


def cutoff(school: School, code: str, day: date) -> datetime:
    """Up to when the rows of the day count: when it was sent or will be, whatever the school has
    set since; where none is sent, the day's end.
    """
    planned = select(Due.due_at).where(Due.key == key_of(code, day), Due.state != "cancelled")
    sent = school.session.scalar(planned)
    if sent is not None:
        return sent
    return moment(school, code, day) or school.hours.at(day, time.max)


def daily(school: School, day: date | None, now: datetime) -> AsOf:
    """The day up to its cut-off, or to now while that has not come; without a day, how the school
    stands now.
    """
    if day is None:
        return AsOf.day(school.today(now), now, school.hours)
    return AsOf.day(day, min(cutoff(school, DAILY, day), now), school.hours)


def brief(school: School, day: date) -> AsOf:
    """The night, and what the day brings: since the last digest."""
    since = cutoff(school, DAILY, day - ONE_DAY)
    return AsOf.night(day, since, cutoff(school, BRIEF, day), school.hours)


def dailies(school: School, now: datetime) -> Iterator[DayStep]:
    """Every day, holidays too: silence means that something is broken (practice.md §18.2). One
    that was missed comes as long as the next one has not.
    """
    for day, at in _days(school, DAILY, now):
        yield DayStep(key_of(DAILY, day), at, at + ONE_DAY)


def briefs(school: School, now: datetime) -> Iterator[DayStep]:
    """On school days, until noon."""
    for day, at in _days(school, BRIEF, now):
        if school.hours.is_school_day(day):
            until = school.hours.at(day, school.settings.noon)
            yield DayStep(key_of(BRIEF, day), at, until, school_on=day)


def warnings(school: School, now: datetime) -> Iterator[DayStep]:
    """On school days, so long before the digest that something can still be done about it."""
    row = school.deadline(WARN)
    for day, at in _days(school, DAILY, now):
        if school.hours.is_school_day(day):
            before = at - (school.hours.due(at, row.amount, row.unit) - at)
            yield DayStep(key_of(WARN, day), before, at, school_on=day)


def _days(school: School, code: str, now: datetime) -> Iterator[tuple[date, datetime]]:
    """The days whose moment lies ahead: a school that has just begun is told of no day before."""
    today = school.today(now)
    for days in range(AHEAD + 1):
        day = today + timedelta(days=days)
        at = moment(school, code, day)
        if at is not None and at > now:
            yield day, at
