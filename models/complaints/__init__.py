"""Complaints about food: to the canteen manager and the vice-principal, taken up and answered
(practice.md §4.8). They are no repairs, and are kept as what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Refused, must_fit
from models.cases.case import Event
from models.cases.draft import LONGEST_TEXT, Draft
from models.cases.due import DueKind
from models.cases.filing import FromDraft
from models.cases.step import Step
from models.escalation import Concerned, hearing, step
from models.people.person import Person
from models.school import CANTEEN, PRINCIPAL, VICE_PRINCIPAL, School

DUE = (DueKind("food.accept"), DueKind("food.answer"))


class State(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ANSWERED = "answered"


class FoodComplaint(FromDraft):
    """What somebody found wrong with the food."""

    __tablename__ = "food_complaint"
    FEATURE, PREFIX = "complaints", "SP"
    OPEN = frozenset({State.RECEIVED, State.ACCEPTED})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "complaint"}
    reporter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id], lazy="joined")
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id], lazy="joined")

    @classmethod
    def reported_by(cls, person: Person) -> ColumnElement[bool]:
        """What the person complained of."""
        return cls.reporter_id == person.id

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Whose complaints they are, and who has taken them up."""
        return or_(cls.reporter_id.in_(people), cls.holder_id.in_(people))

    @classmethod
    def from_draft(cls, draft: Draft, act: Act) -> FoodComplaint:
        """The complaint; the canteen has so long to take it up as the school's row says."""
        return cls(
            state=State.RECEIVED,
            text=draft.text,
            gist=draft.gist,
            place=draft.place,
            reporter=draft.reporter,
            version=draft.version + 1,
        )

    def filed(self, act: Act) -> Event:
        """Tells the canteen manager and the vice-principal."""
        return self.note(act, "filed", act.school.in_line(answerable(act.school), act.now))

    def sees(self, person: Person) -> bool:
        """Who complained; the canteen, the vice-principal, the principal."""
        return person is self.reporter or answers(person) or person.holds(PRINCIPAL)

    def due_steps(self, school: School) -> Iterator[Step]:
        """Taken up in time, and answered in time; until then those who must are told again."""
        if self.state == State.RECEIVED:
            yield step("food.accept", "food.accept", self.opened_at, school)
        if self.is_open:
            yield step("food.answer", "food.answer", self.opened_at, school)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Those whom the school's row names."""
        return hearing(kind, school, now, Concerned())


def answerable(school: School) -> list[Person]:
    """Who answers for the food: the canteen manager, the vice-principal."""
    return [*school.with_role(CANTEEN), *school.with_role(VICE_PRINCIPAL)]


def answers(person: Person) -> bool:
    """Whether the person answers for the food."""
    return person.active and (person.holds(CANTEEN) or person.holds(VICE_PRINCIPAL))


def accept(complaint: FoodComplaint, act: Act) -> Event:
    """Takes it up; whoever complained hears who looks into it."""
    _must_answer(complaint, act)
    if complaint.state != State.RECEIVED:
        raise Refused("complaints.has_it", who=complaint.holder)
    complaint.version += 1
    complaint.state, complaint.state_at, complaint.holder = State.ACCEPTED, act.now, act.by
    return complaint.note(act, "taken_up", [complaint.reporter])


def answer(complaint: FoodComplaint, act: Act, text: str) -> Event:
    """Says what was found and done; whoever complained reads it, and so does who else answers for
    the food.
    """
    _must_answer(complaint, act)
    if not complaint.is_open:
        raise Refused("complaints.is_answered")
    complaint.version += 1
    complaint.holder = complaint.holder or act.by
    complaint.state, complaint.state_at = State.ANSWERED, act.now
    told = [complaint.reporter, *answerable(act.school)]
    return complaint.note(act, "replied", told, words=must_fit(text, LONGEST_TEXT))


def told_by(school: School, person: Person) -> list[FoodComplaint]:
    """What the person complained of; for who answers for the food, also what is open."""
    mine = FoodComplaint.reported_by(person)
    if answers(person):
        mine = or_(mine, FoodComplaint.state.in_(FoodComplaint.OPEN))
    query = select(FoodComplaint).where(mine).order_by(FoodComplaint.id.desc())
    return list(school.session.scalars(query).unique())


def _must_answer(complaint: FoodComplaint, act: Act) -> None:
    if not answers(act.by):
        raise Refused("complaints.canteen_only")
    complaint.unchanged(act)
