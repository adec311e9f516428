"""The school's workbook, drawn: a guide in front, then one calm sheet for each thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.workbook.grids import ColumnLook, GuideLook, SheetLook, Value
from bot.workbook.guide_sheet import draw_front
from bot.workbook.lists import Lists, offer_lists
from bot.workbook.packaging import seal
from bot.workbook.styles import (
    ACCENT,
    DARK,
    EDGE,
    FORMATS,
    HINT,
    PALE,
    QUIET,
    SHADE,
    TABS,
    TINT,
    WHITE,
    Look,
    ink,
    lined,
    lines,
    paint,
    printed,
    put,
    span,
    wear,
    written,
)

HEADING_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3
HEADING_HEIGHT = 30.0
HEIGHT = 21.0
LINE_HEIGHT = 16.5
# A row of a whole story is still a row; the rest is read in the cell.
MOST_LINES = 6
LAST_ROW = 1_048_576
# What stands still at the left leaves a laptop room for what moves.
FROZEN_WIDTH = 64
NOTE_WIDTH = 250
NOTE_SPAN = 34
NOTE_LINE = 18


def draw(
    guide: GuideLook,
    sheets: Sequence[SheetLook],
    *,
    created: datetime,
    author: str,
    options_title: str,
) -> bytes:
    """The whole workbook as the bytes of an `.xlsx`."""
    book = Workbook()
    # There is no formula, so nobody needs to be asked about saving what was recalculated.
    book.calculation = CalcProperties(fullCalcOnLoad=False)
    front = book.worksheets[0]
    front.title = guide.title
    draw_front(book, front, guide)
    drawn = [book.create_sheet(look.title) for look in sheets]
    lists = Lists(book, options_title)
    calm = {}
    for sheet, look in zip(drawn, sheets, strict=True):
        draw_sheet(book, sheet, look, author)
        offer_lists(lists, sheet, look, FIRST_ROW)
        calm[sheet.title] = f"A1:{get_column_letter(len(look.columns))}{LAST_ROW}"
    return seal(book, created=created, author=author, calm=calm)


def draw_sheet(book: Workbook, sheet: Worksheet, look: SheetLook, author: str) -> None:
    """Headings, an example, the rows; and empty columns that know what belongs into them."""
    styles, examples, widths = [], [], []
    for place, column in enumerate(look.columns, 1):
        style = body_look(column).style(book)
        width = max(column.width + 3.0, span(column.heading) * 1.15 + 5)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = width
        wear(dimension, style)
        heading = put(sheet, HEADING_ROW, place, column.heading, heading_look(column).style(book))
        if column.note:
            heading.comment = note(column.note, author)
        styles.append(style)
        examples.append(example_look(column).style(book))
        widths.append(width)
    write_row(sheet, EXAMPLE_ROW, look.example, examples, widths)
    for row, values in enumerate(look.rows, FIRST_ROW):
        write_row(sheet, row, values, styles, widths)
    sheet.row_dimensions[HEADING_ROW].height = HEADING_HEIGHT
    sheet.sheet_format.defaultRowHeight = HEIGHT
    sheet.sheet_format.customHeight = True
    frozen = 2 if sum(widths[:2]) <= FROZEN_WIDTH else 1
    sheet.freeze_panes = f"{get_column_letter(min(frozen, len(widths)) + 1)}{FIRST_ROW - 1}"
    sheet.auto_filter.ref = (
        f"A1:{get_column_letter(len(widths))}{max(EXAMPLE_ROW, len(look.rows) + EXAMPLE_ROW)}"
    )
    sheet.sheet_view.zoomScale = sheet.sheet_view.zoomScaleNormal = 100
    sheet.sheet_properties.tabColor = f"FF{TABS[look.tab]}"
    sheet.print_title_rows = "1:1"
    printed(sheet)


def write_row(
    sheet: Worksheet,
    row: int,
    values: Sequence[Value],
    styles: Sequence[StyleArray],
    widths: Sequence[float],
) -> None:
    """One row, as high as its longest text needs."""
    most = 1
    for column, (value, style, width) in enumerate(zip(values, styles, widths, strict=True), 1):
        cell = put(sheet, row, column, value, style)
        if isinstance(value, str) and cell.alignment.wrap_text:
            most = max(most, lines(value, width - 3))
    height = HEIGHT if most == 1 else min(most, MOST_LINES) * LINE_HEIGHT + 5
    sheet.row_dimensions[row].height = height


def heading_look(column: ColumnLook) -> Look:
    """A heading: dark where something must be written, pale elsewhere, grey for the program's."""
    if column.system:
        font, ground = ink(9, QUIET), SHADE
    elif column.required:
        font, ground = ink(10.5, WHITE, bold=True), ACCENT
    else:
        font, ground = ink(10.5, DARK, bold=True), TINT
    return Look(font, paint(ground), lined(EDGE), indent=1)


def body_look(column: ColumnLook) -> Look:
    """A cell, with or without a value yet."""
    shape = FORMATS[column.shape]
    if column.system:
        return Look(ink(9, QUIET), paint(SHADE), lined(), shape, indent=1)
    return Look(border=lined(), number_format=shape, wrapped=True, indent=1)


def example_look(column: ColumnLook) -> Look:
    """The example, so that nobody takes it for a row of the school's."""
    return Look(
        ink(10, PALE, italic=True),
        paint(HINT),
        lined(),
        FORMATS[column.shape],
        wrapped=True,
        indent=1,
    )


def note(text: str, author: str) -> Comment:
    """What stands beside a heading, in a box as high as the text."""
    text = written(text)
    height = lines(text, NOTE_SPAN) * NOTE_LINE + 14
    return Comment(text, author, height=height, width=NOTE_WIDTH)
