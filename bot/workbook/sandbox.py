"""The child process that unpacks a workbook; see `models/limited_process.py`.

`python -m bot.workbook.sandbox` reads a line of JSON, then the workbook; see `opening.py`.
"""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from bot.workbook.grids import Mark
from bot.workbook.marking import mark_book
from bot.workbook.reading import Unreadable, read_book
from bot.workbook.resources import Limits
from models.limited_process import OverLimit, Unfit, serve

# What the XML parser says when it gets no more memory.
NO_MEMORY = 1


def _work(given: BinaryIO, limits: Limits) -> bytes:
    """A workbook comes in; its values, a marked copy, or a reason to refuse it goes out."""
    # Odd styles and extensions are no concern of somebody who wants to be read.
    warnings.simplefilter("ignore")
    try:
        out = _answer(json.loads(given.readline()), given.read(), limits)
    except Unreadable as bad:
        raise Unfit(json.dumps({"key": bad.key, "values": bad.values})) from bad
    except ParseError as error:
        if error.code == NO_MEMORY:
            raise OverLimit from error
        raise
    if len(out) > limits.answer:
        raise OverLimit
    return out


def _answer(request: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    if request["marks"] is None:
        book = read_book(data, limits)
        faults = [asdict(fault) for fault in book.faults]
        grids = [asdict(grid) for grid in book.grids]
        return json.dumps({"grids": grids, "faults": faults}, default=_tagged).encode()
    marks = [Mark(**mark) for mark in request["marks"]]
    return mark_book(data, marks, request["author"], limits)


def _tagged(value: Any) -> list[str]:
    """JSON knows no days and no times; a list that begins with the sort stands for one."""
    # A datetime is a date too, so it comes first.
    for sort in (datetime, date, time):
        if isinstance(value, sort):
            return [sort.__name__, value.isoformat()]
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    sys.exit(serve(Limits, _work))
