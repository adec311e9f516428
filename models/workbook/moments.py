"""Cells that hold a day or a time, in all the forms in which people type them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from models.base import in_language
from models.workbook.cells import Kind, narrow
from models.workbook.names import Names, wrong
from models.workbook.shapes import Shape, Value

WHOLE_DAY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))")
MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
CLOCK = re.compile(r"(\d{1,2})[:点时](?:(\d{1,2})(?::00)?分?|(半))?")


@dataclass(frozen=True)
class Day(Kind):
    """A date. Without a year, the one that lies nearest to today is meant."""

    shape = Shape.DAY
    width: int = 12
    blank: Any = None

    def read(self, value: Value, names: Names) -> Any:
        """The date, from a cell that holds one or from 2026.9.1, 20260901, 9月1日 and the like."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = narrow(value).replace(" ", "")
        try:
            if found := WHOLE_DAY.fullmatch(text):
                return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
            if found := MONTH_DAY.fullmatch(text):
                return _nearest(int(found[1]), int(found[2]), names.today)
        except ValueError:
            pass
        raise wrong("cell.not_a_day", value=text)


def _nearest(month: int, day: int, today: date) -> date:
    """The day in the year that lies nearest. Raises ValueError where none of them has it."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        # Not every year has a 29th of February.
        with suppress(ValueError):
            found.append(date(year, month, day))
    return min(found, key=lambda one: abs(one - today))


@dataclass(frozen=True)
class MonthDay(Kind):
    """A day of every year: 5月1日, kept as 05-01."""

    width: int = 10

    def read(self, value: Value, names: Names) -> str:
        """The day, from text or from what Excel made of it."""
        if isinstance(value, date):
            return f"{value:%m-%d}"
        text = narrow(value).replace(" ", "")
        if found := MONTH_DAY.fullmatch(text):
            try:
                # A year that has a 29th of February.
                return f"{date(2024, int(found[1]), int(found[2])):%m-%d}"
            except ValueError:
                pass
        raise wrong("cell.not_a_month_day", value=text)

    def write(self, value: Any, names: Names) -> Value:
        """5月1日 or 5-1."""
        if not value:
            return None
        month, day = (int(part) for part in value.split("-"))
        return in_language(names.dictionary.language, f"{month}月{day}日", f"{month}-{day}")


@dataclass(frozen=True)
class Clock(Kind):
    """A wall time."""

    shape = Shape.CLOCK
    width: int = 10
    blank: Any = None

    def read(self, value: Value, names: Names) -> Any:
        """The time, from a cell that holds one or from 7:30, 7：30, 7点半."""
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        if isinstance(value, datetime):
            return value.time().replace(second=0, microsecond=0)
        if isinstance(value, float) and 0 <= value < 1:
            minutes = round(value * 24 * 60) % (24 * 60)
            return time(minutes // 60, minutes % 60)
        text = narrow(value).replace(" ", "")
        if (found := CLOCK.fullmatch(text)) and int(found[1]) < 24 and int(found[2] or 0) < 60:
            return time(int(found[1]), 30 if found[3] else int(found[2] or 0))
        raise wrong("cell.not_a_time", value=text)
