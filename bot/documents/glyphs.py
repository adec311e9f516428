"""Which characters the school's papers can print, and where a line of Chinese may end."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

# fontTools tells at INFO about every table of every paper; a log is for the administrator.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONT = Path(__file__).resolve().parent.parent / "fonts" / "NotoSansCJKsc-Forms.otf"
MISSING = "□"
# Marks that the chat uses and the font lacks, and what a printed form has in their place.
LOOKALIKES = {
    "▸": "▶",
    "◂": "◀",
    "☐": "□",
    "☑": "✓",
    "✅": "✓",
    "✔": "✓",
    "❌": "×",
    "✗": "×",
    "⚠": "△",
    "⭐": "★",
}
SKIN_TONES = range(0x1F3FB, 0x1F400)
# No line begins with the first, none ends with the second (避头尾).
NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—·～％℃!),.:;?]}%")
NEVER_LAST = frozenset("（《「『【〔〈“‘([{￥¥")
FIRST_IDEOGRAPH = 0x2E80


@cache
def glyphs() -> frozenset[int]:
    """The code points that the font can draw."""
    reader = FPDF()
    reader.add_font("form", fname=FONT)
    font = reader.fonts["form"]
    if not isinstance(font, TTFFont):
        return frozenset()
    font.ttfont.close()
    return frozenset(font.cmap)


def printable(text: str) -> str:
    """The text as the font can print it: what it lacks is shown as a look-alike or as □.

    Lines stay. Only what is invisible by itself (joiners, variation selectors, direction marks)
    is left out, so nothing that somebody wrote vanishes unseen.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join("".join(map(_glyph, line)) for line in lines)


def _glyph(character: str) -> str:
    if ord(character) in glyphs():
        return character
    kind = unicodedata.category(character)
    if kind in ("Zs", "Cc"):
        return " "
    if kind in ("Cf", "Me") or ord(character) in SKIN_TONES or _selects_variation(character):
        return ""
    plain = LOOKALIKES.get(character) or unicodedata.normalize("NFKC", character)
    return plain if all(ord(each) in glyphs() for each in plain) else MISSING


def _selects_variation(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines no wider than `width`: Chinese breaks anywhere, other words stay whole if they can."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_fill(paragraph, width, measure))
    return lines


def _fill(paragraph: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for unit in _units(paragraph):
        if measure(line + unit) <= width:
            line += unit
            continue
        if line.strip():
            yield line.rstrip()
            line = ""
        rest = unit.lstrip()
        while measure(rest) > width:
            fits = max(1, next(n for n in range(len(rest)) if measure(rest[: n + 1]) > width))
            yield rest[:fits]
            rest = rest[fits:]
        line = rest
    yield line.rstrip()


def _units(paragraph: str) -> Iterator[str]:
    unit = ""
    for character in paragraph:
        if unit and not _stay_together(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _stay_together(one: str, other: str) -> bool:
    if one == " " or other == " ":
        return False
    return other in NEVER_FIRST or one in NEVER_LAST or (_of_a_word(one) and _of_a_word(other))


def _of_a_word(character: str) -> bool:
    return ord(character) < FIRST_IDEOGRAPH
