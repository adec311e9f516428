"""What is counted is mostly as it was: keys, forks, torches. One press says so for all of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.checklists import Answer
from models.rounds.round import Round, State
from models.rounds.walking import count

Numbers = list[float | None]


def last_counts(found: Round) -> dict[str, Numbers]:
    """What the last round of the list counted, item by item. What is measured is never like that:
    a temperature is taken each time.
    """
    session = Session.object_session(found)
    assert session is not None
    query = (
        select(Round)
        .where(Round.checklist_code == found.checklist_code, Round.state == State.DONE)
        .where(Round.id != found.id)
        .order_by(Round.done_at.desc())
        .limit(1)
    )
    last = session.scalars(query).unique().first()
    counted = {one.item: list(one.numbers) for one in last.answers if one.numbers} if last else {}
    return {
        item.code: counted[item.code]
        for item in found.items
        if item.answer == Answer.CNT and len(counted.get(item.code, ())) == item.numbers
    }


def same_as_last(found: Round, act: Act) -> None:
    """与上次相同: everything that is counted and has no answer yet is as it was last time."""
    last = last_counts(found)
    for item in found.items:
        if item.code in last and not found.settled(item):
            count(found, act, item, last[item.code])
