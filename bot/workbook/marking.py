"""The same workbook goes back with its wrong cells in red, and with what could be put right.

This is run by the child process, because the bytes come from anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import PatternFill
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from bot.workbook.drawing import note
from bot.workbook.grids import Mark
from bot.workbook.reading import Error, Place, Scan, corner, covered, scan_book
from bot.workbook.resources import Limits
from bot.workbook.sheet_xml import calmed
from bot.workbook.styles import (
    ACCENT,
    DARK,
    HINT,
    PALE,
    QUIET,
    SHADE,
    TINT,
    WHITE,
    paint,
    put,
    worn,
)

WRONG = "FFB3B3"
# Between what is wrong with a cell and what was noted there before.
SEAM = "\n――――――――\n"
HEADING_ROW = 1
# On which ground the writer puts letters of which colour, in headings and below.
HEADINGS = {f"FF{WHITE}": ACCENT, f"FF{DARK}": TINT, f"FF{QUIET}": SHADE}
CELLS = {f"FF{QUIET}": SHADE, f"FF{PALE}": HINT}
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def mark_book(data: bytes, marks: Sequence[Mark], author: str, limits: Limits) -> bytes:
    """The workbook without formulas, merged cells and old marks, and with these marks."""
    scans = scan_book(data, limits)
    book = load_workbook(BytesIO(data))
    calm: dict[str, list[str]] = {}
    for sheet, scan in zip(book.worksheets, scans, strict=True):
        take_back_marks(sheet, author)
        take_apart(sheet, scan)
        settle_formulas(sheet, scan)
        for each in scan.part.lists:
            sheet.add_data_validation(each)
        calm[sheet.title] = scan.part.calm
    write_marks(book, marks, author)
    out = BytesIO()
    Writer(book, out, calm).save()
    return out.getvalue()


def cells_of(sheet: Worksheet) -> dict[Place, Cell | MergedCell]:
    """The cells that there are. To walk over all would make those that there are not."""
    return sheet._cells


def take_back_marks(sheet: Worksheet, author: str) -> None:
    """Take away what was marked the last time, and give every note a box that fits it."""
    cells = cells_of(sheet)
    red = [place for place, cell in cells.items() if _is_red(cell)]
    # From the end, so that the cell below has its own colour again already.
    for place in sorted(red, reverse=True):
        ground: Any = _ground(cells, place)
        cells[place].fill = ground
    for place, cell in cells.items():
        if isinstance(cell, MergedCell) or cell.comment is None:
            continue
        text, writer = cell.comment.text, cell.comment.author or ""
        # LibreOffice forgets who wrote a note, but not the red.
        if place in red or (writer == author and place[0] != HEADING_ROW):
            text = text.partition(SEAM)[2]
        cell.comment = note(text, writer) if text else None


def _ground(cells: Mapping[Place, Cell | MergedCell], place: Place) -> PatternFill:
    """The colour that a cell had before: the writer's for such letters, or that of a neighbour."""
    row, column = place
    letters = cells[place].font.color
    known = HEADINGS if row == HEADING_ROW else CELLS
    if letters is not None and letters.rgb in known:
        return paint(known[letters.rgb])
    beside = [(row, column + 1), (row, column - 1)] if row == HEADING_ROW else [(row + 1, column)]
    usual = [cells[each].fill for each in beside if each in cells and not _is_red(cells[each])]
    return copy(usual[0]) if usual else PatternFill()  # type: ignore[return-value]


def _is_red(cell: Cell | MergedCell) -> bool:
    fill = cell.fill
    return bool(fill.fill_type == "solid" and fill.fgColor.rgb == f"FF{WRONG}")


def take_apart(sheet: Worksheet, scan: Scan) -> None:
    """Every cell of a merged range gets its value and its look: a row must say all of itself."""
    cells = cells_of(sheet)
    sheet.merged_cells = MultiCellRange()
    for place in [place for place, cell in cells.items() if isinstance(cell, MergedCell)]:
        del cells[place]
    used = scan.extent()
    for ref in scan.part.merged:
        first = corner(ref)
        style = worn(sheet.cell(*first))
        for place in covered(ref, used):
            if place != first:
                put(sheet, *place, scan.value(first), copy(style))


def settle_formulas(sheet: Worksheet, scan: Scan) -> None:
    """A formula gives way to what it came to, as a text that stays a text or a plain number."""
    for place, value in scan.formulas.items():
        cell = sheet.cell(*place)
        cell.value = None
        if isinstance(value, Error):
            cell.value = value.text
        else:
            put(sheet, *place, value, worn(cell))


def write_marks(book: Workbook, marks: Sequence[Mark], author: str) -> None:
    """Colour each wrong cell and say beside it what is wrong. What has no cell goes to A1."""
    titles = {sheet.title: sheet for sheet in book.worksheets}
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    front = (shown or book.worksheets)[0]
    lines: defaultdict[tuple[str, Place], dict[str, None]] = defaultdict(dict)
    for mark in marks:
        within = 1 <= mark.row <= LAST_ROW and 1 <= mark.column <= LAST_COLUMN
        place = (mark.row, mark.column) if within and mark.title in titles else (1, 1)
        sheet = titles.get(mark.title, front)
        lines[sheet.title, place][mark.text] = None
    for (title, place), texts in lines.items():
        cell = titles[title].cell(*place)
        assert isinstance(cell, Cell)
        text = "\n".join(texts)
        if cell.comment is not None:
            text += SEAM + cell.comment.text
        cell.fill = paint(WRONG)
        cell.comment = note(text, author)


class Writer(ExcelWriter):
    """Writes each sheet in memory: openpyxl would put it into a file first, where the child may
    write none. Numbers that stand as text on purpose stay without a warning.
    """

    def __init__(self, book: Workbook, out: BytesIO, calm: Mapping[str, Sequence[str]]) -> None:
        self.archive = ZipFile(out, "w", ZIP_DEFLATED)
        self.calm = calm
        super().__init__(book, self.archive)

    def write_worksheet(self, ws: Any) -> None:
        """One sheet, and what is drawn on it."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        out = BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels
        self.archive.writestr(ws.path[1:], calmed(out.getvalue(), self.calm[ws.title]))
        self.manifest.append(ws)
