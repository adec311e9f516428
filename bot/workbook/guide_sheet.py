"""The first sheet of the workbook: what to fill in, and a way to every sheet."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from bot.workbook.grids import GuideLook
from bot.workbook.styles import (
    ACCENT,
    PALE,
    QUIET,
    TABS,
    WHITE,
    Look,
    fold,
    ink,
    lined,
    lines,
    paint,
    printed,
    put,
    written,
)

# A margin, swatches and numbers, titles, purposes. Together they fit a small laptop's screen.
WIDTHS = {"A": 2.5, "B": 3.2, "C": 24.0, "D": 82.0}
SWATCH, TITLE, PURPOSE = 2, 3, 4
# What runs over the titles' and the purposes' columns.
ROOM = 103
HEIGHT = 21.0
LINE_HEIGHT = 16.5


def draw_front(book: Workbook, sheet: Worksheet, guide: GuideLook) -> None:
    """Draw the guide. No cell is merged, so that it reads back as it was written."""
    page = Page(book, sheet)
    page.text(TITLE, guide.title, Look(ink(20, ACCENT, bold=True), indent=1), 36)
    for line in fold(guide.head, ROOM):
        page.text(TITLE, line, Look(ink(11, QUIET), indent=1), HEIGHT)
    page.gap()
    number, plain = Look(ink(10.5, ACCENT, bold=True), horizontal="center"), Look(indent=1)
    for count, text in enumerate(guide.lines, 1):
        for place, line in enumerate(fold(text, ROOM)):
            if place == 0:
                page.beside(SWATCH, str(count), number)
            page.text(TITLE, line, plain, HEIGHT)
    page.gap()
    for tab, text in guide.legend:
        page.beside(SWATCH, None, Look(fill=paint(TABS[tab]), border=lined(WHITE, "thick")))
        page.text(TITLE, text, plain, HEIGHT)
    page.gap()
    page.contents(guide)
    page.gap()
    page.text(TITLE, guide.stamp, Look(ink(8.5, PALE), indent=1), HEIGHT)
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = sheet.sheet_view.zoomScaleNormal = 100
    sheet.sheet_properties.tabColor = f"FF{ACCENT}"
    printed(sheet)


class Page:
    """The guide as it grows from the top."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self.row = 1
        self.gap()

    def gap(self) -> None:
        self.sheet.row_dimensions[self.row].height = 12
        self.row += 1

    def beside(self, column: int, text: str | None, look: Look) -> None:
        put(self.sheet, self.row, column, text, look.style(self.book))

    def text(self, column: int, text: str, look: Look, height: float) -> None:
        self.beside(column, text, look)
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def contents(self, guide: GuideLook) -> None:
        """Every sheet with its colour and purpose; its title leads to it."""
        link = Look(ink(10.5, ACCENT, bold=True), border=lined(), indent=1)
        purpose = Look(border=lined(), wrapped=True, indent=1)
        for title, tab, text in guide.sheets:
            self.beside(SWATCH, None, Look(fill=paint(TABS[tab]), border=lined(WHITE, "thick")))
            cell = put(self.sheet, self.row, TITLE, title, link.style(self.book))
            cell.hyperlink = Hyperlink(
                ref=cell.coordinate,
                location=f"{quote_sheetname(title)}!A1",
                display=written(title),
            )
            deep = lines(text, WIDTHS["D"] - 4)
            self.text(PURPOSE, text, purpose, max(HEIGHT, deep * LINE_HEIGHT + 6))
