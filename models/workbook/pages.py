"""What has been read of a workbook so far, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

from models.workbook.cells import text_of
from models.workbook.names import Names
from models.workbook.shapes import Value
from models.workbook.sheet import Complaint, Sheet

KEY = "key"
State = Mapping[str, Mapping[str, dict[str, Any]]]


@dataclass
class Page:
    """One sheet of the workbook as far as it has been read."""

    sheet: Sheet
    title: str
    header: int
    # Field to column, counted from 1.
    columns: dict[str, int]
    lines: dict[int, dict[str, Value]]
    keys: dict[int, str] = field(default_factory=dict)
    rows: dict[int, Any] = field(default_factory=dict)
    # The keys of rows that were switched off, and stand here with their numbers.
    back: set[str] = field(default_factory=set)


@dataclass
class Reading:
    """All that a workbook says, and all that is wrong with it."""

    names: Names
    pages: dict[str, Page] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    # Sheets and columns that nobody knows, as they are called in the file.
    strange: list[str] = field(default_factory=list)

    def rows(self, sheet: str) -> dict[str, Any]:
        """The rows of a sheet by their keys."""
        return {row.key: row for row in self.pages[sheet].rows.values()}

    def line_of(self, sheet: str, key: str) -> int | None:
        """On which line a row stands."""
        page = self.pages.get(sheet)
        lines = page.keys.items() if page else ()
        return next((line for line, one in lines if one == key), None)


def said(cell: Value) -> str:
    """The words of a cell, whatever Excel made of it."""
    try:
        return "" if cell is None else text_of(cell)
    except PydanticCustomError:
        return str(cell)
