"""The table of moves, whole: every button in every state, what it does there, and that elsewhere it
does nothing. Written down by hand from what the school means, not read out of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import drafting
import pytest
from buttons import PRESSES, Given, press
from office import SHANGHAI, Office, open_office
from sqlalchemy import text

from models.base import Refused
from models.cases.draft import Draft, DraftState
from models.people.person import Person
from models.repairs import Repair
from models.school import School
from models.tickets import State, closing, work
from models.tickets.states import IN_HAND, MOVES, OPEN

# Where each button leads from each state; a state that does not stand there refuses it. A button
# that leaves the state as it is leads to the same state.
LEADS: dict[str, dict[str, str]] = {
    "file": {"draft": "filed"},
    "discard": {"draft": "discarded"},
    "join_instead": {"draft": "discarded"},
    "set_reporter": {"draft": "draft"},
    "answer_hurt": {"draft": "draft"},
    "accept": {"reported": "working", "assigned": "working"},
    "accept_for": {"reported": "working", "assigned": "working"},
    "assign": {
        "reported": "assigned", "assigned": "assigned", "working": "assigned",
        "waiting": "assigned",
    },
    "hand_over": {
        "reported": "assigned", "assigned": "assigned", "working": "assigned",
        "waiting": "assigned",
    },
    "refuse": {"assigned": "reported", "working": "reported", "waiting": "reported"},
    "release": {"assigned": "reported", "working": "reported", "waiting": "reported"},
    "wait": {"working": "waiting", "waiting": "waiting"},
    "call_firm": {
        "reported": "waiting", "assigned": "waiting", "working": "waiting", "waiting": "waiting",
    },
    "resume": {"waiting": "working"},
    "finish": {"working": "done", "waiting": "done"},
    "note_costs": {"done": "done", "signed": "signed"},
    "contain": {
        "reported": "reported", "assigned": "assigned", "working": "working", "waiting": "waiting",
    },
    "ask_more": {
        "reported": "reported", "assigned": "assigned", "working": "working", "waiting": "waiting",
    },
    "answer": {
        "reported": "reported", "assigned": "assigned", "working": "working", "waiting": "waiting",
    },
    "sign": {"done": "signed"},
    "sign_instead": {"done": "signed"},
    "fixed_already": {"assigned": "signed", "working": "signed", "waiting": "signed"},
    "give_back": {"done": "working"},
    "still_broken": {"done": "working", "signed": "working"},
    "rate": {"signed": "signed"},
    "withdraw": {"reported": "withdrawn", "assigned": "withdrawn"},
    "not_needed": {"working": "working", "waiting": "waiting"},
    "drop": {"working": "withdrawn", "waiting": "withdrawn"},
    "decline": {"reported": "declined", "assigned": "declined"},
    "merge": {
        "reported": "merged", "assigned": "merged", "working": "merged", "waiting": "merged",
    },
    "join": {
        "reported": "reported", "assigned": "assigned", "working": "working", "waiting": "waiting",
        "done": "done",
    },
    "nudge": {
        "reported": "reported", "assigned": "assigned", "working": "working", "waiting": "waiting",
    },
    "instruct": {state: state for state in OPEN},
    "report_progress": {state: state for state in IN_HAND},
    "postpone": {state: state for state in IN_HAND},
    "ask_no_more": {state: state for state in OPEN},
    "comment": {state: state for state in State},
}  # fmt: skip
# The same, for the rows of the table itself.
ORIGINS = {
    "assigned": "reported assigned working waiting", "accepted": "reported assigned",
    "refused": "assigned working waiting", "waiting": "working waiting", "resumed": "waiting",
    "finished": "working waiting", "signed": "done", "signed_instead": "done",
    "fixed_already": "assigned working waiting", "given_back": "done",
    "still_broken": "done signed", "withdrawn": "reported assigned", "dropped": "working waiting",
    "merged": "reported assigned working waiting", "declined": "reported assigned",
}  # fmt: skip
WAYS: dict[str, list[str]] = {
    DraftState.DRAFT: [],
    DraftState.DISCARDED: ["discard"],
    DraftState.FILED: [],
    State.REPORTED: ["file"],
    State.ASSIGNED: ["file", "assign"],
    State.WORKING: ["file", "accept"],
    State.WAITING: ["file", "accept", "wait"],
    State.DONE: ["file", "accept", "finish"],
    State.SIGNED: ["file", "accept", "finish", "sign"],
    State.WITHDRAWN: ["file", "withdraw"],
    State.MERGED: ["file", "merge"],
    State.DECLINED: ["file", "decline"],
}
STATES = {*State, *DraftState}
BY = {
    "accept": "chen", "refuse": "chen", "wait": "chen", "call_firm": "li", "resume": "chen",
    "finish": "chen", "note_costs": "chen", "contain": "gate", "still_broken": "liu",
    "join": "zhang", "accept_for": "li", "assign": "li", "hand_over": "admin", "release": "admin",
    "ask_more": "li", "sign_instead": "li", "drop": "li", "decline": "li", "merge": "li",
    "set_reporter": "chen", "instruct": "vice", "report_progress": "chen", "postpone": "chen",
    "ask_no_more": "li",
}  # fmt: skip
TABLES = ("case", "draft", "ticket", "repair", "event", "ticket_joined", "due")


@pytest.fixture
def office() -> Iterator[Office]:
    for office in open_office():
        office.kept = School(office.session, SHANGHAI)
        yield office


class Life:
    """One report, urgent, that somebody else has met too; and one that is open beside it."""

    def __init__(self, office: Office, by: Person) -> None:
        self.office = office
        self.other = office.report(office.zhang, "A301灯不亮", "urgent")
        self.draft = office.draft(by)
        self.draft.urgency = office.school.urgency("urgent")
        self.ticket: Draft | Repair = self.draft

    def press(self, name: str) -> Any:
        """Whom it suits best presses it on the newest card."""
        by: Person = getattr(self.office, BY.get(name, "wang"))
        given = [self.given(name, need) for need in PRESSES[name][1:]]
        return self.office.do(partial(press, name), self.ticket, by, *given)

    def given(self, name: str, need: Any) -> Any:
        """What the button needs beside."""
        office = self.office
        match need:
            case Given.WHOM:
                return {"call_firm": office.li, "set_reporter": office.wang}.get(name, office.chen)
            case Given.OTHER:
                return self.other
            case Given.LATER:
                return office.at(9, 30, 17, 30)
        return need

    def comes_to(self, state: str) -> None:
        """Goes the way that leads to this state."""
        for name in WAYS[state]:
            done = self.press(name)
            if name == "file":
                self.ticket = done
                closing.join(done, self.office.act(self.office.liu))
        if state == DraftState.FILED:
            self.press("file")
        assert self.ticket.state == state

    def made_ready(self, name: str) -> None:
        """All that the button needs beside the right state."""
        office, ticket = self.office, self.ticket
        if isinstance(ticket, Draft):
            return
        try:
            if name in ("answer", "ask_no_more"):
                office.do(work.ask_more, ticket, office.li, "哪一盏？")
            elif name == "drop":
                office.do(closing.not_needed, ticket, ticket.reporter)
            elif name == "postpone":
                office.do(work.contain, ticket, office.gate)
        except Refused:
            # Where nothing can be asked, the answer is refused below.
            assert ticket.state not in LEADS[name]
        if name in ("nudge", "sign_instead"):
            office.now = office.at(10, 30)

    def rows(self) -> list[Any]:
        """Every row that a button could touch."""
        self.office.session.flush()
        query = 'SELECT * FROM "{}" ORDER BY 1, 2'
        return [
            tuple(row)
            for table in TABLES
            for row in self.office.session.execute(text(query.format(table)))
        ]


def test_the_table_speaks_of_every_button_and_every_state() -> None:
    assert LEADS.keys() == PRESSES.keys()
    assert WAYS.keys() == STATES
    assert {name for row in LEADS.values() for name in row} <= STATES


@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("name", PRESSES)
def test_a_button_does_what_the_table_says_and_elsewhere_nothing(
    office: Office, name: str, state: str
) -> None:
    writes = name == "set_reporter" and state == DraftState.DRAFT
    life = Life(office, office.chen if writes else office.wang)
    life.comes_to(state)
    life.made_ready(name)
    target = LEADS[name].get(state)
    if target is not None:
        life.press(name)
        assert life.ticket.state == target
        return
    before, version = life.rows(), life.ticket.version
    savepoint = office.session.begin_nested()
    with pytest.raises(Refused):
        life.press(name)
    savepoint.rollback()
    assert life.rows() == before
    assert (life.ticket.state, life.ticket.version) == (state, version)


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_a_move_goes_only_from_where_it_is_written(office: Office, verb: str, state: State) -> None:
    ticket = Repair(state=state, state_at=office.now, version=3, events=[])
    if state in ORIGINS[verb].split():
        ticket.move(office.act(office.li), verb)
        assert (ticket.state, ticket.version) == (MOVES[verb][1], 4)
        assert [(event.kind, event.version) for event in ticket.events] == [(verb, 4)]
        return
    with pytest.raises(Refused):
        ticket.move(office.act(office.li), verb)
    assert (ticket.state, ticket.version, ticket.events) == (state, 3, [])


def test_the_table_of_moves_has_no_row_that_is_not_stated() -> None:
    assert ORIGINS.keys() == MOVES.keys()


@pytest.mark.parametrize(
    ("verb", "with_"),
    [
        (work.contain, ()), (closing.not_needed, ()), (work.ask_more, ("哪一盏？",)),
        (work.answer, ("前门",)), (work.accept, ()), (work.refuse, ("没空",)),
    ],
)  # fmt: skip
def test_what_a_button_could_cross_raises_the_version(
    office: Office, verb: Any, with_: tuple[str, ...]
) -> None:
    life = Life(office, office.wang)
    life.comes_to(State.REPORTED if verb is work.accept else State.WORKING)
    if verb is work.answer:
        office.do(work.ask_more, life.ticket, office.li, "哪一盏？")
    version = life.ticket.version
    by = {work.contain: office.gate, work.ask_more: office.li}
    fixer = office.chen if verb in (work.accept, work.refuse) else office.wang
    office.do(verb, life.ticket, by.get(verb, fixer), *with_)
    assert life.ticket.version == version + 1


def test_a_draft_is_filed_by_nobody_but_its_writer(office: Office) -> None:
    draft = office.draft()
    with pytest.raises(Refused):
        drafting.file(draft, office.act(office.li))
