"""A ledger as a file: csv, json, xlsx or pdf. What people wrote is never a formula in any."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import PIL.Image

from bot.documents.form import LEFT, PADDING, Cell, Paper
from models.store import Store

Written = str | int | Decimal | date | datetime | tuple[str, ...] | None
# How a spreadsheet program tells that a cell counts something (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# So many characters beside each other can be read on A4.
A4_HOLDS = 110
CONTROL = {code: None for code in range(32) if code not in (9, 10)}
SMALL = 8.5  # points
PICTURE = 16.0  # millimetres, high on paper
PIXELS = 80  # high in a spreadsheet
DOTS, GAP = 240, 12  # of a small picture: enough to print at this size
CHARACTER = 2.1  # columns of a spreadsheet for one Chinese character


@dataclass(frozen=True)
class Sheet:
    """Everything that stands in the file, already in words."""

    school: str
    title: str
    period: str
    names: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Written]]
    nothing: str
    page_label: str
    created: datetime


def _text(value: Written) -> str:
    """A value in files that hold words alone."""
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case Decimal():
            return f"{value:.2f}"
        case tuple():
            return str(len(value))
    return str(value).translate(CONTROL)


def _defused(value: Written) -> str:
    text = _text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def as_csv(sheet: Sheet, store: Store) -> bytes:
    """Comma-separated, with the mark by which a spreadsheet program knows UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(sheet.headings)
    writer.writerows([_defused(value) for value in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig")


def as_json(sheet: Sheet, store: Store) -> bytes:
    """For programs: a list of objects, whose names are the same in every language."""

    def plain(value: Written) -> Any:
        match value:
            case datetime() | date():
                return value.isoformat()
            case Decimal():
                return str(value)
            case tuple():
                return list(value)
        return value

    rows = [dict(zip(sheet.names, map(plain, row), strict=True)) for row in sheet.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def as_xlsx(sheet: Sheet, store: Store) -> bytes:
    """A spreadsheet to sort and to print: the heading stays, the page is as wide as the table."""
    from openpyxl import Workbook
    from openpyxl.drawing.image import Image
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet.title[:31]
    page.append([])
    for at, heading in enumerate(sheet.headings, 1):
        page.cell(1, at, heading)
        page.column_dimensions[get_column_letter(at)].width = sheet.widths[at - 1] * CHARACTER + 2
    line = Side(style="thin", color="FF999999")
    frame, wrapped = Border(line, line, line, line), Alignment(wrap_text=True, vertical="top")
    for down, row in enumerate(sheet.rows, 2):
        for at, value in enumerate(row, 1):
            cell = page.cell(down, at)
            if isinstance(value, tuple):
                if (strip := _side_by_side(value, store)) is not None:
                    image = Image(io.BytesIO(strip.data))
                    image.height, image.width = PIXELS, round(PIXELS * strip.ratio)
                    page.add_image(image, f"{get_column_letter(at)}{down}")
                    page.row_dimensions[down].height = PIXELS * 0.75 + 2
            elif isinstance(value, str):
                cell.value = value.translate(CONTROL)
                cell.data_type = "s"
            else:
                cell.value = value
                if isinstance(value, datetime):
                    cell.number_format = "yyyy-mm-dd hh:mm"
            cell.border, cell.alignment = frame, wrapped
    for cell in page[1]:
        cell.font, cell.border = Font(bold=True), frame
        cell.fill, cell.alignment = PatternFill("solid", fgColor="FFE8EEF4"), wrapped
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.HeaderFooter.oddHeader.center.text = f"{sheet.school} {sheet.title}".replace("&", "&&")
    page.HeaderFooter.oddFooter.center.text = "&P / &N"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_pdf(sheet: Sheet, store: Store) -> bytes:
    """A4 across, as it is filed, or A3 where that is too narrow; each page has the heading."""
    large = sum(sheet.widths) > A4_HOLDS
    paper = Paper(created=sheet.created, page_label=sheet.page_label, across=True, large=large)
    share = paper.width / sum(sheet.widths)
    widths = [width * share for width in sheet.widths]
    head = [
        Cell(name, width, label=True) for name, width in zip(sheet.headings, widths, strict=True)
    ]

    def heading() -> None:
        paper.row(head, size=SMALL)

    paper.letterhead(sheet.school, sheet.title)
    paper.above(sheet.period, "")
    paper.heading = heading
    heading()
    for row in sheet.rows:
        shown = [
            Cell("" if isinstance(value, tuple) else _text(value), width)
            for value, width in zip(row, widths, strict=True)
        ]
        pictures = [value if isinstance(value, tuple) else () for value in row]
        least = PICTURE + 2 * PADDING if any(pictures) else 6.0
        paper.row(shown, least=least, size=SMALL)
        x, top = LEFT + PADDING, paper.get_y() - PICTURE - PADDING
        for kept, width in zip(pictures, widths, strict=True):
            if (strip := _side_by_side(kept, store)) is not None:
                wide = width - 2 * PADDING
                paper.image(io.BytesIO(strip.data), x, top, wide, PICTURE, keep_aspect_ratio=True)
            x += width
    if not sheet.rows:
        paper.row([Cell(sheet.nothing, paper.width, align="centre")])
    return paper.finished()


@dataclass(frozen=True)
class _Strip:
    """Small pictures of one height side by side, as one; `ratio` is width by height."""

    data: bytes
    ratio: float


def _side_by_side(kept: Sequence[str], store: Store) -> _Strip | None:
    """The pictures that can still be read; one that is gone leaves no hole."""
    small = []
    for sha256 in kept:
        try:
            with PIL.Image.open(io.BytesIO(store.read(sha256))) as picture:
                wide = max(1, round(picture.width * DOTS / picture.height))
                small.append(picture.convert("RGB").resize((wide, DOTS)))
        except (OSError, ValueError):
            continue
    if not small:
        return None
    wide = sum(one.width for one in small) + GAP * (len(small) - 1)
    strip = PIL.Image.new("RGB", (wide, DOTS), "white")
    x = 0
    for one in small:
        strip.paste(one, (x, 0))
        x += one.width + GAP
    file = io.BytesIO()
    strip.save(file, "JPEG", quality=80)
    return _Strip(file.getvalue(), strip.width / DOTS)


FORMS: Mapping[str, Callable[[Sheet, Store], bytes]] = {
    "xlsx": as_xlsx,
    "pdf": as_pdf,
    "csv": as_csv,
    "json": as_json,
}
