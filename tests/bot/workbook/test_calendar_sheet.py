"""The calendar's sheet: what each kind of line needs, and which lines cannot stand together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from schoolbook import Book, open_book

from models.calendar.hours import Break, Term, Timetable, Workday
from models.workbook.calendar import CalendarSheet
from models.workbook.shapes import Value

TERM: dict[str, Value] = {
    "kind": "学期",
    "name": "小学期",
    "first": "2027.8.1",
    "last": "2027.8.20",
}
OFF: dict[str, Value] = {"kind": "放假", "name": "校庆", "first": "2026.11.5"}
WORKED: dict[str, Value] = {"kind": "调休上班", "first": "2026.11.14"}
BELLS: dict[str, Value] = {
    "kind": "作息时间",
    "name": "春季作息",
    "since": "3月1日",
    "day_start": "7:40",
    "dismissal": "15:30",
    "day_end": "17:00",
}


@pytest.fixture
def book() -> Iterator[Book]:
    yield from open_book()


@pytest.mark.parametrize("line", [TERM, OFF, WORKED, BELLS], ids=lambda one: str(one["kind"]))
def test_a_line_that_has_all_it_needs_is_taken(book: Book, line: dict[str, Value]) -> None:
    book.add("calendar", **line)
    assert book.wrong() == []


@pytest.mark.parametrize(
    ("line", "values", "column", "key"),
    [
        (TERM, {"first": None}, "first", "day.first"),
        (TERM, {"last": None}, "last", "day.last"),
        (TERM, {"name": None}, "name", "day.name"),
        (TERM, {"last": "2027.7.31"}, "last", "day.turned"),
        (OFF, {"first": None}, "first", "day.first"),
        (OFF, {"name": None}, "name", "day.name"),
        (OFF, {"last": "2026.11.4"}, "last", "day.turned"),
        (WORKED, {"first": None}, "first", "day.first"),
        (WORKED, {"last": "2026.11.15"}, "last", "day.one_day"),
        (WORKED, {"first": "2026.10.1"}, "first", "day.off_and_worked"),
        (WORKED, {"first": "2026.10.7"}, "first", "day.off_and_worked"),
        (BELLS, {"name": None}, "name", "day.name"),
        (BELLS, {"since": None}, "since", "day.since"),
        (BELLS, {"day_start": None}, "day_start", "day.bells"),
        (BELLS, {"dismissal": None}, "day_start", "day.bells"),
        (BELLS, {"day_end": None}, "day_start", "day.bells"),
        (BELLS, {"dismissal": "17:01"}, "dismissal", "day.bells_turned"),
        (BELLS, {"dismissal": "7:40"}, "dismissal", "day.bells_turned"),
    ],
)
def test_a_line_that_lacks_something_is_told_at_its_cell(
    book: Book, line: dict[str, Value], values: dict[str, Value], column: str, key: str
) -> None:
    at = book.add("calendar", **line | values)
    assert book.wrong() == [("calendar", at, column, key)]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        (TERM, {"last": "2027.8.1"}),
        (OFF, {"last": "2026.11.5"}),
        (WORKED, {"last": "2026.11.14"}),
        (BELLS, {"dismissal": "17:00"}),
    ],
)
def test_both_ends_may_be_the_same(
    book: Book, line: dict[str, Value], values: dict[str, Value]
) -> None:
    book.add("calendar", **line | values)
    assert book.wrong() == []


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        ("2027.8.21", "2027.8.25", False),
        ("2027.8.20", "2027.8.25", True),
        ("2027.7.25", "2027.7.31", False),
        ("2027.7.25", "2027.8.1", True),
        ("2027.8.5", "2027.8.6", True),
    ],
)
def test_two_terms_share_no_day(book: Book, first: str, last: str, overlaps: bool) -> None:
    one = book.add("calendar", **TERM)
    line = book.add("calendar", **TERM | {"name": "第二个", "first": first, "last": last})
    said = book.read()[0].complaints
    assert [(c.row, c.key, c.values) for c in said] == (
        [(line, "day.terms_overlap", {"line": one})] if overlaps else []
    )


@pytest.mark.parametrize("line", [WORKED, BELLS], ids=lambda one: str(one["kind"]))
def test_a_day_is_worked_once_and_a_season_begins_once(book: Book, line: dict[str, Value]) -> None:
    first = book.add("calendar", **line | {"name": "一"})
    second = book.add("calendar", **line | {"name": "二"})
    said = book.read()[0].complaints
    assert [(c.row, c.column, c.key, c.values) for c in said] == [
        (second, "first", "day.twice", {"line": first})
    ]


def test_two_days_off_may_lie_on_one_day(book: Book) -> None:
    book.add("calendar", **OFF)
    book.add("calendar", **OFF | {"name": "台风", "kind": "临时停课"})
    assert book.wrong() == []


def test_a_day_off_may_become_one_of_another_kind_and_nothing_else(book: Book) -> None:
    line = book.put("calendar", "寒假", kind="放假")
    assert book.wrong() == []
    book.apply()
    assert book.session.query(Break).filter_by(name="寒假").one().kind == "holiday"
    book.put("calendar", "寒假", kind="学期")
    assert ("calendar", line, "kind", "day.another_kind") in book.wrong()


def test_what_a_kind_has_no_use_for_is_passed_over(book: Book) -> None:
    book.add("calendar", **OFF | {"lessons_of": "周一", "since": "5月1日", "day_start": "8:00"})
    book.add("calendar", **WORKED | {"lessons_of": "周五", "dismissal": "8:00"})
    book.add("calendar", **BELLS | {"first": "2026.9.1", "lessons_of": "周一"})
    book.apply()
    off = book.session.query(Break).filter_by(name="校庆").one()
    assert (off.first, off.last, off.kind) == (date(2026, 11, 5), date(2026, 11, 5), "holiday")
    worked = book.session.query(Workday).filter_by(day=date(2026, 11, 14)).one()
    assert (worked.lessons_of, worked.note) == (5, "")
    bells = book.session.query(Timetable).filter_by(name="春季作息").one()
    assert (bells.month, bells.day) == (3, 1)
    assert (bells.day_start, bells.dismissal, bells.day_end) == (
        time(7, 40),
        time(15, 30),
        time(17),
    )
    assert Book(book.session).changes() == set()


def test_two_worked_days_change_places(book: Book) -> None:
    book.add("calendar", **WORKED | {"name": "一"})
    book.add("calendar", **WORKED | {"name": "二", "first": "2026.11.21"})
    book.apply()
    again = Book(book.session)
    again.put("calendar", "一", first="2026.11.21")
    again.put("calendar", "二", first="2026.11.14")
    again.apply()
    days = {one.note: one.day for one in book.session.query(Workday)}
    assert (days["一"], days["二"]) == (date(2026, 11, 21), date(2026, 11, 14))


def test_a_line_that_is_left_out_is_gone(book: Book) -> None:
    book.delete("calendar", "寒假")
    book.apply()
    assert book.session.query(Break).filter_by(name="寒假").count() == 0


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        (date(2026, 9, 1), date(2026, 9, 6), "1"),
        (date(2026, 9, 1), date(2026, 9, 7), "2"),
        (date(2026, 9, 7), date(2026, 9, 13), "1"),
        (date(2026, 9, 1), date(2027, 1, 20), "21"),
    ],
)
def test_the_weeks_of_a_term_begin_on_monday(
    book: Book, first: date, last: date, weeks: str
) -> None:
    book.session.add(Term(name="试", first=first, last=last))
    book.session.flush()
    rows = [row for row in CalendarSheet().rows(book.session) if row.name == "试"]
    assert [row.weeks for row in rows] == [weeks]
