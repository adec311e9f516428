"""Reads a workbook's grids as rows of the school, and finds all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from models.workbook.cells import Kept
from models.workbook.names import Names
from models.workbook.pages import Page, Reading, State, said
from models.workbook.recognising import recognise
from models.workbook.shapes import Grid, Value
from models.workbook.sheet import Complaint, Read, Row, Sheet

# Above the headings somebody may have written a title.
HEADINGS_BY = 10
# So many headings make a line of headings.
HEADINGS = 2


class Reader:
    """Reads one workbook, against the school as it stands."""

    def __init__(
        self,
        session: Session,
        sheets: Sequence[Sheet],
        ours: Mapping[str, Sequence[Any]],
        names: Names,
        before: State | None,
    ) -> None:
        self.session = session
        self.sheets = sheets
        self.ours = ours
        self.names = names
        self.names_now = names_of(session, sheets, ours, Names(names.dictionary, names.today))
        # The school in the export that was filled in, where that is known.
        self.before = before
        self.found = Reading(names)

    def read(self, grids: Sequence[Grid]) -> Reading:
        """Everything. Cells that speak of other rows are read when all rows have their names."""
        for grid in grids:
            self._open(grid)
        for page in self.found.pages.values():
            recognise(page, self.ours[page.sheet.name], self.found, self.names_now, self.session)
        for sheet in self.sheets:
            self._name(sheet)
        for page in self.found.pages.values():
            self._understand(page)
        for page in self.found.pages.values():
            complain = _Complainer(self.found, page)
            read = Read(page.rows, self.session, complain, self.ours[page.sheet.name])
            page.sheet.check(read)
            page.keys |= {line: row.key for line, row in page.rows.items()}
        return self.found

    def _open(self, grid: Grid) -> None:
        """Finds out which sheet it is, and where its columns stand."""
        words = self.names.dictionary
        name = words.code("sheet", grid.title)
        if name is None:
            if words.code("guide", grid.title) is None:
                self.found.strange.append(grid.title)
            return
        sheet = next(one for one in self.sheets if one.name == name)
        if name in self.found.pages:
            return self._complain(name, None, "book.sheet_twice", title=grid.title)
        tried = [self._columns(name, cells) for cells in grid.rows[:HEADINGS_BY]]
        number = next((at for at, found in enumerate(tried, 1) if len(found) >= HEADINGS), 0)
        if not number:
            self.found.pages[name] = Page(sheet, grid.title, 1, {}, {})
            return self._complain(name, None, "book.no_headings")
        columns = tried[number - 1]
        lines = {
            line: {field: _at(cells, column) for field, column in columns.items()}
            for line, cells in enumerate(grid.rows[number:], number + 1)
        }
        self.found.pages[name] = Page(sheet, grid.title, number, columns, lines)
        self._strange_columns(sheet, grid, number, columns)

    def _columns(self, sheet: str, cells: Sequence[Value]) -> dict[str, int]:
        found: dict[str, int] = {}
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, str) and cell.strip():
                code = self.names.dictionary.code(f"column.{sheet}", cell)
                if code is not None:
                    found.setdefault(code, column)
        return found

    def _strange_columns(
        self, sheet: Sheet, grid: Grid, number: int, columns: Mapping[str, int]
    ) -> None:
        for column, cell in enumerate(grid.rows[number - 1], 1):
            if column not in columns.values() and isinstance(cell, str) and cell.strip():
                self.found.strange.append(f"{grid.title}·{cell.strip()}")
        for name, about in sheet.row.columns().items():
            if about.required and name not in columns and about.told:
                heading = self.names.dictionary.word(f"column.{sheet.name}", name)
                self._complain(sheet.name, None, "book.no_column", heading=heading)

    def _name(self, sheet: Sheet) -> None:
        """What the rows are called now, and what they were called before."""
        fields = _called(sheet, self.names)
        page = self.found.pages.get(sheet.name)
        if page is not None:
            for line, key in page.keys.items():
                cells = page.lines.get(line, {})
                labels = [said(cells[name]) for name in fields if name in cells]
                self.names.add(sheet.name, key, [" ".join(one.split()) for one in labels if one])
        before = self.before.get(sheet.name, {}) if self.before is not None else None
        for row in self.ours[sheet.name]:
            # Who was added since the export is not in the workbook, and stays.
            stays = page is None or (before is not None and row.key not in before)
            labels = [getattr(row, name) for name in fields]
            self.names.add(sheet.name, row.key, labels, former=not stays)
        for row in sheet.retired(self.session):
            labels = [getattr(row, name) for name in fields]
            self.names.add(sheet.name, row.key, labels, former=True)

    def _understand(self, page: Page) -> None:
        """Reads every cell. A column that is not there leaves its field as it was."""
        ours = {row.key: row for row in self.ours[page.sheet.name]}
        model = page.sheet.row
        for line, cells in page.lines.items():
            key = page.keys.get(line)
            if key is None:
                continue
            values: dict[str, Any] = {"key": key}
            for name in model.columns():
                if name in page.columns:
                    values[name] = cells[name]
                elif key in ours:
                    values[name] = Kept(getattr(ours[key], name))
            try:
                page.rows[line] = model.model_validate(values, context=self.names)
            except ValidationError as fault:
                for error in fault.errors(include_url=False):
                    self._blame(page, line, error)

    def _blame(self, page: Page, line: int, error: Any) -> None:
        key, values = str(error["type"]), dict(error.get("ctx", {}))
        values.pop("key", None)
        column = str(error["loc"][0]) if error["loc"] else page.sheet.blames.get(key)
        self._complain(page.sheet.name, line, key, column, **values)

    def _complain(
        self, sheet: str, line: int | None, key: str, column: str | None = None, /, **values: Any
    ) -> None:
        self.found.complaints.append(Complaint(sheet, line, column, key, values))


class _Complainer:
    """What a sheet's own rules complain with. A line that the program added has no cell."""

    def __init__(self, found: Reading, page: Page) -> None:
        self.found = found
        self.page = page

    def __call__(self, line: int | None, column: str | None, key: str, /, **values: Any) -> None:
        here = line if line is None or line > 0 else None
        self.found.complaints.append(Complaint(self.page.sheet.name, here, column, key, values))


def names_of(
    session: Session, sheets: Sequence[Sheet], rows: Mapping[str, Sequence[Any]], names: Names
) -> Names:
    """What the rows of the school are called, as it stands."""
    for sheet in sheets:
        fields = _called(sheet, names)
        for row in rows[sheet.name]:
            names.add(sheet.name, row.key, [getattr(row, name) for name in fields])
        for row in sheet.retired(session) if fields else ():
            labels = [getattr(row, name) for name in fields]
            names.add(sheet.name, row.key, labels, former=True)
    return names


def _called(sheet: Sheet, names: Names) -> tuple[str, ...]:
    return sheet.called[::-1] if names.dictionary.language == "en" else sheet.called


def _at(cells: Sequence[Value], column: int) -> Value:
    return cells[column - 1] if column <= len(cells) else None


def state_of(rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows as JSON, by sheet and key."""
    return {sheet: {row.key: row.plain() for row in found} for sheet, found in rows.items()}
