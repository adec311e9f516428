"""The checklists that a school starts with: all of them, typed, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from datetime import time
from functools import cache
from typing import Any

import pytest
from sample_school import default_data, habits_data, read_data

from models.checklists import Answer, Checklist, ChecklistItem, Cycle, Limit, Opens

# What practice.md §13.2 lists, and for C12 what begins, halves and ends a term besides (4, 2, 4).
COUNTS = {
    "C01": 15, "C02": 14, "C02b": 8, "C03": 13, "C04": 13, "C05": 11, "C06a": 8, "C06b": 8,
    "C06c": 9, "C06d": 8, "C07": 15, "C08": 13, "C09": 8, "C10": 13, "C11": 15, "C12": 25,
    "C13": 13, "C14": 13, "C15": 12, "C16": 12, "C17": 11, "C18": 13, "C19": 12, "C20": 10,
    "C21": 8, "C22": 11,
}  # fmt: skip
AT_FIRST = {"C01", "C02", "C02b", "C03", "C04", "C05", "C06a", "C06b", "C06c", "C06d", "C07", "C10"}


@cache
def lists() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_data("checklists.toml")["checklist"]
    return found


def items() -> list[dict[str, Any]]:
    return [item for row in lists() for item in row["items"]]


def test_all_twenty_six_are_there_with_all_their_items() -> None:
    assert {row["code"]: len(row["items"]) for row in lists()} == COUNTS
    assert len(COUNTS) == 26
    assert len(items()) == 311


def test_a_dozen_are_switched_on_at_first() -> None:
    assert {row["code"] for row in lists() if row["enabled"]} == AT_FIRST
    assert len(AT_FIRST) == 12


def test_codes_are_numbered_without_a_gap_and_never_given_twice() -> None:
    for row in lists():
        wanted = [f"{row['code']}-{nth:02d}" for nth in range(1, len(row["items"]) + 1)]
        assert [item["code"] for item in row["items"]] == wanted
    assert max(Counter(row["code"] for row in (*lists(), *items())).values()) == 1


def test_everything_is_said_in_both_languages() -> None:
    for row in (*lists(), *items()):
        assert row["zh"] == row["zh"].strip() != ""
        assert re.search(r"[一-鿿]", row["zh"]), row
        assert row["en"] == row["en"].strip() != ""
        assert row["en"].isascii(), row
        assert len(row.get("parts_zh", [])) == len(row.get("parts_en", [])), row


def test_every_row_fits_its_columns() -> None:
    for row in lists():
        made = Checklist(**{name: value for name, value in row.items() if name != "items"})
        assert len(made.zh) <= 60
        assert len(made.en) <= 80
    for row in items():
        item = ChecklistItem(**row)
        assert len(item.zh) <= 80
        assert len(item.en) <= 100


def test_answers_are_of_the_types_that_the_school_knows() -> None:
    kinds = Counter(Answer(item["answer"]) for item in items())
    assert set(kinds) == set(Answer)
    for item in items():
        Opens(item.get("opens", ""))
        if item["answer"] not in {"ABN", "NUM"}:
            assert "opens" not in item, item
        if item.get("photo"):
            assert item["answer"] == "ABN"
            assert item["opens"], item
        if item.get("each"):
            assert item["answer"] == "ABN"


def test_a_number_says_its_unit_or_its_limits() -> None:
    for item in items():
        limits = [Limit.read(text) for text in item.get("limits", [])]
        if item["answer"] == "NUM":
            assert len(limits) == max(1, len(item.get("parts_zh", []))), item
        else:
            assert not limits, item
    of = {item["code"]: item.get("limits") for item in items()}
    assert of["C07-07"] == ["≥70 ℃"]
    assert of["C07-10"] == ["≥125 g"]
    assert of["C07-11"] == ["0~8 ℃", "≤-12 ℃"]


def test_times_and_days_fit_the_cycle() -> None:
    for row in lists():
        cycle, days = Cycle(row["cycle"]), row.get("days", [])
        times = [time.fromisoformat(text) for text in row["times"]]
        assert times == sorted(times) or row["code"] == "C02b"
        assert times
        if cycle in {Cycle.DAILY, Cycle.SCHOOL_DAYS}:
            assert not days
        elif cycle in {Cycle.WEEKLY, Cycle.DRAWN}:
            assert set(days) <= set(range(1, 8))
            assert days
        elif cycle == Cycle.TERM:
            assert days == [1, 2, 3]
        for item in row["items"]:
            assert set(item.get("only", [])) <= set(days), item


def test_every_list_is_somebodys() -> None:
    roles = {row["code"] for row in default_data()["role"]}
    posts = {row["code"] for row in habits_data()["post"]}
    assert not roles & posts
    for row in lists():
        assert row["who"] in roles | posts, row["code"]


def test_key_places_are_looked_at_five_times_a_day_from_the_first() -> None:
    patrols = [row for row in lists() if row["enabled"] and row["code"] in {"C10", "C02", "C02b"}]
    assert sum(len(row["times"]) for row in patrols) == 5


@pytest.mark.parametrize(
    ("text", "number", "normal"),
    [
        ("0~8 ℃", 8, True),
        ("0~8 ℃", 8.1, False),
        ("≤-12 ℃", -18, True),
        ("≤-12 ℃", -11.5, False),
        ("≥70 ℃", 69.9, False),
        ("≥30", 30, True),
        ("℃", -40, True),
        ("", 5, True),
        ("-5~-1 ℃", -3, True),
        ("5~5 ℃", 5, True),
        ("0~8 ℃", 0, True),
        ("0~8 ℃", -0.1, False),
        ("≤-12 ℃", -12, True),
    ],
)
def test_a_number_is_held_against_its_limit(text: str, number: float, normal: bool) -> None:
    assert Limit.read(text).holds(number) is normal


@pytest.mark.parametrize("text", ["8~0 ℃", "大概70", "≥", "70", "0-8 ℃", "≥70≤80", "1~2~3", "~8"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="limit"):
        Limit.read(text)
