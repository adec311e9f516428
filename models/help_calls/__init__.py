"""Calls for help: a child is hurt, a fight, a stranger in the yard. Who can help is rung at once,
and whoever wrote hears who comes (practice.md §4.7). It is no record: what happened is written down
only when somebody says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Refused, must_fit
from models.cases.case import Case, Event
from models.cases.draft import LONGEST_TEXT
from models.cases.due import DueKind
from models.cases.numbering import next_number
from models.cases.step import Step
from models.escalation import Concerned, hearing, step
from models.people.person import Person, Right
from models.places import Place
from models.school import HEALTH, School

NOBODY_COMES = DueKind("help.nobody")
# What the caller says so soon after it is about the same.
SAME = timedelta(minutes=15)


class State(StrEnum):
    """Where a call stands."""

    CALLED = "called"
    GOING = "going"
    OVER = "over"


# Who is rung first, by what is said.
FIRST: Mapping[str, Callable[[School], Iterable[Person]]] = {
    "hurt": lambda school: school.with_role(HEALTH),
    "intruder": School.guards_on_duty,
    "fight": School.guards_on_duty,
}


class HelpCall(Case):
    """Somebody calls for help. It has a number, and stands in lists, only once it was recorded."""

    __tablename__ = "help_call"
    FEATURE, PREFIX = "help_calls", "QK"
    OPEN = frozenset({State.CALLED})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "help_call", "inherit_condition": id == Case.id}
    # What is said: the name of the matter.
    matter: Mapped[str] = mapped_column(String(12))
    caller_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    caller: Mapped[Person] = relationship(foreign_keys=[caller_id], lazy="joined")

    @property
    def rung(self) -> list[int]:
        """The ids of those whose phones have rung for it."""
        told = dict.fromkeys(one for event in self.events for one in event.notify)
        return [one for one in told if one != self.caller_id]

    @property
    def going(self) -> list[Person]:
        """Who has said that he comes."""
        came = (event.by for event in self.events if event.kind == "going" and event.by)
        return list(dict.fromkeys(came))

    @property
    def alarming(self) -> bool:
        """Until somebody comes."""
        return self.state == State.CALLED

    def sees(self, person: Person) -> bool:
        """Who called, who was rung; and those who oversee the school, once it is recorded."""
        recorded = self.number is not None and person.may(Right.OVERSEE)
        return recorded or person is self.caller or person.id in self.rung

    def due_steps(self, school: School) -> Iterator[Step]:
        """While nobody comes, the next are rung, again and again."""
        if self.state == State.CALLED:
            yield step("help.nobody", "help.nobody", self.opened_at, school, any_time=True)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Those who are rung first, and who comes next by the school's row."""
        first = FIRST[self.matter](school)
        people = hearing("help.nobody", school, now, Concerned(next=first))
        return [one for one in people if one is not self.caller]


def call_for_help(act: Act, matter: str, text: str, place: Place | None) -> HelpCall:
    """Rings whoever can help; where none of them can be reached, the leaders."""
    school = act.school
    call = HelpCall(
        matter=matter,
        state=State.CALLED,
        state_at=act.now,
        opened_at=act.now,
        caller=act.by,
        place=place,
        text=must_fit(text, LONGEST_TEXT),
        version=1,
    )
    school.session.add(call)
    call.events = []
    call.photos = []
    others = (one for one in FIRST[matter](school) if one is not act.by)
    call.note(act, "called", school.in_line(others, act.now))
    return call


def under_way(school: School, person: Person, now: datetime) -> HelpCall | None:
    """The call that the person has just made, and that is not over."""
    query = select(HelpCall).where(
        HelpCall.caller_id == person.id,
        HelpCall.state != State.OVER,
        HelpCall.opened_at > now - SAME,
    )
    return school.session.scalars(query.order_by(HelpCall.id.desc()).limit(1)).unique().first()


def say_more(call: HelpCall, act: Act, text: str) -> Event:
    """More words of whoever called: those who were rung hear them."""
    people = [act.school.session.get_one(Person, one) for one in call.rung]
    return call.comment(act, people, must_fit(text, LONGEST_TEXT))


def go(call: HelpCall, act: Act) -> Event:
    """Says that he comes: whoever called hears it, and no more are rung. Several may come."""
    _must_be_rung(call, act)
    if act.by in call.going:
        raise Refused("help_calls.goes_already")
    call.version += 1
    call.state, call.state_at = State.GOING, act.now
    return call.note(act, "going", [call.caller])


def cannot(call: HelpCall, act: Act) -> Event:
    """Says that he cannot come: the next are rung at once."""
    _must_be_rung(call, act)
    if call.state != State.CALLED:
        raise Refused("help_calls.somebody_goes", who=call.going)
    call.version += 1
    people = call.recipients(NOBODY_COMES.name, act.school, act.now)
    return call.note(act, "cannot", people)


def end(call: HelpCall, act: Act) -> Event:
    """It is over, or nobody need come: whoever called, and all who were rung, may say so."""
    if act.by is not call.caller:
        _must_be_rung(call, act)
    elif call.state == State.OVER:
        raise Refused("help_calls.is_over")
    call.version += 1
    call.state, call.state_at = State.OVER, act.now
    people = [call.caller, *(act.school.session.get_one(Person, one) for one in call.rung)]
    return call.note(act, "over", people)


def record(call: HelpCall, act: Act) -> Event:
    """Writes it down: it gets a number, and those whom the school's row names hear of it."""
    if act.by is not call.caller and act.by.id not in call.rung:
        raise Refused("case.not_found")
    if call.number is not None:
        raise Refused("help_calls.recorded_already", number=call.number)
    school = act.school
    call.version += 1
    call.number = next_number(school.session, call.PREFIX, school.today(act.now))
    return call.note(act, "recorded", hearing("help.recorded", school, act.now, Concerned()))


def recorded_by(school: School, person: Person) -> list[HelpCall]:
    """What the person called for and had written down, the newest first."""
    query = select(HelpCall).where(HelpCall.caller_id == person.id, HelpCall.number.is_not(None))
    return list(school.session.scalars(query.order_by(HelpCall.id.desc())).unique())


def _must_be_rung(call: HelpCall, act: Act) -> None:
    if act.by.id not in call.rung:
        raise Refused("case.not_found")
    if call.state == State.OVER:
        raise Refused("help_calls.is_over")
