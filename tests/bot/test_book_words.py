"""The words of the workbook: each means one thing in both languages, and Excel bears it."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bookwords import BOOK, CHOICES, TITLES
from pydantic import ValidationError
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.i18n import LANGUAGES, I18n, catalogue
from bot.workbook.dictionary import KEY, OR, BookWords
from bot.workbook.reading import OPTIONS
from models import defaults
from models.base import Base
from models.workbook.choices import Somebody
from models.workbook.names import Names, fold
from models.workbook.school import KINDS
from models.workbook.shapes import Shape
from models.workbook.sheet import Sheet
from models.workbook.sheets import SHEETS, names_now, standing

TODAY = date(2026, 9, 16)
BOOKS = {language: BookWords(I18n(language, ZoneInfo("Asia/Shanghai"))) for language in LANGUAGES}
# What Excel takes for the name of a sheet.
LONGEST_TITLE = 31
NOT_IN_TITLES = set(":\\/?*[]")
# What stands in cells, and in the notes beside them.
BOOKISH = ("book.", "cell.", "day.", "place.")
named = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
spoken_in = pytest.mark.parametrize("language", LANGUAGES)


def said(kind: str, code: str) -> Iterator[str]:
    """All words for a code, in both languages, as they are compared."""
    for language in LANGUAGES:
        yield from map(fold, catalogue(language)[f"book.{kind}.{code}"].split(OR))


def ambiguous(codes: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The words that mean more than one thing, or that are nothing at all."""
    found = defaultdict(set)
    for kind, code in codes:
        for word in said(kind, code):
            found[word].add(code)
    return {word: means for word, means in found.items() if len(means) > 1 or not word}


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        defaults.fill(session)
        session.flush()
        yield session


@named
def test_a_heading_means_one_column(sheet: Sheet) -> None:
    columns = [("column", KEY), *((f"column.{sheet.name}", name) for name in sheet.row.columns())]
    assert ambiguous(columns) == {}


@spoken_in
@named
def test_a_heading_is_read_as_the_column_for_which_it_was_written(
    sheet: Sheet, language: str
) -> None:
    book, kind = BOOKS[language], f"column.{sheet.name}"
    for name in (KEY, *sheet.row.columns()):
        assert book.code(kind, book.word(kind, name)) == name


@spoken_in
@pytest.mark.parametrize("kind", [*CHOICES, "mark", "sheet", "guide"])
def test_a_word_is_read_as_what_it_was_written_for(kind: str, language: str) -> None:
    book = BOOKS[language]
    single = {"mark": {"example"}, "sheet": TITLES, "guide": {"title"}}
    codes = CHOICES.get(kind) or single[kind]
    assert {code: book.code(kind, book.word(kind, code)) for code in codes} == {
        code: code for code in codes
    }
    assert ambiguous((kind, code) for code in codes) == {}


@spoken_in
def test_no_two_settings_bear_one_name(language: str) -> None:
    assert len({fold(BOOKS[language].word("setting", key)) for key in KINDS}) == len(KINDS)


@spoken_in
def test_excel_takes_the_titles_of_the_sheets(language: str) -> None:
    book = BOOKS[language]
    titles = [book.word("guide", "title"), catalogue(language)["book.guide.options"]]
    titles += [book.word("sheet", name) for name in TITLES]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert 1 <= len(title) <= LONGEST_TITLE, title
        assert not NOT_IN_TITLES & set(title), title
        assert title.strip(" '") == title, title


def test_the_hidden_sheet_is_known_again_by_its_title() -> None:
    assert {catalogue(language)["book.guide.options"] for language in LANGUAGES} == OPTIONS


@spoken_in
def test_what_is_written_into_cells_as_it_stands_has_no_gaps(language: str) -> None:
    sentences = catalogue(language)
    assert [key for key in sorted(BOOK) if set("{}") & set(sentences[key])] == []


@spoken_in
def test_what_stands_in_the_workbook_has_no_markup(language: str) -> None:
    spoken = {key: text for key, text in catalogue(language).items() if key.startswith(BOOKISH)}
    assert [key for key, text in spoken.items() if set("<>&") & set(text)] == []


@spoken_in
@named
def test_the_example_is_what_its_columns_accept(
    sheet: Sheet, language: str, session: Session
) -> None:
    book = BOOKS[language]
    names = names_now(session, standing(session), book, TODAY)
    cells: dict[str, Any] = {"key": "school_name"}
    for name, column in sheet.row.columns().items():
        text = book.text(f"example.{sheet.name}", name)
        cells[name] = date.fromisoformat(text) if text and column.kind.shape is Shape.DAY else text
        if isinstance(column.kind, Somebody) and text:
            # The people of the examples work at no school.
            names.add("people", f"-{text}", [text])
    assert wrong_with(sheet, cells, names) == []


def wrong_with(sheet: Sheet, cells: dict[str, Any], names: Names) -> list[Any]:
    """What the sheet says of a row."""
    try:
        sheet.row.model_validate(cells, context=names)
    except ValidationError as fault:
        return fault.errors(include_url=False)
    return []


@named
def test_whatever_a_row_complains_of_is_shown_at_a_column(sheet: Sheet) -> None:
    source = ast.parse(dedent(inspect.getsource(sheet.row)))
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call)]
    raised = {
        text.value
        for node in calls
        if isinstance(node.func, ast.Name) and node.func.id == "wrong"
        for text in ast.walk(node.args[0])
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    assert raised == sheet.error_columns.keys()
    assert set(sheet.error_columns.values()) <= sheet.row.columns().keys()
