"""值班台账: who had which post on which day, and since when they were there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.documents.ledger import Column, Ledger, Value
from bot.i18n import I18n
from models.duty.log import Book, entries, signature
from models.duty.shifts import Shift, attendance, shifts
from models.people.person import Person
from models.school import School


@dataclass(frozen=True)
class Line:
    """One shift as it was held."""

    shift: Shift
    arrived: dict[tuple[str, int], datetime]
    signed_by: Person | None


def rows(school: School, start: datetime, end: datetime) -> Iterable[Line]:
    """The shifts that began between two moments."""
    first = school.today(start)
    last = school.today(end - timedelta(seconds=1))
    day, there, signer = None, {}, None
    for shift in shifts(school, first, last):
        if shift.day != day:
            day, there = shift.day, attendance(school, shift.day)
            signed = signature(entries(school, Book.DUTY, shift.day))
            signer = signed.by if signed else None
        yield Line(shift, there, signer)


def _people(line: Line, i18n: I18n) -> Value:
    return i18n.list(one.name for one in line.shift.people)


def _arrived(line: Line, i18n: I18n) -> Value:
    code = line.shift.post.code
    at = (line.arrived.get((code, one.id)) for one in line.shift.people)
    return i18n.list(i18n.clock(one) for one in at if one)


LEDGER = Ledger(
    "duty",
    "duty.ledger",
    (
        Column("day", 6, "shift.day"),
        Column("post", 8, "shift.post"),
        Column("people", 10, _people),
        Column("starts", 7, "shift.starts_at"),
        Column("ends", 7, "shift.ends_at"),
        Column("arrived", 8, _arrived),
        Column("signed", 6, "signed_by.name"),
    ),
    rows,
    topics=("duty",),
)
