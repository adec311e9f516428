"""An emergency: who was rung, who has answered, and what was reported when (practice.md §20.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.cases.case import Case
from models.cases.due import DueKind
from models.cases.step import Step
from models.escalation import Concerned, hearing, step
from models.incidents.plans import ContingencyPlan
from models.people.person import Person, Right
from models.school import School


class State(StrEnum):
    """Where an emergency stands."""

    OPEN = "open"
    CLOSED = "closed"
    FALSE = "false"


class Receipt(Base):
    """Somebody who must know at once; rung again until 收到 is pressed."""

    __tablename__ = "incident_receipt"
    PASSING = True

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    received_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="joined")


# Who has not answered is asked each for himself, at once, day and night.
DUE = (
    DueKind("late.receipt"),
    DueKind("late.nobody"),
    DueKind("late.first"),
    DueKind("late.final"),
)
# The rows of 时限与升级.
ROWS = {kind.name: kind.name.replace("late.", "incident.") for kind in DUE}


class Incident(Case):
    """紧急事件: it rings at once, is told of in reports, and ends with the last of them."""

    __tablename__ = "incident"
    __mapper_args__ = {"polymorphic_identity": "incident"}
    FEATURE = "incidents"
    PREFIX = "SJ"
    OPEN = frozenset({State.OPEN})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    plan_code: Mapped[str] = mapped_column(ForeignKey("contingency_plan.code"))
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Whom no phone reached when it was raised: somebody must call them.
    unreached: Mapped[list[int]] = mapped_column(default=list)
    first_report_at: Mapped[datetime | None]
    plan: Mapped[ContingencyPlan] = relationship(lazy="joined")
    raised_by: Mapped[Person] = relationship(lazy="joined")
    receipts: Mapped[list[Receipt]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=Receipt.person_id
    )

    def receipt_of(self, person: Person) -> Receipt | None:
        """The person's, if this person was rung."""
        return next((one for one in self.receipts if one.person_id == person.id), None)

    def waits_for(self) -> list[Person]:
        """Who was rung and has not pressed 收到."""
        return [one.person for one in self.receipts if one.received_at is None]

    def on_it(self) -> list[Person]:
        """Whoever raised it, and all who were rung."""
        return [self.raised_by, *(one.person for one in self.receipts)]

    def leads(self, person: Person) -> bool:
        """Whether the person writes the reports: who was rung, who oversees, the office."""
        may = any(person.may(right) for right in (Right.OVERSEE, Right.DISPATCH))
        return may or (person.active and self.receipt_of(person) is not None)

    def sees(self, person: Person) -> bool:
        """Whoever is on it, and those who lead; others need not know of a child that is hurt."""
        return person is self.raised_by or self.leads(person)

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """What one of them raised."""
        return cls.raised_by_id.in_(people)

    @property
    def alarming(self) -> bool:
        """Until the last report."""
        return self.is_open

    def due_steps(self, school: School) -> Iterator[Step]:
        """Each is rung until 收到; the reports are asked for until they are written."""
        if not self.is_open:
            return
        if waiting := self.waits_for():
            yield self._late("late.receipt", school)
            if len(waiting) == len(self.receipts):
                yield self._late("late.nobody", school)
        if self.first_report_at is None:
            yield self._late("late.first", school)
        yield self._late("late.final", school)

    def _late(self, kind: str, school: School) -> Step:
        any_time = kind != "late.final"
        return step(ROWS[kind], kind, self.opened_at, school, any_time=any_time)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who hears of it; where no phone reaches them, whoever is next in line."""
        return hearing(ROWS[kind], school, now, Concerned(next=self.waits_for()))
