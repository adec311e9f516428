"""Dates as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language.dates import last_such_day, read_date

WEDNESDAY = date(2026, 9, 16)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("2026.9.18", date(2026, 9, 18), ""),
        ("2026-09-18", date(2026, 9, 18), ""),
        ("2026年9月18日", date(2026, 9, 18), ""),
        ("9月18日", date(2026, 9, 18), ""),
        ("9月18号", date(2026, 9, 18), ""),
        ("9-18", date(2026, 9, 18), ""),
        ("9/18", date(2026, 9, 18), ""),
        ("9.18", date(2026, 9, 18), ""),
        ("18 Sep", date(2026, 9, 18), ""),
        ("18 September", date(2026, 9, 18), ""),
        ("今天", WEDNESDAY, ""),
        ("today", WEDNESDAY, ""),
        ("明天", date(2026, 9, 17), ""),
        ("Tomorrow", date(2026, 9, 17), ""),
        ("后天", date(2026, 9, 18), ""),
        ("大后天", date(2026, 9, 19), ""),
        ("周五", date(2026, 9, 18), ""),
        ("星期五", date(2026, 9, 18), ""),
        ("周三", WEDNESDAY, ""),
        ("周一", date(2026, 9, 21), ""),
        ("下周五", date(2026, 9, 25), ""),
        ("礼拜天", date(2026, 9, 20), ""),
        ("永安电梯 13800001111 9月18日", date(2026, 9, 18), "永安电梯 13800001111"),
        ("明天 永安电梯", date(2026, 9, 17), "永安电梯"),
    ],
)
def test_a_date_is_read_and_taken_out_of_the_line(text: str, day: date, rest: str) -> None:
    assert read_date(text, WEDNESDAY) == (day, rest)


def test_a_day_that_has_gone_by_means_next_year() -> None:
    assert read_date("9月15日", WEDNESDAY)[0] == date(2027, 9, 15)
    assert read_date("9月16日", WEDNESDAY)[0] == WEDNESDAY
    assert read_date("1月3日", WEDNESDAY)[0] == date(2027, 1, 3)


@pytest.mark.parametrize(
    "text", ["13月2日", "2月30日", "2026-13-01", "9月31日", "快了", "", "13800001111"]
)
def test_what_is_no_date_is_none_and_the_line_stays_whole(text: str) -> None:
    assert read_date(text, WEDNESDAY) == (None, text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("周五", date(2026, 9, 11)),
        ("周三", WEDNESDAY),
        ("9月18日", date(2025, 9, 18)),
        ("9月15日", date(2026, 9, 15)),
        ("2027-09-18", date(2027, 9, 18)),
    ],
)
def test_looking_back_the_same_words_mean_the_last_such_day(text: str, day: date) -> None:
    read, _ = read_date(text, WEDNESDAY)
    assert read is not None
    assert last_such_day(text, read, WEDNESDAY) == day


def test_looking_back_for_the_29th_of_february_finds_the_last_leap_year() -> None:
    today = date(2028, 1, 15)
    read, _ = read_date("2月29日", today)
    assert read == date(2028, 2, 29)
    assert last_such_day("2月29日", read, today) == date(2024, 2, 29)


@given(st.text(alphabet="0123456789.-/年月日号 周下一五天明後sepJAN", max_size=14), st.dates())
def test_nothing_that_is_typed_breaks_the_reader(text: str, today: date) -> None:
    read_date(text, today.replace(year=max(2, min(today.year, 9000))))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 364))
def test_a_coming_day_written_without_its_year_is_found(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert read_date(f"{day.month}月{day.day}日", today)[0] == day


def test_the_29th_of_february_means_the_next_leap_year() -> None:
    assert read_date("2月29日", WEDNESDAY)[0] == date(2028, 2, 29)
    assert read_date("29 Feb", date(2096, 3, 1))[0] == date(2104, 2, 29)
