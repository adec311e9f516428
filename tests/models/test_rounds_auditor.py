"""The auditor finds each kind of damage; of a school in order it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from office import Office, open_office
from sqlalchemy import delete
from walking import rounds_of, switch_on

from models.cases.auditor import trunk
from models.cases.case import Event
from models.cases.due import Due
from models.checklists import Checklist
from models.rounds import walking
from models.rounds.answers import Result, RoundAnswer
from models.rounds.auditor import auditor
from models.rounds.days import RoundDay
from models.rounds.round import Round, State


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


@pytest.fixture
def school(office: Office) -> Office:
    """A day with a round that was done, one made up for, one missed, and one still open."""
    switch_on(office.session, "C06b", "C07", "C01", "C06c")
    office.comes(office.at(9, 16, 9))
    office.comes(office.at(9, 17, 8, 30))
    _done(office, "C01")
    office.comes(office.at(9, 17, 11, 10))
    _done(office, "C06b")
    office.comes(office.at(9, 17, 11, 50))
    assert found(office) == []
    return office


def _done(office: Office, code: str) -> None:
    one = rounds_of(office.session, code)[-1]
    person = one.people()[0]
    act = office.act(person)
    for item in one.to_ask():
        if item.counts:
            walking.count(one, act, item, [80.0] * item.numbers)
        else:
            walking.prove(one, act, item)
    walking.rest_is_normal(one, act)
    office.session.flush()


def found(office: Office) -> list[str]:
    """What the auditor says."""
    office.session.flush()
    office.session.expire_all()
    every = [*trunk(office.school, office.now), *auditor(office.school, office.now)]
    return [one.key.rpartition(".")[2] for one in every]


def one(office: Office, code: str) -> Round:
    return rounds_of(office.session, code)[-1]


def _gone(office: Office) -> None:
    lost = one(office, "C07")
    office.session.execute(delete(Due).where(Due.case_id == lost.id))
    office.session.execute(delete(Event).where(Event.case_id == lost.id))
    office.session.delete(lost)


def _day_gone(office: Office) -> None:
    office.session.execute(delete(RoundDay).where(RoundDay.day == date(2026, 9, 17)))


def _moved(office: Office) -> None:
    one(office, "C07").slot = "12:00"


def _never_asked(office: Office) -> None:
    one(office, "C07").state = State.PLANNED


def _never_ended(office: Office) -> None:
    one(office, "C07").state = State.OPEN


def _unanswered(office: Office) -> None:
    done = one(office, "C01")
    office.session.execute(delete(RoundAnswer).where(RoundAnswer.round_id == done.id))


def _by_nobody(office: Office) -> None:
    one(office, "C01").done_by_id = None


def _in_time_after_all(office: Office) -> None:
    one(office, "C06b").late = False


def _normal_after_all(office: Office) -> None:
    done = one(office, "C07")
    office.session.add(
        RoundAnswer(
            round_id=done.id, item="C07-07", result=Result.OK, numbers=[20.0], at=office.now,
            by_id=office.li.id,
        )
    )  # fmt: skip
    done.state, done.done_by_id, done.done_at = State.DONE, office.li.id, office.now


def _no_next_step(office: Office) -> None:
    office.session.execute(delete(Due).where(Due.case_id == one(office, "C06c").id))


def _silent_miss(office: Office) -> None:
    office.session.execute(
        delete(Event).where(Event.case_id == one(office, "C07").id, Event.kind == "round.missed")
    )


def _not_told(office: Office) -> None:
    office.session.add(
        Due(key="lost", kind="round.day", due_at=office.at(9, 17, 8), state="planned")
    )


def _empty_list(office: Office) -> None:
    listed = office.session.get_one(Checklist, "C06b")
    for item in listed.items:
        item.active = False


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_gone, "lost"), (_day_gone, "no_day"), (_moved, "stray"), (_never_asked, "not_asked"),
        (_never_ended, "no_end"), (_unanswered, "unanswered"), (_by_nobody, "nobody"),
        (_in_time_after_all, "late_hidden"), (_normal_after_all, "wrong_normal"),
        (_no_next_step, "no_step"), (_silent_miss, "missed_unsaid"), (_not_told, "overdue"),
        (_empty_list, "empty"),
    ],
)  # fmt: skip
def test_the_auditor_finds(school: Office, damage: Callable[[Office], None], says: str) -> None:
    damage(school)
    assert says in found(school)
