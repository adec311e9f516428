"""The words of the workbook's drop-down lists, on a sheet of their own that nobody has to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.workbook.grids import SheetLook
from bot.workbook.styles import Look, put

# Lists reach over so many rows below the last.
SPARE = 500


class Lists:
    """Every list once. A list inside a validation may hold no comma and no 256th character."""

    def __init__(self, book: Workbook, title: str) -> None:
        self.sheet: Worksheet = book.create_sheet(title)
        self.sheet.sheet_state = "hidden"
        self.style = Look().style(book)
        self.ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, text: tuple[str, ...]) -> str:
        """Where these words stand."""
        if text not in self.ranges:
            column = len(self.ranges) + 1
            for row, word in enumerate(text, 1):
                put(self.sheet, row, column, word, self.style)
            letter = get_column_letter(column)
            self.ranges[text] = (
                f"{quote_sheetname(self.sheet.title)}!${letter}$1:${letter}${len(text)}"
            )
        return self.ranges[text]

    def offer(
        self, sheet: Worksheet, text: tuple[str, ...], ranges: Iterable[str], closed: bool
    ) -> None:
        """Let cells choose among some words; closed means that nothing else is taken."""
        validation = DataValidation(
            type="list",
            formula1=self.range_of(text),
            allow_blank=True,
            showErrorMessage=closed,
            sqref=MultiCellRange(" ".join(ranges)),
        )
        sheet.add_data_validation(validation)


def offer_lists(lists: Lists, sheet: Worksheet, look: SheetLook, first: int) -> None:
    """Give every column its list, and single cells theirs instead. Rows begin at `first`."""
    own: defaultdict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for (row, place), text in look.choices_of.items():
        own[place][row + first] = text
    last = first + len(look.rows) + SPARE - 1
    for place, column in enumerate(look.columns):
        letter = get_column_letter(place + 1)
        if column.choices:
            free = gaps(sorted(own[place]), first, last)
            ranges = [f"{letter}{start}:{letter}{end}" for start, end in free]
            lists.offer(sheet, column.choices, ranges, column.closed)
        cells: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for row, text in sorted(own[place].items()):
            if text:
                cells[text].append(f"{letter}{row}")
        for text, ranges in cells.items():
            lists.offer(sheet, text, ranges, column.closed)


def gaps(taken: Iterable[int], first: int, last: int) -> list[tuple[int, int]]:
    """The rows from first to last that are not taken. Two lists on one cell would quarrel."""
    free, start = [], first
    for row in [*taken, last + 1]:
        if start < row:
            free.append((start, row - 1))
        start = row + 1
    return free
