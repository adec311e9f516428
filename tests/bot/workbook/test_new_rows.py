"""Rows that are new: added once, whatever the workbook they come in has been through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schoolbook import BOOK, Book, open_book

from models.places import Place
from models.workbook.shapes import Value
from models.workbook.sheets import SHEETS

NEW_ROWS: dict[str, dict[str, Value]] = {
    "people": {"name": "鲁㛃"},
    "places": {"building": "科技楼", "floor": "二楼", "spot": "机器人室"},
    "calendar": {"kind": "放假", "name": "校庆", "first": "11月5日"},
    "posts": {
        "zh": "午休值班",
        "role_code": "值班教师",
        "days": "上学日",
        "start": "12:00",
        "end": "13:30",
    },
    "weeks": {"post_code": "行政值班", "first": "2026.10.8", "monday_id": "王芳"},
    "changes": {"day": "9月21日", "post_code": "护学岗", "person_id": "刘玥"},
    "turns": {"person_id": "彭奕辰", "first": "2026.9.1", "turns": "早、中、夜、休"},
    "roles": {"zh": "图书管理员"},
    "categories": {"zh": "校车", "role_code": "维修工", "urgency_code": "一般（3个工作日）"},
    "firms": {"name": "安达电梯"},
    "hazards": {"zh": "校车安全"},
    "plans": {"zh": "校车事故", "steps_zh": "打120。\n打122。", "tell": "带班领导、派单人"},
    "checklists": {"zh": "午休检查", "who": "值班教师", "cycle": "上学日"},
    "items": {"checklist_code": "每日校园巡视", "zh": "图书角整齐", "answer": "正常/异常"},
    "purposes": {"zh": "家委会", "words_zh": "家委会"},
    "lessons": {"person_id": "王芳", "weekday": "周三", "start": "8:30", "end": "9:10"},
    "criteria": {"zh": "校车带病上路的。", "source": "本区补充"},
    "risks": {"zh": "校车上下客点", "likelihood": 3, "severity": 4},
    "tiers": {"zh": "20万元以上", "role_code": "校长"},
}


@pytest.fixture
def book() -> Iterator[Book]:
    yield from open_book()


@pytest.mark.parametrize("sheet", [one.name for one in SHEETS if one.open])
def test_a_new_row_is_added_once_however_often_it_is_sent(book: Book, sheet: str) -> None:
    book.add(sheet, **NEW_ROWS[sheet])
    reading, plan = book.read()
    assert reading.complaints == []
    assert {str(one.how) for one in plan.changes} == {"add"}
    book.apply()
    assert book.changes() == set()


@pytest.mark.parametrize("sheet", [one.name for one in SHEETS if one.open])
def test_a_new_row_that_stands_there_twice_is_told(book: Book, sheet: str) -> None:
    book.add(sheet, **NEW_ROWS[sheet])
    line = book.add(sheet, **NEW_ROWS[sheet])
    assert line in [one for _, one, _, _ in book.wrong()]


def test_a_building_stays_as_long_as_a_room_in_it_does(book: Book) -> None:
    assert book.cells["places"].pop(0)[1:4] == ["教学楼A", "", ""]
    assert book.changes() == set()
    del book.cells["places"][0]
    assert book.changes() == set()


def test_a_room_in_a_building_that_was_switched_off_brings_it_back(book: Book) -> None:
    for line in [one for one in book.cells["places"] if one[1] == "教学楼B"]:
        book.cells["places"].remove(line)
    book.apply()
    book.add("places", building="教学楼B", floor="一楼", spot="119教室")
    assert book.changes() == {
        ("places", "add", "教学楼B 一楼 119教室"),
        ("places", "back", "教学楼B 一楼"),
        ("places", "back", "教学楼B"),
    }
    book.apply()
    assert book.session.query(Place).filter_by(zh="119教室").one().code == "B119"


def test_lists_without_the_column_of_numbers_are_known_by_their_names(book: Book) -> None:
    for sheet in SHEETS:
        for line in book.cells[sheet.name]:
            if sheet.name == "school":
                line[1] = BOOK.word("setting", str(line[0]))
            line[0] = None
    assert book.changes() == set()


def test_the_example_without_its_mark_is_no_row(book: Book) -> None:
    for sheet in SHEETS:
        example = BOOK.examples(sheet.name)[0]
        line: list[Value] = [None, *(example.get(name) for name in sheet.row.columns())]
        book.cells[sheet.name].insert(0, line)
    assert book.changes() == set()


def test_a_first_row_that_only_looks_like_the_example_is_read(book: Book) -> None:
    book.cells["people"].insert(0, [None, "鲁㛃", *([None] * 8)])
    assert book.changes() == {("people", "add", "鲁㛃")}


def test_a_date_in_one_number_is_read(book: Book) -> None:
    book.add("calendar", kind="放假", name="校庆", first="20261105")
    assert book.changes() == {("calendar", "add", "校庆 2026-11-05")}
