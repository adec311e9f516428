"""The row of a draft: what a person is telling us before it is anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.cases.case import Case
from models.cases.step import Step
from models.people.person import Person
from models.school import Category, School, Urgency


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    FILED = "filed"
    DISCARDED = "discarded"


class Draft(Case):
    """What somebody began to tell: text, photos, place, and what it may be."""

    __tablename__ = "draft"
    FEATURE = "drafts"
    OPEN = frozenset({DraftState.DRAFT})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "draft", "inherit_condition": id == Case.id}
    # For whom it is told; whoever writes it for another is the recorder.
    reporter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The kind of case that it is most likely to become; empty where nobody knows yet.
    may_be: Mapped[str] = mapped_column(String(12), default="")
    # What the words could also mean, offered as buttons; never chosen without a person.
    place_choices: Mapped[list[int] | None]
    said_place: Mapped[str | None] = mapped_column(String(60))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"))
    second_category: Mapped[str | None] = mapped_column(String(8))
    urgency_code: Mapped[str | None] = mapped_column(ForeignKey("urgency.code"))
    danger_kind: Mapped[str | None] = mapped_column(ForeignKey("danger.kind"))
    hurt: Mapped[bool | None]
    forwarded_from: Mapped[str | None] = mapped_column(String(60))
    # Whoever tells it wants no name on it.
    anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The case that it became, or that its words and photos went to.
    became_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    # The case out of which it was opened: the 异常 of a round.
    opened_from_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))

    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id], lazy="joined")
    recorder: Mapped[Person | None] = relationship(foreign_keys=[recorder_id], lazy="joined")
    category: Mapped[Category | None] = relationship(lazy="joined")
    urgency: Mapped[Urgency | None] = relationship(lazy="joined")
    became: Mapped[Case | None] = relationship(
        foreign_keys=[became_id], remote_side=[Case.id], lazy="select"
    )
    opened_from: Mapped[Case | None] = relationship(
        foreign_keys=[opened_from_id], remote_side=[Case.id], lazy="select"
    )

    # The danger of what nobody has heard of yet is never contained.
    contained_at: ClassVar[None] = None

    @property
    def writer(self) -> Person:
        """Who writes it, and alone may see it."""
        return self.recorder or self.reporter

    @property
    def urgent(self) -> bool:
        """Whether it would count in real hours, nights and holidays included."""
        return self.urgency is not None and self.urgency.code == "urgent"

    @property
    def asks_hurt(self) -> bool:
        """Whether the words name a danger that nobody has answered for."""
        return self.danger_kind is not None and self.hurt is None

    def sees(self, person: Person) -> bool:
        """What is not filed yet is for whoever writes it."""
        return person is self.writer

    def due_steps(self, school: School) -> Iterator[Step]:
        """Once, after a while, the draft is offered again (practice.md §3.4); not what was said
        and is nothing yet.
        """
        if self.state == DraftState.DRAFT and self.may_be:
            hours = school.hours
            wait = timedelta(minutes=school.settings.draft_offer_minutes)
            at = self.opened_at + wait
            # What may hurt somebody waits for no morning.
            danger = self.danger_kind is not None and self.hurt is not False
            yield Step("draft.offer", self.opened_at, at if danger else hours.polite(at))

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who is reminded of it."""
        return [self.writer]
