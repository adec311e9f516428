"""Who may do what, verb by verb, for everybody in the school: one table, no exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import buttons
import drafting
import pytest
from buttons import PRESSES, Given
from office import Office, open_office
from sqlalchemy import text
from sqlalchemy.orm import Session
from walk import TABLES

from models.base import Refused
from models.cases.case import Case
from models.cases.draft import Draft
from models.people.person import Person
from models.repairs import Repair
from models.tickets import closing, work

# The school's rules
# (practice.md §1.4, §4.2, §5.4, §5.5, §6.4, §7.3, §7.4, §7.5, §7.6, §8.1, §8.2, §8.3). A letter for
# everybody who may: the reporter (R), who met the same trouble (J), whoever has it (A), others of
# his kind (K), the office (O), who looks after the system (S), a guard (G: it is urgent), those
# who oversee all (L), and all others (*): another fixer, a teacher who has nothing to do with it.
# Who is switched off may nothing.
MAY = {
    "file": "R", "discard": "R", "answer_hurt": "R", "join_instead": "R", "set_reporter": "",
    "accept": "AK", "accept_for": "O", "assign": "OA", "refuse": "A", "hand_over": "OS",
    "release": "OS", "wait": "AO", "call_firm": "AO", "resume": "AO", "finish": "AO",
    "note_costs": "AO", "contain": "G", "ask_more": "AO", "answer": "R", "sign": "R",
    "sign_instead": "O", "fixed_already": "R", "give_back": "R", "still_broken": "J", "rate": "R",
    "withdraw": "R", "not_needed": "R", "drop": "AO", "decline": "O", "merge": "O",
    "join": "RJAKOSGL*", "nudge": "RJOL", "comment": "RJAKOGL",
    "instruct": "OL", "report_progress": "AO", "postpone": "AO", "ask_no_more": "AO",
}  # fmt: skip
WHO = {
    "wang": "R", "liu": "J", "chen": "A", "sun": "K", "li": "O", "admin": "S", "gate": "G",
    "principal": "L", "safety": "L", "wu": "*", "zhang": "*",
}  # fmt: skip
# Where a verb is in its place.
STAGE = {
    "draft": ["file", "discard", "answer_hurt", "join_instead", "set_reporter"],
    "reported": [
        "accept", "accept_for", "assign", "contain", "ask_more", "withdraw", "decline", "merge",
        "join", "comment",
    ],
    "working": [
        "refuse", "hand_over", "release", "wait", "call_firm", "finish", "not_needed", "nudge",
        "fixed_already", "instruct", "report_progress",
    ],
    "contained": ["postpone"],
    "asked": ["answer", "ask_no_more"],
    "waiting": ["resume"],
    "unneeded": ["drop"],
    "done": ["note_costs", "sign", "sign_instead", "give_back", "still_broken"],
    "signed": ["rate"],
}  # fmt: skip


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def at(office: Office, stage: str) -> Draft | Repair:
    """A report that stands there; Wang reported it, Liu joined it, Chen has it."""
    if stage == "draft":
        return office.draft(text="A302灯和门锁都坏了")
    ticket = office.report(urgency="urgent")
    office.do(closing.join, ticket, office.liu)
    if stage == "reported":
        return ticket
    office.do(work.accept, ticket, office.chen)
    ways: dict[str, list[tuple[Any, Person, tuple[Any, ...]]]] = {
        "contained": [(work.contain, office.gate, ())],
        "asked": [(work.ask_more, office.li, ("哪一盏？",))],
        "waiting": [(work.wait, office.chen, (work.Waiting.PARTS, office.at(9, 20), ""))],
        "unneeded": [(closing.not_needed, office.wang, ())],
        "done": [(work.finish, office.chen, ())],
        "signed": [(work.finish, office.chen, ()), (closing.sign, office.wang, ())],
    }
    for verb, by, with_ in ways.get(stage, []):
        office.do(verb, ticket, by, *with_)
    office.passes(days=14)
    return ticket


def allowed(name: str, who: str, stage: str) -> bool:
    """What the table says; before somebody has it, master Chen is one of his kind."""
    relation = WHO[who]
    if relation == "A" and stage in ("draft", "reported"):
        relation = "K"
    return relation in MAY[name]


def press(office: Office, name: str, ticket: Case, by: Person, other: Case) -> None:
    """The person presses, having seen the newest card."""
    with_ = {
        Given.WHOM: office.li if name == "call_firm" else office.sun,
        Given.OTHER: other,
        Given.LATER: office.at(12, 1),
    }
    needs = (with_.get(one, one) for one in PRESSES[name][1:])
    buttons.press(name, ticket, office.act(by, ticket.version), *needs)


def may(office: Office, name: str, ticket: Case, by: Person, other: Case) -> bool:
    """Whether the verb lets the person; what it did is taken back."""
    savepoint = office.session.begin_nested()
    try:
        press(office, name, ticket, by, other)
        return True
    except Refused:
        return False
    finally:
        savepoint.rollback()


def test_every_verb_stands_in_the_table() -> None:
    staged = [name for names in STAGE.values() for name in names]
    assert sorted(staged) == sorted(MAY) == sorted(PRESSES)


@pytest.mark.parametrize("stage", STAGE)
def test_who_may_what(office: Office, stage: str) -> None:
    other = office.report(office.zhang)
    ticket = at(office, stage)
    wrong = []
    for name in STAGE[stage]:
        for who in WHO:
            person: Person = getattr(office, who)
            if may(office, name, ticket, person, other) != allowed(name, who, stage):
                wrong.append(f"{who} {name}: should be {allowed(name, who, stage)}")
    assert wrong == []


def snapshot(session: Session) -> list[Any]:
    """Every row that a verb could touch, as it lies in the database."""
    session.flush()
    return [
        (table, *row)
        for table in TABLES
        for row in session.execute(text(f'SELECT * FROM "{table}" ORDER BY 1, 2'))
    ]


def changes(office: Office, name: str, ticket: Case, by: Person, other: Case) -> list[Any]:
    """What the verb changes when this person presses it, row by row; it is taken back."""
    before = snapshot(office.session)
    savepoint = office.session.begin_nested()
    try:
        press(office, name, ticket, by, other)
        return [row for row in snapshot(office.session) if row not in before]
    except Refused:
        return []
    finally:
        savepoint.rollback()


@pytest.mark.parametrize("stage", STAGE)
def test_who_is_switched_off_changes_nothing(office: Office, stage: str) -> None:
    other = office.report(office.zhang)
    ticket = at(office, stage)
    did, changed = set(), {}
    for who in WHO:
        person: Person = getattr(office, who)
        for name in STAGE[stage]:
            if changes(office, name, ticket, person, other):
                did.add(name)
        person.active = False
        for name in STAGE[stage]:
            changed[who, name] = changes(office, name, ticket, person, other)
        person.active = True
    assert not any(changed.values()), changed
    assert did == {name for name in STAGE[stage] if MAY[name]}


def test_the_reporter_may_record_for_others_only_with_the_right(office: Office) -> None:
    for who, right in (("wang", False), ("li", True), ("chen", True), ("gate", True)):
        person: Person = getattr(office, who)
        draft = drafting.start(office.act(person))
        assert may(office, "set_reporter", draft, person, draft) is right
