"""Posts, hazards, deadlines, approvals and retention: the rows hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from office import Office, sample_engine
from sample_school import default_data, demo_data, habits_data
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approvals import ApprovalTier
from models.calendar.hours import BreakKind, TimeUnit
from models.deadlines import Deadline
from models.duty.roster import Post, Roster, RosterChange, RosterTurn, RosterWeek
from models.hazard_levels import HazardLevel
from models.retention import Retention

TABLES = ("post", "hazard_category", "hazard_level", "deadline", "approval_tier", "retention")
MONDAY = date(2026, 9, 14)
WEEKDAY_COUNT = 7


def rows(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = habits_data()[table]
    return found


@pytest.fixture
def office() -> Iterator[Office]:
    engine = sample_engine()
    with Session(engine, expire_on_commit=False) as session:
        yield Office(session)
    engine.dispose()


@pytest.mark.parametrize("table", TABLES)
def test_everything_has_a_code_and_both_names(table: str) -> None:
    assert max(Counter(row["code"] for row in rows(table)).values()) == 1
    for row in rows(table):
        assert row["zh"].strip(), row
        assert row["en"].strip(), row
        for name, text in row.items():
            if name == "en" or name.endswith("_en"):
                assert "".join(text).isascii(), row


def test_all_kinds_and_levels_of_hazards_are_there() -> None:
    assert [row["code"] for row in rows("hazard_category")] == [f"H{n:02d}" for n in range(1, 18)]
    assert [row["code"] for row in rows("hazard_level")] == ["S1", "S2", "S3", "S4"]
    assert [row["code"] for row in rows("hazard_level") if row.get("grave")] == ["S4"]


def test_whoever_is_told_exists() -> None:
    roles = {row["code"] for row in default_data()["role"]}
    posts = {row["code"] for row in rows("post")}
    for row in rows("deadline"):
        assert set(row["tell"]) <= roles | posts | {"holder", "next", "office"}, row
        assert row["tell"]
    for row in rows("hazard_level"):
        assert set(row.get("tell", [])) <= roles | {"authority"}
        assert set(row["recheck"]) <= roles | {"finder", "authority"}
    for row in (*rows("post"), *rows("approval_tier")):
        assert row.get("role_code", "R01") in roles


def test_units_are_known() -> None:
    for row in rows("hazard_level"):
        TimeUnit(row["control_unit"])
        TimeUnit(row["fix_unit"])
    for row in rows("deadline"):
        TimeUnit(row.get("unit", "days"))
        assert "at" in row or "amount" in row
    for row in rows("retention"):
        assert row["unit"] in {"days", "months", "years", "forever", "never"}
        assert (row["unit"] in {"forever", "never"}) == ("amount" not in row)
        assert row.get("counted_from", "record") in {
            "record", "school_year", "closing", "leaving", "disposal", "shelf_life",
        }  # fmt: skip


def test_counselling_is_not_kept_here_at_all() -> None:
    (counselling,) = (row for row in rows("retention") if row["code"] == "counselling")
    assert counselling["unit"] == "never"


def test_approvals_rise_with_the_amount_and_every_purchase_is_compared_at_first() -> None:
    tiers = rows("approval_tier")
    bounds = [row["up_to"] for row in tiers if "up_to" in row]
    assert all(one < other for one, other in pairwise(bounds))
    assert bounds == [500, 3000, 10000]
    assert all(row.get("quotes_from", 0) == 0 for row in tiers)


def test_a_grave_hazard_is_controlled_in_half_an_hour(office: Office) -> None:
    start = datetime(2026, 9, 19, 22, 0, tzinfo=UTC)
    hours = office.school.hours
    level = office.session.get_one(HazardLevel, "S4")
    assert level.control_by(start, hours) == start + timedelta(minutes=30)
    assert level.fix_by(start, hours) == start + timedelta(hours=24)
    assert level.by_plan
    ordinary = office.session.get_one(HazardLevel, "S2")
    assert ordinary.fix_by(start, hours) == start + timedelta(days=7)


def test_the_rows_of_the_sample_name_people_posts_and_breaks_that_exist() -> None:
    data, posts = demo_data(), {row["code"] for row in rows("post")}
    people = {person["name"] for person in data["person"]}
    for row in data["week"]:
        assert row["post"] in posts
        assert set(row["people"]) <= people
        assert len(row["people"]) <= WEEKDAY_COUNT
    for row in data["turn"]:
        assert row["person"] in people
        assert set(row["turns"]) <= posts | {""}
    for row in data["break"]:
        BreakKind(row.get("kind", "holiday"))


def test_every_shift_of_the_sample_has_a_guard_every_day(office: Office) -> None:
    roster = Roster.of(office.session)
    for n in range(9):
        for post in ("D04", "D05", "D06"):
            assert len(roster.holders(post, MONDAY + timedelta(days=n))) == 1


def test_a_week_goes_on_until_the_next_begins() -> None:
    old = RosterWeek(post_code="D01", first=MONDAY, last=MONDAY + timedelta(days=6), monday_id=1)
    old.tuesday_id = 2
    new = RosterWeek(post_code="D01", first=MONDAY + timedelta(days=21), last=None, monday_id=3)
    roster = Roster([old, new], [], [])
    assert roster.holders("D01", MONDAY - timedelta(days=7)) == []
    assert roster.holders("D01", MONDAY) == [1]
    assert roster.holders("D01", MONDAY + timedelta(days=14)) == [1]
    assert roster.holders("D01", MONDAY + timedelta(days=21)) == [3]
    # The new table is silent about Tuesday, so the old one still holds.
    assert roster.holders("D01", MONDAY + timedelta(days=22)) == [2]
    assert roster.holders("D02", MONDAY) == []


def test_a_week_for_a_while_gives_the_post_back() -> None:
    always = RosterWeek(post_code="D01", first=MONDAY, last=None, monday_id=1)
    later = MONDAY + timedelta(days=7)
    once = RosterWeek(post_code="D01", first=later, last=later + timedelta(days=6), monday_id=2)
    roster = Roster([always, once], [], [])
    weeks = [roster.holders("D01", MONDAY + timedelta(days=7 * n)) for n in range(3)]
    assert weeks == [[1], [2], [1]]


def test_somebody_stands_in_for_one_day_and_only_for_one_of_two() -> None:
    two = [RosterWeek(post_code="D03", first=MONDAY, last=None, monday_id=n) for n in (1, 2)]
    change = RosterChange(day=MONDAY, post_code="D03", person_id=9, instead_of_id=2)
    roster = Roster(two, [], [change])
    assert roster.holders("D03", MONDAY) == [1, 9]
    assert roster.holders("D03", MONDAY + timedelta(days=7)) == [1, 2]
    everybody = RosterChange(day=MONDAY, post_code="D03", person_id=9, instead_of_id=None)
    assert Roster(two, [], [everybody]).holders("D03", MONDAY) == [9]


def test_the_guards_go_round_from_the_day_their_turns_begin() -> None:
    turns = ["D04", "D04", "D05", "D06", ""]
    turn = RosterTurn(person_id=7, first=MONDAY, turns=turns)
    assert turn.post_on(MONDAY - timedelta(days=1)) == ""
    assert [turn.post_on(MONDAY + timedelta(days=n)) for n in range(6)] == [*turns, "D04"]
    fresh = RosterTurn(person_id=7, first=MONDAY + timedelta(days=3), turns=["D05"])
    roster = Roster([], [turn, fresh], [])
    assert roster.holders("D04", MONDAY) == [7]
    assert roster.holders("D06", MONDAY + timedelta(days=3)) == []
    assert roster.holders("D05", MONDAY + timedelta(days=3)) == [7]


def test_the_tables_are_filled_with_the_rows(office: Office) -> None:
    for table, name in (
        (Post.__table__, "post"),
        (Deadline.__table__, "deadline"),
        (ApprovalTier.__table__, "approval_tier"),
        (Retention.__table__, "retention"),
    ):
        kept = office.session.scalars(select(table.c.code).order_by(table.c.position)).all()
        assert kept == [row["code"] for row in rows(name)]
