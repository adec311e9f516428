"""A workbook becomes values, row by row, whatever Excel, WPS or LibreOffice has made of it.

This is run by the child process, because the bytes come from anybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange

from bot.workbook.grids import Book, Fault, Grid, Value
from bot.workbook.resources import Limits
from bot.workbook.sheet_xml import Part, read_part

Place = tuple[int, int]

# The writer's hidden sheet with the words of its drop-down lists.
OPTIONS = {"选项", "Options"}
# A merged range up to here is filled as a whole; of more, only what others beside it use.
WHOLE = 2000
# A stray word a million rows below is no reason to hand over a million rows.
SPARSE = 10
DAY = timedelta(days=1)


class Unreadable(Exception):
    """The workbook cannot be read; `key` and `values` are the sentence that says why."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Error:
    """A cell that shows an error such as #N/A."""

    text: str


@dataclass
class Scan:
    """One sheet: its cells by row and column, counted from 1, and what is not a plain value."""

    title: str
    options: bool
    part: Part
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    # What every formula came to when the workbook was last saved.
    formulas: dict[Place, Value | Error] = field(default_factory=dict)
    errors: dict[Place, Error] = field(default_factory=dict)

    def value(self, place: Place) -> Value:
        """What a cell holds."""
        return self.rows.get(place[0], {}).get(place[1])

    def extent(self) -> Place:
        """The last row and the last column that hold anything."""
        filled = [
            (row, column)
            for row, cells in self.rows.items()
            for column, value in cells.items()
            if not blank(value)
        ]
        return max((row for row, _ in filled), default=0), max((c for _, c in filled), default=0)


def read_book(data: bytes, limits: Limits) -> Book:
    """All sheets as grids of the same width in every row, and what is wrong with single cells."""
    grids, faults = [], []
    for scan in scan_book(data, limits):
        if not scan.options:
            faults.extend(faults_of(scan))
            grids.append(grid_of(scan, limits))
    if not grids:
        raise Unreadable("workbook.broken")
    return Book(tuple(grids), tuple(faults))


def scan_book(data: bytes, limits: Limits) -> list[Scan]:
    """Every sheet with cells, in the order of the workbook."""
    book = _load(data, cached=False)
    scans = [_scan(sheet, limits) for sheet in _sheets(book)]
    if any(scan.formulas for scan in scans):
        for scan, sheet in zip(scans, _sheets(_load(data, cached=True)), strict=True):
            _look_up_results(scan, sheet)
    return scans


def blank(value: Value) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.strip())


def grid_of(scan: Scan, limits: Limits) -> Grid:
    """The values without the empty rows and columns behind them. Merged cells hold the same."""
    used = scan.extent()
    for ref in scan.part.merged:
        value = scan.value(corner(ref))
        for row, column in covered(ref, used):
            scan.rows.setdefault(row, {})[column] = value
    height, width = scan.extent()
    if height > limits.rows * SPARSE:
        raise Unreadable("workbook.too_many_rows", sheet=scan.title, rows=height, most=limits.rows)
    if height * width > limits.cells:
        raise Unreadable("workbook.bomb")
    columns = range(1, width + 1)
    rows = (scan.rows.get(row, {}) for row in range(1, height + 1))
    return Grid(scan.title, tuple(tuple(cells.get(each) for each in columns) for cells in rows))


def faults_of(scan: Scan) -> list[Fault]:
    """What the cells hold that is no plain value, in the order of reading."""
    found = [
        Fault(scan.title, *place, "workbook.formula" if value is not None else "workbook.no_result")
        for place, value in scan.formulas.items()
    ]
    found += [
        Fault(scan.title, *place, "workbook.error_value", {"value": error.text})
        for place, error in scan.errors.items()
    ]
    found += [
        Fault(scan.title, *corner(ref), "workbook.merged", {"range": ref})
        for ref in scan.part.merged
    ]
    return sorted(found, key=lambda fault: (fault.row, fault.column))


def corner(ref: str) -> Place:
    """The row and column of a range's first cell."""
    cells = CellRange(ref)
    return cells.min_row, cells.min_col


def covered(ref: str, used: Place) -> Iterator[Place]:
    """The cells of a merged range that get its value."""
    left, top, right, bottom = CellRange(ref).bounds
    if (right - left + 1) * (bottom - top + 1) > WHOLE:
        bottom, right = min(bottom, used[0]), min(right, used[1])
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


def _load(data: bytes, *, cached: bool) -> Workbook:
    return load_workbook(BytesIO(data), read_only=True, data_only=cached, keep_links=False)


def _sheets(book: Workbook) -> list[Any]:
    # openpyxl's types do not tell a sheet that is read row by row from others.
    return list(book.worksheets)


def _scan(sheet: Any, limits: Limits) -> Scan:
    with sheet._get_source() as source:
        part = read_part(source)
    options = sheet.sheet_state != "visible" and sheet.title in OPTIONS
    scan = Scan(sheet.title, options, part)
    # The size that a sheet claims is often a million rows.
    sheet.reset_dimensions()
    filled = 0
    for row, cells in enumerate(sheet.iter_rows(), 1):
        values = {}
        for column, cell in enumerate(cells, 1):
            if cell.value is None:
                continue
            if cell.data_type == "f":
                scan.formulas[row, column] = None
                continue
            value = plain(cell.value, cell.data_type)
            if isinstance(value, Error):
                scan.errors[row, column] = value
            else:
                values[column] = value
        filled += not all(map(blank, values.values()))
        if values and filled <= limits.rows:
            scan.rows[row] = values
    if filled > limits.rows and not options:
        raise Unreadable("workbook.too_many_rows", sheet=sheet.title, rows=filled, most=limits.rows)
    return scan


def _look_up_results(scan: Scan, sheet: Any) -> None:
    sheet.reset_dimensions()
    for row, cells in enumerate(sheet.iter_rows(), 1):
        for column, cell in enumerate(cells, 1):
            if (row, column) in scan.formulas and cell.value is not None:
                value = plain(cell.value, cell.data_type)
                scan.formulas[row, column] = value
                if not isinstance(value, Error):
                    scan.rows.setdefault(row, {})[column] = value


def plain(value: Any, kind: str) -> Value | Error:
    """A value as the school means it: a day without an hour is a day."""
    if kind == "e":
        return Error(str(value))
    if isinstance(value, float) and not math.isfinite(value):
        return Error(str(value))
    if isinstance(value, timedelta):
        # In a format for hours beyond 24, the time of a bell is a duration.
        if timedelta(0) <= value < DAY:
            minutes, second = divmod(value.seconds, 60)
            return time(*divmod(minutes, 60), second)
        return str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if isinstance(value, str | bool | int | float | date | time):
        return value
    return Error(str(value))
