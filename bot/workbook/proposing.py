"""What a workbook proposes: its rows against the school as it stands, and as it was sent out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.worksheet.cell_range import CellRange
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.workbook.dictionary import BookWords
from bot.workbook.grids import Book, Fault, Grid
from models.base import Refused
from models.workbook.deliveries import WorkbookOut
from models.workbook.merging import Plan
from models.workbook.pages import Page, Reading
from models.workbook.reading import state_of
from models.workbook.sheets import Rows, understand

STAMP = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")


@dataclass(frozen=True)
class Proposal:
    """A workbook that was read, and the school that it was read against."""

    book: Book
    reading: Reading
    plan: Plan
    ours: Rows

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.reading.complaints and not self.faults

    @property
    def faults(self) -> list[Fault]:
        """The cells that hold no plain value, as far as they are read at all: what stands above
        the headings, in strange columns and on strange sheets is the school's own affair.
        """
        pages = {page.title: page for page in self.reading.pages.values()}
        return [
            fault
            for fault in self.book.faults
            if fault.title in pages and _reads(pages[fault.title], fault)
        ]

    def stood(self) -> dict[str, Any]:
        """The school that it was read against, to be compared later."""
        return state_of(self.ours)


def propose(
    session: Session, book: Book, dictionary: BookWords, today: date, sender: int
) -> Proposal:
    """Reads it, and finds out what would change. Whoever sent it is never left out by it.

    Raises `Refused` for a workbook of which no sheet is known.
    """
    before = _sent_out(session, book.grids, dictionary)
    reading, plan, ours = understand(session, book.grids, dictionary, today, before, str(sender))
    if not reading.pages:
        raise Refused("workbook.no_sheets")
    return Proposal(book, reading, plan, ours)


def _reads(page: Page, fault: Fault) -> bool:
    """Whether any cell of the fault lies below a heading, or is one."""
    left, top, right, bottom = (fault.column, fault.row) * 2
    if "range" in fault.values:
        left, top, right, bottom = CellRange(fault.values["range"]).bounds
    return any(left <= column <= right for column in page.columns.values()) and any(
        top <= line <= bottom for line in (page.header, *page.lines)
    )


def _sent_out(
    session: Session, grids: Sequence[Grid], dictionary: BookWords
) -> dict[str, Any] | None:
    """The school in the export that was filled in, if the first sheet still says which it was."""
    for grid in grids:
        if dictionary.code("guide", grid.title) != "title":
            continue
        for cell in (cell for row in grid.rows for cell in row if isinstance(cell, str)):
            found = STAMP.search(cell)
            if found is not None:
                query = select(WorkbookOut.stood).filter_by(stamp=found[0])
                stood: dict[str, Any] | None = session.scalar(query)
                return stood
    return None
