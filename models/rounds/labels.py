"""A place's label that is opened on a round ticks what the round has there (practice.md §13.6)."""

from __future__ import annotations

from sqlalchemy import select

from models.act import Act
from models.checklists import Answer
from models.people.person import Person
from models.places import Place
from models.rounds import walking
from models.rounds.answers import Proof, Result
from models.rounds.edition import Item
from models.rounds.round import Round, State
from models.school import School


def open_round(school: School, person: Person) -> Round | None:
    """The round that this person walks now: of several the one that was asked last."""
    query = select(Round).where(Round.state == State.OPEN).order_by(Round.due_at.desc())
    rounds = school.session.scalars(query).unique()
    return next((one for one in rounds if person.id in one.asked), None)


def items_at(found: Round, place: Place, school: School) -> list[Item]:
    """The items that speak of this place, by one of its names."""
    names = {place.zh, *place.aliases, place.class_name} - {""}
    return [
        item
        for item in found.items
        if item.answer == Answer.ABN
        and (any(name in item.zh for name in names) or school.places.read(item.zh).sure == place.id)
    ]


def visit(found: Round, act: Act, place: Place) -> list[Item]:
    """Notes that somebody stood there, and ticks what has no answer yet; returns what was ticked.
    What was answered already is proven by it.
    """
    walking.must_walk(found, act)
    items = items_at(found, place, act.school)
    for item in items:
        if not item.spots:
            known = found.answer_of(item.code)
            result = Result(known.result) if known else Result.OK
            words = known.words if known else ""
            walking.answer(found, act, item, result, words=words, proof=Proof.LABEL)
    found.note(act, "visited", is_step=False, place=place.id, where=place.zh)
    return items
