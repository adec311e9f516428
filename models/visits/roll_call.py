"""点名: in a drill or an alarm every visitor inside is ticked off (practice.md §19.4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.people.person import Person
from models.visits.inside import may_see_board
from models.visits.states import State
from models.visits.visit import Visit


class RollCall(Base):
    """One roll call: who was inside when it began, and who of them has been found."""

    __tablename__ = "roll_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    called: Mapped[list[int]] = mapped_column(default=list)
    found: Mapped[list[int]] = mapped_column(default=list)
    by: Mapped[Person] = relationship(lazy="joined")

    @property
    def missing(self) -> list[int]:
        """Who has not been found yet."""
        return [one for one in self.called if one not in self.found]


def call_roll(act: Act) -> RollCall:
    """Begins a roll call of all visitors who are inside now."""
    if not may_see_board(act.by):
        raise Refused("right.guard")
    session = act.school.session
    inside = select(Visit.id).where(Visit.state == State.INSIDE).order_by(Visit.entered_at)
    roll = RollCall(by=act.by, started_at=act.now, called=list(session.scalars(inside)), found=[])
    if not roll.called:
        roll.ended_at = act.now
    session.add(roll)
    return roll


def tick_off(roll: RollCall, act: Act, visit_id: int) -> None:
    """This visitor has been found. The last one ends the roll call."""
    if not may_see_board(act.by):
        raise Refused("right.guard")
    if visit_id not in roll.called:
        raise Refused("stale")
    if visit_id not in roll.found:
        roll.found = [*roll.found, visit_id]
    if not roll.missing and roll.ended_at is None:
        roll.ended_at = act.now
