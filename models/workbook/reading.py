"""Reads a workbook's grids as rows of the school, and finds all that is wrong with them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from models.workbook.cells import Kept, text_of
from models.workbook.names import Names, fold
from models.workbook.shapes import Grid, Value
from models.workbook.sheet import NEW, Complaint, Read, Row, Sheet

KEY = "key"
# Above the headings somebody may have written a title.
HEADINGS_BY = 10
# So many headings make a line of headings.
HEADINGS = 2
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
            self._recognise(page)
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

    def _recognise(self, page: Page) -> None:
        """Which row of the school each line is. Empty lines and the example are no rows."""
        example = self.names.dictionary
        lines: dict[int, str] = {}
        for line, cells in list(page.lines.items()):
            key = _key(cells.get(KEY))
            if not any(_said(cell) for name, cell in cells.items() if name != KEY) or (
                key and example.code("mark", key) == "example"
            ):
                del page.lines[line]
            else:
                lines[line] = key
        by_key: dict[str, list[int]] = defaultdict(list)
        for line, key in lines.items():
            by_key[key].append(line)
        ours = {row.key: row for row in self.ours[page.sheet.name]}
        for key, bearers in by_key.items():
            if not key:
                continue
            if len(bearers) > 1:
                said = self._listed(bearers)
                for line in bearers:
                    self._complain(page.sheet.name, line, "cell.same_key", KEY, lines=said)
            elif key not in ours and not page.sheet.revives(self.session, key):
                self._complain(page.sheet.name, bearers[0], "cell.unknown_key", KEY, value=key)
            page.keys[bearers[0]] = key
        self._match(page, [line for line in lines if line not in page.keys], ours)

    def _match(self, page: Page, lines: list[int], ours: Mapping[str, Any]) -> None:
        """Rows without a number: known by what they are called, or new."""
        sheet, taken = page.sheet, set(page.keys.values())
        known: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for key, row in ours.items():
            for natural in sheet.naturals_of(row, self.names_now):
                known[natural].add(key)
        for line in lines:
            raw = {name: fold(_said(cell)) for name, cell in page.lines[line].items()}
            matches = [known[one] - taken for one in sheet.naturals(raw) if one in known]
            match = next(filter(None, matches), set())
            if len(match) > 1:
                said = self._listed(sorted(match))
                self._complain(sheet.name, line, "cell.which_one", KEY, keys=said)
            if len(match) == 1:
                page.keys[line] = match.pop()
            elif sheet.open:
                page.keys[line] = sheet.new_key(self.session, line, taken)
            else:
                self._complain(sheet.name, line, "cell.no_new_rows")
                page.keys[line] = f"{NEW}{line}"
            taken.add(page.keys[line])

    def _name(self, sheet: Sheet) -> None:
        """What the rows are called now, and what they were called before."""
        fields = _called(sheet, self.names)
        page = self.found.pages.get(sheet.name)
        if page is not None:
            for line, key in page.keys.items():
                cells = page.lines.get(line, {})
                said = [_said(cells[name]) for name in fields if name in cells]
                self.names.add(sheet.name, key, [" ".join(one.split()) for one in said if one])
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

    def _listed(self, items: Sequence[object]) -> str:
        between = ", " if self.names.dictionary.language == "en" else "、"
        return between.join(str(item) for item in items)


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


def _said(cell: Value) -> str:
    """The words of a cell, whatever Excel made of it."""
    try:
        return "" if cell is None else text_of(cell)
    except PydanticCustomError:
        return str(cell)


def _key(cell: Value) -> str:
    return _said(cell).replace(" ", "")


def state_of(rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows as JSON, by sheet and key."""
    return {sheet: {row.key: row.plain() for row in found} for sheet, found in rows.items()}
