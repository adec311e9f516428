"""The school's time: school days, school hours, promises, and clocks that jump."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar.hours import Hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
OCTOBER_BREAK = (date(2026, 10, 1), date(2026, 10, 7))
ZONES = [
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Kolkata", "Asia/Tehran", "Asia/Amman", "Africa/Cairo",
    "Africa/Casablanca", "America/New_York", "America/Santiago", "America/Sao_Paulo",
    "America/Havana", "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
]  # fmt: skip


def hours(zone: str = "Asia/Shanghai", *breaks: tuple[date, date]) -> Hours:
    return Hours(
        zone=ZoneInfo(zone),
        day_start=time(7, 30),
        day_end=time(17, 30),
        dismissal=time(15, 40),
        noon=time(12),
        soon_cutoff=timedelta(hours=2),
        polite_start=time(7, 30),
        polite_end=time(17, 30),
        breaks=breaks,
    )


def september(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


def october(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI)


def test_monday_to_friday_are_school_days_and_weekends_are_not() -> None:
    week = [date(2026, 9, 14) + timedelta(days=n) for n in range(7)]
    assert [hours().is_school_day(day) for day in week] == [True] * 5 + [False] * 2


def test_both_ends_of_a_break_belong_to_it() -> None:
    school = hours("Asia/Shanghai", OCTOBER_BREAK)
    assert school.is_school_day(date(2026, 9, 30))
    assert not school.is_school_day(date(2026, 10, 1))
    assert not school.is_school_day(date(2026, 10, 7))
    assert school.is_school_day(date(2026, 10, 8))
    following = islice(school.school_days_after(date(2026, 9, 29)), 3)
    assert list(following) == [date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9)]


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (september(16, 7, 29), False),
        (september(16, 7, 30), True),
        (september(16, 17, 29), True),
        (september(16, 17, 30), False),
        (september(19, 9), False),
    ],
)
def test_school_is_in_from_its_start_to_its_end(moment: datetime, open_: bool) -> None:
    assert hours().open_at(moment) is open_


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (september(16, 9), 4, september(16, 13)),
        (september(16, 13, 30), 4, september(16, 17, 30)),
        (september(16, 16, 30), 4, september(17, 10, 30)),
        (september(16, 20), 4, september(17, 11, 30)),
        (september(17, 3), 4, september(17, 11, 30)),
        (september(18, 16, 30), 2, september(21, 8, 30)),
        (september(19, 12), 1, september(21, 8, 30)),
        (september(30, 17), 1, october(8, 8)),
        (october(3, 9), 0.5, october(8, 8)),
        (september(16, 9), 25, september(18, 14)),
        (september(16, 9), 0, september(16, 9)),
    ],
)
def test_school_hours_stand_still_at_night_on_weekends_and_in_breaks(
    start: datetime, amount: float, end: datetime
) -> None:
    assert hours("Asia/Shanghai", OCTOBER_BREAK).after_school_hours(start, amount) == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (september(16, 9), 3, september(21, 17, 30)),
        (september(18, 20), 1, september(21, 17, 30)),
        (september(19, 9), 3, september(23, 17, 30)),
        (september(30, 9), 3, october(12, 17, 30)),
        (september(16, 9), 7, september(25, 17, 30)),
    ],
)
def test_school_days_are_counted_to_the_close_of_the_last(
    start: datetime, days: int, end: datetime
) -> None:
    assert hours("Asia/Shanghai", OCTOBER_BREAK).after_school_days(start, days) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (september(16, 5), september(16, 17, 30)),
        (september(16, 13, 39), september(16, 17, 30)),
        (september(16, 13, 40), september(17, 12)),
        (september(16, 22), september(17, 12)),
        (september(18, 14), september(21, 12)),
        (september(19, 8), september(21, 12)),
        (september(30, 15), october(8, 12)),
    ],
)
def test_soon_is_today_until_two_hours_before_dismissal_then_next_noon(
    start: datetime, end: datetime
) -> None:
    assert hours("Asia/Shanghai", OCTOBER_BREAK).today_or_next_noon(start) == end


@pytest.mark.parametrize(
    ("moment", "polite"),
    [
        (september(16, 9), september(16, 9)),
        (september(16, 17, 30), september(16, 17, 30)),
        (september(16, 17, 31), september(17, 7, 30)),
        (september(16, 6), september(16, 7, 30)),
        (september(18, 18), september(21, 7, 30)),
        (september(20, 9), september(21, 7, 30)),
        (october(2, 9), october(8, 7, 30)),
    ],
)
def test_people_are_disturbed_only_in_school_hours(moment: datetime, polite: datetime) -> None:
    assert hours("Asia/Shanghai", OCTOBER_BREAK).polite(moment) == polite


@pytest.mark.parametrize(
    ("after", "at"),
    [
        (september(16, 9), september(16, 16, 30)),
        (september(16, 16, 30), september(17, 16, 30)),
        (september(18, 17), september(21, 16, 30)),
        (september(19, 9), september(21, 16, 30)),
        (september(30, 17), october(8, 16, 30)),
    ],
)
def test_the_list_of_the_day_comes_on_the_next_school_day(after: datetime, at: datetime) -> None:
    assert hours("Asia/Shanghai", OCTOBER_BREAK).next_at(after, time(16, 30)) == at


def test_an_hour_that_the_clocks_leave_out_is_shifted_forward() -> None:
    berlin = hours("Europe/Berlin")
    moment = berlin.at(date(2026, 3, 29), time(2, 30))
    assert berlin.local(moment).strftime("%H:%M") == "03:30"


def test_an_hour_that_comes_twice_is_meant_the_first_time() -> None:
    berlin = hours("Europe/Berlin")
    moment = berlin.at(date(2026, 10, 25), time(2, 30))
    assert berlin.local(moment).utcoffset() == timedelta(hours=2)


def test_a_school_day_is_as_long_after_the_clocks_change_as_before() -> None:
    new_york = hours("America/New_York")
    friday = new_york.at(date(2026, 3, 6), time(16, 30))
    assert new_york.after_school_hours(friday, 2) == new_york.at(date(2026, 3, 9), time(8, 30))


walls = st.times().map(lambda wall: wall.replace(microsecond=0))
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(st.sampled_from(ZONES), days, walls)
@settings(max_examples=300, deadline=None)
def test_a_wall_time_is_one_instant_for_each_date(zone: str, day: date, wall: time) -> None:
    school = hours(zone)
    here, tomorrow = school.at(day, wall), school.at(day + timedelta(days=1), wall)
    assert timedelta(hours=20) <= tomorrow - here <= timedelta(hours=28)
    assert school.at(day, wall) == here
    wanted = datetime.combine(day, wall)
    shown = school.local(here).replace(tzinfo=None)
    assert timedelta() <= shown - wanted <= timedelta(hours=1)


@given(st.sampled_from(ZONES), days, walls, st.floats(0.1, 60))
@settings(max_examples=200, deadline=None)
def test_promises_lie_ahead_and_in_school_hours(
    zone: str, day: date, wall: time, amount: float
) -> None:
    school = hours(zone, OCTOBER_BREAK)
    start = school.at(day, wall)
    end = school.after_school_hours(start, amount)
    local = school.local(end)
    assert end > start
    assert school.is_school_day(local.date())
    assert school.day_start <= local.time() <= school.day_end
    assert school.after_school_hours(start, amount + 1) > end
    polite = school.polite(start)
    assert polite >= start
    assert school.polite(polite) == polite
