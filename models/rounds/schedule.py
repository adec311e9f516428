"""When a list is due: at which times of which days (practice.md §13.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from secrets import SystemRandom
from typing import Protocol

from models.calendar.hours import Hours
from models.calendar.school_days import SCHOOL_YEAR, Span
from models.checklists import Checklist, Cycle

BEGIN, MIDDLE, END = 1, 2, 3
# The end of a term begins a school week before its last day.
LAST_DAYS = 5
WEEKDAYS = 5
chance: Callable[[], float] = SystemRandom().random


class Made(Protocol):
    """What was made already, as far as it was not called off."""

    def days_since(self, code: str, first: date) -> int:
        """On how many days since this one the list was asked."""

    def phase_since(self, code: str, first: date, phase: int) -> bool:
        """Whether this part of the term had its round since this day."""


@dataclass(frozen=True)
class Slot:
    """One round to come: which list, at which time of the day. `phase` is the part of the term
    where it is asked once in each; `school` says that it falls away on a day without school.
    """

    code: str
    wall: str
    phase: int | None
    school: bool


def slots_of(checklist: Checklist, day: date, hours: Hours, made: Made) -> Iterator[Slot]:
    """The rounds of a list on a day. Whether the day is closed for itself (临时停课) is not asked:
    it may be opened again, and the round is called off at its time.
    """
    phase: int | None = None
    if checklist.cycle == Cycle.TERM:
        phase = _phase(checklist, day, hours, made)
    due = phase is not None or _due(checklist, day, hours, made)
    if due and checklist.enabled and checklist.asks_anything:
        of_school = day.isoweekday() <= WEEKDAYS or open_without_closure(hours, day)
        school = checklist.cycle != Cycle.DAILY and of_school
        for wall in dict.fromkeys(checklist.times):
            yield Slot(checklist.code, wall, phase, school)


def open_without_closure(hours: Hours, day: date) -> bool:
    """Whether the day would have school if no day were closed at short notice."""
    return replace(hours, closures=()).is_school_day(day)


def _due(checklist: Checklist, day: date, hours: Hours, made: Made) -> bool:
    school = open_without_closure(hours, day)
    days = checklist.days
    match checklist.cycle:
        case Cycle.DAILY:
            return True
        case Cycle.SCHOOL_DAYS:
            return school
        case Cycle.WEEKLY:
            # Who writes Saturday or Sunday means the weekend.
            return day.isoweekday() in days and (school or day.isoweekday() > WEEKDAYS)
        case Cycle.MONTHLY:
            first = day.replace(day=1)
            return school and _nth(hours, first, day) in days
        case Cycle.DRAWN:
            return school and _drawn(checklist, day, hours, made)
    return False


def _nth(hours: Hours, first: date, day: date) -> int:
    """Which school day since `first` this one is; the day itself counts, closed or not."""
    before = (first + timedelta(days=n) for n in range((day - first).days))
    return sum(map(hours.is_school_day, before)) + 1


def _drawn(checklist: Checklist, day: date, hours: Hours, made: Made) -> bool:
    """Whether the lot falls on this day: so many of the week's school days, and nobody knows
    before which; the later in the week, the surer.
    """
    monday = day - timedelta(days=day.weekday())
    missing = sum(checklist.days) - made.days_since(checklist.code, monday)
    rest = (day + timedelta(days=n) for n in range(1, 7 - day.weekday()))
    left = 1 + sum(map(hours.is_school_day, rest))
    return missing > 0 and chance() < missing / left


def _phase(checklist: Checklist, day: date, hours: Hours, made: Made) -> int | None:
    """The part of the term that has begun and had no round yet: the first school day, the middle
    one, the fifth before the last.
    """
    term = term_of(hours, day)
    if term is None or not open_without_closure(hours, day):
        return None
    first, last = term
    whole = (first + timedelta(days=n) for n in range((last - first).days + 1))
    total = sum(1 for one in whole if one == day or hours.is_school_day(one))
    starts = {BEGIN: 1, MIDDLE: (total + 1) // 2, END: max(1, total - LAST_DAYS + 1)}
    now = _nth(hours, first, day)
    begun = [phase for phase in sorted(checklist.days) if starts[phase] <= now]
    if not begun or made.phase_since(checklist.code, first, begun[-1]):
        return None
    return begun[-1]


def term_of(hours: Hours, day: date) -> Span | None:
    """The term that the day lies in; a year that nobody has entered is like the last one."""
    if not hours.terms:
        return None
    shift, end = timedelta(), max(last for _, last in hours.terms)
    while day - shift > end:
        shift += SCHOOL_YEAR
    for first, last in hours.terms:
        if first + shift <= day <= last + shift:
            return first + shift, last + shift
    return None
