"""Which days are school days: the school's own calendar, then the country's, then the weekdays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import SHANGHAI, Office, sample_engine
from sqlalchemy.orm import Session

from models.calendar.china_holidays import china
from models.calendar.hours import Break, Hours
from models.calendar.school_days import Bells

AUTUMN = (date(2026, 9, 1), date(2027, 1, 22))
SPRING = (date(2027, 2, 22), date(2027, 7, 2))
CLOSED = (date(2026, 9, 20), date(2026, 9, 20))
SUMMER = Bells(time(7, 30), time(17, 30), time(15, 40))
WINTER = Bells(time(8), time(17), time(15, 20))
PLAIN = Hours(
    zone=SHANGHAI,
    day_start=time(7, 30),
    day_end=time(17, 30),
    dismissal=time(15, 40),
    noon=time(12),
    soon_cutoff=timedelta(hours=2),
    polite_start=time(7, 30),
    polite_end=time(17, 30),
)
CHINA = replace(PLAIN, country=china)


@pytest.fixture
def office() -> Iterator[Office]:
    engine = sample_engine()
    with Session(engine, expire_on_commit=False) as session:
        yield Office(session)
    engine.dispose()


def test_outside_the_terms_there_is_no_school() -> None:
    school = replace(PLAIN, terms=(AUTUMN, SPRING))
    assert school.is_school_day(date(2026, 9, 1))
    assert school.is_school_day(date(2027, 1, 22))
    assert not school.is_school_day(date(2027, 1, 25))
    assert not school.is_school_day(date(2026, 8, 31))
    assert next(school.school_days_after(date(2027, 1, 22))) == date(2027, 2, 22)


def test_without_terms_every_weekday_counts() -> None:
    assert PLAIN.is_school_day(date(2027, 1, 25))
    assert PLAIN.is_school_day(date(2031, 7, 14))


def test_terms_that_nobody_has_entered_yet_are_like_those_of_the_year_before() -> None:
    school = replace(PLAIN, terms=(AUTUMN, SPRING))
    assert school.known_until() == date(2027, 7, 2)
    assert not school.is_school_day(date(2027, 7, 20))
    assert next(school.school_days_after(date(2027, 7, 2))) == date(2027, 8, 31)
    assert PLAIN.known_until() is None


def test_days_that_the_country_shifts_are_shifted() -> None:
    assert CHINA.is_school_day(date(2026, 9, 20))
    assert CHINA.is_school_day(date(2026, 10, 10))
    assert not CHINA.is_school_day(date(2026, 9, 19))
    assert not any(CHINA.is_school_day(date(2026, 10, day)) for day in range(1, 8))
    assert not CHINA.is_school_day(date(2026, 2, 16))
    assert not PLAIN.is_school_day(date(2026, 9, 20))


def test_the_schools_own_calendar_goes_before_the_countrys() -> None:
    off = replace(CHINA, breaks=(CLOSED,))
    assert not off.is_school_day(date(2026, 9, 20))
    worked = replace(CHINA, workdays=((date(2026, 10, 3), 2),))
    assert worked.is_school_day(date(2026, 10, 3))
    summer = replace(CHINA, terms=(AUTUMN,))
    assert not summer.is_school_day(date(2026, 5, 9))


def test_a_shifted_day_is_worked_even_inside_a_break_but_not_in_a_typhoon() -> None:
    worked = replace(PLAIN, breaks=(CLOSED,), workdays=((date(2026, 9, 20), 2),))
    assert worked.is_school_day(date(2026, 9, 20))
    assert not replace(worked, closures=(CLOSED,)).is_school_day(date(2026, 9, 20))


def test_a_year_that_is_not_announced_has_its_fixed_holidays_and_no_shifted_days() -> None:
    assert CHINA.calendar_known(2026)
    assert not CHINA.calendar_known(2040)
    assert not PLAIN.calendar_known(2026)
    assert not CHINA.is_school_day(date(2040, 10, 1))
    weekend = [date(2040, 1, 1) + timedelta(days=n) for n in range(366)]
    assert not any(CHINA.is_school_day(day) for day in weekend if day.weekday() > 4)


def test_a_year_that_the_library_does_not_know_is_monday_to_friday() -> None:
    for year in (1900, 2150, 9999):
        assert not CHINA.calendar_known(year)
        days = [date(year, 6, 1) + timedelta(days=n) for n in range(14)]
        assert [CHINA.is_school_day(day) for day in days] == [day.weekday() < 5 for day in days]


def test_a_shifted_day_teaches_the_lessons_of_another() -> None:
    school = replace(CHINA, workdays=((date(2026, 9, 20), 2),))
    assert school.lessons_of(date(2026, 9, 20)) == 2
    assert school.lessons_of(date(2026, 9, 21)) == 1
    assert school.lessons_of(date(2026, 9, 19)) is None
    assert school.lessons_of(date(2026, 10, 10)) is None


def test_weeks_are_counted_from_the_first_monday_of_the_term() -> None:
    school = replace(PLAIN, terms=(AUTUMN, SPRING))
    assert school.week(date(2026, 9, 1)) == 1
    assert school.week(date(2026, 9, 6)) == 1
    assert school.week(date(2026, 9, 7)) == 2
    assert school.week(date(2027, 2, 22)) == 1
    assert school.week(date(2027, 2, 1)) is None


def test_winter_has_its_own_times_from_its_day_until_summers() -> None:
    school = replace(PLAIN, timetables=(((5, 1), SUMMER), ((10, 1), WINTER)))
    assert school.bells(date(2026, 9, 30)) == SUMMER
    assert school.bells(date(2026, 10, 1)) == WINTER
    assert school.bells(date(2027, 3, 1)) == WINTER
    assert school.bells(date(2027, 5, 1)) == SUMMER
    afternoon = datetime(2026, 10, 15, 16, tzinfo=SHANGHAI)
    assert school.after_school_hours(afternoon, 2) == datetime(2026, 10, 16, 9, tzinfo=SHANGHAI)
    assert school.day_end_on(date(2026, 10, 15)) == datetime(2026, 10, 15, 17, tzinfo=SHANGHAI)


def test_a_calendar_without_a_school_day_still_gives_every_promise_a_day() -> None:
    never = replace(PLAIN, breaks=((date(2026, 1, 1), date(2036, 12, 31)),))
    start = datetime(2026, 9, 16, 9, tzinfo=SHANGHAI)
    assert not never.is_school_day(date(2026, 9, 16))
    assert never.after_school_days(start, 3) > start
    assert never.after_school_hours(start, 20) > start
    assert never.polite(start) > start


spans = st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 60)).map(
    lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1]))
)


@given(
    terms=st.lists(spans, max_size=4),
    breaks=st.lists(spans, max_size=4),
    closures=st.lists(spans, max_size=2),
    day=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
)
@settings(max_examples=150, deadline=None)
def test_whatever_the_calendar_says_the_days_that_follow_are_in_order(
    terms: list[tuple[date, date]],
    breaks: list[tuple[date, date]],
    closures: list[tuple[date, date]],
    day: date,
) -> None:
    school = replace(CHINA, terms=tuple(terms), breaks=tuple(breaks), closures=tuple(closures))
    following = list(islice(school.school_days_after(day), 5))
    assert following == sorted(set(following))
    assert following[0] > day
    for first, last in closures:
        assert not school.is_school_day(first)
        assert not school.is_school_day(last)


def test_asking_ten_thousand_times_takes_no_time() -> None:
    school = replace(CHINA, terms=(AUTUMN, SPRING), breaks=(CLOSED,) * 30)
    day = date(2026, 9, 1)
    school.is_school_day(day)
    begun = perf_counter()
    for n in range(10_000):
        school.is_school_day(day + timedelta(days=n % 300))
    assert perf_counter() - begun < 1


def test_the_sample_school_reads_its_calendar_from_the_rows(office: Office) -> None:
    hours = office.school.hours
    assert hours.terms[0] == AUTUMN
    assert hours.week(date(2026, 9, 16)) == 3
    assert not hours.is_school_day(date(2027, 1, 25))
    assert hours.calendar_known(2026)
    assert [since for since, _ in hours.timetables] == [(5, 1), (10, 1)]


def test_a_typhoon_closes_the_school_for_a_day(office: Office) -> None:
    day = date(2026, 9, 22)
    office.session.add(Break(name="台风", kind="closure", first=day, last=day))
    office.session.flush()
    assert office.school.hours.closures == ((day, day),)
    assert not office.school.hours.is_school_day(day)
