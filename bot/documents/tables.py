"""Tables as one spreadsheet, a sheet each. What people wrote is never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CELL = str | int | float | date | None
# What a spreadsheet program takes in no sheet's name.
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class SheetOf:
    """One table, already in words."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[CELL]]


def spreadsheet(sheets: Sequence[SheetOf]) -> bytes:
    """The file; the headings stay when one scrolls."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(f"{number} {NOT_IN_NAMES.sub(' ', sheet.title)}"[:31])
        for at, heading in enumerate(sheet.headings, 1):
            page.cell(1, at, heading).font = Font(bold=True)
            page.column_dimensions[page.cell(1, at).column_letter].width = 18
        for down, row in enumerate(sheet.rows, 2):
            for at, value in enumerate(row, 1):
                cell = page.cell(down, at, value)
                if isinstance(value, str):
                    cell.data_type = "s"
        page.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
