"""What each day brings to those on duty: the evening before, the start, a look two weeks ahead.

When, and who hears, are rows of 时限与上报 (practice.md §14.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from models.cases.case import Event
from models.cases.due import DayKind, DayStep, Due
from models.duty.health import gaps
from models.duty.shifts import DAY, Shift, attendance, posts, shares_phone, shifts, span
from models.escalation import hearing, named
from models.people.person import Person
from models.school import School

AHEAD = 2
EVE, START, ABSENT, VACANT, HEALTH = (
    *("duty.eve", "duty.start", "duty.absent", "duty.vacant"),
    "duty.health",
)
MIDNIGHT = time()
# After that it makes no sense any more: the bot was off, or has just been set up.
WORTH_SAYING = timedelta(hours=1)
FRIDAY = 4


def _days(school: School, now: datetime) -> Iterator[date]:
    today = school.today(now)
    yield from (today + timedelta(days=n) for n in range(AHEAD + 1))


def _eves(school: School, now: datetime) -> Iterator[DayStep]:
    """One for each day, whether or not there is school: guards and leaders have days off, too."""
    at = school.deadline(EVE).at
    assert at is not None
    for day in _days(school, now):
        before = school.hours.at(day - DAY, at)
        yield DayStep(f"duty.{day}.eve", before, school.hours.at(day, MIDNIGHT))


def _of_posts(school: School, now: datetime, row: str) -> Iterator[DayStep]:
    """For each post of each day: so long before its start, or after it."""
    limit, hours = school.deadline(row), school.hours
    every = [one for one in posts(school) if not shares_phone(one, school)]
    for day in _days(school, now):
        for post in every:
            starts, _ = span(post, day, hours)
            apart = hours.due(starts, limit.amount, limit.unit) - starts
            at = starts - apart if limit.before else starts + apart
            yield DayStep(
                f"{row}.{day}.{post.code}",
                at,
                at + WORTH_SAYING,
                school_on=day if post.days == "school_days" else None,
                no_school_on=day if post.days == "days_off" else None,
            )


def _starts(school: School, now: datetime) -> Iterable[DayStep]:
    return _of_posts(school, now, START)


def _absences(school: School, now: datetime) -> Iterable[DayStep]:
    return _of_posts(school, now, ABSENT)


def _vacancies(school: School, now: datetime) -> Iterable[DayStep]:
    return _of_posts(school, now, VACANT)


def _looks_ahead(school: School, now: datetime) -> Iterator[DayStep]:
    """On Friday, or the last school day before it."""
    hours, at = school.hours, school.deadline(HEALTH).at
    assert at is not None
    for day in filter(hours.is_school_day, _days(school, now)):
        friday = day + (FRIDAY - day.weekday()) * DAY
        if day <= friday < next(hours.school_days_after(day)):
            until = hours.at(day + DAY, MIDNIGHT)
            yield DayStep(f"duty.{day}.health", hours.at(day, at), until, school_on=day)


def _told(kind: str, now: datetime, people: Iterable[Person], **data: object) -> Event:
    notify = list(dict.fromkeys(one.id for one in people))
    return Event(at=now, kind=kind, notify=notify, data=data)


def _eve_events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    """Whoever has a duty tomorrow hears it, all in one message; what nobody has goes up."""
    day = school.today(now) + DAY
    for_each: dict[Person, list[str]] = {}
    for shift in shifts(school, day, day):
        if shares_phone(shift.post, school):
            continue
        for person in school.reached(shift.people, now):
            for_each.setdefault(person, []).append(shift.post.code)
    for person, codes in for_each.items():
        yield _told(EVE, now, [person], day=day.isoformat(), posts=codes)
    if gaps(school, day, day, now):
        told = hearing(HEALTH, school, now)
        yield _told(HEALTH, now, told, first=day.isoformat(), last=day.isoformat())


def _shift_of(school: School, due: Due) -> Shift | None:
    """The shift that a row is about, if it is still held."""
    _, _, day, code = due.key.split(".")
    found = shifts(school, date.fromisoformat(day), date.fromisoformat(day))
    return next((one for one in found if one.post.code == code), None)


def _missing(school: School, shift: Shift, now: datetime) -> list[Person]:
    """Whose 我已到岗 is not there, or a stand-in's."""
    there = {person for code, person in attendance(school, shift.day) if code == shift.post.code}
    expected = dict.fromkeys(school.today_instead(one, now) for one in shift.people)
    return [one for one in expected if one.id not in there]


def _asked(kind: str, school: School, due: Due, now: datetime) -> Iterator[Event]:
    shift = _shift_of(school, due)
    if shift is not None and (missing := school.reached(_missing(school, shift, now), now)):
        yield _told(kind, now, missing, day=shift.day.isoformat(), post=shift.post.code)


def _start_events(school: School, due: Due, now: datetime) -> Iterable[Event]:
    return _asked(START, school, due, now)


def _absent_events(school: School, due: Due, now: datetime) -> Iterable[Event]:
    return _asked(ABSENT, school, due, now)


def _vacant_events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    """Somebody has not come, or nobody has the post: whoever can send another hears it."""
    shift = _shift_of(school, due)
    if shift is None:
        return
    missing = _missing(school, shift, now)
    if missing or not shift.people:
        told = named(school.deadline(VACANT).tell, school, now)
        others = school.in_line([one for one in told if one not in missing], now)
        who = [one.id for one in missing]
        day = shift.day.isoformat()
        yield _told(VACANT, now, others, day=day, post=shift.post.code, who=who)


def _health_events(school: School, due: Due, now: datetime) -> Iterator[Event]:
    """The office hears what is wrong with the weeks ahead; a roster that is whole rings nobody."""
    first = school.today(now) + DAY
    last = first + timedelta(days=int(school.deadline(HEALTH).amount) - 1)
    if gaps(school, first, last, now):
        told = hearing(HEALTH, school, now)
        yield _told(HEALTH, now, told, first=first.isoformat(), last=last.isoformat())


DAYS = (
    DayKind(EVE, _eves, _eve_events),
    DayKind(START, _starts, _start_events),
    DayKind(ABSENT, _absences, _absent_events),
    DayKind(VACANT, _vacancies, _vacant_events),
    DayKind(HEALTH, _looks_ahead, _health_events),
)
