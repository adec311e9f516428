"""A workbook in the hands of somebody who lives in Excel: cells by heading, rows by name."""

from __future__ import annotations

import io
from typing import Any

from cast import Actor, Stage
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


class Spreadsheet:
    """An `.xlsx` that is open; rows are found by what stands in any of their cells."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))

    def sheet(self, title: str) -> Worksheet:
        """The sheet with this title."""
        found = self.book[title]
        assert isinstance(found, Worksheet)
        return found

    def column(self, title: str, heading: str) -> int:
        """Where a heading stands."""
        heads = [cell.value for cell in self.sheet(title)[1]]
        return heads.index(heading) + 1

    def line(self, title: str, named: str) -> int:
        """The first line below the example that holds these words."""
        for line, cells in enumerate(self.sheet(title).iter_rows(min_row=3, values_only=True), 3):
            if named in [str(cell) for cell in cells if cell is not None]:
                return line
        raise AssertionError(f"{title} has no row with {named}")

    def get(self, title: str, named: str, heading: str) -> Any:
        """What stands in a cell."""
        return self.sheet(title).cell(self.line(title, named), self.column(title, heading)).value

    def put(self, title: str, named: str, heading: str, value: Any) -> str:
        """Types into a cell, and says which one it is: 人员!D7."""
        cell = self.sheet(title).cell(self.line(title, named), self.column(title, heading))
        cell.value = value
        return f"{title}!{cell.coordinate}"

    def add(self, title: str, **values: Any) -> int:
        """Writes a new row below all others, and says on which line."""
        sheet = self.sheet(title)
        line = sheet.max_row + 1
        for heading, value in values.items():
            sheet.cell(line, self.column(title, heading)).value = value
        return line

    def delete(self, title: str, named: str) -> None:
        """Deletes a row."""
        self.sheet(title).delete_rows(self.line(title, named))

    def save(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


async def export(stage: Stage) -> Spreadsheet:
    """The workbook of /admin."""
    admin = stage["管理员"]
    await admin.sends("/admin")
    await admin.presses("导出工作簿")
    return Spreadsheet(admin.file()[1])


async def send(stage: Stage, book: Spreadsheet, name: str = "学校.xlsx") -> Actor:
    return await stage["管理员"].sends_file(book.save(), name)
