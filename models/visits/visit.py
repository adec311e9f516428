"""A visit: who stands at the gate, whom he wants to see, and how it goes on from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, ForeignKey, String, false, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.cases.case import Case
from models.cases.due import DueKind
from models.cases.step import Step
from models.escalation import Concerned, hearing, step
from models.people.person import Person, Right
from models.school import School
from models.visits.gate import at_gate
from models.visits.hosts import instead_of
from models.visits.purpose import VisitPurpose
from models.visits.states import AT_GATE, ENDED, State

# The audit keeps nothing that is to be forgotten.
PRIVATE = {"private": True}
# What falls due is called as the row of 时限与上报 that it follows. Of several who are still inside
# one list is made.
ANSWER, WAIT = "visit.answer", "visit.wait"
DUE = (
    DueKind(ANSWER),
    DueKind(WAIT),
    DueKind("visit.overstay", merged=True),
    DueKind("visit.evening", merged=True),
    DueKind("visit.late", merged=True),
)


class Visit(Case):
    """One visitor, or a few together, at the gate (practice.md §19).

    `phone` and `document` (the last four signs at most) are erased before the rest is.
    """

    __tablename__ = "visit"
    __mapper_args__ = {"polymorphic_identity": "visit"}
    FEATURE, PREFIX = "visits", "LF"
    OPEN = frozenset({*AT_GATE, State.INSIDE})
    FORGOTTEN = frozenset({"text", "gist", "name", "unit", "plate", "host_words"})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), default="", info=PRIVATE)
    unit: Mapped[str] = mapped_column(String(60), default="", info=PRIVATE)
    people: Mapped[int] = mapped_column(default=1)
    plate: Mapped[str] = mapped_column(String(12), default="", info=PRIVATE)
    phone: Mapped[str] = mapped_column(String(20), default="", info=PRIVATE)
    document: Mapped[str] = mapped_column(String(4), default="", info=PRIVATE)
    purpose_code: Mapped[str | None] = mapped_column(ForeignKey("visit_purpose.code"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # As it was said, where nobody was found for sure.
    host_words: Mapped[str] = mapped_column(String(20), default="", info=PRIVATE)
    guard_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None]
    wait_until: Mapped[datetime | None]
    entered_at: Mapped[datetime | None] = mapped_column(index=True)
    left_at: Mapped[datetime | None]
    # By which announcement this visitor came in, if by one.
    expected_id: Mapped[int | None] = mapped_column(ForeignKey("expected_visit.id"))
    reason: Mapped[str] = mapped_column(String(12), default="")
    # Another of that name is inside, and the guard says that this is not the same person.
    is_another: Mapped[bool] = mapped_column(default=False, server_default=false())

    # Kept beyond its time, because it belongs to an incident; what was erased names nobody.
    is_kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_erased: Mapped[bool] = mapped_column(default=False, server_default=false())

    purpose: Mapped[VisitPurpose | None] = relationship(lazy="joined")
    host: Mapped[Person | None] = relationship(foreign_keys=[host_id], lazy="joined")
    guard: Mapped[Person] = relationship(foreign_keys=[guard_id], lazy="joined")
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id], lazy="joined")

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Whom the visitors came to see, and who answered."""
        return or_(cls.host_id.in_(people), cls.answered_by_id.in_(people))

    def sees(self, person: Person) -> bool:
        """The gate, the host and whoever stands in, the office, and those who oversee."""
        at_gate = any(person.may(one) for one in (Right.GUARD, Right.DISPATCH, Right.OVERSEE))
        stands_in = self.host is not None and self.host.stand_in_id == person.id
        return at_gate or stands_in or person.id in (self.host_id, self.answered_by_id)

    def shows_phone(self, person: Person) -> bool:
        """Whether the telephone is read in full: by the guard and the host, while it is open."""
        return self.state not in ENDED and (person is self.host or person.may(Right.GUARD))

    def may_answer(self, person: Person) -> bool:
        """Whether the person may say whether the visitor comes in: the host, whoever stands in for
        him, and the office.
        """
        stands_in = self.host is not None and self.host.stand_in_id == person.id
        return person is self.host or stands_in or person.may(Right.DISPATCH)

    def due_steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of it as it stands (practice.md §19.2, §19.4). Whoever stands at
        the gate or is still inside is asked about at any time of the day.
        """
        late = partial(step, school=school, any_time=True)
        if self.state == State.ASKED and self.asked_at:
            yield late("visit.answer", "visit.answer", self.asked_at)
        if self.state == State.WAITING and self.wait_until:
            yield Step("visit.wait", self.wait_until, self.wait_until)
        if self.state == State.INSIDE and self.entered_at:
            yield late("visit.overstay", "visit.overstay", self.entered_at)
            yield late("visit.evening", "visit.evening", self.entered_at)
            yield late("visit.late", "visit.late", self.entered_at)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who hears of it then."""
        gate = at_gate(school, now)
        if kind == WAIT:
            return [*school.in_line(self.askable(school, now), now), self.guard]
        instead = instead_of(self.host, school, now) if self.host else None
        heard = hearing(kind, school, now, Concerned(gate, [instead] if instead else []))
        return [*heard, self.guard] if kind == ANSWER else heard

    def askable(self, school: School, now: datetime) -> list[Person]:
        """Who is asked first: the host, or whoever stands in for him today; without a phone that
        can be reached, the office.
        """
        if self.host is None:
            return school.office()
        found = school.reached([self.host], now)
        away = self.host.away(school.today(now)) and found == [self.host]
        return school.office() if away or not found else found
