"""The way in: a line becomes a visit, the host is asked and answers, the visitor is let in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.cases.numbering import next_number
from models.escalation import Concerned, hearing
from models.people.person import Person, Right
from models.visits import unwelcome
from models.visits.gate import must_guard, off_shift
from models.visits.hosts import HostReading, read_host
from models.visits.purpose import Entry, VisitPurpose
from models.visits.reading import Said, names_in
from models.visits.states import State
from models.visits.visit import Visit

# The row that says who hears of somebody whom the gate should not let in.
MATCHED = "visit.unwelcome"


def note(said: Said, act: Act, words: str = "") -> Visit:
    """Begins the record of somebody at the gate; nobody is asked yet. Raises `Refused` for whoever
    is no guard, and for a list of names: who comes in is noted one by one.
    """
    must_guard(act)
    listed = names_in(words)
    if listed > 1:
        raise Refused("visits.one_by_one", count=listed)
    visit = begun(act)
    correct(visit, said, act)
    visit.note(act, "visit_noted", off_shift=off_shift(act))
    return visit


def begun(act: Act) -> Visit:
    """A visit of which nothing is known yet but the guard and the time."""
    visit = Visit(
        state=State.NOTED,
        state_at=act.now,
        opened_at=act.now,
        guard=act.by,
        people=1,
        version=1,
        is_another=False,
        is_kept=False,
        is_erased=False,
        **dict.fromkeys(("name", "unit", "plate", "phone", "document", "host_words", "reason"), ""),
    )
    act.school.session.add(visit)
    return visit


def correct(visit: Visit, said: Said, act: Act) -> HostReading:
    """Writes what was said, or said better, into the record. Returns who may be the host."""
    must_note(visit, act)
    for name in ("name", "unit", "phone", "plate", "document"):
        if value := getattr(said, name):
            setattr(visit, name, value)
    visit.people = said.people or visit.people
    if said.purpose:
        visit.purpose = act.school.session.get(VisitPurpose, said.purpose)
    reading = HostReading()
    if said.host:
        reading = read_host(said.host, act.school)
        visit.host, visit.host_words = reading.sure, said.host[:20]
    visit.version += 1
    visit.is_another = False
    describe(visit)
    return reading


def describe(visit: Visit) -> None:
    """What `/find` looks through: who came, and from where; never a telephone or a plate."""
    visit.text = " ".join(filter(None, (visit.name, visit.unit)))
    visit.gist = visit.name


def choose_host(visit: Visit, act: Act, host: Person) -> None:
    """This is whom the visitor wants to see."""
    must_note(visit, act)
    if not host.active or host.shared_phone:
        raise Refused("stale")
    visit.host, visit.host_words = host, ""
    visit.version += 1


def choose_purpose(visit: Visit, act: Act, purpose: VisitPurpose) -> None:
    """This is why he comes."""
    must_note(visit, act)
    visit.purpose = purpose
    visit.version += 1


def choose_people(visit: Visit, act: Act, people: int) -> None:
    """So many come together."""
    must_note(visit, act)
    visit.people = people
    visit.version += 1


def say_another(visit: Visit, act: Act) -> None:
    """Somebody of that name is inside already, and this is another."""
    must_note(visit, act)
    visit.is_another = True
    visit.version += 1


def twin(visit: Visit, act: Act) -> Visit | None:
    """A visitor of that name who has not gone yet; with two telephones they are two people."""
    query = select(Visit).where(
        Visit.state.in_(Visit.OPEN), Visit.name == visit.name, Visit.id != visit.id
    )
    for one in act.school.session.scalars(query.order_by(Visit.id.desc())).unique():
        if not (one.phone and visit.phone and one.phone != visit.phone):
            return one
    return None


def discard(visit: Visit, act: Act) -> Event:
    """Drops what was begun; nobody had been asked."""
    must_note(visit, act)
    visit.version += 1
    visit.state, visit.state_at = State.GONE, act.now
    return visit.note(act, "dropped_again")


def come(visit: Visit, act: Act) -> Event:
    """The record is right: the host is asked; a regular delivery goes in, and the ambulance before
    all else. Raises `Refused` with what is missing, and where somebody of that name is inside.
    """
    must_note(visit, act)
    first = visit.purpose is not None and visit.purpose.entry == Entry.FIRST
    if not visit.name and not first:
        raise Refused("visits.no_name")
    if not first and not visit.is_another and (other := twin(visit, act)) is not None:
        raise Refused("visits.twin", name=other.name, number=other.number)
    asks = visit.purpose is None or visit.purpose.entry == Entry.ASK
    if asks and visit.host is None:
        raise Refused("visits.no_host")
    school = act.school
    visit.number = next_number(school.session, visit.PREFIX, school.today(act.now))
    visit.opened_at = act.now
    if unwelcome.match(visit, act):
        visit.note(act, "visitor_matched", hearing(MATCHED, school, act.now, Concerned()))
    if first:
        leaders = [one for one in school.people if one.may(Right.OVERSEE)]
        let_in(visit, act)
        return visit.note(act, "first_in", [*leaders, *school.office()])
    if not asks:
        let_in(visit, act)
        return visit.note(act, "let_in")
    visit.version += 1
    visit.state, visit.state_at, visit.asked_at = State.ASKED, act.now, act.now
    asked = school.in_line(visit.askable(school, act.now), act.now)
    return visit.note(act, "host_asked", asked)


def again(before: Visit, act: Act) -> Visit:
    """Who comes regularly comes again: all of it as the last time, in one tap."""
    must_guard(act)
    said = Said(before.name, "", "", before.phone, before.plate, before.document, before.people)
    visit = note(replace(said, unit=before.unit), act)
    visit.purpose, host = before.purpose, before.host
    if host is not None and host.active:
        visit.host = host
    elif host is not None:
        visit.host_words = host.name[:20]
    return visit


def first_in(act: Act, purpose: VisitPurpose) -> Visit:
    """先放行: an ambulance, the fire brigade or the police; who they were is written after."""
    if purpose.entry != Entry.FIRST:
        raise Refused("stale")
    visit = note(Said(purpose=purpose.code), act)
    come(visit, act)
    return visit


def complete(visit: Visit, said: Said, act: Act) -> Event:
    """Who was let in first is written down after."""
    must_guard(act)
    values: dict[str, Any] = {name: getattr(said, name) for name in ("name", "unit", "plate")}
    for name, value in values.items():
        if value:
            setattr(visit, name, value)
    visit.people = said.people or visit.people
    visit.version += 1
    describe(visit)
    return visit.note(act, "written_after")


def let_in(visit: Visit, act: Act) -> None:
    """The visitor is in from now on."""
    visit.version += 1
    visit.answered_by = visit.answered_by or act.by
    visit.state, visit.state_at, visit.entered_at = State.INSIDE, act.now, act.now
    visit.wait_until = None


def must_note(visit: Visit, act: Act) -> None:
    """Raises `Refused` for whoever is no guard, and once it was asked."""
    must_guard(act)
    if visit.state != State.NOTED:
        raise Refused("visits.noted_already", number=visit.number)
