"""Which days are school days: what the school wrote down, then what the country says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from models.calendar.china_holidays import Year

Span = tuple[date, date]
# A year of whole weeks, so that a Monday stays a Monday.
SCHOOL_YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class Bells:
    """When a day begins, when lessons end, and when the last leave, as wall times."""

    day_start: time
    day_end: time
    dismissal: time


@dataclass(frozen=True)
class Days:
    """Which days are school days. What the school wrote itself goes before the country's calendar.

    Asked in this order: closed for a day (typhoon), worked instead (调休), a break, outside the
    terms if any are given, the country's holidays and shifted days, Monday to Friday.
    """

    terms: tuple[Span, ...] = ()
    breaks: tuple[Span, ...] = ()
    closures: tuple[Span, ...] = ()
    workdays: frozenset[date] = frozenset()
    country: Callable[[int], Year] | None = None

    def decides(self, day: date) -> bool:
        """Whether there is school, worked out from the rows."""
        if _within(day, self.closures):
            return False
        if day in self.workdays:
            return True
        if _within(day, self.breaks) or not self._in_term(day):
            return False
        if self.country is not None:
            year = self.country(day.year)
            if day in year.worked:
                return True
            if day in year.holidays:
                return False
        return day.weekday() < 5

    def _in_term(self, day: date) -> bool:
        """Inside a term; a year that nobody has entered yet is taken to be like the last one."""
        if not self.terms:
            return True
        end = max(last for _, last in self.terms)
        while day > end:
            day -= SCHOOL_YEAR
        return _within(day, self.terms)


@lru_cache(maxsize=64)
def school_days(days: Days, year: int) -> frozenset[date]:
    """The school days of a year, worked out once for every transaction that asks."""
    first = date(year, 1, 1).toordinal()
    whole = map(date.fromordinal, range(first, date(year, 12, 31).toordinal() + 1))
    return frozenset(day for day in whole if days.decides(day))


def _within(day: date, spans: tuple[Span, ...]) -> bool:
    return any(first <= day <= last for first, last in spans)
