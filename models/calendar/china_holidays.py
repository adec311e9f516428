"""What the country says of a day where the school's own calendar is silent: holidays and 调休."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays

# Loading a country takes most of a second: at the start, and not in somebody's transaction.
CHINA = type(country_holidays("CN"))


@dataclass(frozen=True)
class Year:
    """One year: which days are public holidays, and which weekend days are worked instead.

    Before the State Council has announced a year, only the holidays that the law fixes are
    known: then `announced` is false, nothing is shifted, and the administrator is told.
    """

    announced: bool
    holidays: frozenset[date]
    worked: frozenset[date]


@lru_cache(maxsize=16)
def china(year: int) -> Year:
    """The year as the library knows it; one that it does not know is empty."""
    known = CHINA(years=year)
    worked = frozenset(day for day in known.weekend_workdays if day.year == year)
    # Every year since 2007 has shifted days once it is announced; without one, it is a forecast.
    return Year(bool(worked), frozenset(known), worked)
