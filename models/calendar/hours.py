"""The school's time: which days are school days, and when a promise falls due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.calendar.china_holidays import Year
from models.calendar.school_days import Bells, Days, Span, school_days

WEEK = timedelta(days=7)
# A calendar without one school day in so long is a slip of the pen, not a holiday.
LONGEST_BREAK = timedelta(days=400)


class TimeUnit(StrEnum):
    """What an amount of time counts. School hours and days stand still outside school."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    SCHOOL_HOURS = "school_hours"
    SCHOOL_DAYS = "school_days"
    TODAY = "today"


class BreakKind(StrEnum):
    """Why there is no school: a holiday, the time between terms, or closed for the day (台风)."""

    HOLIDAY = "holiday"
    VACATION = "vacation"
    CLOSURE = "closure"


class Term(Base):
    """A term, both ends included. Outside the terms there is no school."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    first: Mapped[date]
    last: Mapped[date]


class Break(Base):
    """Days without school. Both ends belong to it."""

    __tablename__ = "break"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10), default=BreakKind.HOLIDAY)
    first: Mapped[date]
    last: Mapped[date]


class Workday(Base):
    """A day that is worked although the calendar says otherwise (调休)."""

    __tablename__ = "workday"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    # 1 to 7: the weekday whose lessons are taught (practice.md §3.1); empty if nobody has said.
    lessons_of: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(40), default="")


class Timetable(Base):
    """Summer's or winter's times, in force every year from one day until the next one begins."""

    __tablename__ = "timetable"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    month: Mapped[int]
    day: Mapped[int]
    day_start: Mapped[time]
    day_end: Mapped[time]
    dismissal: Mapped[time]


@dataclass(frozen=True)
class Hours:
    """The school's clock face: its zone, its day, and the days off. Times are wall times there.

    `day_start`, `day_end` and `dismissal` hold where no timetable is in force (practice.md §3.2).
    """

    zone: ZoneInfo
    day_start: time
    day_end: time
    dismissal: time
    noon: time
    soon_cutoff: timedelta
    polite_start: time
    polite_end: time
    breaks: tuple[Span, ...] = ()
    terms: tuple[Span, ...] = ()
    closures: tuple[Span, ...] = ()
    # The day and, where the school says so, the weekday (1 to 7) whose lessons are taught.
    workdays: tuple[tuple[date, int | None], ...] = ()
    # From which month and day on, every year, in order.
    timetables: tuple[tuple[tuple[int, int], Bells], ...] = ()
    country: Callable[[int], Year] | None = field(default=None, repr=False)

    @cached_property
    def _years(self) -> dict[int, frozenset[date]]:
        return {}

    @cached_property
    def _days(self) -> Days:
        worked = frozenset(day for day, _ in self.workdays)
        return Days(self.terms, self.breaks, self.closures, worked, self.country)

    def calendar_known(self, year: int) -> bool:
        """Whether the country's holidays and shifted days of the year have been announced."""
        return self.country is not None and self.country(year).announced

    def known_until(self) -> date | None:
        """The last day of the last term that the school has entered, if it has entered any."""
        return max((last for _, last in self.terms), default=None)

    def week(self, day: date) -> int | None:
        """The week of the term, from 1; None outside the terms. Weeks begin on Monday."""
        for first, last in self.terms:
            if first <= day <= last:
                monday = first - timedelta(days=first.weekday())
                return (day - monday) // WEEK + 1
        return None

    def lessons_of(self, day: date) -> int | None:
        """The weekday (1 to 7) whose lessons are taught; None without school, or if unsaid."""
        if not self.is_school_day(day):
            return None
        own = day.isoweekday() if day.weekday() < 5 else None
        return dict(self.workdays).get(day) or own

    def bells(self, day: date) -> Bells:
        """The times of this day: summer's or winter's."""
        if not self.timetables:
            return Bells(self.day_start, self.day_end, self.dismissal)
        begun = [bells for since, bells in self.timetables if since <= (day.month, day.day)]
        # Before the first of the year, the last timetable of the old year still holds.
        return begun[-1] if begun else self.timetables[-1][1]

    def local(self, moment: datetime) -> datetime:
        """The moment on the school's wall clock."""
        return moment.astimezone(self.zone)

    def at(self, day: date, wall: time) -> datetime:
        """One instant for each day and wall time, always: a missing hour is shifted forward."""
        return datetime.combine(day, wall, tzinfo=self.zone).astimezone(UTC)

    def is_school_day(self, day: date) -> bool:
        """Whether there is school, in the order that `Days` gives."""
        if day.year not in self._years:
            self._years[day.year] = school_days(self._days, day.year)
        return day in self._years[day.year]

    def school_days_after(self, day: date) -> Iterator[date]:
        """The school days that follow, in order. It never ends: a calendar that holds no school
        day for more than a year is passed over, and Monday to Friday count.
        """
        found = day
        while True:
            day += timedelta(days=1)
            if self.is_school_day(day) or (day - found > LONGEST_BREAK and day.weekday() < 5):
                found = day if self.is_school_day(day) else found
                yield day

    def open_at(self, moment: datetime) -> bool:
        """Whether school is in: a school day, between its start and its end."""
        local = self.local(moment)
        bells = self.bells(local.date())
        return self.is_school_day(local.date()) and bells.day_start <= local.time() < bells.day_end

    def day_end_on(self, day: date) -> datetime:
        """The moment at which the school closes on this day."""
        return self.at(day, self.bells(day).day_end)

    def after_school_hours(self, start: datetime, hours: float) -> datetime:
        """The moment at which so many hours of school have passed since `start`."""
        left = timedelta(hours=hours)
        day = self.local(start).date()
        following = self.school_days_after(day)
        if not self.is_school_day(day):
            day = next(following)
        while True:
            opens = max(self.at(day, self.bells(day).day_start), start.astimezone(UTC))
            closes = self.day_end_on(day)
            if closes - opens >= left and closes > opens:
                return opens + left
            left -= max(closes - opens, timedelta())
            day = next(following)

    def after_school_days(self, start: datetime, days: int) -> datetime:
        """The close of the school day that lies so many school days after `start`."""
        following = self.school_days_after(self.local(start).date())
        day = self.local(start).date()
        for _ in range(days):
            day = next(following)
        return self.day_end_on(day)

    def today_or_next_noon(self, start: datetime) -> datetime:
        """The end of this school day; too late in the day, noon of the next (practice.md §7.2)."""
        day = self.local(start).date()
        cutoff = self.at(day, self.bells(day).dismissal) - self.soon_cutoff
        if self.is_school_day(day) and start < cutoff:
            return self.day_end_on(day)
        return self.at(next(self.school_days_after(day)), self.noon)

    def polite(self, moment: datetime) -> datetime:
        """The moment itself, or the next at which people may be disturbed
        (practice.md §3.4, §3.6).
        """
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

    def next_day_at(self, after: datetime, wall: time) -> datetime:
        """The instant at this wall time on the next school day; today is none."""
        return self.at(next(self.school_days_after(self.local(after).date())), wall)

    def due(self, start: datetime, amount: float, unit: str) -> datetime:
        """When so many of the unit have passed. Raises ValueError for a strange unit."""
        match TimeUnit(unit):
            case TimeUnit.MINUTES:
                return start + timedelta(minutes=amount)
            case TimeUnit.HOURS:
                return start + timedelta(hours=amount)
            case TimeUnit.DAYS:
                return start + timedelta(days=amount)
            case TimeUnit.SCHOOL_HOURS:
                return self.after_school_hours(start, amount)
            case TimeUnit.SCHOOL_DAYS:
                return self.after_school_days(start, int(amount))
            case TimeUnit.TODAY:
                return self.today_or_next_noon(start)
