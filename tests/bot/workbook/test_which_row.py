"""Which row of the school a line of the workbook is: by its number, by its name, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schoolbook import Book, open_book
from sqlalchemy import select

from models.people.person import Person
from models.workbook.shapes import Value


@pytest.fixture
def book() -> Iterator[Book]:
    yield from open_book()


def person(book: Book, name: str) -> Person:
    return book.session.scalars(select(Person).filter_by(name=name)).unique().one()


@pytest.mark.parametrize(
    ("sheet", "named"),
    [
        ("people", "王芳"),
        ("places", "A301"),
        ("posts", "护学岗"),
        ("categories", "W20"),
        ("weeks", "行政值班"),
    ],
)
@pytest.mark.parametrize("number", ["4711", "九号", "٣", "0", "-1", "9" * 25, 1.5, True])
def test_a_number_that_nobody_has_is_told(
    book: Book, sheet: str, named: str, number: Value
) -> None:
    line = book.cells[sheet].index(book.line(sheet, named)) + 2
    book.cells[sheet][line - 2][0] = number
    said = [one for one in book.read()[0].complaints if one.sheet == sheet]
    assert [(one.row, one.column, one.key) for one in said] == [(line, "key", "cell.unknown_key")]
    assert said[0].values == {"value": str(number).upper() if number is True else str(number)}


@pytest.mark.parametrize("form", ["０{}", "00{}", "{}.0", "+{}"])
def test_what_only_comes_to_a_number_is_none_and_switches_nobody_off(book: Book, form: str) -> None:
    number = form.format(person(book, "王芳").id)
    line = book.cells["people"].index(book.line("people", "王芳")) + 2
    book.cells["people"][line - 2][0] = number
    assert ("people", line, "key", "cell.unknown_key") in book.wrong()


def test_a_number_that_excel_made_a_number_and_one_in_wide_digits_are_read(book: Book) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for at, line in enumerate(book.cells["people"]):
        number = str(line[0])
        forms: list[Value] = [int(number), number.translate(wide), f" {number} "]
        line[0] = forms[at % 3]
    assert book.changes() == set()


def test_two_lines_with_one_number_are_both_told(book: Book) -> None:
    first = book.line("people", "王芳")
    line = book.cells["people"].index(first) + 2
    copy = book.add("people", name="王小芳")
    book.cells["people"][-1][0] = first[0]
    said = [one for one in book.read()[0].complaints if one.key == "cell.same_key"]
    assert [(one.row, one.column) for one in said] == [(line, "key"), (copy, "key")]
    assert said[0].values == {"lines": f"{line}、{copy}"}


def test_a_name_that_two_bear_needs_the_number(book: Book) -> None:
    wang = person(book, "王芳")
    second = Person(name="王芳", title="二")
    book.session.add(second)
    book.session.flush()
    again = Book(book.session)
    line = again.cells["people"].index(again.line("people", str(wang.id))) + 2
    assert again.changes() == set()
    again.cells["people"][line - 2][0] = None
    del again.cells["people"][-1]
    said = [one for one in again.read()[0].complaints if one.sheet == "people"]
    assert [(one.row, one.column, one.key) for one in said] == [(line, "key", "cell.which_one")]
    assert said[0].values == {"keys": f"{wang.id}、{second.id}"}


def test_a_name_of_which_the_other_bearer_has_its_number_is_clear(book: Book) -> None:
    second = Person(name="王芳")
    book.session.add(second)
    book.session.flush()
    again = Book(book.session)
    again.line("people", str(second.id))[0] = None
    assert again.changes() == set()


def test_of_two_people_with_one_name_a_cell_says_which_by_the_number(book: Book) -> None:
    second = Person(name="刘玥")
    book.session.add(second)
    book.session.flush()
    again = Book(book.session)
    line = again.put("weeks", "带班领导", tuesday_id="刘玥")
    said = [one for one in again.read()[0].complaints if one.key == "cell.two_of_that_name"]
    first = min(one.id for one in again.session.query(Person).filter_by(name="刘玥"))
    assert [(one.sheet, one.row, one.column) for one in said] == [("weeks", line, "tuesday_id")]
    assert said[0].values == {"value": "刘玥", "marked": f"刘玥#{first}"}
    again.put("weeks", "带班领导", tuesday_id=f"刘玥 # {second.id}")
    again.apply()
    assert f"刘玥#{second.id}" in Book(again.session).line("weeks", "带班领导")


def test_a_copied_line_without_its_number_is_a_second_of_that_name(book: Book) -> None:
    line = list(book.cells["firms"][0])
    line[0] = None
    book.cells["firms"].append(line)
    at = len(book.cells["firms"]) + 1
    assert ("firms", at, "name", "cell.same_row") in book.wrong()
