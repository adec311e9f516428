"""The row of a ticket: what somebody was asked to do, whom it concerns, and who may move it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, ForeignKey, String, Table, Text, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.cases.case import Event
from models.cases.draft import Draft
from models.cases.filing import FromDraft
from models.cases.parts import wholes_of
from models.people.person import Person, Right
from models.school import PRINCIPAL, School, Urgency
from models.tickets.states import MOVES, OPEN, Moves, State

ticket_joined = Table(
    "ticket_joined",
    Base.metadata,
    Column("case_id", ForeignKey("case.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class Ticket(FromDraft):
    """What somebody has to do, and somebody else checks: what all kinds of ticket share."""

    __tablename__ = "ticket"
    __mapper_args__ = {"polymorphic_abstract": True}
    OPEN = OPEN
    # The moves that the life of this kind allows.
    MOVES: ClassVar[Moves] = MOVES

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    urgency_code: Mapped[str | None] = mapped_column(ForeignKey("urgency.code"))
    danger_kind: Mapped[str | None] = mapped_column(ForeignKey("danger.kind"))
    hurt: Mapped[bool | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    respond_by: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    contained_at: Mapped[datetime | None]
    waiting_for: Mapped[str | None] = mapped_column(String(10))
    waiting_note: Mapped[str | None] = mapped_column(Text)
    firm: Mapped[str | None] = mapped_column(String(60))
    firm_phone: Mapped[str | None] = mapped_column(String(30))
    paused_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unneeded_at: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None]
    nudges: Mapped[int] = mapped_column(default=0, server_default="0")
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    instead_reason: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))

    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id], lazy="joined")
    recorder: Mapped[Person | None] = relationship(foreign_keys=[recorder_id], lazy="joined")
    urgency: Mapped[Urgency | None] = relationship(lazy="joined")
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id], lazy="joined")
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id], lazy="select")
    finished_by: Mapped[Person | None] = relationship(foreign_keys=[finished_by_id], lazy="select")
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id], lazy="joined")
    merged_into: Mapped[Ticket | None] = relationship(
        foreign_keys=[merged_into_id], remote_side="Ticket.id", lazy="select"
    )
    joined: Mapped[list[Person]] = relationship(secondary=ticket_joined, lazy="select")

    @classmethod
    def reported_by(cls, person: Person) -> ColumnElement[bool]:
        """What the person reported."""
        return cls.reporter_id == person.id

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Whose reports they are, and who has them in hand."""
        return or_(cls.reporter_id.in_(people), cls.assignee_id.in_(people))

    @property
    def unclaimed(self) -> bool:
        """Whether nobody has said yet that he repairs it."""
        return self.state in (State.REPORTED, State.ASSIGNED)

    @property
    def urgent(self) -> bool:
        """Whether it counts in real hours, nights and holidays included."""
        return self.urgency is not None and self.urgency.code == "urgent"

    @property
    def alarming(self) -> bool:
        """Whether there is danger now, and nobody has contained it yet."""
        return self.urgent and self.is_open and self.contained_at is None

    @property
    def pressing(self) -> tuple[int, float]:
        """Danger, then what is open by its deadline, then what waits for a signature."""
        if not self.is_open or self.due_at is None:
            return super().pressing if self.state != State.DONE else (2, self.state_at.timestamp())
        return (0 if self.alarming else 1, self.due_at.timestamp())

    def move(self, act: Act, verb: str, notify: Iterable[Person] = (), **data: Any) -> Event:
        """Takes one step of the table. Raises `Refused` where it does not allow the step, or
        where the card that was pressed had been overtaken.
        """
        self.unchanged(act)
        origins, target = self.MOVES.get(verb, (frozenset(), self.state))
        if self.state not in origins:
            raise self.not_now()
        self.version += 1
        self.state, self.state_at = target, act.now
        if target not in OPEN:
            self.paused_at = self.asked_by = self.unneeded_at = None
        event = self.note(act, verb, notify, **data)
        if target not in OPEN:
            for whole in wholes_of(self):
                whole.part_ended(self, act)
        return event

    def not_now(self) -> Refused:
        """The sentence that this step is none of those that are possible now."""
        return Refused("ticket.not_now", state=State(self.state))

    def pace(self, school: School) -> Urgency | None:
        """How soon it must be done now; a danger that is contained is an ordinary ticket
        (practice.md §6.4).
        """
        return school.urgency("normal") if self.contained_at else self.urgency

    def adopt_danger(self, other: Ticket | Draft, act: Act) -> bool:
        """Takes over the danger of another report of the same thing. What is urgent already keeps
        its time; only a danger reported after the old one was contained is a new one. Returns
        whether there is one now that was not there before.
        """
        if not other.urgent or other.urgency is None:
            return False
        contained = self.contained_at
        back = contained and other.contained_at is None and other.opened_at > contained
        if self.urgent and not back:
            self.danger_kind = self.danger_kind or other.danger_kind
            return False
        self.urgency, self.hurt = other.urgency, other.hurt
        self.danger_kind = other.danger_kind or self.danger_kind
        self.contained_at = other.contained_at
        pace = self.pace(act.school) or other.urgency
        self.respond_by = pace.respond_by(act.now, act.school.hours)
        self.due_at = pace.finish_by(act.now, act.school.hours)
        return True

    def alarmed(self, school: School, now: datetime) -> list[Person]:
        """Who hears of a danger here: who must move, the office, and at the gate."""
        moving = self.who_repairs(school, now)
        return [*moving, *school.office(), *school.guards_after_hours(now)]

    def who_waits(self) -> list[Person]:
        """Who waits for it to be done: whoever reported it, and those who joined. What moves on is
        told to them, too: nobody waits in silence (practice.md §7.5).
        """
        return [self.reporter, *self.joined]

    def who_repairs(self, school: School, now: datetime) -> list[Person]:
        """Who must move now: whoever has it, or stands in today; without a phone, the office
        (practice.md §1.4, §5.5).
        """
        if self.assignee is None:
            return list(dict.fromkeys([*self.fixers(school, now), *school.office()]))
        return school.reached([self.assignee], now) or school.office()

    def signers_instead(self, school: School) -> list[Person]:
        """Who may sign in the reporter's stead: the office, but nobody who did it. Where that bars
        the whole office, those who oversee it; the principal only where nobody else is left
        (practice.md §8.2, §8.3).
        """
        overseers = school.with_right(Right.OVERSEE)
        others = [person for person in overseers if not person.holds(PRINCIPAL)]
        lines = (school.with_right(Right.DISPATCH), others, overseers)
        able = ([one for one in line if not self.did_it(one)] for line in lines)
        return next(filter(None, able), [])

    def did_it(self, person: Person) -> bool:
        """Whether the person repaired it, or said so for the one who did (practice.md §8.3)."""
        return person in (self.finished_by, self.assignee)

    def reporter_cannot(self, school: School, now: datetime) -> bool:
        """Whether the reporter is not there to sign, or may not."""
        reporter = self.reporter
        if reporter.away(school.today(now)) or self.did_it(reporter):
            return True
        return not reporter.reachable or reporter.telegram_id in school.silent

    def able(self, school: School) -> list[Person]:
        """Those whose task it is by their post."""
        return school.office()

    def fixers(self, school: School, now: datetime) -> list[Person]:
        """Those who may take it, stand-ins in place of those who are away today."""
        able = self.able(school)
        return list(dict.fromkeys(school.today_instead(person, now) for person in able))

    def responders(self, act: Act) -> list[Person]:
        """Who must act while nobody has it: those who may take it, and the office."""
        return list(dict.fromkeys([*self.fixers(act.school, act.now), *act.school.office()]))

    def may_fix(self, act: Act) -> bool:
        """Whether the person may take this ticket."""
        return act.by is self.assignee or act.by in self.fixers(act.school, act.now)

    def must_hold(self, act: Act) -> None:
        """Raises `Refused` unless the person has the ticket, or acts for the office."""
        if act.by is not self.assignee and not act.by.may(Right.DISPATCH):
            raise Refused("ticket.not_yours", who=self.assignee)

    def must_report(self, act: Act) -> None:
        """Raises `Refused` unless the person is the one who reported."""
        if act.by is not self.reporter:
            raise Refused("ticket.reporter_only", who=self.reporter)

    def sees(self, person: Person) -> bool:
        """Whether the person may read this case: whoever is on it, and those who oversee."""
        concerned = {self.reporter_id, self.recorder_id, self.assignee_id}
        return (
            person.id in concerned
            or person in self.joined
            or any(person.may(right) for right in (Right.DISPATCH, Right.OVERSEE))
            or (self.urgent and person.may(Right.GUARD))
        )
