"""What goes out comes back the same; what was changed in between is found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schoolbook import sample_session
from sqlalchemy.orm import Session

from bot.i18n import LANGUAGES, I18n
from bot.workbook.dictionary import KEY, BookWords
from models.workbook.cells import Column, Kind, Number, Phone, Text, Whole, YesNo
from models.workbook.choices import Choice, Ref, Somebody
from models.workbook.choices import Words as ManyWords
from models.workbook.measures import Limits, Times
from models.workbook.moments import Clock, Day
from models.workbook.shapes import Grid, Value
from models.workbook.sheets import SHEETS, names_now, standing, understand

TODAY = date(2026, 9, 16)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# What other rows or other columns have a say in; each has tests of its own.
BOUND = {
    ("people", "name"), ("people", "main_role"), ("people", "other_roles"), ("people", "phone"),
    ("people", "away_until"), ("people", "stand_in"), ("places", "building"), ("places", "floor"),
    ("places", "spot"), ("places", "code"), ("places", "kind"), ("weeks", "first"),
    ("weeks", "last"), ("checklists", "cycle"), ("checklists", "days"), ("tiers", "role_code"),
    ("tiers", "outside"), ("retention", "unit"), ("retention", "amount"), ("roles", "rights"),
    ("posts", "zh"), ("roles", "zh"), ("checklists", "zh"), ("urgencies", "zh"),
}  # fmt: skip
PLAIN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    yield from sample_session()


def written(session: Session, book: BookWords) -> dict[str, list[list[Value]]]:
    """The cells of every sheet, headings first, as the workbook holds them."""
    rows = standing(session)
    names = names_now(session, rows, book, TODAY)
    sheets = {}
    for sheet in SHEETS:
        columns = sheet.row.columns()
        head: list[Value] = [book.word(f"column.{sheet.name}", name) for name in (KEY, *columns)]
        lines = [
            [
                row.key,
                *(column.cell(row, getattr(row, name), names) for name, column in columns.items()),
            ]
            for row in rows[sheet.name]
        ]
        sheets[sheet.name] = [head, *lines]
    return sheets


def grids(sheets: dict[str, list[list[Value]]], book: BookWords) -> list[Grid]:
    return [
        Grid(book.word("sheet", name), tuple(tuple(line) for line in lines))
        for name, lines in sheets.items()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_that_comes_back_changes_nothing(session: Session, language: str) -> None:
    book = BookWords(I18n(language, SHANGHAI))
    cells = grids(written(session, book), book)
    reading, plan, _ = understand(session, cells, book, TODAY, None, "1")
    assert (reading.complaints, plan.changes, reading.strange) == ([], [], [])


def test_columns_in_another_order_change_nothing(session: Session) -> None:
    book = BookWords(I18n("zh-CN", SHANGHAI))
    turned = {
        name: [line[::-1] for line in lines] for name, lines in written(session, book).items()
    }
    reading, plan, _ = understand(session, grids(turned, book), book, TODAY, None, "1")
    assert (reading.complaints, plan.changes) == ([], [])


def _days(day: date) -> st.SearchStrategy[tuple[Value, Any]]:
    numbers = (day.year, day.month, day.day)
    forms: list[Value] = [day, "{}.{}.{}".format(*numbers), "{}年{}月{}日".format(*numbers)]
    return st.sampled_from([(form, day.isoformat()) for form in forms])


def _times(moment: time) -> st.SearchStrategy[tuple[Value, Any]]:
    forms: list[Value] = [moment, f"{moment:%H:%M}", f"{moment.hour}：{moment.minute:02d}"]
    return st.sampled_from([(form, moment.isoformat()) for form in forms])


def good(kind: Kind, book: BookWords) -> st.SearchStrategy[tuple[Value, Any]]:
    """What may be written into a cell, and what it means."""
    match kind:
        case YesNo():
            return st.sampled_from([("是", True), ("√", True), ("否", False), ("×", False)])
        case Choice(codes=codes):
            return st.sampled_from([(book.word(kind.kind, code), str(code)) for code in codes])
        case Number() | Whole():
            number = st.integers(max(kind.low, 1), min(kind.high, 9))
            return number.flatmap(
                lambda n: st.sampled_from(
                    [(n, n), (str(n), n), (f" {n} ", n), (chr(0xFF10 + n), n)]
                )
            )
        case Day():
            return st.dates(date(2026, 1, 1), date(2027, 12, 31)).flatmap(_days)
        case Clock():
            return st.times().map(lambda t: time(t.hour, t.minute)).flatmap(_times)
        case ManyWords():
            return st.lists(PLAIN, min_size=1, max_size=3, unique=True).map(
                lambda ws: ("，".join(ws), ws)
            )
        case Text():
            return PLAIN.map(lambda text: (f" {text}\u3000", text))
    raise AssertionError(kind)


def bad(kind: Kind) -> st.SearchStrategy[tuple[Value, str]]:
    """What may not, and what is said about it."""
    match kind:
        case YesNo() | Choice():
            return st.just(("薛定谔", "cell.unknown"))
        case Number() | Whole():
            return st.sampled_from([("许多", "cell.not_a_number"), (-7, "cell.out_of_range")])
        case Day():
            return st.sampled_from([("下周", "cell.not_a_day"), ("2026-02-30", "cell.not_a_day")])
        case Clock():
            return st.sampled_from([("25:00", "cell.not_a_time"), ("早上", "cell.not_a_time")])
        case ManyWords(most=most):
            return st.just(("长" * (most + 1), "cell.too_long"))
        case Text(most=most):
            return st.sampled_from(
                [("长" * (most + 1), "cell.too_long"), (date(2026, 3, 2), "cell.became_a_day")]
            )
    raise AssertionError(kind)


def free(name: str, field: str, column: Column) -> bool:
    """Whether the column stands for itself."""
    bound = isinstance(column.kind, Ref | Somebody | Phone | Times | Limits)
    kinds = (YesNo, Choice, Number, Whole, Day, Clock, ManyWords, Text)
    return (name, field) not in BOUND and not bound and isinstance(column.kind, kinds)


FREE = [
    (sheet.name, field, column)
    for sheet in SHEETS
    if sheet.name not in ("school", "calendar")
    for field, column in sheet.row.columns().items()
    if column.compared and free(sheet.name, field, column)
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_random_cells_become_exactly_these_changes_or_exactly_these_errors(
    session: Session, data: st.DataObject
) -> None:
    book = BookWords(I18n("zh-CN", SHANGHAI))
    rows = standing(session)
    sheets = written(session, book)
    changed: dict[tuple[str, str, str], Any] = {}
    errors: dict[tuple[str, int, str], str] = {}
    for name, field, column in data.draw(st.lists(st.sampled_from(FREE), min_size=1, max_size=5)):
        if not rows[name]:
            continue
        at = data.draw(st.integers(0, len(rows[name]) - 1), label=f"row of {name}.{field}")
        row = rows[name][at]
        place = (name, row.key, field)
        if place in changed or (name, at + 2, field) in errors:
            continue
        if data.draw(st.booleans()):
            value, meant = data.draw(good(column.kind, book), label=f"{name}.{field}")
            changed[place] = meant
        else:
            value, errors[name, at + 2, field] = data.draw(bad(column.kind))
        sheets[name][at + 1][1 + list(type(row).columns()).index(field)] = value
    reading, plan, _ = understand(session, grids(sheets, book), book, TODAY, None, "1")
    found = {(c.sheet, c.row, c.column): c.key for c in reading.complaints}
    assert {place: key.removesuffix("_near") for place, key in found.items()} == errors
    if not errors:
        stood = {name: {row.key: row.plain() for row in every} for name, every in rows.items()}
        wanted = {
            place: meant
            for place, meant in changed.items()
            if stood[place[0]][place[1]][place[2]] != meant
        }
        made = {
            (change.sheet, change.key, field): change.row.plain()[field]
            for change in plan.changes
            for field in change.fields
        }
        assert made == wanted
