"""Who holds which duty on which day: posts, the week's table, changes, and the guards' turns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Named
from models.calendar.hours import Hours

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Post(Named, Base):
    """A duty that somebody holds for a day or a shift. An end before its start is next morning's.

    `days` is daily, school_days or days_off: when the post is manned at all.
    """

    __tablename__ = "post"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(40))
    en: Mapped[str] = mapped_column(String(60))
    # Whose the duty usually is: the first choice in lists of names, not a condition.
    role_code: Mapped[str] = mapped_column(ForeignKey("role.code"))
    days: Mapped[str] = mapped_column(String(12))
    start: Mapped[time]
    end: Mapped[time]
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    def is_manned(self, day: date, hours: Hours) -> bool:
        """Whether anybody has it on the day: school days, days off, or every day."""
        return self.days == "daily" or (self.days == "school_days") == hours.is_school_day(day)


class RosterWeek(Base):
    """A post's week: who has it from Monday to Sunday, from one date to another.

    Two people on one post are two rows. After `last`, or where there is none, it goes on as it
    stands until a later row begins: blank carries last week on (practice.md §14.3).
    """

    __tablename__ = "roster_week"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_code: Mapped[str] = mapped_column(ForeignKey("post.code"), index=True)
    first: Mapped[date]
    last: Mapped[date | None]
    monday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tuesday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    wednesday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    thursday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    friday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saturday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sunday_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    def person_on(self, weekday: int) -> int | None:
        """The id of the person on this weekday, 1 to 7."""
        found: int | None = getattr(self, f"{WEEKDAYS[weekday - 1]}_id")
        return found


class RosterChange(Base):
    """One day on which somebody else has the post (临时改动, 代班)."""

    __tablename__ = "roster_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    post_code: Mapped[str] = mapped_column(ForeignKey("post.code"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Where two share the post: whose place is taken. Empty takes everybody's.
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(60), default="")


class RosterTurn(Base):
    """A guard's turns: from a day on, one entry a day, over and over: 早、早、中、夜、休.

    Entries are codes of posts; an empty one is a day off.
    """

    __tablename__ = "roster_turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first: Mapped[date]
    turns: Mapped[list[str]]

    def post_on(self, day: date) -> str:
        """The code of the post that this person has on the day, or nothing."""
        if day < self.first or not self.turns:
            return ""
        return self.turns[(day - self.first).days % len(self.turns)]


@dataclass(frozen=True)
class Roster:
    """The whole roster, ready to be asked."""

    weeks: list[RosterWeek]
    turns: list[RosterTurn]
    changes: list[RosterChange]

    @classmethod
    def of(cls, session: Session) -> Roster:
        """The roster as it stands."""
        weeks = session.scalars(select(RosterWeek).order_by(RosterWeek.first, RosterWeek.id))
        turns = session.scalars(select(RosterTurn).order_by(RosterTurn.first, RosterTurn.id))
        changes = session.scalars(select(RosterChange).order_by(RosterChange.id))
        return cls(list(weeks), list(turns), list(changes))

    def holders(self, post_code: str, day: date) -> list[int]:
        """The ids of those who have the post on the day, each once.

        The week's table goes before the turns, a change of the day before both.
        """
        found = self._by_week(post_code, day) or self._by_turn(post_code, day)
        for change in self.changes:
            if change.day == day and change.post_code == post_code:
                instead = change.instead_of_id
                kept = [one for one in found if instead is not None and one != instead]
                found = [*kept, change.person_id]
        return list(dict.fromkeys(found))

    def knows(self, post_code: str) -> bool:
        """Whether anybody was ever put on the post."""
        codes = {one.post_code for one in self.weeks} | {one.post_code for one in self.changes}
        return post_code in codes.union(*(one.turns for one in self.turns))

    def people_of(self, post_codes: Collection[str]) -> set[int]:
        """Everybody whom the week's tables, past and coming, put on one of these posts."""
        rows = (one for one in self.weeks if one.post_code in post_codes)
        held = {one.person_on(weekday) for one in rows for weekday in range(1, 8)}
        return {person for person in held if person is not None}

    def _by_week(self, post_code: str, day: date) -> list[int]:
        """From the rows that began last; a blank cell is filled by the rows before them."""
        begun = [one for one in self.weeks if one.post_code == post_code and one.first <= day]
        # A row with an end gives way, once it is over, to one that still holds.
        in_force = [one for one in begun if one.last is None or day <= one.last]
        for rows in (in_force, begun):
            for first in sorted({one.first for one in rows}, reverse=True):
                people = [one.person_on(day.isoweekday()) for one in rows if one.first == first]
                if named := [person for person in people if person is not None]:
                    return named
        return []

    def _by_turn(self, post_code: str, day: date) -> list[int]:
        """Of each guard only the turns that began last."""
        latest = {one.person_id: one for one in self.turns if one.first <= day}
        return [person for person, turn in latest.items() if turn.post_on(day) == post_code]
