"""What a cell can hold and how its column looks, the same for whoever reads and whoever draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

Value = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True)
class Grid:
    """One sheet as it was read: its title, and its values from the first row and column on."""

    title: str
    rows: tuple[tuple[Value, ...], ...]


class Shape(StrEnum):
    """How a column's cells are formatted. Text keeps 3-2 from becoming a day in March."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CLOCK = "clock"


class Tab(StrEnum):
    """The colour of a sheet's tab: must be filled in, looked at each term, has its defaults."""

    GREEN = "green"
    YELLOW = "yellow"
    GREY = "grey"
