"""Opens the workbook that somebody sent, and marks in it what is wrong.

Unpacking is done by a child process, `sandbox.py`, which this process never imports: openpyxl is
needed by the child alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from bot.workbook.file_type import check_kind
from bot.workbook.grids import Book, Fault, Grid, Mark, Value
from bot.workbook.resources import LIMITS as LIMITS
from bot.workbook.resources import Limits as Limits
from models import limited_process
from models.base import Refused

SORTS: dict[str, Callable[[str], Value]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def open_workbook(data: bytes, file_name: str, *, limits: Limits = LIMITS) -> Book:
    """What stands in a workbook. Blocks for up to `limits.seconds`, so it belongs in a thread.

    Raises `Refused` with the sentence for a file that is no workbook, or none that can be read.
    """
    check_kind(data, file_name, limits)
    answer = _ask({"marks": None}, data, limits)
    try:
        found = json.loads(answer)
        grids = tuple(
            Grid(grid["title"], tuple(tuple(map(_value, row)) for row in grid["rows"]))
            for grid in found["grids"]
        )
        return Book(grids, tuple(Fault(**fault) for fault in found["faults"]))
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("workbook.broken") from error


def mark_workbook(
    data: bytes, marks: Sequence[Mark], *, author: str, limits: Limits = LIMITS
) -> bytes:
    """The same workbook with its wrong cells in red and a comment at each; blocks like opening.

    Marks of an earlier time are taken away, merged cells taken apart, and formulas replaced by
    what they came to, so that whoever changes nothing else can send it again.
    """
    check_kind(data, "", limits)
    return _ask({"marks": [asdict(mark) for mark in marks], "author": author}, data, limits)


def _ask(request: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    try:
        question = json.dumps(request).encode() + b"\n" + data
        return limited_process.ask("bot.workbook.sandbox", question, limits)
    except limited_process.Unfit as unfit:
        refusal = json.loads(unfit.reason)
        raise Refused(refusal["key"], **refusal["values"]) from unfit
    except limited_process.OverLimit as error:
        raise Refused("workbook.bomb") from error
    except limited_process.Crashed as error:
        raise Refused("workbook.broken") from error


def _value(told: Any) -> Value:
    if isinstance(told, list):
        sort, text = told
        return SORTS[sort](text)
    if told is None or isinstance(told, str | int | float):
        return told
    raise TypeError(type(told).__name__)
