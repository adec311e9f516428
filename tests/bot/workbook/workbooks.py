"""Workbooks as a school might send them, good and bad; every one is a real file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from bot.workbook.grids import Book, Value
from bot.workbook.opening import LIMITS, Limits, open_workbook
from models.base import Refused

SHEET = "xl/worksheets/sheet1.xml"
GREY = PatternFill("solid", fgColor="FFEEEEEE")


def people(*rows: tuple[Any, ...]) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "人员"
    for row in rows or (("姓名", "主要角色"), ("王芳", "教师")):
        sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """The same file with one of its parts written anew."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def container(*streams: str) -> bytes:
    """The older Office file: a header, and a directory with the names of its streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0"
    entries = [name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)]
    return header.ljust(512, b"\0") + b"".join(entries)


def opened(book: Workbook | bytes, name: str = "学校.xlsx") -> Book:
    return open_workbook(book if isinstance(book, bytes) else saved(book), name)


def rows(book: Workbook | bytes) -> tuple[tuple[Value, ...], ...]:
    (grid,) = opened(book).grids
    return grid.rows


def refusal(data: bytes, name: str = "学校.xlsx", limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as refused:
        open_workbook(data, name, limits=limits)
    return refused.value.key
