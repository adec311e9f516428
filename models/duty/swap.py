"""换班: somebody who cannot come asks another, or all who could; whoever says yes has the shift.

Until then it is still whose it was (practice.md §14.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Refused
from models.cases.case import Case, Event
from models.cases.due import DueKind
from models.cases.numbering import next_number
from models.cases.step import Step
from models.duty.roster import Post
from models.duty.shifts import arranges, candidates, change, shifts, span
from models.escalation import Concerned, hearing
from models.people.person import Person
from models.school import School

# Asked again, and told to the office: a day before, and half a day before.
DUE = (DueKind("swap.day"), DueKind("swap.half"))
ROWS = {kind.name: f"duty.{kind.name}".replace("swap.", "swap_") for kind in DUE}


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


class Swap(Case):
    """A shift that somebody asks others to take."""

    __tablename__ = "duty_swap"
    FEATURE, PREFIX = "duty", "HB"
    OPEN = frozenset({State.OPEN})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "duty_swap", "inherit_condition": id == Case.id}
    post_code: Mapped[str] = mapped_column(ForeignKey("post.code"))
    day: Mapped[date]
    starts_at: Mapped[datetime]
    asker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[list[int]]
    refused: Mapped[list[int]] = mapped_column(default=list)
    post: Mapped[Post] = relationship(lazy="joined")
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id], lazy="joined")
    taker: Mapped[Person | None] = relationship(foreign_keys=[taker_id], lazy="joined")

    def sees(self, person: Person) -> bool:
        """Who asks, who was asked, and those who arrange the roster."""
        return person is self.asker or person.id in self.asked or arranges(person)

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Whose shift it was, and who has it now."""
        return cls.asker_id.in_(people) | cls.taker_id.in_(people)

    def due_steps(self, school: School) -> Iterator[Step]:
        """Asked again while nobody has said yes, and told to the office."""
        if self.state != State.OPEN:
            return
        for kind, row in ROWS.items():
            limit = school.deadline(row)
            before = school.hours.due(self.starts_at, limit.amount, limit.unit) - self.starts_at
            if self.starts_at - before > self.opened_at:
                yield Step(kind, self.starts_at, self.starts_at - before)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who has not answered; and whoever the row names, for a shift that may stay empty."""
        waiting = [school.session.get_one(Person, one) for one in self.waits_for()]
        return hearing(ROWS[kind], school, now, Concerned(next=[*waiting, self.asker]))

    def waits_for(self) -> list[int]:
        """Who was asked and has not answered."""
        return [one for one in self.asked if one not in self.refused]


def ask(act: Act, post: Post, day: date, of: Sequence[Person]) -> Swap:
    """Asks these people to take one's shift. Asked once more for the same shift, those are added.

    Raises `Refused` where it is not one's own, is over, or where one of them could not have it.
    """
    school = act.school
    shift = next((one for one in shifts(school, day, day) if one.post is post), None)
    if shift is None or act.by not in shift.people:
        raise Refused("duty.not_yours")
    if shift.starts_at <= act.now:
        raise Refused("duty.not_now")
    able = [person for person, _ in candidates(school, post, day, act.now)]
    if not of or not set(of) <= set(able):
        raise Refused("duty.cannot", who=[one for one in of if one not in able])
    swap = _open(act, post, day)
    if swap is None:
        swap = Swap(
            state=State.OPEN,
            state_at=act.now,
            opened_at=act.now,
            version=1,
            number=next_number(school.session, Swap.PREFIX, school.today(act.now)),
            post=post,
            day=day,
            starts_at=span(post, day, school.hours)[0],
            asker=act.by,
            asked=[],
        )
        school.session.add(swap)
        swap.events, swap.photos = [], []
    new = [one for one in of if one.id not in swap.asked]
    swap.asked = [*swap.asked, *(one.id for one in new)]
    swap.version += 1
    swap.note(act, "swap_asked", new)
    return swap


def _open(act: Act, post: Post, day: date) -> Swap | None:
    query = select(Swap).where(
        Swap.post_code == post.code,
        Swap.day == day,
        Swap.asker_id == act.by.id,
        Swap.state == State.OPEN,
    )
    return act.school.session.scalars(query).unique().first()


def accept(swap: Swap, act: Act) -> Event:
    """我来值: the roster has it at once; whoever asked and the office hear it.

    Raises `Refused` where another was first, it was withdrawn, or it cannot be had any more.
    """
    _must_be_asked(swap, act)
    change(act, swap.post, swap.day, act.by, swap.asker)
    swap.version += 1
    swap.taker, swap.state, swap.state_at = act.by, State.TAKEN, act.now
    return swap.note(act, "swap_taken", [swap.asker, *act.school.office()])


def refuse(swap: Swap, act: Act) -> Event:
    """不方便. When all have said so, whoever asked hears it."""
    _must_be_asked(swap, act)
    swap.refused = list(dict.fromkeys([*swap.refused, act.by.id]))
    told = [] if swap.waits_for() else [swap.asker]
    return swap.note(act, "swap_refused", told)


def withdraw(swap: Swap, act: Act) -> Event:
    """不换了: those who were asked hear it."""
    if act.by is not swap.asker:
        raise Refused("duty.not_yours")
    swap.unchanged(act)
    if swap.state != State.OPEN:
        raise Refused("duty.swap_over")
    swap.version += 1
    swap.state, swap.state_at = State.WITHDRAWN, act.now
    waiting = [act.school.session.get_one(Person, one) for one in swap.waits_for()]
    return swap.note(act, "swap_withdrawn", waiting)


def _must_be_asked(swap: Swap, act: Act) -> None:
    if act.by.id not in swap.asked:
        raise Refused("case.not_found")
    if swap.state == State.TAKEN:
        raise Refused("duty.swap_taken", who=swap.taker)
    if swap.state != State.OPEN or swap.starts_at <= act.now:
        raise Refused("duty.swap_over")
