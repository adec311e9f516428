"""The week, the month and the term that are reported, and when (practice.md §18.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from models.cases.case import Event
from models.cases.due import DayKind, DayStep, Due
from models.digests.cutoffs import AHEAD, ONE_DAY, day_of, key_of, moment
from models.documents import DocumentOrder
from models.escalation import Concerned, hearing
from models.school import School

WEEKLY, MONTHLY, TERMLY = "digest.weekly", "digest.monthly", "digest.term"
# A report that was held up is still worth reading for so long.
LIVES = timedelta(days=7)
WEEKEND = timedelta(days=2)
FRIDAY = 4


def days_of(school: School, form: str, day: date) -> tuple[date, date] | None:
    """Which days the report of this form is about that is read on this day; None without one."""
    match form:
        case "weekly":
            return day - timedelta(days=day.weekday()) - WEEKEND, day
        case "monthly":
            last = day.replace(day=1) - ONE_DAY
            return last.replace(day=1), last
    terms = [span for span in school.hours.terms if span[0] <= day]
    if not terms:
        return None
    first, last = max(terms)
    return first, min(day, last)


def so_far(school: School, form: str, day: date) -> tuple[date, date] | None:
    """Which days such a report is about when somebody asks for it: those that run, up to today."""
    return (day.replace(day=1), day) if form == "monthly" else days_of(school, form, day)


def moments(school: School, first: date, last: date, now: datetime) -> tuple[datetime, datetime]:
    """From when to when rows count, of days that may not be over yet."""
    return school.hours.at(first, time()), min(school.hours.at(last + ONE_DAY, time()), now)


def _is_read_on(school: School, code: str, day: date) -> bool:
    """A week is read on Friday, or on the last school day before it, and the weekend before the
    week belongs to it; a month on the first of the next, a term on its last day.
    """
    hours = school.hours
    match code:
        case "digest.weekly":
            left = range(1, FRIDAY - day.weekday() + 1)
            over = not any(hours.is_school_day(day + timedelta(days=one)) for one in left)
            return hours.is_school_day(day) and day.weekday() <= FRIDAY and over
        case "digest.monthly":
            return day.day == 1
    return any(day == last for _, last in hours.terms)


def _steps(code: str) -> DayKind:
    def plan(school: School, now: datetime) -> Iterator[DayStep]:
        today = school.today(now)
        for ahead in range(AHEAD + 1):
            day = today + timedelta(days=ahead)
            at = moment(school, code, day)
            if at is not None and at > now and _is_read_on(school, code, day):
                yield DayStep(key_of(code, day), at, at + LIVES)

    return DayKind(code, plan, _events)


def _events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    """The message; the picture and the file follow when they are made."""
    form = due.kind.rpartition(".")[2]
    span = days_of(school, form, day_of(due))
    if span is None:
        return
    first, last = span
    people = hearing(due.kind, school, now, Concerned())
    for person in people:
        for kind in ("png", "xlsx"):
            school.session.add(
                DocumentOrder(
                    kind="report",
                    subject=form,
                    first=first,
                    last=last,
                    form=kind,
                    reader=person,
                    ordered_at=now,
                )
            )
    data = {"first": f"{first}", "last": f"{last}", "at": due.due_at.isoformat()}
    yield Event(at=now, kind=due.kind, data=data, notify=[person.id for person in people])


PERIODIC = tuple(_steps(code) for code in (WEEKLY, MONTHLY, TERMLY))
