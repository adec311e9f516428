"""A report as one picture for a phone held upright: bars, each with its number in words beside it.

Nothing is told by colour alone: what is done is solid, what is not is hatched, so that it reads in
grey print and by whoever sees no red. The glyphs are those of the font that the papers are set in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.documents.glyphs import FONT, printable, wrap

WIDTH, MARGIN = 1080, 56
LABEL, NUMBER = 380, 150
BAR, STEP = 34, 60
INK, SOLID, PALE = "#1c2733", "#1f5f8b", "#5a6b7b"
# A Chinese character is as wide as it is high, a Latin one about half.
HALF = 0.56


@dataclass(frozen=True)
class Bar:
    """One line of a chart: a number, or so many `of` so many."""

    label: str
    value: float
    of: float | None = None


@dataclass(frozen=True)
class Chart:
    """A headed group of bars."""

    title: str
    bars: Sequence[Bar]


def picture(title: str, lines: Sequence[str], charts: Sequence[Chart]) -> bytes:
    """The picture, as PNG."""
    import resvg_py

    shapes: list[str] = []
    y = _words(shapes, [title], 80, 44, INK)
    y = _words(shapes, lines, y + 24, 30, INK)
    for chart in charts:
        y = _words(shapes, [chart.title], y + 44, 34, INK)
        longest = max([bar.of or bar.value for bar in chart.bars] or [1]) or 1
        for bar in chart.bars:
            shapes += _bar(bar, y, longest)
            y += STEP
    height = y + MARGIN
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}">'
        '<defs><pattern id="open" width="12" height="12" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="3" height="12" fill="{PALE}"/>'
        "</pattern></defs>"
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>{"".join(shapes)}</svg>'
    )
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[str(FONT)],
            font_family="Noto Sans CJK SC",
            skip_system_fonts=True,
        )
    )


def _words(shapes: list[str], lines: Sequence[str], y: int, size: int, colour: str) -> int:
    """Sets lines below each other. Returns where the next may begin."""
    for line in lines:
        for part in wrap(printable(line), WIDTH - 2 * MARGIN, lambda text: wide(text, size)):
            shapes.append(_text(part, MARGIN, y, size, colour))
            y += round(size * 1.45)
    return y


def wide(text: str, size: float) -> float:
    """About how wide a text is in pixels."""
    return sum(size if ord(sign) >= 0x2E80 else size * HALF for sign in text)


def _text(text: str, x: float, y: float, size: int, colour: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'font-family="Noto Sans CJK SC">{escape(text)}</text>'
    )


def _bar(bar: Bar, y: int, longest: float) -> Iterator[str]:
    """The label, the bar, and its number."""
    label = printable(bar.label).replace("\n", " ")
    while wide(label, 28) > LABEL - 20:
        label = label.rstrip("…")[:-1] + "…"
    yield _text(label, MARGIN, y + 26, 28, INK)
    room = WIDTH - 2 * MARGIN - LABEL - NUMBER
    left, unit = MARGIN + LABEL, room / longest
    if bar.of is not None:
        yield _box(left, y, bar.of * unit, "url(#open)")
    yield _box(left, y, bar.value * unit, SOLID)
    number = f"{bar.value:g}" if bar.of is None else f"{bar.value:g}/{bar.of:g}"
    end = left + (bar.value if bar.of is None else bar.of) * unit
    yield _text(number, end + 14, y + 26, 28, INK)


def _box(x: float, y: float, width: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{max(width, 0):.1f}" height="{BAR}" '
        f'fill="{fill}" stroke="{SOLID}" stroke-width="1.5"/>'
    )
