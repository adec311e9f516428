"""Sheets and columns before their cells are understood: found, named as strange, or missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from schoolbook import BOOK, TODAY, sample_session
from sqlalchemy.orm import Session

from models.workbook.merging import Plan
from models.workbook.pages import Reading
from models.workbook.shapes import Grid, Value
from models.workbook.sheets import understand

Line = tuple[Value, ...]


@pytest.fixture
def session() -> Iterator[Session]:
    yield from sample_session()


def read(session: Session, *grids: tuple[str, list[Line]]) -> tuple[Reading, Plan]:
    found = [Grid(title, tuple(lines)) for title, lines in grids]
    reading, plan, _ = understand(session, found, BOOK, TODAY, {"people": {}}, "")
    return reading, plan


def wrong(reading: Reading) -> list[tuple[str, int | None, str | None, str, dict[str, Any]]]:
    return [(one.sheet, one.row, one.column, one.key, one.values) for one in reading.complaints]


def added(plan: Plan) -> set[str]:
    return {one.label for one in plan.changes if str(one.how) == "add"}


def test_two_headings_are_enough_and_one_is_not(session: Session) -> None:
    reading, plan = read(session, ("人员", [("姓名", "称呼"), ("鲁㛃", "主任")]))
    assert (wrong(reading), added(plan)) == ([], {"鲁㛃"})
    reading, plan = read(session, ("人员", [("姓名",), ("鲁㛃",)]))
    assert wrong(reading) == [("people", None, None, "book.no_headings", {})]
    assert plan.changes == []


@pytest.mark.parametrize(("above", "found"), [(0, True), (1, True), (9, True), (10, False)])
def test_the_headings_stand_on_one_of_the_first_ten_lines(
    session: Session, above: int, found: bool
) -> None:
    lines: list[Line] = [("花名册", None)] * above
    reading, plan = read(session, ("人员", [*lines, ("姓名", "称呼"), ("鲁㛃", "主任")]))
    assert (added(plan) == {"鲁㛃"}) is found
    assert [one.key for one in reading.complaints] == ([] if found else ["book.no_headings"])


def test_a_sheet_that_stands_there_twice_is_told_and_the_first_is_read(session: Session) -> None:
    lines: list[Line] = [("姓名", "称呼"), ("鲁㛃", "主任")]
    reading, plan = read(session, ("人员", lines), ("People", [("姓名", "称呼"), ("某人", "")]))
    assert wrong(reading) == [("people", None, None, "book.sheet_twice", {"title": "People"})]
    assert added(plan) == {"鲁㛃"}


def test_a_column_that_stands_there_twice_is_told_and_the_first_is_read(session: Session) -> None:
    reading, plan = read(session, ("人员", [("姓名", "称呼", "姓名"), ("鲁㛃", "主任", "别人")]))
    assert wrong(reading) == [
        ("people", None, "name", "book.column_twice", {"heading": "姓名"}),
    ]
    assert added(plan) == {"鲁㛃"}


def test_a_column_without_which_a_sheet_cannot_be_read_is_missed(session: Session) -> None:
    reading, _ = read(session, ("人员", [("称呼", "电话"), ("主任", "13800000001")]))
    missed = [one for one in wrong(reading) if one[3] == "book.no_column"]
    assert missed == [("people", None, None, "book.no_column", {"heading": "姓名"})]


def test_what_nobody_knows_is_named_with_what_it_may_have_been_meant_to_be(
    session: Session,
) -> None:
    reading, plan = read(
        session,
        ("人员", [("姓名", "主角色", "称呼", " 星座 ", None), ("鲁㛃", "", "", "狮子", "x")]),
        ("场所地点", [("楼", "层")]),
        ("统计", [(1, 2)]),
    )
    assert {(one.what, one.near) for one in reading.strange} == {
        ("人员·主角色", "主要角色"),
        ("人员·星座", ""),
        ("场所地点", "地点"),
        ("统计", ""),
    }
    assert (wrong(reading), added(plan)) == ([], {"鲁㛃"})


def test_a_short_line_has_empty_cells_behind_it(session: Session) -> None:
    reading, plan = read(session, ("人员", [("姓名", "称呼"), ("鲁㛃",)]))
    assert (wrong(reading), added(plan)) == ([], {"鲁㛃"})
