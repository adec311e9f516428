"""校历: terms, days off, days that are worked instead, and summer's and winter's times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import Base
from models.calendar.hours import Break, BreakKind, Term, Timetable, Workday
from models.workbook.cells import Column, Text
from models.workbook.choices import Choice
from models.workbook.moments import Clock, Day, MonthDay
from models.workbook.names import wrong
from models.workbook.shapes import Tab
from models.workbook.sheet import NEW, Read, Row, Sheet

# What a row of 校历 is, the table where it lies, and how its number begins.
TABLES: dict[str, tuple[type[Base], str]] = {
    "term": (Term, "T"),
    "holiday": (Break, "B"),
    "vacation": (Break, "B"),
    "closure": (Break, "B"),
    "workday": (Workday, "W"),
    "timetable": (Timetable, "S"),
}
KINDS = {letter: table for table, letter in TABLES.values()}
WEEKDAYS = tuple("1234567")
BELLS = ("since", "day_start", "dismissal", "day_end")
# Which columns a row of each kind has; what stands in the others is passed over.
USED = {
    "term": ("name", "first", "last"),
    "holiday": ("name", "first", "last"),
    "vacation": ("name", "first", "last"),
    "closure": ("name", "first", "last"),
    "workday": ("name", "first", "lessons_of"),
    "timetable": ("name", *BELLS),
}


class DayRow(Row):
    """One line of the calendar; which columns it needs depends on what it is."""

    kind: Annotated[str, Column(Choice("day", tuple(TABLES)), required=True)] = ""
    name: Annotated[str, Column(Text(40, width=24))] = ""
    first: Annotated[date | None, Column(Day())] = None
    last: Annotated[date | None, Column(Day())] = None
    weeks: Annotated[str, Column(Text(width=9), compared=False, computed=True)] = ""
    lessons_of: Annotated[str, Column(Choice("weekday", WEEKDAYS))] = ""
    since: Annotated[str, Column(MonthDay())] = ""
    day_start: Annotated[time | None, Column(Clock())] = None
    dismissal: Annotated[time | None, Column(Clock())] = None
    day_end: Annotated[time | None, Column(Clock())] = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> DayRow:
        if self.kind == "timetable":
            self._bells()
        elif self.first is None:
            raise wrong("day.first")
        elif self.kind == "term" and self.last is None:
            raise wrong("day.last")
        elif self.kind == "workday" and self.last not in (None, self.first):
            raise wrong("day.one_day")
        elif self.last is not None and self.last < self.first:
            raise wrong("day.turned")
        if self.kind not in ("workday",) and not self.name:
            raise wrong("day.name")
        return self

    def _bells(self) -> None:
        if not self.since:
            raise wrong("day.since")
        if self.day_start is None or self.dismissal is None or self.day_end is None:
            raise wrong("day.bells")
        if not self.day_start < self.dismissal <= self.day_end:
            raise wrong("day.bells_turned")


class CalendarSheet(Sheet):
    """校历. A row that is left out is gone: nothing was ever recorded on it."""

    name = "calendar"
    numbered = True
    tab = Tab.YELLOW
    row = DayRow
    known_by = ("kind", "name", "first", "since")
    titled = ("name", "first")
    error_columns = {
        "day.first": "first",
        "day.last": "last",
        "day.turned": "last",
        "day.one_day": "last",
        "day.name": "name",
        "day.since": "since",
        "day.bells": "day_start",
        "day.bells_turned": "dismissal",
    }

    def rows(self, session: Session) -> list[DayRow]:
        """Terms, days off, worked days and timetables, each in their order."""
        found: list[DayRow] = []
        terms = session.scalars(select(Term).order_by(Term.first, Term.id))
        for term in terms:
            dates = {"first": term.first, "last": term.last}
            weeks = _weeks(term.first, term.last)
            found.append(_row(f"T{term.id}", "term", term, weeks=weeks, **dates))
        breaks = session.scalars(select(Break).order_by(Break.first, Break.id))
        found += [
            _row(f"B{one.id}", one.kind, one, first=one.first, last=one.last) for one in breaks
        ]
        for one in session.scalars(select(Workday).order_by(Workday.day)):
            about: dict[str, Any] = {
                "first": one.day,
                "lessons_of": str(one.lessons_of or ""),
                "name": one.note,
            }
            found.append(DayRow.model_construct(key=f"W{one.id}", kind="workday", **about))
        for bell in session.scalars(select(Timetable).order_by(Timetable.month, Timetable.day)):
            about = {"since": f"{bell.month:02d}-{bell.day:02d}", "day_start": bell.day_start}
            about |= {"dismissal": bell.dismissal, "day_end": bell.day_end}
            found.append(_row(f"S{bell.id}", "timetable", bell, **about))
        return found

    def check(self, read: Read) -> None:
        """Terms do not overlap; a day is worked once, and no holiday; a season begins once."""
        for line, row in list(read.rows.items()):
            read.rows[line] = _tidy(row)
            if not row.key.startswith(NEW) and row.key[0] != TABLES[row.kind][1]:
                read.complain(line, "kind", "day.another_kind")
        seen: dict[tuple[str, Any], int] = {}
        for line, row in read.rows.items():
            mark = row.since if row.kind == "timetable" else row.first
            if row.kind in ("workday", "timetable"):
                if (row.kind, mark) in seen:
                    read.complain(line, "first", "day.twice", line=seen[row.kind, mark])
                seen[row.kind, mark] = line
        holidays = [(line, row) for line, row in read.rows.items() if row.kind == "holiday"]
        for line, row in read.rows.items():
            for other, off in holidays if row.kind == "workday" else ():
                if off.first <= row.first <= (off.last or off.first):
                    read.complain(line, "first", "day.off_and_worked", line=other)
        terms = [
            (row.first, row.last, line) for line, row in read.rows.items() if row.kind == "term"
        ]
        for first, last, line in terms:
            for other_first, other_last, other in terms:
                if other < line and first <= other_last and other_first <= last:
                    read.complain(line, "first", "day.terms_overlap", line=other)

    def add(self, act: Act, row: DayRow) -> Any:
        """An empty row of the table that the kind names."""
        return TABLES[row.kind][0]()

    def find(self, session: Session, key: str) -> Any:
        """The row that the letter and the number name."""
        return session.get_one(KINDS[key[0]], int(key[1:]))

    def put(self, act: Act, found: Any, row: DayRow, made: Mapping[str, int]) -> None:
        """The columns of its kind. A day off may become a day off of another kind."""
        if isinstance(found, Workday):
            lessons = int(row.lessons_of) if row.lessons_of else None
            values = {"day": row.first, "lessons_of": lessons, "note": row.name}
        elif isinstance(found, Timetable):
            month, day = (int(part) for part in row.since.split("-"))
            values = {"name": row.name, "month": month, "day": day}
            values |= {name: getattr(row, name) for name in BELLS[1:]}
        else:
            values = {"name": row.name, "first": row.first, "last": row.last}
            if isinstance(found, Break):
                values["kind"] = BreakKind(row.kind)
        for name, value in values.items():
            setattr(found, name, value)

    def release_unique(self, found: Any) -> None:
        """A worked day may change places with another: no two stand on one day meanwhile."""
        if isinstance(found, Workday):
            found.day = date.fromordinal(found.id)

    def leave_out(self, act: Act, found: Any) -> None:
        """Deleted."""
        act.school.session.delete(found)


def _weeks(first: date, last: date) -> str:
    """How many weeks a term has, from Monday to Monday."""
    return str((last.toordinal() - 1) // 7 - (first.toordinal() - 1) // 7 + 1)


def _tidy(row: DayRow) -> DayRow:
    """Only what its kind has; a day off without an end is one day."""
    fields = DayRow.model_fields
    unused = [name for name in DayRow.compared() if name not in (*USED[row.kind], "kind")]
    blank = {name: fields[name].default for name in unused}
    if row.kind in ("holiday", "vacation", "closure"):
        blank["last"] = row.last or row.first
    return row.model_copy(update=blank)


def _row(key: str, kind: str, found: Any, **about: Any) -> DayRow:
    return DayRow.model_construct(key=key, kind=kind, name=found.name, **about)
