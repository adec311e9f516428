"""值班日志, 总务工作日志: what people add to the log that writes itself, and who signed it.

Nothing in it is ever changed. What is added after the signature is an annotation with its own time,
and the part that wrote itself stays as it was signed (practice.md §14.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused, must_fit
from models.duty.health import LEADER
from models.duty.shifts import has, shifts
from models.people.person import Person, Right
from models.school import School

LONGEST = 1000


class Book(StrEnum):
    """Whose log it is: the leader's on duty, or the office's."""

    DUTY = "duty"
    OFFICE = "office"


class What(StrEnum):
    """What somebody added."""

    REMARK = "remark"
    SIGNED = "signed"
    NOTE = "note"


class LogEntry(Base):
    """One thing that somebody added to the log of a day."""

    __tablename__ = "duty_log_entry"
    __table_args__ = (Index("ix_duty_log_entry_day_book", "day", "book"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    book: Mapped[str] = mapped_column(String(8))
    what: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, default="")
    # As the log stood when it was signed: headings and lines.
    sections: Mapped[list[Any]] = mapped_column(default=list)
    by: Mapped[Person] = relationship(lazy="joined")


def entries(school: School, book: Book, day: date) -> Sequence[LogEntry]:
    """What was added to the log of the day, in order."""
    query = select(LogEntry).where(LogEntry.book == book, LogEntry.day == day)
    return school.session.scalars(query.order_by(LogEntry.id)).unique().all()


def signature(found: Sequence[LogEntry]) -> LogEntry | None:
    """Who signed it, if it is signed."""
    return next((one for one in found if one.what == What.SIGNED), None)


def may_read(person: Person, book: Book, day: date, act: Act) -> bool:
    """Those who oversee, the office; and whoever is on duty that day, the duty log."""
    if person.may(Right.OVERSEE) or person.may(Right.DISPATCH):
        return True
    return book == Book.DUTY and bool(_mine(person, day, act))


def may_sign(person: Person, book: Book, day: date, act: Act) -> bool:
    """The leader on duty that day; of the office's log, the office."""
    if book == Book.OFFICE:
        return person.may(Right.DISPATCH)
    return LEADER in _mine(person, day, act)


def _mine(person: Person, day: date, act: Act) -> set[str]:
    """The roles of the posts that the person has on the day."""
    found = shifts(act.school, day, day)
    return {one.post.role_code for one in found if has(person, one, act.school, act.now)}


def add(act: Act, book: Book, day: date, text: str) -> LogEntry:
    """A remark; after the signature, an annotation. Raises `Refused` for whoever may not read it,
    and for a day that has not begun.
    """
    _must_read(act, book, day)
    signed = signature(entries(act.school, book, day)) is not None
    what = What.NOTE if signed else What.REMARK
    entry = LogEntry(day=day, book=book, what=what, by=act.by, at=act.now)
    entry.text = must_fit(text, LONGEST)
    act.school.session.add(entry)
    return entry


def sign(act: Act, book: Book, day: date, sections: Sequence[tuple[str, list[str]]]) -> LogEntry:
    """Signs the log as it stands. Raises `Refused` for whoever may not, and where it is signed."""
    _must_read(act, book, day)
    if not may_sign(act.by, book, day, act):
        raise Refused("duty.log_leader_only" if book == Book.DUTY else "duty.log_office_only")
    if (signed := signature(entries(act.school, book, day))) is not None:
        raise Refused("duty.log_signed_already", who=signed.by, at=signed.at)
    kept = [[heading, list(lines)] for heading, lines in sections]
    entry = LogEntry(day=day, book=book, what=What.SIGNED, by=act.by, at=act.now, sections=kept)
    act.school.session.add(entry)
    return entry


def _must_read(act: Act, book: Book, day: date) -> None:
    if not may_read(act.by, book, day, act):
        raise Refused("case.not_found")
    if day > act.school.today(act.now):
        raise Refused("duty.not_now")
