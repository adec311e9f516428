"""How the school's workbook looks: few colours, one font, and text that stays the text it is."""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from dataclasses import dataclass, field
from datetime import date, time
from math import ceil
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.numbers import is_date_format
from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.workbook.grids import Shape, Tab, Value

DARK = "2B3A42"
QUIET = "8A949B"
PALE = "98A2A9"
LINE = "DDE3E6"
EDGE = "C3CDD1"
ACCENT = "2F6B5E"
TINT = "E3ECE8"
SHADE = "F3F4F5"
HINT = "FBFAF5"
WHITE = "FFFFFF"
TABS = {Tab.GREEN: "4F9E7C", Tab.YELLOW: "E3B341", Tab.GREY: "A9B1B7"}

FORMATS = {
    Shape.TEXT: "@",
    Shape.NUMBER: "General",
    Shape.DAY: "yyyy-mm-dd",
    Shape.CLOCK: "hh:mm",
}

# XML 1.0 cannot hold these at all, and lone halves of a pair cannot be encoded.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet in Chinese also takes the full-width forms for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Ambiguous characters, such as quotation marks, are wide in a Chinese font.
WIDE = frozenset("WFA")
# A word of Latin letters stays whole; Chinese breaks anywhere but before a closing mark.
PIECES = re.compile(r"[!-~]+\s*|\s+|.[，。；：、？！）》」”…]*")


def ink(
    size: float = 10.5, colour: str = DARK, *, bold: bool = False, italic: bool = False
) -> Font:
    """The font. Where it is missing, its character set asks for another Chinese sans serif."""
    return Font(
        name="微软雅黑", charset=134, family=2, sz=size, b=bold, i=italic, color=f"FF{colour}"
    )


def paint(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=f"FF{colour}")


def lined(colour: str = LINE, width: Literal["thin", "thick"] = "thin") -> Border:
    side = Side(width, color=f"FF{colour}")
    return Border(left=side, right=side, top=side, bottom=side)


@dataclass(frozen=True)
class Look:
    """How one kind of cell looks."""

    font: Font = field(default_factory=ink)
    fill: PatternFill = field(default_factory=PatternFill)
    border: Border = field(default_factory=Border)
    number_format: str = "@"
    wrapped: bool = False
    indent: int = 0
    horizontal: Literal["left", "center"] = "left"

    def style(self, book: Workbook) -> StyleArray:
        """The style inside one workbook: made once, shared by all cells that look the same."""
        sheet = book.worksheets[0]
        cell = Cell(sheet, row=1, column=1)
        cell.font, cell.fill, cell.border = self.font, self.fill, self.border
        cell.number_format = self.number_format
        cell.alignment = Alignment(
            horizontal=self.horizontal,
            vertical="center",
            wrap_text=self.wrapped,
            indent=self.indent,
        )
        return worn(cell)


def worn(thing: StyleableObject) -> StyleArray:
    """The style that a cell wears now."""
    style: StyleArray = thing._style  # type: ignore[attr-defined]
    return style


def wear(thing: StyleableObject, style: StyleArray) -> None:
    """Style a cell or a column in one step, by what `Look.style` has put together."""
    thing._style = style  # type: ignore[attr-defined]


def written(text: str) -> str:
    """A text as a cell can hold it."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def put(sheet: Worksheet, row: int, column: int, value: Value, style: StyleArray) -> Cell:
    """Write one cell. A text is a text, whatever it begins with and whatever it looks like."""
    text = written(value) if isinstance(value, str) else None
    # A text of nothing would be a cell that says it holds a text and then holds none.
    cell = sheet.cell(row, column, value=value if text is None else text or None)
    wear(cell, style)
    if isinstance(value, date | time) and not is_date_format(cell.number_format):
        # In a column of mixed things a time must not be seen as 0.326.
        wear(cell, copy(style))
        cell.number_format = FORMATS[Shape.DAY if isinstance(value, date) else Shape.CLOCK]
    if text:
        cell.data_type = "s"
        if text.startswith(FORMULA_STARTS):
            wear(cell, copy(style))
            cell.quotePrefix = 1
    return cell


def span(text: str) -> int:
    """How wide a text is, in characters of ASCII."""
    return sum(2 if unicodedata.east_asian_width(letter) in WIDE else 1 for letter in text)


def lines(text: str, width: float) -> int:
    """On how many lines a text stands in a cell that wraps."""
    return sum(max(1, ceil(span(line) * 1.05 / width)) for line in text.split("\n"))


def fold(text: str, width: int) -> list[str]:
    """A text on lines of their own, for cells that cannot wrap because they run over others."""
    folded = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in PIECES.findall(paragraph):
            if line and span(line + piece.rstrip()) > width:
                folded.append(line.rstrip())
                line = ""
            line += piece
        folded.append(line.rstrip())
    return folded


def printed(sheet: Worksheet) -> None:
    """On paper: A4 across, as wide as the page, with the sheet's name and the page below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = 0.5
    sheet.page_margins.bottom = 0.7
    footer = HeaderFooterItem()
    footer.center.text, footer.center.size = "&A   &P / &N", 9
    sheet.HeaderFooter.oddFooter = footer
