"""A danger that joins an open report is told to all whom it would be told to if it were filed."""

from __future__ import annotations

from collections.abc import Iterator

import drafting
import pytest
from office import Office, open_office

from models.cases.case import Event
from models.cases.draft import Draft
from models.repairs import Repair
from models.tickets import closing, work

GATE = "门卫室手机"
LEADERS = {"许文慧", "何志明"}
NIGHT = (9, 16, 22)
DAY = (9, 16, 10)


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def danger(office: Office, urgency: str = "urgent") -> Draft:
    """刘玥 begins a report of something dangerous."""
    draft = office.draft(office.liu, "A302插座漏电")
    if urgency == "urgent":
        office.do(drafting.answer_hurt, draft, office.liu, True)
    else:
        office.do(drafting.answer_hurt, draft, office.liu, False)
    return draft


def joins(office: Office, into: Repair, urgency: str = "urgent") -> set[str]:
    """刘玥 presses 我也遇到: who is told?"""
    office.do(drafting.join_instead, danger(office, urgency), office.liu, into)
    return office.told(into.events[-1])


def merges(office: Office, into: Repair) -> set[str]:
    """The office merges a dangerous report into another: who is told there?"""
    filed = office.do(drafting.file, danger(office), office.liu)
    office.do(closing.merge, filed, office.li, into)
    event: Event = into.events[-1]
    assert event.kind == "took_in"
    return office.told(event)


@pytest.mark.parametrize("how", [joins, merges])
def test_a_danger_that_joins_at_night_reaches_the_gate(office: Office, how: type) -> None:
    ticket = office.working()
    office.now = office.at(*NIGHT)
    told = how(office, ticket)
    assert told >= {GATE, "陈大勇"}
    assert ticket.alarming
    assert told >= ({"李国庆"} if how is joins else set())


@pytest.mark.parametrize("how", [joins, merges])
def test_on_a_weekend_too(office: Office, how: type) -> None:
    ticket = office.report(urgency="normal")
    office.now = office.at(9, 19, 10)
    assert how(office, ticket) >= {GATE, "陈大勇", "孙福来"}


@pytest.mark.parametrize("how", [joins, merges])
def test_by_day_the_gate_and_the_leaders_hear_it_too(office: Office, how: type) -> None:
    ticket = office.working()
    office.now = office.at(*DAY)
    assert how(office, ticket) >= {GATE, "陈大勇", *LEADERS}


def test_a_danger_that_joins_tells_all_whom_filing_it_would_tell(office: Office) -> None:
    office.now = office.at(*NIGHT)
    ticket = office.report(urgency="normal")
    filed = office.do(drafting.file, danger(office), office.liu)
    assert joins(office, ticket) == office.told(filed.events[-1])


def test_a_danger_that_joins_an_urgent_report_is_told_to_the_gate_too(office: Office) -> None:
    ticket = office.report(urgency="urgent")
    office.do(work.accept, ticket, office.chen)
    office.now = office.at(*NIGHT)
    respond_by, due_at = ticket.respond_by, ticket.due_at
    assert joins(office, ticket) == {GATE, "陈大勇", "李国庆", *LEADERS}
    assert (ticket.respond_by, ticket.due_at) == (respond_by, due_at), "its time goes on"


def test_what_is_no_danger_rings_only_whoever_has_the_repair(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    office.now = office.at(*NIGHT)
    assert joins(office, ticket, "normal") == {"陈大勇"}
    assert not ticket.urgent


def test_a_danger_that_is_back_after_it_was_contained_is_urgent_again(office: Office) -> None:
    office.now = office.at(*NIGHT)
    ticket = office.report(urgency="urgent")
    office.do(work.accept, ticket, office.chen)
    office.do(work.contain, ticket, office.gate)
    office.passes(hours=3)
    assert joins(office, ticket) == {GATE, "陈大勇", "李国庆", *LEADERS}
    assert ticket.alarming
    assert ticket.due_at == office.at(9, 17, 5)
    assert ticket.contained_at is None


def test_an_older_report_of_a_danger_that_was_contained_since_is_contained_with_it(
    office: Office,
) -> None:
    office.now = office.at(*NIGHT)
    older = office.do(drafting.file, danger(office), office.liu)
    ticket = office.report(urgency="urgent")
    office.passes(minutes=10)
    office.do(work.contain, ticket, office.gate)
    due_at = ticket.due_at
    office.passes(minutes=10)
    office.do(closing.merge, older, office.li, ticket)
    assert not ticket.alarming
    assert ticket.due_at == due_at
    assert office.told(ticket.events[-1]) == set()


def test_a_danger_that_was_contained_brings_no_alarm_with_it(office: Office) -> None:
    office.now = office.at(*NIGHT)
    contained = office.do(drafting.file, danger(office), office.liu)
    office.do(work.contain, contained, office.gate)
    ticket = office.report(urgency="normal")
    office.do(closing.merge, contained, office.li, ticket)
    assert not ticket.alarming
    assert GATE not in office.told(ticket.events[-1])


def test_a_later_danger_that_was_contained_too_brings_no_alarm_back(office: Office) -> None:
    office.now = office.at(*NIGHT)
    ticket = office.report(urgency="urgent")
    office.do(work.contain, ticket, office.gate)
    due_at = ticket.due_at
    office.passes(hours=1)
    later = office.do(drafting.file, danger(office), office.liu)
    office.do(work.contain, later, office.gate)
    office.passes(hours=1)
    office.do(closing.merge, later, office.li, ticket)
    assert (ticket.alarming, ticket.due_at) == (False, due_at)
