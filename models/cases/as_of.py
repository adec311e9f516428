"""One day as it was known at a cut-off: what a digest counts, today and for ever after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.calendar.hours import Hours


@dataclass(frozen=True)
class AsOf:
    """What is told of: from `begins` to the cut-off `at`, in rows of then (practice.md §18.3).

    Nothing that happened after `at` may count, so that asking again for a past day gives the same
    figures. `ahead` is the school day that is looked ahead to, the days off before it included; for
    the morning's brief it is the day that begins.
    """

    begins: datetime
    at: datetime
    ahead: date
    # When the day that is looked ahead to is over.
    until: datetime

    @classmethod
    def day(cls, day: date, at: datetime, hours: Hours) -> AsOf:
        """A day of the school up to the cut-off: 日报."""
        return cls._until(hours.at(day, time()), at, next(hours.school_days_after(day)), hours)

    @classmethod
    def night(cls, day: date, since: datetime, at: datetime, hours: Hours) -> AsOf:
        """What happened since the last digest, on the morning of this day: 早报."""
        return cls._until(since, at, day, hours)

    @classmethod
    def _until(cls, begins: datetime, at: datetime, ahead: date, hours: Hours) -> AsOf:
        return cls(begins, at, ahead, hours.at(ahead + timedelta(days=1), time()))

    def holds(self, moment: datetime | None) -> bool:
        """Whether it happened in the time that is told of."""
        return moment is not None and self.begins <= moment <= self.at

    def looks_to(self, moment: datetime | None) -> bool:
        """Whether it lies in the time that is looked ahead to."""
        return moment is not None and self.at < moment < self.until
