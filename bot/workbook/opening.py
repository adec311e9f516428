"""Opens the workbook that somebody sent, and marks in it what is wrong.

Unpacking is done by a child process with little memory and time, because the bytes come from
anybody: a hostile or torn file costs a child, and the bot answers other people meanwhile.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.workbook.grids import Book, Fault, Grid, Mark, Value
from bot.workbook.kinds import check_kind
from bot.workbook.limits import LIMITS as LIMITS
from bot.workbook.limits import Limits as Limits
from models.base import Refused

log = logging.getLogger(__name__)

# As in `child.py`, which this process never imports: openpyxl is needed by the child alone.
REFUSED, TOO_MUCH = 20, 21
# The system ends a child that has used up its seconds or the machine's memory.
ENDED = {-signal.SIGXCPU, -signal.SIGKILL}
# The child needs these to start where Python lives in an unusual place, and nothing else.
CHILD_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME")
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
        child = subprocess.run(
            [sys.executable, "-m", "bot.workbook.child", json.dumps(asdict(limits))],
            input=json.dumps(request).encode() + b"\n" + data,
            capture_output=True,
            check=False,
            timeout=limits.seconds,
            cwd=Path(__file__).resolve().parents[2],
            env={name: os.environ[name] for name in CHILD_ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("workbook.bomb") from error
    if child.returncode == 0 and child.stdout:
        return child.stdout
    if child.returncode == TOO_MUCH or child.returncode in ENDED:
        raise Refused("workbook.bomb")
    if child.returncode == REFUSED:
        refusal = json.loads(child.stdout)
        raise Refused(refusal["key"], **refusal["values"])
    # Otherwise a faulty installation would look like a thousand torn workbooks.
    last = child.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    log.warning("a workbook could not be read (code %s): %s", child.returncode, last[:200])
    raise Refused("workbook.broken")


def _value(told: Any) -> Value:
    if isinstance(told, list):
        sort, text = told
        return SORTS[sort](text)
    if told is None or isinstance(told, str | int | float):
        return told
    raise TypeError(type(told).__name__)
