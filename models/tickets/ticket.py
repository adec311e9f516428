"""The row of a repair: what it holds, whom it concerns, and who may move it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ForeignKey, Numeric, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Refused
from models.cases import Case, Event
from models.dues import Due, Step
from models.people import Act, Person, Right
from models.school import Category, School, Urgency
from models.tickets import deadlines
from models.tickets.states import MOVES, OPEN, State

ticket_joined = Table(
    "ticket_joined",
    Base.metadata,
    Column("case_id", ForeignKey("case.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class Ticket(Case):
    """A repair. The same row from the first word that a teacher typed to the signature."""

    __mapper_args__ = {"polymorphic_identity": "repair", "polymorphic_load": "inline"}
    PREFIX = "BX"

    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"), index=True)
    urgency_code: Mapped[str | None] = mapped_column(ForeignKey("urgency.code"))
    danger_kind: Mapped[str | None] = mapped_column(ForeignKey("danger.kind"))
    hurt: Mapped[bool | None]
    # What the words could also mean, offered as buttons; never chosen without a person.
    place_choices: Mapped[list[int] | None]
    second_category: Mapped[str | None] = mapped_column(String(8))
    said_place: Mapped[str | None] = mapped_column(String(60))
    forwarded_from: Mapped[str | None] = mapped_column(String(60))
    convenient: Mapped[str | None] = mapped_column(String(12))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    respond_by: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
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
    stars: Mapped[int | None]
    materials: Mapped[str | None] = mapped_column(Text)
    cost: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    cause: Mapped[str | None] = mapped_column(String(10))
    in_warranty: Mapped[bool | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))

    category: Mapped[Category | None] = relationship(lazy="joined")
    urgency: Mapped[Urgency | None] = relationship(lazy="joined")
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id], lazy="joined")
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id], lazy="select")
    finished_by: Mapped[Person | None] = relationship(foreign_keys=[finished_by_id], lazy="select")
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id], lazy="joined")
    merged_into: Mapped[Ticket | None] = relationship(
        foreign_keys=[merged_into_id], remote_side=[Case.id], lazy="select"
    )
    joined: Mapped[list[Person]] = relationship(secondary=ticket_joined, lazy="select")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to repair."""
        return self.state in OPEN

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

    def move(self, act: Act, verb: str, tell: Iterable[Person] = (), **data: Any) -> Event:
        """Takes one step of the table. Raises `Refused` where it does not allow the step, or
        where the card that was pressed had been overtaken.
        """
        self.unchanged(act)
        origins, target = MOVES[verb]
        if self.state not in origins:
            raise Refused("ticket.not_now", state=State(self.state))
        self.version += 1
        self.state, self.state_at = target, act.now
        if target not in OPEN:
            self.paused_at = self.asked_by = self.unneeded_at = None
        return self.note(act, verb, tell, **data)

    def pace(self, school: School) -> Urgency | None:
        """How soon it must be done now; a danger that is contained is an ordinary repair
        (practice.md §6.4).
        """
        return school.urgency("normal") if self.contained_at else self.urgency

    def grow_graver(self, other: Ticket, act: Act) -> bool:
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

    def who_repairs(self, school: School, now: datetime) -> list[Person]:
        """Who must move now: whoever has it, or stands in today; without a phone, the office
        (practice.md §1.4, §5.5).
        """
        if self.assignee is None:
            return list(dict.fromkeys([*self.fixers(school, now), *school.office()]))
        person = school.today_instead(self.assignee, now)
        return [person] if person.reachable else school.office()

    def signers_instead(self, school: School) -> list[Person]:
        """Who may sign in the reporter's stead: the office, but nobody who did it. Where that bars
        the whole office, those who oversee it (practice.md §8.2, §8.3).
        """
        rights = (Right.DISPATCH, Right.OVERSEE)
        able = ([p for p in school.with_right(right) if not self.did_it(p)] for right in rights)
        return next(filter(None, able), [])

    def did_it(self, person: Person) -> bool:
        """Whether the person repaired it, or said so for the one who did (practice.md §8.3)."""
        return person in (self.finished_by, self.assignee)

    def reporter_cannot(self, act: Act) -> bool:
        """Whether the reporter is not there to sign, or may not."""
        away = self.reporter.away(act.school.today(act.now))
        return away or not self.reporter.reachable or self.did_it(self.reporter)

    def fixers(self, school: School, now: datetime) -> list[Person]:
        """Those who may take it, stand-ins in place of those who are away today."""
        holders = school.fixers(self.category)
        return list(dict.fromkeys(school.today_instead(person, now) for person in holders))

    def handlers(self, act: Act) -> list[Person]:
        """Who must act while nobody has it: those who may take it, and the office."""
        return list(dict.fromkeys([*self.fixers(act.school, act.now), *act.school.office()]))

    def may_fix(self, act: Act) -> bool:
        """Whether the person may take this repair."""
        return act.by is self.assignee or act.by in self.fixers(act.school, act.now)

    def must_hold(self, act: Act) -> None:
        """Raises `Refused` unless the person has the repair, or acts for the office."""
        if act.by is not self.assignee and not act.by.may(Right.DISPATCH):
            raise Refused("ticket.not_yours", who=self.assignee)

    def must_report(self, act: Act) -> None:
        """Raises `Refused` unless the person is the one who reported."""
        if act.by is not self.reporter:
            raise Refused("ticket.reporter_only", who=self.reporter)

    def sees(self, person: Person) -> bool:
        """Whether the person may read this case: whoever is on it, and those who oversee. What is
        not filed yet is for whoever writes it.
        """
        if self.number is None:
            return person is (self.recorder or self.reporter)
        concerned = {self.reporter_id, self.recorder_id, self.assignee_id}
        return (
            person.id in concerned
            or person in self.joined
            or any(person.may(right) for right in (Right.DISPATCH, Right.OVERSEE))
            or (self.category is not None and person.holds(self.category.role_code))
            or (self.urgent and person.may(Right.GUARD))
        )

    def steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of this repair."""
        return deadlines.steps(self, school)

    def hears(self, due: Due, school: School, now: datetime) -> list[Person]:
        """Who hears of it when one of those steps falls due."""
        return deadlines.hears(self, due.kind, school, now)
