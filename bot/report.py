"""What a feature says of a week, a month, a term; the report itself names no feature.

Posts and places are compared, people never: a table's rows are roles, rooms, kinds and things.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.digest import Line
from models.base import Named
from models.places import Place
from models.school import School

Cell = str | int | float | date | Named | Place | Line | None


@dataclass(frozen=True)
class Period:
    """The days that are told of, both included, up to the cut-off `at`."""

    first: date
    last: date
    begins: datetime
    at: datetime


@dataclass(frozen=True)
class Table:
    """One table: a sheet of the file; a picture shows it where `bars` says which columns are drawn,
    one number, or what was due and what of it was done.
    """

    title: Line
    columns: Sequence[Line]
    rows: Sequence[Sequence[Cell]]
    bars: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reported:
    """What a feature says: sentences for the message, and tables."""

    lines: Sequence[Line] = ()
    tables: Sequence[Table] = ()


Report = Callable[[School, Period], Reported]
