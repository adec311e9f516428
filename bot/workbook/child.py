"""The process that unpacks a workbook: it holds no secrets, has little memory and little time.

`python -m bot.workbook.child` reads a line of JSON, then the workbook; see `opening.py`.
"""

from __future__ import annotations

import json
import resource
import sys
import traceback
import warnings
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from bot.workbook.grids import Mark
from bot.workbook.limits import Limits
from bot.workbook.marking import mark_book
from bot.workbook.reading import Unreadable, read_book

# The exit codes; every other end (a signal, a traceback) means "broken".
REFUSED, TOO_MUCH = 20, 21
# What the XML parser says when it gets no more memory.
NO_MEMORY = 1


def main(arguments: list[str]) -> int:
    """A workbook comes in; its values, a marked copy, or a reason to refuse it goes out."""
    limits = Limits(**json.loads(arguments[0]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    # No file is ever written and no core dump may keep a school's telephone numbers.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Odd styles and extensions are no concern of somebody who wants to be read.
    warnings.simplefilter("ignore")
    try:
        out = _answer(json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer.read(), limits)
    except Unreadable as bad:
        sys.stdout.write(json.dumps({"key": bad.key, "values": bad.values}))
        return REFUSED
    except MemoryError:
        return TOO_MUCH
    except ParseError as error:
        return TOO_MUCH if error.code == NO_MEMORY else _tell(error)
    except Exception as error:
        return _tell(error)
    if len(out) > limits.answer:
        return TOO_MUCH
    sys.stdout.buffer.write(out)
    sys.stdout.buffer.flush()
    return 0


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


def _tell(error: Exception) -> int:
    """Where it went wrong, but not the message: that may quote somebody's telephone number."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    sys.stderr.write(f"{type(error).__name__} in {frame.name} ({frame.filename}:{frame.lineno})")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
