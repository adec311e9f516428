"""What is cut from paper: place labels for the walls, and invitations to hand over, with QR codes.

Both are one kind of card, eight on a page, with dashed lines for the scissors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import segno

from bot.documents.form import Align, Paper, step_of
from bot.documents.glyphs import printable, wrap

COLUMNS, ROWS = 2, 4
CARD_WIDTH, CARD_HEIGHT = 92.0, 64.5
EDGE, FIRST = 13.0, 21.0  # where the first card begins, in millimetres from the corner
MARGIN = 4.0
QR_SIDE = 40.0
# The standard asks for four empty modules around a code.
QUIET = 4
BESIDE = CARD_WIDTH - QR_SIDE - 2 * MARGIN - 2.0
FOOT_LINE = 47.5  # from the top of the card down to the line above the last words
BESIDE_HEIGHT, ABOVE_HEIGHT, NAME_HEIGHT = 39.5, 9.0, 17.0
HEAD, NOTE, CALL = 12.0, 8.5, 13.0  # points
ABOVE_SIZES = (10.0, 8.5)
NAME_SIZES = (24.0, 20.0, 16.0, 14.0, 11.0, 9.0)
CODE_SIZES = (40.0, 34.0, 28.0, 24.0, 20.0, 17.0, 14.0, 12.0, 10.0, 8.0)
HINT_SIZES = (10.0, 9.0, 8.0, 7.0)
GREY, BLACK, WHITE = 90, 0, 255


@dataclass(frozen=True)
class Card:
    """One card, already in words. Without a link it has no QR code, only what is to be typed.

    `above` stands over the name in small letters, `call` big at the foot and `hint` beside it.
    """

    top: str
    mark: str
    above: str
    name: str
    code: str
    link: str
    call: str
    hint: str


@dataclass(frozen=True)
class Bundle:
    """Cards that belong together; every bundle begins a page of its own."""

    head: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class CutSheet:
    """All that is printed in one go; `page` has the gaps {page} and {pages}."""

    bundles: tuple[Bundle, ...]
    empty: str
    page: str
    created: datetime


def cut_sheet(sheet: CutSheet) -> bytes:
    """A PDF on A4."""
    on_a_page = COLUMNS * ROWS
    pages = [
        (bundle.head, bundle.cards[start : start + on_a_page])
        for bundle in sheet.bundles
        for start in range(0, len(bundle.cards), on_a_page)
    ] or [(sheet.empty, ())]
    label = sheet.page.replace("{pages}", str(len(pages)))
    paper = _CutPaper(created=sheet.created, page_label=label)
    for number, (head, cards) in enumerate(pages):
        if number:
            paper.add_page()
        paper.head(head)
        paper.lines_to_cut(-(-len(cards) // COLUMNS))
        for at, card in enumerate(cards):
            row, column = divmod(at, COLUMNS)
            paper.card(card, EDGE + column * CARD_WIDTH, FIRST + row * CARD_HEIGHT)
    return paper.finished()


class _CutPaper(Paper):
    """A page of cards."""

    def head(self, text: str) -> None:
        """What the page is, above the cards; it is cut off."""
        self._put(text, EDGE, FIRST - step_of(HEAD) - 2, COLUMNS * CARD_WIDTH, (HEAD,))

    def lines_to_cut(self, rows: int) -> None:
        """Dashed lines around and between the cards."""
        if not rows:
            return
        right, bottom = EDGE + COLUMNS * CARD_WIDTH, FIRST + rows * CARD_HEIGHT
        with self.local_context(draw_color=150, line_width=0.2):
            self.set_dash_pattern(dash=1.5, gap=1.5)
            for row in range(rows + 1):
                y = FIRST + row * CARD_HEIGHT
                self.line(EDGE, y, right, y)
            for column in range(COLUMNS + 1):
                x = EDGE + column * CARD_WIDTH
                self.line(x, FIRST, x, bottom)
            self.set_dash_pattern()

    def card(self, card: Card, x: float, y: float) -> None:
        """One card with its left upper corner there."""
        left, inside = x + MARGIN, CARD_WIDTH - 2 * MARGIN
        marked = self.measure(printable(card.mark), NOTE) + 2 if card.mark else 0
        self.set_text_color(GREY)
        self._put(card.top, left, y + 2, inside - marked, (NOTE,))
        self.set_text_color(BLACK)
        self._put(card.mark, left, y + 2, inside, (NOTE,), align="right", bold=True)
        if card.link:
            self._qr(card.link, left - 1, y + 6.5)
            self._beside(card, x + CARD_WIDTH - MARGIN - BESIDE, y + 7, BESIDE)
        else:
            self._beside(card, left, y + 7, inside)
        self._foot(card, left, y + FOOT_LINE, inside)

    def _beside(self, card: Card, x: float, y: float, width: float) -> None:
        """Where it is, its name and its code, in the middle of the height of the QR code."""
        above = self._height(card.above, width, ABOVE_SIZES, ABOVE_HEIGHT)
        name = self._height(card.name, width, NAME_SIZES, NAME_HEIGHT)
        room = BESIDE_HEIGHT - above - name
        y += (room - self._height(card.code, width, CODE_SIZES, room)) / 2
        self._put(card.above, x, y, width, ABOVE_SIZES, ABOVE_HEIGHT)
        self._put(card.name, x, y + above, width, NAME_SIZES, NAME_HEIGHT, bold=True)
        self._put(card.code, x, y + above + name, width, CODE_SIZES, room, bold=True)

    def _foot(self, card: Card, x: float, y: float, width: float) -> None:
        """What to do, and what to do where no camera helps."""
        with self.local_context(draw_color=BLACK, line_width=0.4):
            self.line(x, y, x + width, y)
        room = CARD_HEIGHT - FOOT_LINE
        called = 0.0
        if card.link:
            called = self.measure(printable(card.call), CALL) + 5
            high = step_of(CALL) + 1.5
            top = y + (room - high) / 2
            self.set_fill_color(BLACK)
            self.rect(x, top, called, high, style="F", round_corners=True, corner_radius=1.2)
            self.set_text_color(WHITE)
            self._put(card.call, x + 2.5, top + 0.75, called, (CALL,))
            self.set_text_color(BLACK)
            called += 3
        high = self._height(card.hint, width - called, HINT_SIZES, room - 2)
        self._put(
            card.hint, x + called, y + (room - high) / 2, width - called, HINT_SIZES, room - 2
        )

    def _height(self, text: str, width: float, sizes: Sequence[float], height: float) -> float:
        size, lines = self._fitted(text, width, sizes, height)
        return len(lines) * step_of(size)

    def _fitted(
        self, text: str, width: float, sizes: Sequence[float], height: float
    ) -> tuple[float, list[str]]:
        """The largest size at which the words fit; too many at the smallest end with …"""
        for size in sizes:
            lines = self._wrapped(text, width, size)
            most = max(1, int(height / step_of(size)))
            # A name torn apart in the middle of a word is worse than a smaller one.
            whole = all(
                self.measure(word, size) <= width for word in text.split() if word.isascii()
            )
            if whole and len(lines) <= most:
                return size, lines
        if len(lines) > most:
            last = lines[most - 1]
            while last and self.measure(last + "…", size) > width:
                last = last[:-1]
            lines = [*lines[: most - 1], last + "…"]
        return size, lines

    def _wrapped(self, text: str, width: float, size: float) -> list[str]:
        lines = wrap(printable(text), width, lambda text: self.measure(text, size))
        return [line for line in lines if line]

    def _put(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        sizes: Sequence[float],
        height: float = 0.0,
        *,
        align: Align = "left",
        bold: bool = False,
    ) -> None:
        """Draws words from there downwards, as large as they fit; without a height, on a line."""
        size, lines = self._fitted(text, width, sizes, height)
        self.set_y(y)
        # The file holds one weight of the font; a drawn outline makes the other.
        with self.local_context(
            text_mode="FILL_STROKE" if bold else "FILL", line_width=0.012 * size
        ):
            for line in lines:
                self._line(line, x, width, size=size, align=align)

    def _qr(self, link: str, x: float, y: float) -> None:
        """The code as one vector shape: sharp at any size, with no seams between its modules."""
        # A label on a wall is scratched and written on; a quarter of it may be lost.
        code = segno.make_qr(link, error="q")
        module = QR_SIDE / code.symbol_size(border=QUIET)[0]
        left, top = x + QUIET * module, y + (QUIET + 1) * module
        shape = []
        for row, modules in enumerate(code.matrix):
            column = 0
            for dark, run in groupby(modules):
                wide = len(list(run))
                if dark:
                    corner = (left + column * module, self.h - top - row * module)
                    sides = (corner[0], corner[1], wide * module, module)
                    shape.append(" ".join(f"{side * self.k:.3f}" for side in sides) + " re")
                column += wide
        self._out("\n".join(["q 0 g", *shape, "f Q"]))
