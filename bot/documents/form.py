"""An A4 form: a centred title, framed rows that share columns, page numbers at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fpdf import FPDF
from fpdf.fonts import TTFFont

from bot.documents.glyphs import FONT, printable, wrap

LEFT, TOP, WIDTH, BOTTOM = 18.0, 14.0, 174.0, 279.0  # millimetres on A4, 210 × 297
# The same sheet lying across: a ledger has many columns.
WIDTH_ACROSS, BOTTOM_ACROSS = 261.0, 192.0
# An A3 sheet across, for the ledgers that A4 cannot hold.
WIDTH_LARGE, BOTTOM_LARGE = 384.0, 279.0
FOOT = 4.0  # below the bottom
BODY, SMALL = 10.5, 9.0  # points; 10.5 is 五号, what a Chinese form is printed in
PADDING = 1.8
LEADING = 1.45
KEPT_WHOLE = 110.0  # a row lower than this is not torn by the end of a page
THIN, THICK = 0.2, 0.5
SHADE = 240
MM_PER_POINT = 25.4 / 72
# A private character stands for the number of pages: `printable` never lets one through.
# The point beside it makes room for a number of two digits.
PAGES = "\ue000."

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True)
class Cell:
    """One field of a row: its words, its width in millimetres; a label is shaded and centred."""

    text: str
    width: float
    label: bool = False
    align: Align = "left"


class Paper(FPDF):
    """A form under construction; rows go down the page and over to the next by themselves."""

    def __init__(
        self, *, created: datetime, page_label: str, across: bool = False, large: bool = False
    ) -> None:
        """`page_label` has the gaps {page} and {pages}; `created` is kept in the file's notes."""
        size = "A3" if large else "A4"
        super().__init__("landscape" if across else "portrait", format=size, unit="mm")
        self.width = WIDTH_ACROSS if across else WIDTH
        self.bottom = BOTTOM_ACROSS if across else BOTTOM
        if large:
            self.width, self.bottom = WIDTH_LARGE, BOTTOM_LARGE
        if created.tzinfo is None:
            raise ValueError("a paper is dated by an aware moment")
        self.page_label = printable(page_label)
        self.heading: Callable[[], None] | None = None
        self._advances: dict[str, float] = {}
        self._frame_from: float | None = None
        self.set_creation_date(created)
        self.set_auto_page_break(auto=False)
        self.set_margins(0, 0, 0)
        self.add_font("form", fname=FONT)
        self.set_font("form", size=BODY)
        self.alias_nb_pages(PAGES)
        self.add_page()
        self.set_y(TOP)

    def footer(self) -> None:
        """fpdf2 calls this at the end of every page."""
        self.set_font("form", size=SMALL)
        text = self.page_label.replace("{page}", str(self.page_no())).replace("{pages}", PAGES)
        self.set_xy(LEFT, self.bottom + FOOT)
        # Only a cell of fpdf2 learns the number of pages afterwards.
        self.cell(self.width, 4, text, align="C")

    def measure(self, text: str, size: float) -> float:
        """The width of printable text in millimetres."""
        for each in set(text) - self._advances.keys():
            self._advances[each] = self.get_string_width(each) / self.font_size_pt
        return sum(self._advances[each] for each in text) * size

    def letterhead(self, school: str, name: str) -> None:
        """The school's name and under it the form's, both in the middle."""
        for line in wrap(printable(school), self.width, lambda text: self.measure(text, 13)):
            self._line(line, LEFT, self.width, size=13, align="centre")
        self.ln(1.5)
        # Two or three characters look lost above a wide form, so printers space them out.
        spaced = "  ".join(name) if len(name) <= 4 and not name.isascii() else name
        with self.local_context(text_mode="FILL_STROKE", line_width=0.25):
            self._line(printable(spaced), LEFT, self.width, size=20, align="centre")
        self.ln(2)

    def above(self, left: str, right: str) -> None:
        """One line above a frame: words at its left end and at its right end."""
        right = printable(right)
        beside = self.measure(right, BODY)
        lines = wrap(
            printable(left), self.width - beside - 4, lambda text: self.measure(text, BODY)
        )
        for line in lines:
            self._line(line, LEFT, self.width, size=BODY)
        self.set_y(self.get_y() - step_of(BODY))
        self._line(right, LEFT + self.width - beside, beside, size=BODY)
        self.ln(1.5)

    def height_of(self, cells: Sequence[Cell], *, least: float, size: float = BODY) -> float:
        """How high the row would be if the page were long enough, in millimetres."""
        most = max(len(self._lines(cell, size)) for cell in cells)
        return max(least, most * step_of(size) + 2 * PADDING)

    def row(self, cells: Sequence[Cell], *, least: float = 7.8, size: float = BODY) -> None:
        """A framed row, at least `least` millimetres high; a very tall one goes on overleaf."""
        step = step_of(size)
        columns = [self._lines(cell, size) for cell in cells]
        height = self.height_of(cells, least=least, size=size)
        left = self.bottom - self.get_y()
        if height > left and (height <= KEPT_WHOLE or left < 3 * step + 2 * PADDING):
            self.next_page()
        while any(columns):
            # The tiny part keeps a row that fits exactly from losing its last line.
            room = int((self.bottom - self.get_y() - 2 * PADDING) / step + 1e-6)
            part = [lines[:room] for lines in columns]
            columns = [lines[room:] for lines in columns]
            height = max(least, max(map(len, part)) * step + 2 * PADDING)
            self._draw(cells, part, height, size)
            if any(columns):
                self.next_page()

    def space_for(self, height: float) -> None:
        """Turns the page unless `height` millimetres are left on it; the frame stays open."""
        if self.get_y() + height > self.bottom:
            self.next_page()
        self._open_frame()

    def next_page(self) -> None:
        """Closes the frame, turns the page and repeats what stands at the head of every page."""
        self.close_frame()
        self.add_page()
        self.set_y(TOP)
        if self.heading is not None:
            self.heading()

    def close_frame(self) -> None:
        """A form has a heavier line around its rows."""
        if self._frame_from is not None:
            self.set_line_width(THICK)
            self.rect(LEFT, self._frame_from, self.width, self.get_y() - self._frame_from)
            self.set_line_width(THIN)
            self._frame_from = None

    def finished(self) -> bytes:
        """The file."""
        self.close_frame()
        made = bytes(self.output())
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()
        return made

    def _open_frame(self) -> None:
        if self._frame_from is None:
            self._frame_from = self.get_y()

    def _lines(self, cell: Cell, size: float) -> list[str]:
        inside = cell.width - 2 * PADDING
        return wrap(printable(cell.text), inside, lambda text: self.measure(text, size))

    def _draw(
        self, cells: Sequence[Cell], part: list[list[str]], height: float, size: float
    ) -> None:
        self._open_frame()
        self.set_line_width(THIN)
        self.set_fill_color(SHADE)
        top, x = self.get_y(), LEFT
        for cell, lines in zip(cells, part, strict=True):
            self.rect(x, top, cell.width, height, style="DF" if cell.label else "D")
            self.set_y(top + (height - len(lines) * step_of(size)) / 2)
            align: Align = "centre" if cell.label else cell.align
            for line in lines:
                self._line(line, x + PADDING, cell.width - 2 * PADDING, size=size, align=align)
            x += cell.width
        self.set_y(top + height)

    def _line(
        self, text: str, x: float, width: float, *, size: float, align: Align = "left"
    ) -> None:
        """Draws printable words that fit, and goes down by one line."""
        self.set_font("form", size=size)
        if align == "centre":
            x += (width - self.measure(text, size)) / 2
        elif align == "right":
            x += width - self.measure(text, size)
        # The middle of a Chinese character is 0.38 of its size above the baseline.
        middle = self.get_y() + step_of(size) / 2
        if text:
            self.text(x, middle + 0.38 * size * MM_PER_POINT, text)
        self.set_y(self.get_y() + step_of(size))


def step_of(size: float) -> float:
    """How far down the next line begins, in millimetres."""
    return size * MM_PER_POINT * LEADING
