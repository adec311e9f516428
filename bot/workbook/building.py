"""The school as it stands, put into words and drawn as a workbook."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.i18n import I18n
from bot.workbook.dictionary import KEY, BookWords
from bot.workbook.drawing import draw
from bot.workbook.grids import ColumnLook, GuideLook, SheetLook
from models.school import School
from models.workbook.cells import YesNo
from models.workbook.choices import Choice, Ref
from models.workbook.deliveries import WorkbookOut
from models.workbook.names import Names
from models.workbook.reading import state_of
from models.workbook.shapes import Shape, Tab, Value
from models.workbook.sheet import Sheet
from models.workbook.sheets import SHEETS, Rows, names_now, standing

KEY_WIDTH = 11
GUIDE_LINES = 8
STAMP_SIGNS = 12


def export(session: Session, i18n: I18n, now: datetime) -> tuple[bytes, WorkbookOut]:
    """The workbook of this school, and the note by which it is known again when it comes back."""
    school = School(session, i18n.zone)
    rows = standing(session)
    out = WorkbookOut(stamp=secrets.token_hex(STAMP_SIGNS // 2), made_at=now, stood=state_of(rows))
    return _drawn(school, rows, i18n, now, stamp=out.stamp), out


def blank_export(session: Session, i18n: I18n, now: datetime) -> bytes:
    """The same for a school that has no database yet: what gets a number later has none."""
    return _drawn(School(session, i18n.zone), standing(session), i18n, now, stamp="")


def _drawn(school: School, rows: Rows, i18n: I18n, now: datetime, stamp: str) -> bytes:
    book = BookWords(i18n)
    today = school.today(now)
    names = names_now(school.session, rows, book, today)
    looks = [_sheet(sheet, rows[sheet.name], book, names, numbered=bool(stamp)) for sheet in SHEETS]
    return draw(
        _guide(school, i18n, book, stamp),
        looks,
        created=now,
        author=i18n.plain("book.guide.author"),
        options_title=i18n.plain("book.guide.options"),
    )


def _guide(school: School, i18n: I18n, book: BookWords, stamp: str) -> GuideLook:
    return GuideLook(
        title=book.word("guide", "title"),
        head=i18n.plain("book.guide.head", school=school.settings.school_name),
        lines=tuple(i18n.plain(f"book.guide.line_{n}") for n in range(1, GUIDE_LINES + 1)),
        legend=tuple((tab, i18n.plain(f"book.guide.legend_{tab}")) for tab in Tab),
        sheets=tuple(
            (book.word("sheet", one.name), one.tab, book.text("about", one.name)) for one in SHEETS
        ),
        stamp=i18n.plain("book.guide.stamp", stamp=stamp) if stamp else "",
    )


def _sheet(
    sheet: Sheet, rows: Sequence[Any], book: BookWords, names: Names, *, numbered: bool
) -> SheetLook:
    columns = sheet.row.columns()
    key = ColumnLook(
        heading=book.word(f"column.{sheet.name}", KEY),
        note=book.text("note", KEY),
        width=KEY_WIDTH,
        system=True,
    )
    looks = [key]
    for name, column in columns.items():
        kind = column.kind
        looks.append(
            ColumnLook(
                heading=book.word(f"column.{sheet.name}", name),
                note=book.text(f"note.{sheet.name}", name),
                width=kind.width,
                shape=kind.shape,
                choices=kind.choices(names),
                closed=isinstance(kind, Choice | YesNo | Ref),
                required=column.required,
                system=column.computed or not (column.compared or sheet.open),
            )
        )
    cells = [
        (
            row.key if numbered or not sheet.numbered else None,
            *(
                _cell(sheet, name, column.cell(row, getattr(row, name), names), row.key, book)
                for name, column in columns.items()
            ),
        )
        for row in rows
    ]
    own = {
        (at, 1 + nth): choices
        for at, row in enumerate(rows)
        for nth, column in enumerate(columns.values())
        if (choices := column.choices_of(row, names))
    }
    example = tuple(
        _example(book.text(f"example.{sheet.name}", name), columns[name].kind.shape)
        for name in columns
    )
    return SheetLook(
        title=book.word("sheet", sheet.name),
        tab=sheet.tab,
        columns=tuple(looks),
        example=(book.word("mark", "example"), *example),
        rows=tuple(cells),
        choices_of=own,
    )


def _cell(sheet: Sheet, name: str, value: Value, key: str, book: BookWords) -> Value:
    """What only explains a line of 学校 stands in the catalogue."""
    if sheet.name == "school" and name == "label":
        return book.text("setting", key)
    if sheet.name == "school" and name == "note":
        return book.text("setting_note", key)
    return value


def _example(text: str, shape: Shape) -> Value:
    return date.fromisoformat(text) if text and shape is Shape.DAY else text or None
