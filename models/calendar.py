"""The school's time: which days are school days, and when a promise falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Break(Base):
    """Days without school: a holiday or the time between terms. Both ends belong to it."""

    __tablename__ = "break"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    first: Mapped[date]
    last: Mapped[date]


@dataclass(frozen=True)
class Hours:
    """The school's clock face: its zone, its day, and the days off. Times are wall times there.

    Monday to Friday are school days, less the breaks (domain.md §3.7).
    """

    zone: ZoneInfo
    day_start: time
    day_end: time
    dismissal: time
    noon: time
    soon_cutoff: timedelta
    polite_start: time
    polite_end: time
    breaks: tuple[tuple[date, date], ...] = ()

    def local(self, moment: datetime) -> datetime:
        """The moment on the school's wall clock."""
        return moment.astimezone(self.zone)

    def at(self, day: date, wall: time) -> datetime:
        """One instant for each day and wall time, always: a missing hour is shifted forward."""
        return datetime.combine(day, wall, tzinfo=self.zone).astimezone(UTC)

    def is_school_day(self, day: date) -> bool:
        """Monday to Friday, outside the breaks."""
        return day.weekday() < 5 and not any(first <= day <= last for first, last in self.breaks)

    def school_days_after(self, day: date) -> Iterator[date]:
        """The school days that follow, in order."""
        while True:
            day += timedelta(days=1)
            if self.is_school_day(day):
                yield day

    def open_at(self, moment: datetime) -> bool:
        """Whether school is in: a school day, between its start and its end."""
        local = self.local(moment)
        return self.is_school_day(local.date()) and self.day_start <= local.time() < self.day_end

    def after_school_hours(self, start: datetime, hours: float) -> datetime:
        """The moment at which so many hours of school have passed since `start`."""
        left = timedelta(hours=hours)
        day = self.local(start).date()
        if not self.is_school_day(day):
            day = next(self.school_days_after(day))
        while True:
            opens = max(self.at(day, self.day_start), start.astimezone(UTC))
            closes = self.at(day, self.day_end)
            if closes - opens >= left and closes > opens:
                return opens + left
            left -= max(closes - opens, timedelta())
            day = next(self.school_days_after(day))

    def after_school_days(self, start: datetime, days: int) -> datetime:
        """The close of the school day that lies so many school days after `start`."""
        following = self.school_days_after(self.local(start).date())
        day = self.local(start).date()
        for _ in range(days):
            day = next(following)
        return self.at(day, self.day_end)

    def today_or_next_noon(self, start: datetime) -> datetime:
        """The end of this school day; too late in the day, noon of the next (school-voice 13)."""
        local = self.local(start)
        cutoff = self.at(local.date(), self.dismissal) - self.soon_cutoff
        if self.is_school_day(local.date()) and start < cutoff:
            return self.at(local.date(), self.day_end)
        return self.at(next(self.school_days_after(local.date())), self.noon)

    def polite(self, moment: datetime) -> datetime:
        """The moment itself, or the next at which people may be disturbed (school-voice 12, 40)."""
        local = self.local(moment)
        day = local.date()
        if self.is_school_day(day):
            if local.time() < self.polite_start:
                return self.at(day, self.polite_start)
            if local.time() <= self.polite_end:
                return moment
        return self.at(next(self.school_days_after(day)), self.polite_start)

    def next_at(self, after: datetime, wall: time) -> datetime:
        """The next school day's instant at this wall time, later than `after`."""
        day = self.local(after).date()
        if self.is_school_day(day) and self.at(day, wall) > after:
            return self.at(day, wall)
        return self.at(next(self.school_days_after(day)), wall)
