"""Rules over several cells: what breaks one is told at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from schoolbook import BOOK, COLUMNS, Book, open_book

from models.people.person import Person, Role
from models.places import Place
from models.workbook.names import nearest


@pytest.fixture
def book() -> Iterator[Book]:
    yield from open_book()


def test_two_people_with_one_phone(book: Book) -> None:
    book.put("people", "王芳", phone="138 0000 0001")
    line = book.put("people", "张敏", phone="１３８-0000-0001")
    assert book.wrong() == [("people", line, "phone", "cell.same_phone")]


def test_a_person_who_stands_in_for_himself(book: Book) -> None:
    line = book.put("people", "王芳", stand_in="王芳", away_until="9月18日")
    assert book.wrong() == [("people", line, "stand_in", "people.own_stand_in")]


def test_a_stand_in_without_a_day(book: Book) -> None:
    line = book.put("people", "王芳", stand_in="张敏")
    assert book.wrong() == [("people", line, "away_until", "cell.stand_in_until")]


def test_a_phone_in_scientific_notation_and_a_class_that_became_a_day(book: Book) -> None:
    phone = book.put("people", "王芳", phone="1.38E+10")
    room = book.put("places", "A301", class_name=date(2026, 3, 2))
    assert set(book.wrong()) == {
        ("people", phone, "phone", "cell.not_a_phone"),
        ("places", room, "class_name", "cell.became_a_day"),
    }


def test_a_phone_that_excel_took_for_a_number_is_read(book: Book) -> None:
    book.put("people", "王芳", phone=13800000001)
    book.apply()
    assert book.session.query(Person).filter_by(name="王芳").one().phone == "13800000001"


def test_a_second_person_of_the_same_name(book: Book) -> None:
    line = book.add("people", name="王芳")
    assert ("people", line, "name", "cell.same_row") in book.wrong()


def test_a_place_in_itself(book: Book) -> None:
    line = book.add("places", building="教学楼A", spot="教学楼A")
    assert ("places", line, "spot", "place.in_itself") in book.wrong()


def test_a_code_that_is_taken(book: Book) -> None:
    line = book.add("places", building="教学楼A", floor="三楼", spot="309教室", code="a301")
    taken = book.cells["places"].index(book.line("places", "A301")) + 2
    assert line > taken
    assert book.wrong() == [("places", line, "code", "place.code_twice")]


def test_two_rooms_exchange_their_codes(book: Book) -> None:
    first, second = book.line("places", "A301"), book.line("places", "A302")
    at = COLUMNS["places"].index("code")
    first[at], second[at] = second[at], first[at]
    book.apply()
    ids = {place.code: str(place.id) for place in book.session.query(Place)}
    assert (ids["A302"], ids["A301"]) == (first[0], second[0])


def test_a_building_renamed_in_its_own_row_takes_its_rooms_along(book: Book) -> None:
    book.put("places", "A", building="明德楼")
    assert book.changes() == {("places", "change", "明德楼")}
    book.apply()
    room = book.session.query(Place).filter_by(code="A301").one()
    assert room.full("zh-CN") == "明德楼 三楼 301教室"


def test_a_building_renamed_everywhere_is_the_same_building(book: Book) -> None:
    for line in book.cells["places"]:
        at = COLUMNS["places"].index("building")
        line[at] = "明德楼" if line[at] == "教学楼A" else line[at]
    assert book.changes() == {("places", "change", "明德楼")}


def test_a_room_in_a_building_that_is_not_there_yet_brings_it_along(book: Book) -> None:
    book.add("places", building="体育馆", floor="二楼", spot="201训练室")
    assert {how for _, how, _ in book.changes()} == {"add"}
    book.apply()
    room = book.session.query(Place).filter_by(zh="201训练室").one()
    assert [(step.zh, step.kind) for step in room.path()] == [
        ("体育馆", "building"), ("二楼", "floor"), ("201训练室", "room"),
    ]  # fmt: skip
    assert room.code == room.building().code + "201"


def test_a_role_that_people_hold_cannot_go_from_under_them(book: Book) -> None:
    book.put("people", "陈大勇", main_role="维修师傅")
    keys = [key for *_, key in book.wrong()]
    assert keys == ["cell.unknown_near"]


def test_a_renamed_role_stays_the_role_of_its_people(book: Book) -> None:
    book.put("roles", "维修工", zh="维修师傅")
    assert book.changes() == {("roles", "change", "维修师傅")}
    book.apply()
    chen = book.session.query(Person).filter_by(name="陈大勇").one()
    assert [role.zh for role in chen.roles] == ["维修师傅"]


def test_a_new_list_with_new_items_in_one_workbook(book: Book) -> None:
    weekly, normal = BOOK.word("cycle", "weekly"), BOOK.word("answer", "ABN")
    book.add("checklists", enabled="是", zh="音乐室", who="教师", cycle=weekly, days="周一、周四")
    book.add("items", checklist_code="音乐室", zh="钢琴盖已锁", answer=normal)
    reading, plan = book.read()
    assert reading.complaints == []
    made = {change.sheet: change.row for change in plan.changes}
    row: Any = made["items"]
    assert row.checklist_code == made["checklists"].key
    assert made["checklists"].plain()["days"] == [1, 4]


def test_terms_that_overlap_and_bells_in_the_wrong_order(book: Book) -> None:
    term = book.add("calendar", kind="学期", name="小学期", first="2026.10.1", last="2026.10.20")
    bells = book.put("calendar", "夏季作息", dismissal="7:00")
    assert set(book.wrong()) == {
        ("calendar", term, "first", "day.terms_overlap"),
        ("calendar", bells, "dismissal", "day.bells_turned"),
    }


def test_a_day_that_is_off_and_worked_at_once_is_asked_about(book: Book) -> None:
    line = book.add("calendar", kind="调休上班", first="2026.10.3")
    assert book.wrong() == [("calendar", line, "first", "day.off_and_worked")]


def test_nobody_left_who_looks_after_the_system(book: Book) -> None:
    line = book.put("people", "沈佳", main_role="教师", other_roles=None)
    assert book.wrong() == [("people", line, "main_role", "people.no_administrator")]


def test_guards_turns_are_read_from_one_sign_each(book: Book) -> None:
    book.put("turns", "赵铁柱", turns="早、早、中、夜、休")
    reading, plan = book.read()
    assert reading.complaints == []
    row: Any = plan.changes[0].row
    assert row.turns == ("D04", "D04", "D05", "D06", "")


def test_somebody_new_can_be_put_on_the_roster_at_once(book: Book) -> None:
    book.add("people", name="鲁㛃")
    book.put("weeks", "带班领导", tuesday_id="鲁㛃")
    book.apply()
    lu = book.session.query(Person).filter_by(name="鲁㛃").one()
    again = Book(book.session)
    assert again.line("weeks", "带班领导")[COLUMNS["weeks"].index("tuesday_id")] == "鲁㛃"
    assert lu.holds("R09")


def test_who_left_and_is_still_on_the_roster_keeps_the_export_readable(book: Book) -> None:
    book.delete("people", "董洁")
    book.apply()
    again = Book(book.session)
    assert "董洁" in again.line("weeks", "行政值班")
    assert again.changes() == set()


def test_a_row_of_a_fixed_sheet_cannot_be_added(book: Book) -> None:
    line = book.add("levels", zh="特大", control_amount=1, control_unit="小时")
    assert ("levels", line, None, "cell.no_new_rows") in book.wrong()


def test_a_switched_off_kind_comes_back_with_its_number(book: Book) -> None:
    line = list(book.line("categories", "W20"))
    book.delete("categories", "W20")
    book.apply()
    again = Book(book.session)
    again.cells["categories"].append(line)
    assert again.changes() == {("categories", "back", "其他")}


def test_the_roles_of_a_new_person_without_any_are_those_of_a_teacher(book: Book) -> None:
    book.add("people", name="鲁㛃")
    book.apply()
    roles = book.session.query(Person).filter_by(name="鲁㛃").one().roles
    assert roles == [book.session.get(Role, "R09")]


def test_a_second_of_a_name_is_blamed_where_she_stands(book: Book) -> None:
    line = book.add("people", name="王芳", main_role="教师")
    wrong = [one for one in book.read()[0].complaints if "of_that_name" in one.key]
    assert [(one.sheet, one.row, one.column, one.key) for one in wrong] == [
        ("people", line, "name", "cell.second_of_that_name")
    ]


def test_a_teacher_is_meant_by_what_people_call_one() -> None:
    assert nearest("老师", ["信息技术老师", "教师", "校医"]) == "教师"
    assert nearest("维修", ["维修工", "教师"]) == "维修工"
