"""Lost property: somebody found a thing, the office keeps it until its owner comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.cases.draft import Draft
from models.cases.due import DueKind
from models.cases.filing import FromDraft
from models.cases.step import Step
from models.people.person import Person
from models.school import School

SCHOOL_DAYS = 5
WEEK = DueKind("lost.week", merged=True)


class State(StrEnum):
    """Where a found thing stands."""

    KEPT = "kept"
    RETURNED = "returned"


class LostItem(FromDraft):
    """A thing that somebody found."""

    __tablename__ = "lost_item"
    __mapper_args__ = {"polymorphic_identity": "lost_item"}
    FEATURE = "lost_property"
    PREFIX = "SW"
    OPEN = frozenset({State.KEPT})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    finder_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    finder: Mapped[Person] = relationship(lazy="joined")

    @classmethod
    def missing(cls, draft: Draft) -> str | None:
        """What it is, and where it was found."""
        return super().missing(draft) or (None if draft.place else "place")

    @classmethod
    def reported_by(cls, person: Person) -> ColumnElement[bool]:
        """What the person found."""
        return cls.finder_id == person.id

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """What one of them found."""
        return cls.finder_id.in_(people)

    @classmethod
    def from_draft(cls, draft: Draft, act: Act) -> LostItem:
        """The thing, kept from now on."""
        return cls(
            state=State.KEPT,
            text=draft.text,
            gist=draft.gist,
            place=draft.place,
            finder=draft.reporter,
            version=draft.version + 1,
        )

    def filed(self, act: Act) -> Event:
        """Tells the office that something was found."""
        return self.note(act, "filed", act.school.office())

    def sees(self, person: Person) -> bool:
        """Anybody may look whether it is theirs."""
        return True

    def due_steps(self, school: School) -> Iterator[Step]:
        """After a week the office is reminded that nobody came for it."""
        if self.is_open:
            at = school.hours.after_school_days(self.opened_at, SCHOOL_DAYS)
            yield Step(WEEK.name, self.opened_at, school.hours.polite(at))

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who is reminded."""
        return school.in_line(school.office(), now)


def give_back(item: LostItem, act: Act) -> Event:
    """The owner has it again. Raises `Refused` where it was given back already."""
    item.unchanged(act)
    if item.state != State.KEPT:
        raise Refused("lost_property.gone")
    item.version += 1
    item.state, item.state_at = State.RETURNED, act.now
    return item.note(act, "returned", [item.finder])


def found_by(school: School, person: Person) -> list[LostItem]:
    """What the person found, the newest first."""
    query = select(LostItem).where(LostItem.reported_by(person)).order_by(LostItem.id.desc())
    return list(school.session.scalars(query).unique())
