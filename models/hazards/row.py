"""The row of a hazard, and who is who on it. It stands below the verbs; `hazard` stands above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, ForeignKey, Table, Text, and_, false, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.cases.case import Case, Event, Photo
from models.cases.draft import Draft
from models.cases.parts import parts_of
from models.hazard_levels import HazardCategory, HazardCriterion, HazardLevel
from models.hazards import states
from models.hazards.risk_points import RiskPoint
from models.people.person import Person, Right
from models.school import School
from models.tickets.kind import TicketKind
from models.tickets.states import State
from models.tickets.ticket import Ticket

# What whoever found it does under his own name, which is kept where he wishes it.
FINDERS = frozenset({"drafted", "filed", "hurt", "not_hurt", "comment", "withdrawn"})
FINDER, AUTHORITY = "finder", "authority"

hazard_heard = Table(
    "hazard_heard",
    Base.metadata,
    Column("case_id", ForeignKey("case.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class HazardRow(TicketKind):
    """Something that could hurt somebody: put right by its owner, cleared by somebody else."""

    __abstract__ = True
    FEATURE = "hazards"
    PREFIX = "YH"
    OPEN = states.OPEN
    MOVES = states.MOVES

    id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    anonymous: Mapped[bool] = mapped_column(default=False)
    category_code: Mapped[str | None] = mapped_column(ForeignKey("hazard_category.code"))
    level_code: Mapped[str | None] = mapped_column(ForeignKey("hazard_level.code"), index=True)
    criterion_code: Mapped[str | None] = mapped_column(ForeignKey("hazard_criterion.code"))
    # Where it was foreseen; nothing where it was not.
    risk_code: Mapped[str | None] = mapped_column(ForeignKey("risk_point.code"))
    ordered_at: Mapped[datetime | None]
    # Until when nobody may be in danger any more, and what was done about it.
    control_by: Mapped[datetime | None]
    measure: Mapped[str | None] = mapped_column(Text)
    # The day that was set first; `due_at` is the one that counts now.
    first_due_at: Mapped[datetime | None]
    extended: Mapped[int] = mapped_column(default=0)
    asked_until: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asked_why: Mapped[str | None] = mapped_column(Text)
    # Why the level was lowered after it had been ordered.
    lowered_why: Mapped[str | None] = mapped_column(Text)
    # 五落实, beside the owner and the day: what is done, with which money, and what if.
    plan_measure: Mapped[str | None] = mapped_column(Text)
    plan_money: Mapped[str | None] = mapped_column(Text)
    plan_emergency: Mapped[str | None] = mapped_column(Text)
    planned_at: Mapped[datetime | None]
    told_authority: Mapped[str | None] = mapped_column(Text)
    told_authority_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(Text)
    fixed_at: Mapped[datetime | None]
    opinion: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    @classmethod
    def category(cls) -> Mapped[HazardCategory | None]:
        """What kind of hazard it is."""
        return relationship(lazy="joined")

    @declared_attr
    @classmethod
    def level(cls) -> Mapped[HazardLevel | None]:
        """How bad it is; nothing until somebody has said so."""
        return relationship(lazy="joined")

    @declared_attr
    @classmethod
    def criterion(cls) -> Mapped[HazardCriterion | None]:
        """The line of the list that makes it a 重大 one."""
        return relationship(lazy="joined")

    @declared_attr
    @classmethod
    def risk(cls) -> Mapped[RiskPoint | None]:
        """The risk point at which it was found."""
        return relationship(lazy="joined")

    @declared_attr
    @classmethod
    def heard(cls) -> Mapped[list[Person]]:
        """Who has pressed 收到."""
        return relationship(secondary=hazard_heard, lazy="select")

    @classmethod
    def missing(cls, draft: Draft) -> str | None:
        """What it is, and where."""
        return super().missing(draft) or (None if draft.place else "place")

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Who found it, unless he wants no name on it, and who has to put it right."""
        found = and_(cls.reporter_id.in_(people), cls.anonymous == false())
        return or_(found, cls.assignee_id.in_(people))

    def not_now(self) -> Refused:
        """The step is none of those that are possible now."""
        return Refused(f"hazards.not_now.{self.state}")

    def hides(self, person: Person | None, kind: str) -> bool:
        """Whether it was told by somebody who wants no name on it."""
        return self.anonymous and person in (self.reporter, self.recorder) and kind in FINDERS

    def sees(self, person: Person) -> bool:
        """Also the safety officer, and whoever the level names."""
        level = self.level
        named = [*level.tell, *level.recheck] if level else []
        return (
            super().sees(person)
            or person.may(Right.SAFETY)
            or any(person.holds(code) for code in named)
        )

    def shown_with(self, event: Event) -> Sequence[Photo]:
        """What was put right is shown beside how it was."""
        if event.kind != "fixed" or not event.photos:
            return event.photos
        before = self.before
        return [before, *event.photos] if before else event.photos

    @property
    def before(self) -> Photo | None:
        """How it was when it was found."""
        told = (photo for photo in self.photos if photo.is_picture and not _of_work(photo))
        return next(told, None)

    @property
    def after(self) -> Photo | None:
        """How it is since it was put right."""
        fixed = [p for p in self.photos if p.is_picture and p.event and p.event.kind == "fixed"]
        return fixed[-1] if fixed else None

    @property
    def grave(self) -> bool:
        """Whether it is a 重大隐患."""
        return self.level is not None and self.level.grave

    @property
    def must_control(self) -> bool:
        """Whether it must be contained before anything else, and is not yet."""
        return self.level is not None and self.level.must_control and self.contained_at is None

    @property
    def must_plan(self) -> bool:
        """Whether the plan that names the day is still missing."""
        return self.level is not None and self.level.by_plan and self.planned_at is None

    def orderers(self, school: School) -> list[Person]:
        """Those who say how bad it is, who puts it right, and by when."""
        return school.with_right(Right.SAFETY) or school.office()

    def must_order(self, act: Act) -> None:
        """Raises `Refused` unless the person is the safety officer, or of the office."""
        if not act.by.may(Right.DISPATCH):
            act.must(Right.SAFETY)

    def must_own(self, act: Act) -> None:
        """Raises `Refused` unless the person has to put it right, or acts for those who order."""
        if self.assignee is None:
            raise self.not_now()
        owner = act.school.today_instead(self.assignee, act.now)
        orders = act.by.may(Right.DISPATCH) or act.by.may(Right.SAFETY)
        if act.by not in (self.assignee, owner) and not orders:
            raise Refused("hazards.not_yours", who=self.assignee)

    def fixers_so_far(self) -> set[int]:
        """Who has put it right, or said so: none of them clears it (practice.md §15.9)."""
        found = {self.assignee_id, self.finished_by_id}
        for event in self.events:
            if event.kind == "fixed":
                found |= {event.by_id, event.holder_id, event.data.get("worker")}
        return {one for one in found if one is not None}

    def put_it_right(self, person: Person) -> bool:
        """Whether the person, or whoever holds the shared phone, has put it right."""
        holder = person.on_phone_id if person.shared_phone else None
        return not {person.id, holder}.isdisjoint(self.fixers_so_far())

    def checkers(self, school: School, now: datetime) -> list[Person]:
        """Who may look whether it is gone: those whom the level names, never who put it right nor
        his stand-in as such; if that leaves nobody, the safety officer, the office, the leaders.
        """
        named = [person for code in self.recheckers for person in self._named(code, school)]
        lines: Iterable[Sequence[Person]] = (
            named,
            school.with_right(Right.SAFETY),
            school.office(),
            school.with_right(Right.OVERSEE),
        )
        return next(filter(None, (self._able(line, school, now) for line in lines)), [])

    @property
    def recheckers(self) -> Sequence[str]:
        """The roles by which the level names whoever looks again."""
        return self.level.recheck if self.level else ()

    def _named(self, code: str, school: School) -> list[Person]:
        if code == FINDER:
            # His press would say who he is.
            return [] if self.anonymous else [self.reporter]
        return school.with_role(code)

    def _able(self, people: Sequence[Person], school: School, now: datetime) -> list[Person]:
        free = [person for person in people if person.reachable and not self.put_it_right(person)]
        today = dict.fromkeys(school.today_instead(person, now) for person in free)
        return [person for person in today if person.reachable and not self.put_it_right(person)]

    def told_at_once(self, school: School) -> list[Person]:
        """Whom the level names beside the owner."""
        codes = self.level.tell if self.level else ()
        return list(dict.fromkeys(one for code in codes for one in school.with_role(code)))

    def deaf(self, school: School) -> list[Person]:
        """Of a 重大隐患, those who have not pressed 收到 yet, nor has a stand-in for them."""
        if not self.grave or not self.is_open or self.state == State.REPORTED:
            return []
        people = [*self.told_at_once(school), *([self.assignee] if self.assignee else [])]
        return [
            person
            for person in dict.fromkeys(people)
            if person.reachable and person not in self.heard and person.stand_in not in self.heard
        ]

    def open_parts(self) -> list[Case]:
        """The repairs that it waits for."""
        return [
            part
            for part in parts_of(self)
            if isinstance(part, Ticket) and part.is_open and not isinstance(part, HazardRow)
        ]

    def part_ended(self, part: Case, act: Act) -> None:
        """A repair that it waited for was done: its owner goes on."""
        if self.is_open:
            notify = [self.assignee] if self.assignee else self.orderers(act.school)
            self.note(act, "part_ended", notify, is_step=False, number=part.number)


def _of_work(photo: Photo) -> bool:
    return photo.event is not None and photo.event.kind in ("controlled", "fixed", "not_cleared")
