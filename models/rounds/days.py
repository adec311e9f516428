"""The rounds of a day are laid out at its beginning, as rows: each once, whatever happens later.

A list that is changed at noon so changes the next day. After days in which the bot was off, theirs
are laid out as well: what nobody was asked is on record as that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.cases.case import Event
from models.cases.due import DayKind, DayStep, Due, plan
from models.cases.numbering import next_number
from models.checklists import Checklist
from models.rounds.edition import edition_of
from models.rounds.round import Round, State
from models.rounds.schedule import Slot, slots_of
from models.school import School

AHEAD = 2
# What lies further back than this is not made up any more; the gap itself was told.
FURTHEST_BACK = timedelta(days=31)


class RoundDay(Base):
    """A day whose rounds were laid out: which lists at which times, as [list, time]."""

    __tablename__ = "round_day"
    PASSING = True

    day: Mapped[date] = mapped_column(primary_key=True)
    laid_at: Mapped[datetime]
    slots: Mapped[list[Any]] = mapped_column(default=list)


@dataclass(frozen=True)
class MadeAlready:
    """What was made already, out of the rows."""

    session: Session

    def days_since(self, code: str, first: date) -> int:
        """On how many days since this one the list was asked."""
        days = select(func.count(Round.day.distinct())).where(*_live(code, first))
        return self.session.scalar(days) or 0

    def phase_since(self, code: str, first: date, phase: int) -> bool:
        """Whether this part of the term had its round since this day."""
        query = select(Round.id).where(*_live(code, first), Round.phase == phase)
        return self.session.scalar(query.limit(1)) is not None


def _live(code: str, first: date) -> tuple[Any, ...]:
    return (
        Round.checklist_code == code,
        Round.day >= first,
        Round.state != State.CALLED_OFF,
        Round.on_demand.is_(False),
    )


def lay_out(school: School, now: datetime) -> None:
    """Makes the rounds of today, and of the days since the last that was laid out."""
    session, today = school.session, school.today(now)
    last = session.scalar(select(func.max(RoundDay.day)))
    if last is None:
        # On the first day of all, what lay before the bot was there is nobody's.
        _lay(school, today, now, since=now)
        return
    day = max(last + timedelta(days=1), today - FURTHEST_BACK)
    while day <= today:
        _lay(school, day, now, since=None)
        day += timedelta(days=1)


def _lay(school: School, day: date, now: datetime, since: datetime | None) -> None:
    session, hours = school.session, school.hours
    laid = RoundDay(day=day, laid_at=now, slots=[])
    session.add(laid)
    lists = {one.code: one for one in session.scalars(select(Checklist))}
    made = MadeAlready(session)
    slots = [slot for one in lists.values() for slot in slots_of(one, day, hours, made)]
    slots.sort(key=lambda slot: (slot.wall, lists[slot.code].position, slot.code))
    for slot in slots:
        due_at = hours.at(day, time.fromisoformat(slot.wall))
        if since is None or due_at >= since:
            plan(_make(lists[slot.code], slot, day, due_at, school, now), school)
            laid.slots = [*laid.slots, [slot.code, slot.wall]]


def _make(
    checklist: Checklist, slot: Slot, day: date, due_at: datetime, school: School, now: datetime
) -> Round:
    edition = edition_of(checklist, school, now)
    found = Round(
        number=next_number(school.session, Round.PREFIX, day),
        state=State.PLANNED,
        state_at=now,
        opened_at=due_at,
        gist=checklist.zh,
        checklist_code=checklist.code,
        edition=edition,
        day=day,
        slot=slot.wall,
        due_at=due_at,
        phase=slot.phase,
        of_school=slot.school,
        asked=[],
        drawn=[],
        version=1,
    )
    school.session.add(found)
    school.session.flush()
    return found


def _beginnings(school: School, now: datetime) -> Iterator[DayStep]:
    today, hours = school.today(now), school.hours
    for n in range(AHEAD + 1):
        day = today + timedelta(days=n)
        begins, ends = hours.at(day, time()), hours.at(day + timedelta(days=1), time())
        yield DayStep(f"rounds.{day}", begins, ends)


def _laid(school: School, due: Due, now: datetime) -> list[Event]:
    """Nobody hears of it: what is asked is a step of each round."""
    lay_out(school, now)
    return []


DAYS = (DayKind("rounds.day", _beginnings, _laid),)
