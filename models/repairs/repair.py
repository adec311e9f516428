"""The row of a repair: what a ticket has, and what only a repair asks for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.cases.case import Event
from models.cases.draft import Draft
from models.people.person import Person, Right
from models.school import Category, School
from models.tickets.dangers import told_at_once
from models.tickets.kind import TicketKind


class Repair(TicketKind):
    """Something is broken: a ticket for whoever repairs that kind of thing."""

    __tablename__ = "repair"
    __mapper_args__ = {"polymorphic_identity": "repair"}
    FEATURE = "repairs"
    PREFIX = "BX"

    id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    category_code: Mapped[str] = mapped_column(ForeignKey("category.code"), index=True)
    convenient: Mapped[str | None] = mapped_column(String(12))
    stars: Mapped[int | None]
    materials: Mapped[str | None] = mapped_column(Text)
    cost: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    cause: Mapped[str | None] = mapped_column(String(10))
    in_warranty: Mapped[bool | None]
    category: Mapped[Category] = relationship(lazy="joined")

    @classmethod
    def missing(cls, draft: Draft) -> str | None:
        """What is broken, where, and of what kind it is."""
        if gap := super().missing(draft):
            return gap
        if draft.place is None:
            return "place"
        return "category" if draft.category is None else None

    @classmethod
    def from_draft(cls, draft: Draft, act: Act) -> Repair:
        """The repair with its deadlines."""
        assert draft.category is not None
        take_silence_for_danger(draft, act)
        urgency = draft.urgency or act.school.urgency(draft.category.urgency_code)
        return cls(category=draft.category, **cls.told(draft, act, urgency))

    def filed(self, act: Act) -> Event:
        """Tells whoever handles it; a kind that has its own fixer goes to him at once
        (practice.md §5.3).
        """
        school = act.school
        notify = self.responders(act)
        fixer = self.category.fixer
        if fixer is not None and not (fixer.may(Right.REPAIR) or fixer.may(Right.DISPATCH)):
            fixer = None
        if fixer is not None:
            fixer = school.today_instead(fixer, act.now)
            notify = [fixer, *school.office()]
        if self.urgent:
            notify += told_at_once(self, school, act.now)
        if self.recorder:
            notify.append(self.reporter)
        event = self.note(act, "filed", notify)
        if fixer is not None:
            self.move(replace(act, seen=None), "assigned", worker=fixer.id, by_category=True)
            self.assignee = fixer
        return event

    def able(self, school: School) -> list[Person]:
        """Those who handle the kind."""
        return school.fixers(self.category)

    def sees(self, person: Person) -> bool:
        """Also those whose kind it is."""
        return super().sees(person) or person.holds(self.category.role_code)


def take_silence_for_danger(draft: Draft, act: Act) -> None:
    """Left unanswered, the grave dangers are taken for urgent (practice.md §6.2)."""
    kind = draft.danger_kind
    if draft.asks_hurt and any(d.kind == kind and d.raises for d in act.school.dangers):
        draft.urgency = act.school.urgency("urgent")
        draft.note(act, "unanswered")
