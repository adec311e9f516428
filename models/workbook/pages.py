"""The sheets of a workbook before their cells are understood: which is which, and its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

from models.base import in_language
from models.workbook.cells import text_of
from models.workbook.names import Names, nearest
from models.workbook.shapes import Grid, Value
from models.workbook.sheet import NEW, Complaint, Sheet

KEY = "key"
# Above the headings somebody may have written a title.
HEADINGS_BY = 10
# So many headings make a line of headings.
HEADINGS = 2


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
    # The keys that were given to rows which the school does not have.
    fresh: set[str] = field(default_factory=set)
    # Lines with the number of another line: it was said already that they are copies.
    copied: set[int] = field(default_factory=set)

    def is_new(self, key: str) -> bool:
        """Whether the school has no row with this key yet."""
        return key.startswith(NEW) or key in self.fresh


@dataclass(frozen=True)
class Strange:
    """A sheet or a column that nobody knows, and which one it may have been meant to be."""

    what: str
    near: str


@dataclass
class Reading:
    """All that a workbook says, and all that is wrong with it."""

    names: Names
    pages: dict[str, Page] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)

    def line_of(self, sheet: str, key: str) -> int | None:
        """On which line a row stands."""
        page = self.pages.get(sheet)
        lines = page.keys.items() if page else ()
        return next((line for line, one in lines if one == key), None)

    def complain(
        self, sheet: str, line: int | None, key: str, column: str | None = None, /, **values: Any
    ) -> None:
        """Notes what is wrong with a cell, a row, or a sheet."""
        self.complaints.append(Complaint(sheet, line, column, key, values))

    def listed(self, items: Sequence[object]) -> str:
        """Several things in one line."""
        between = in_language(self.names.dictionary.language, "、", ", ")
        return between.join(str(item) for item in items)


def open_pages(found: Reading, sheets: Sequence[Sheet], grids: Sequence[Grid]) -> None:
    """Finds out which sheet each grid is. One that nobody knows is named, and not read."""
    text, unknown = found.names.dictionary, []
    for grid in grids:
        name = text.code("sheet", grid.title)
        if name is not None:
            _open(found, next(one for one in sheets if one.name == name), grid)
        elif text.code("guide", grid.title) is None:
            unknown.append(grid.title)
    absent = [text.word("sheet", one.name) for one in sheets if one.name not in found.pages]
    found.strange += [Strange(title, nearest(title, absent)) for title in unknown]


def said(cell: Value) -> str:
    """The words of a cell, whatever Excel made of it."""
    try:
        return "" if cell is None else text_of(cell)
    except PydanticCustomError:
        return str(cell)


def _open(found: Reading, sheet: Sheet, grid: Grid) -> None:
    if sheet.name in found.pages:
        return found.complain(sheet.name, None, "book.sheet_twice", title=grid.title)
    tried = [_columns(found, sheet, cells) for cells in grid.rows[:HEADINGS_BY]]
    number = next((at for at, columns in enumerate(tried, 1) if len(columns) >= HEADINGS), 0)
    if not number:
        found.pages[sheet.name] = Page(sheet, grid.title, 1, {}, {})
        return found.complain(sheet.name, None, "book.no_headings")
    columns = {name: places[0] for name, places in tried[number - 1].items()}
    lines = {
        line: {name: _at(cells, column) for name, column in columns.items()}
        for line, cells in enumerate(grid.rows[number:], number + 1)
    }
    found.pages[sheet.name] = Page(sheet, grid.title, number, columns, lines)
    for name, places in tried[number - 1].items():
        if len(places) > 1:
            heading = found.names.dictionary.word(f"column.{sheet.name}", name)
            found.complain(sheet.name, None, "book.column_twice", name, heading=heading)
    _miss_columns(found, sheet, grid, number, tried[number - 1])


def _columns(found: Reading, sheet: Sheet, cells: Sequence[Value]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for column, cell in enumerate(cells, 1):
        if isinstance(cell, str) and cell.strip():
            code = found.names.dictionary.code(f"column.{sheet.name}", cell)
            if code is not None:
                columns.setdefault(code, []).append(column)
    return columns


def _miss_columns(
    found: Reading, sheet: Sheet, grid: Grid, number: int, columns: Mapping[str, list[int]]
) -> None:
    """Headings that nobody knows, and columns without which a sheet cannot be read."""
    text, about = found.names.dictionary, sheet.row.columns()
    known = {column for places in columns.values() for column in places}
    absent = [text.word(f"column.{sheet.name}", name) for name in about if name not in columns]
    for column, cell in enumerate(grid.rows[number - 1], 1):
        if column not in known and isinstance(cell, str) and cell.strip():
            heading = cell.strip()
            near = nearest(heading, absent)
            found.strange.append(Strange(f"{grid.title}·{heading}", near))
    for name, needed in about.items():
        if needed.required and name not in columns and needed.compared:
            heading = text.word(f"column.{sheet.name}", name)
            found.complain(sheet.name, None, "book.no_column", heading=heading)


def _at(cells: Sequence[Value], column: int) -> Value:
    return cells[column - 1] if column <= len(cells) else None
