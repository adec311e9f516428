"""Said once, in time: nobody knows the calendar of a day that comes (practice.md §3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from models.cases.case import Event
from models.cases.due import DayKind, DayStep, Due
from models.school import School

# So long the notice still makes sense.
LIVES = timedelta(days=9)


def _unknown(school: School, now: datetime) -> Iterator[DayStep]:
    day = school.today(now) + timedelta(days=school.settings.calendar_notice_days)
    if not school.hours.calendar_known(day.year):
        at = school.hours.polite(now)
        yield DayStep(f"calendar.unknown.{day.year}", at, now + LIVES)


def _runs_out(school: School, now: datetime) -> Iterator[DayStep]:
    day = school.today(now) + timedelta(days=school.settings.calendar_notice_days)
    last = school.hours.known_until()
    if last is not None and last < day:
        yield DayStep(f"calendar.ends.{last}", school.hours.polite(now), now + LIVES)


def _events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    what = due.key.rpartition(".")[2]
    told = [person.id for person in school.administrators()]
    yield Event(at=now, kind=due.kind, data={"what": what}, notify=told)


NOTICES = (
    DayKind("calendar.unknown", _unknown, _events),
    DayKind("calendar.runs_out", _runs_out, _events),
)
