"""What falls due, each step a row, once: reminders, late reports, the lists of the day.

After every change the rows that should lie ahead of a case are planned anew: what no longer makes
sense is cancelled, what is new is added, and what has been done stays done, because its key is
unique; only what comes again until somebody acts is planned once more. No clock decides whether a
row exists; a tick only finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.calendar import Hours
from models.cases import Case
from models.school import School


@dataclass(frozen=True)
class Step:
    """One thing to come: what, on account of which promise, and when; and, where it comes until
    somebody acts, when after it was told it comes `again`.
    """

    kind: str
    basis: datetime
    at: datetime
    again: Callable[[datetime], datetime] | None = None

    def after(self, told: datetime | None) -> datetime:
        """When it comes next. Counted from the last time it was told and not from the first: after
        a time in which the bot was switched off it comes once, and not for every time missed.
        """
        return self.at if told is None or self.again is None else self.again(told)


class Due(Base):
    """Something that falls due for a case or for the day.

    Fired in the order of `due_at`. What came too late to make sense is recorded as missed, never
    dropped in silence.
    """

    __tablename__ = "due"
    __table_args__ = (Index("ix_due_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="planned")
    done_at: Mapped[datetime | None]
    case: Mapped[Case | None] = relationship(lazy="select")


def plan(case: Case, school: School) -> None:
    """Brings the rows of a case in line with how it stands now. The row of something that comes
    again is planned anew once it was told; all else that has been done stays done.
    """
    session = school.session
    known = {due.key: due for due in session.scalars(select(Due).filter_by(case_id=case.id))}
    wanted = {
        f"{case.id}.{step.kind}.{int(step.basis.timestamp())}": step for step in case.steps(school)
    }
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
    of_days = or_(Due.key.startswith("day."), Due.key.startswith("break."))
    for due in session.scalars(select(Due).where(*ahead, of_days)):
        due.state = "planned" if _has_its_day(due, school.hours) else "cancelled"


def _has_its_day(due: Due, hours: Hours) -> bool:
    """Whether the list of a day still comes on a school day; before a break, on the last one."""
    about, first, _ = due.key.split(".")
    begins_late = about == "break" and hours.is_school_day(date.fromisoformat(first))
    return hours.is_school_day(hours.local(due.due_at).date()) and not begins_late


def next_due(session: Session) -> Due | None:
    """The next thing that falls due, if any."""
    query = select(Due).filter_by(state="planned").order_by(Due.due_at, Due.id).limit(1)
    return session.scalar(query)
