"""Numbers to call go through the workbook whole: 0571-5550 1202 has a gap in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schoolbook import Book, open_book

from models.school import Danger


@pytest.fixture
def book() -> Iterator[Book]:
    yield from open_book()


def phones(book: Book) -> list[dict[str, str]]:
    """Whom to call when gas leaks."""
    return book.session.get_one(Danger, "gas").phones


def test_a_number_with_a_gap_stays_whole_in_both_languages(book: Book) -> None:
    before = phones(book)
    assert before[0]["number"] == "0571-5550 1202"
    book.put("dangers", "gas", safety_zh="请开窗，人离开。")
    book.apply()
    assert phones(book) == before


@pytest.mark.parametrize(
    ("cell", "name", "number"),
    [
        ("燃气抢修 0571-5550 1202", "燃气抢修", "0571-5550 1202"),
        ("燃气抢修 0571 5550 1202", "燃气抢修", "0571 5550 1202"),
        ("燃气抢修 +86 571 5550 1202", "燃气抢修", "+86 571 5550 1202"),
        ("燃气抢修0571-55501202", "燃气抢修", "0571-55501202"),
        ("急救 120", "急救", "120"),
        ("3号楼值班 13800001111", "3号楼值班", "13800001111"),
        ("值班室2 8801", "值班室2", "8801"),
        ("学校电工", "学校电工", ""),
    ],
)
def test_a_number_is_all_that_stands_behind_the_name(
    book: Book, cell: str, name: str, number: str
) -> None:
    book.put("dangers", "gas", phones_zh=cell, phones_en="Gas")
    book.apply()
    assert phones(book) == [{"zh": name, "en": "Gas", "number": number}]
