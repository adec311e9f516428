"""What falls due, each step a row, once: reminders, late reports, the lists of the day.

After every change the rows that should lie ahead of a case are planned anew: what no longer makes
sense is cancelled, what is new is added, and what has been done stays done, because its key is
unique; only what comes again until somebody acts is planned once more. No clock decides whether a
row exists; a tick only finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.calendar.hours import Hours
from models.cases.case import Case, Event
from models.cases.step import Step
from models.school import School


@dataclass(frozen=True)
class DueKind:
    """Something that falls due for cases. Several that fall due together on one phone become one
    message where they are `merged`, which a minute more must not hurt.
    """

    name: str
    merged: bool = False


@dataclass(frozen=True)
class DayStep:
    """What a day brings: when, when it is too late, and which days must be, or not be, school days
    then.
    """

    key: str
    at: datetime
    expires_at: datetime
    school_on: date | None = None
    no_school_on: date | None = None


def _no_events(school: School, due: Due, now: datetime) -> Iterable[Event]:
    return ()


def _no_cases(school: School, now: datetime) -> Iterable[Case]:
    return ()


@dataclass(frozen=True)
class DayKind:
    """Something that the days bring, whatever cases there are: a list, a warning."""

    name: str
    plan: Callable[[School, datetime], Iterable[DayStep]]
    # What happens when it has come: one event for each message.
    events: Callable[[School, Due, datetime], Iterable[Event]] = _no_events
    # Whose cards read otherwise from then on, though nothing has happened to them.
    redraws: Callable[[School, datetime], Iterable[Case]] = _no_cases


class Due(Base):
    """Something that falls due for a case or for the day.

    Fired in the order of `due_at`. What came too late to make sense is recorded as missed, never
    dropped in silence.
    """

    __tablename__ = "due"
    PASSING = True
    __table_args__ = (Index("ix_due_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="planned")
    done_at: Mapped[datetime | None]
    # What a day brings comes only if this is a school day then, and that one is none.
    school_on: Mapped[date | None]
    no_school_on: Mapped[date | None]
    case: Mapped[Case | None] = relationship(lazy="select")

    def has_its_day(self, hours: Hours) -> bool:
        """Whether it still comes, after the calendar has changed."""
        school, none = self.school_on, self.no_school_on
        return (school is None or hours.is_school_day(school)) and not (
            none is not None and hours.is_school_day(none)
        )


def key_of(case: Case, step: Step) -> str:
    """By what the row of a step is known: the case, the step, the promise."""
    return f"{case.id}.{step.kind}.{int(step.basis.timestamp())}"


def plan(case: Case, school: School) -> None:
    """Brings the rows of a case in line with how it stands now. The row of something that comes
    again is planned anew once it was told; all else that has been done stays done.
    """
    session = school.session
    known = {due.key: due for due in session.scalars(select(Due).filter_by(case_id=case.id))}
    wanted = {key_of(case, step): step for step in case.due_steps(school)}
    for key, due in known.items():
        step = wanted.get(key)
        if step is None:
            due.state = "cancelled" if due.state == "planned" else due.state
        elif due.state in ("planned", "cancelled") or step.again:
            due.state, due.due_at = "planned", step.after(due.done_at)
    for key, step in wanted.items():
        if key not in known:
            session.add(Due(key=key, kind=step.kind, case_id=case.id, due_at=step.at))


def plan_all(session: Session, school: School) -> None:
    """Plans everything anew that lies ahead: the calendar or the school's limits have changed."""
    waiting = select(Due).where(Due.state == "planned", Due.case_id.is_not(None))
    for case in dict.fromkeys(due.case for due in session.scalars(waiting)):
        if case is not None:
            plan(case, school)
    ahead = Due.case_id.is_(None), Due.state.in_(("planned", "cancelled"))
    of_days = or_(Due.school_on.is_not(None), Due.no_school_on.is_not(None))
    for due in session.scalars(select(Due).where(*ahead, of_days)):
        due.state = "planned" if due.has_its_day(school.hours) else "cancelled"


def plan_days(kinds: Iterable[DayKind], school: School, now: datetime) -> None:
    """Writes the rows of what the days ahead bring; one that stands moves only where the school has
    set another time for it, and neither has come.
    """
    session = school.session
    steps = {step.key: (kind, step) for kind in kinds for step in kind.plan(school, now)}
    known = {due.key: due for due in session.scalars(select(Due).where(Due.key.in_(steps)))}
    for key, (kind, step) in steps.items():
        if key not in known:
            session.add(
                Due(
                    key=key,
                    kind=kind.name,
                    due_at=step.at,
                    expires_at=step.expires_at,
                    school_on=step.school_on,
                    no_school_on=step.no_school_on,
                )
            )
        elif known[key].state == "planned" and min(known[key].due_at, step.at) > now:
            known[key].due_at, known[key].expires_at = step.at, step.expires_at


def next_due(session: Session) -> Due | None:
    """The next thing that falls due, if any."""
    query = select(Due).filter_by(state="planned").order_by(Due.due_at, Due.id).limit(1)
    return session.scalar(query)
