"""Who is left out, who comes back, and what the school did with a row since the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from office import Office, open_office
from schoolbook import NOW, Book, open_book
from sqlalchemy import select

from models.cases.case import Event
from models.people.person import Person
from models.places import Place
from models.workbook.applying import apply
from models.workbook.merging import Change, How, Plan
from models.workbook.sheet import Row


@pytest.fixture
def book() -> Iterator[Book]:
    yield from open_book()


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def person(book: Book, name: str) -> Person:
    return book.session.scalars(select(Person).filter_by(name=name)).unique().one()


def kept(plan: Plan) -> set[tuple[str, str, tuple[str, ...], bool]]:
    return {(one.sheet, one.label, one.fields, one.both) for one in plan.kept}


def test_the_repairs_of_a_fixer_who_is_left_out_go_back_to_the_office(office: Office) -> None:
    in_hand, signed = office.working(), office.done(office.liu)
    book = Book(office.session)
    book.delete("people", "陈大勇")
    _, plan = book.read()
    apply(plan, office.act(office.admin), file="", name="")
    assert not office.chen.active
    assert office.chen.left_at == office.now
    assert (in_hand.state, in_hand.assignee) == ("reported", None)
    assert signed.state == "done"
    news = [one for one in office.since(0) if one.case is in_hand and one.kind == "refused"]
    assert [one.data.get("left") for one in news] == [True]
    assert "李国庆" in office.told(news[0])


def test_who_comes_back_is_in_service_again_with_the_same_number(book: Book) -> None:
    line, number = list(book.line("people", "董洁")), person(book, "董洁").id
    book.delete("people", "董洁")
    book.apply()
    left = person(book, "董洁")
    assert (left.active, left.left_at) == (False, NOW)
    again = Book(book.session)
    again.cells["people"].append(line)
    assert again.changes() == {("people", "back", "董洁")}
    again.apply()
    back = person(book, "董洁")
    assert (back.id, back.active, back.left_at) == (number, True, None)


def test_a_place_that_comes_back_is_in_use_again(book: Book) -> None:
    line = list(book.line("places", "A302"))
    book.delete("places", "A302")
    book.apply()
    place = book.session.query(Place).filter_by(code="A302").one()
    assert not place.active
    again = Book(book.session)
    again.cells["places"].append(line)
    assert again.changes() == {("places", "back", "教学楼A 三楼 302教室")}
    again.apply()
    assert place.active


def test_who_was_switched_off_since_the_export_stays_off_where_the_workbook_says_nothing(
    book: Book,
) -> None:
    book.export()
    left = person(book, "董洁")
    left.active, left.left_at = False, NOW
    book.session.flush()
    reading, plan = book.read()
    assert (reading.complaints, plan.changes) == ([], [])
    assert kept(plan) == {("people", "董洁", (), False)}
    assert str(left.id) not in plan.after["people"]


def test_who_was_switched_off_since_the_export_and_written_about_comes_back(book: Book) -> None:
    book.export()
    left = person(book, "董洁")
    left.active, left.left_at = False, NOW
    book.session.flush()
    book.put("people", "董洁", title="组长")
    assert book.changes() == {("people", "back", "董洁")}
    book.apply()
    assert (left.active, left.title) == (True, "组长")


def test_who_was_added_since_the_export_is_not_left_out_by_it(book: Book) -> None:
    book.export()
    book.session.add(Person(name="鲁㛃"))
    book.session.flush()
    assert book.changes() == set()


def test_a_field_that_both_changed_is_the_workbooks_and_is_told(book: Book) -> None:
    book.export()
    person(book, "王芳").title = "段长"
    person(book, "张敏").title = "段长"
    person(book, "刘玥").title = "段长"
    book.session.flush()
    book.put("people", "王芳", title="组长")
    book.put("people", "张敏", phone="13800000001")
    book.put("people", "刘玥", title="段长")
    _, plan = book.read()
    assert kept(plan) == {
        ("people", "王芳", ("title",), True),
        ("people", "张敏", ("title",), False),
    }
    assert {(one.label, one.fields) for one in plan.changes} == {
        ("王芳", ("title",)),
        ("张敏", ("phone",)),
    }
    book.apply()
    assert [person(book, name).title for name in ("王芳", "张敏", "刘玥")] == [
        "组长",
        "段长",
        "段长",
    ]


def test_whoever_sent_it_stays_and_is_told_so(book: Book) -> None:
    book.sender = str(person(book, "董洁").id)
    book.delete("people", "董洁")
    _, plan = book.read()
    assert plan.changes == []
    assert [(one.sheet, one.label, one.both) for one in plan.stays] == [("people", "董洁", False)]


def test_rows_of_a_fixed_sheet_stay_and_are_told(book: Book) -> None:
    del book.cells["levels"][0]
    _, plan = book.read()
    assert plan.changes == []
    assert [one.sheet for one in plan.stays] == ["levels"]


def missing(sheet: str, count: int) -> list[Change]:
    return [Change(sheet, str(key), How.OFF, "", Row(key=str(key))) for key in range(count)]


@pytest.mark.parametrize(
    ("gone", "size", "asks"),
    [
        (0, 0, False),
        (0, 10, False),
        (5, 1000, False),
        (6, 1000, True),
        (2, 10, False),
        (3, 10, True),
        (1, 5, False),
        (1, 4, True),
        (1, 1, True),
    ],
)
def test_each_guard_asks_beyond_its_number_and_not_at_it(gone: int, size: int, asks: bool) -> None:
    plan = Plan(missing("people", gone), sizes={"people": size, "places": 300})
    assert plan.must_ask(5, 20) is asks


def test_the_guards_count_each_sheet_by_itself(book: Book) -> None:
    plan = Plan(
        [*missing("people", 4), *missing("places", 4)], sizes={"people": 100, "places": 100}
    )
    assert not plan.must_ask(5, 20)
    added = Change("people", "x", How.ADD, "", Row(key="x"))
    assert not Plan([added] * 30, sizes={"people": 10}).must_ask(5, 20)
    assert book.read()[1].sizes["people"] == len(book.cells["people"])


def test_without_what_is_missing_everybody_is_as_before_and_the_rest_changes(book: Book) -> None:
    book.delete("people", "董洁")
    book.put("people", "王芳", title="组长")
    book.add("people", name="鲁㛃")
    _, plan = book.read()
    spared = plan.spared()
    assert {(str(one.how), one.label) for one in spared.changes} == {
        ("change", "王芳"),
        ("add", "鲁㛃"),
    }
    number = str(person(book, "董洁").id)
    assert number in spared.after["people"]
    assert number not in plan.after["people"]
    assert spared.sizes == plan.sizes


def test_what_was_applied_is_on_record_with_its_file_and_told_to_the_other_administrators(
    office: Office,
) -> None:
    book = Book(office.session)
    book.put("people", "王芳", title="组长")
    book.add("people", name="鲁㛃")
    _, plan = book.read()
    office.now += timedelta(minutes=5)
    apply(plan, office.act(office.admin), file="sha", name="学校.xlsx")
    event = office.session.scalars(select(Event).filter_by(kind="workbook_applied")).unique().one()
    assert (event.at, event.by) == (office.now, office.admin)
    new = office.session.query(Person).filter_by(name="鲁㛃").one()
    assert event.data == {
        "file": "sha",
        "name": "学校.xlsx",
        "counts": {"people.change": 1, "people.add": 1},
        "new_people": [new.id],
    }
    others = {one.name for one in office.school.administrators()} - {"沈佳"}
    assert office.told(event) == others
