"""A round: a list that is due at a time for whoever is on duty, and how far it has come.

planned ──asked──► open ──► done                  due + 15 min  reminded
                     └────► missed (未查) ──► done late (补查)   + 30 warned, + 60 missed
                └── no school after all ──► called off          (rows of 时限与上报)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from secrets import SystemRandom

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.cases.case import Case, Event
from models.cases.due import DueKind
from models.cases.step import Step
from models.checklists import Answer
from models.escalation import Concerned, hearing, step
from models.people.person import Person, Right
from models.rounds.answers import Proof, Result, RoundAnswer
from models.rounds.duty import role_behind, whom
from models.rounds.edition import Edition, Item
from models.school import School

ASK, REMIND, WARN = "round.ask", "round.remind", "round.warn"
MISSED, UNASKED, SIGN = "round.missed", "round.unasked", "round.sign"
# What is told to the duty leader may be one list; a round that is asked is a card of its own.
MERGED = (MISSED, UNASKED, SIGN)
DUE = (
    *(DueKind(kind) for kind in (ASK, REMIND, WARN)),
    *(DueKind(kind, merged=True) for kind in MERGED),
)
# Those that were missed while the bot was off are told together.
GATHERED = timedelta(minutes=5)
draw = SystemRandom().sample


class State(StrEnum):
    """Where a round stands. 未查 (missed) is never shown as 正常, anywhere."""

    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    CALLED_OFF = "called_off"


class Round(Case):
    """One round of a list, on one day at one time. A row from the beginning of its day on."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("checklist_code", "day", "slot"),)
    FEATURE = "rounds"
    PREFIX = "JC"
    OPEN = frozenset({State.PLANNED, State.OPEN})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "round", "inherit_condition": id == Case.id}
    checklist_code: Mapped[str] = mapped_column(ForeignKey("checklist.code"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("checklist_edition.id"))
    day: Mapped[date] = mapped_column(index=True)
    # The wall time: 08:30; with seconds, where somebody began it without being asked.
    slot: Mapped[str] = mapped_column(String(8))
    due_at: Mapped[datetime]
    # 1 the beginning of the term, 2 the middle, 3 the end.
    phase: Mapped[int | None]
    # Falls away where its day has no school after all.
    of_school: Mapped[bool] = mapped_column(default=True)
    on_demand: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[list[int]] = mapped_column(default=list)
    # Why somebody else is asked than whose duty it is, and whose it would be.
    because: Mapped[str] = mapped_column(String(12), default="")
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # 晚点查: the chain begins anew from then.
    later_until: Mapped[datetime | None]
    # The items that want a photo this time although all is well.
    drawn: Mapped[list[str]] = mapped_column(default=list)
    # Nobody was asked, because the bot was off.
    unasked: Mapped[bool] = mapped_column(default=False)
    # Done after it was recorded as missed (补查).
    late: Mapped[bool] = mapped_column(default=False)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    edition: Mapped[Edition] = relationship(lazy="joined")
    instead_of: Mapped[Person | None] = relationship(foreign_keys=[instead_of_id], lazy="select")
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id], lazy="select")
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id], lazy="select")
    answers: Mapped[list[RoundAnswer]] = relationship(order_by=RoundAnswer.id, lazy="select")

    @property
    def items(self) -> list[Item]:
        """What is looked at this time; what belongs to another part of the term is left out."""
        return [one for one in self.edition.items if not one.only or self.phase in one.only]

    def item(self, code: str) -> Item | None:
        """The item with this code."""
        return next((one for one in self.items if one.code == code), None)

    def answer_of(self, code: str, spot: int = 0) -> RoundAnswer | None:
        """What was answered there, if anything was."""
        return next((one for one in self.answers if (one.item, one.spot) == (code, spot)), None)

    def answers_of(self, item: Item) -> list[RoundAnswer]:
        """What was answered at the item, door by door."""
        return [one for one in self.answers if one.item == item.code]

    def settled(self, item: Item) -> bool:
        """Whether the item is answered, at every door."""
        return {one.spot for one in self.answers_of(item)} >= set(item.places())

    def settled_items(self) -> int:
        """How many items are answered."""
        return sum(map(self.settled, self.items))

    def problems(self) -> list[RoundAnswer]:
        """What is not as it should be."""
        return [one for one in self.answers if one.result == Result.PROBLEM]

    def not_looked_at(self) -> list[Item]:
        """What nobody has looked at, item by item."""
        skipped = {one.item for one in self.answers if one.result == Result.SKIPPED}
        return [one for one in self.items if one.code in skipped or not self.settled(one)]

    def wants_photo(self, item: Item) -> bool:
        """Whether the lot fell on the item, and no photo has come yet."""
        shown = any(one.proof == Proof.PHOTO for one in self.answers_of(item))
        return item.code in self.drawn and not shown

    def to_ask(self) -> list[Item]:
        """What a press cannot answer: numbers, and the photos that were drawn."""
        return [
            one
            for one in self.items
            if (one.counts and not self.settled(one)) or self.wants_photo(one)
        ]

    @property
    def stays_open(self) -> bool:
        """Whether it can be answered: in time, or late (补查)."""
        return self.state in (State.OPEN, State.MISSED)

    @property
    def standing(self) -> str:
        """Its state, and how it came to it: done_late, done_left, done_problems, unasked."""
        if self.state == State.DONE and self.late:
            return "done_late"
        if self.state == State.DONE and self.not_looked_at():
            return "done_left"
        if self.state == State.DONE and self.problems():
            return "done_problems"
        return "unasked" if self.unasked and self.state == State.MISSED else str(self.state)

    def people(self) -> list[Person]:
        """Who is asked, and who walks along."""
        session = Session.object_session(self)
        assert session is not None
        return [session.get_one(Person, one) for one in self.asked]

    def due_steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of this round (practice.md §13.4). It rings at any hour: a night
        round is at night.
        """
        late = partial(step, school=school, any_time=self.state == State.OPEN)
        if self.state == State.PLANNED:
            yield Step("round.ask", self.due_at, self.due_at)
        elif self.state == State.OPEN:
            basis = self.later_until or self.due_at
            if self.later_until is not None:
                yield Step("round.remind", basis, basis)
            elif not self.on_demand:
                yield late("round.remind", "round.remind", basis)
            if not self.on_demand:
                yield late("round.warn", "round.warn", basis)
            yield late("round.missed", "round.missed", basis)
        elif self.state == State.MISSED and self.unasked:
            at = school.hours.polite(self.state_at + GATHERED)
            yield Step("round.unasked", self.due_at, at)
        elif self.to_sign and self.done_at:
            yield late("round.sign", "round.sign", self.done_at)

    def falls_due(self, kind: str, school: School, now: datetime) -> None:
        """It is asked, missed, or called off."""
        if self.state not in self.OPEN:
            return
        if self.of_school and not school.hours.is_school_day(self.day):
            self._moves_to(State.CALLED_OFF, now)
            self.events.append(Event(at=now, kind="called_off", version=self.version))
        elif kind == ASK and now >= self.missed_at(school):
            self.unasked = True
            self._moves_to(State.MISSED, now)
        elif kind == ASK:
            self._asks(school, now)
        elif kind == MISSED and self.on_demand:
            self._moves_to(State.CALLED_OFF, now)
            self.events.append(Event(at=now, kind="left_off", version=self.version))
        elif kind == MISSED:
            self._moves_to(State.MISSED, now)

    def missed_at(self, school: School) -> datetime:
        """From when on it is 未查."""
        basis = self.later_until or self.due_at
        return step(MISSED, MISSED, basis, school, any_time=True).at

    def _moves_to(self, state: State, now: datetime) -> None:
        self.version += 1
        self.state, self.state_at = state, now

    def _asks(self, school: School, now: datetime) -> None:
        asked = whom(self.edition.who, school, now)
        self.asked = [one.id for one in asked.people]
        self.because = asked.because or ""
        self.instead_of = asked.instead_of
        self.begins(now)

    def begins(self, now: datetime) -> None:
        """It can be answered from now on; which items want a photo is drawn. Where children would
        be on it none is wanted, and those ask for none when something is wrong either.
        """
        fit = [one.code for one in self.items if one.answer == Answer.ABN and one.photo]
        self.drawn = sorted(draw(fit, min(self.edition.random_photos, len(fit))))
        self._moves_to(State.OPEN, now)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who hears of it. A round that was called off or done meanwhile nobody."""
        if kind == ASK:
            return self.people() if self.state == State.OPEN else []
        if kind in (REMIND, WARN) and self.state == State.OPEN:
            return hearing(kind, school, now, Concerned(self.people(), self.people()))
        if kind in (MISSED, UNASKED) and self.state == State.MISSED:
            return hearing(MISSED, school, now, Concerned(self.people(), self.people()))
        if kind == SIGN and self.to_sign:
            return hearing(SIGN, school, now, Concerned(next=self.signers(school, now)))
        return []

    @property
    def to_sign(self) -> bool:
        """Whether it is done and waits for the second signature."""
        return self.state == State.DONE and bool(self.edition.second) and self.signed_at is None

    def signers(self, school: School, now: datetime) -> list[Person]:
        """Who signs besides: never whoever did it (practice.md §1.2)."""
        asked = whom(self.edition.second, school, now).people
        others = [one for one in asked if one.id != self.done_by_id]
        return others or [one for one in school.in_line((), now) if one.id != self.done_by_id]

    def sees(self, person: Person) -> bool:
        """Whoever is asked, oversees, or has the duty; what is still to come nobody: the days that
        are drawn are known to nobody before.
        """
        if self.state == State.PLANNED:
            return False
        if person.id in self.asked or person.may(Right.OVERSEE) or self.has_duty(person):
            return True
        return bool(self.edition.second) and self._is_for(self.edition.second, person)

    def has_duty(self, person: Person) -> bool:
        """Whether it is for people of this one's role."""
        return self._is_for(self.edition.who, person)

    def _is_for(self, who: str, person: Person) -> bool:
        session = Session.object_session(self)
        assert session is not None
        return person.holds(role_behind(who, session))

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """The rounds that one of them has done."""
        return cls.done_by_id.in_(people)
