"""What the host, or the gate, answers: the visitor goes in, waits, or is turned away."""

from __future__ import annotations

from datetime import timedelta

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.cases.numbering import next_number
from models.visits.entering import let_in, must_note
from models.visits.gate import must_guard
from models.visits.states import AT_GATE, OF_GATE, OF_HOST, Reason, State
from models.visits.visit import WAIT, Visit

MINUTE = timedelta(minutes=1)


def agree(visit: Visit, act: Act) -> Event:
    """同意: the visitor goes in."""
    _must_answer(visit, act)
    let_in(visit, act)
    return visit.note(act, "agreed", [visit.guard])


def come_down(visit: Visit, act: Act) -> Event:
    """我来接: the host fetches the visitor at the gate."""
    _must_answer(visit, act)
    visit.wait_until = None
    _waits(visit, act)
    return visit.note(act, "fetching", [visit.guard])


def wait(visit: Visit, act: Act) -> Event:
    """让他等: the visitor stays at the gate, and the host is asked again."""
    _must_answer(visit, act)
    visit.wait_until = act.now + timedelta(minutes=waiting_minutes(act))
    _waits(visit, act)
    return visit.note(act, "asked_to_wait", [visit.guard], until=visit.wait_until.isoformat())


def waiting_minutes(act: Act) -> int:
    """How long a visitor is asked to wait before the host is asked again."""
    row = act.school.deadline(WAIT)
    return round((act.school.hours.due(act.now, row.amount, row.unit) - act.now) / MINUTE)


def refuse(visit: Visit, act: Act, reason: Reason) -> Event:
    """拒绝: the visitor is not let in, for a reason that is kept. The gate has reasons of its own,
    and may use them before anybody is asked.
    """
    visit.unchanged(act)
    if reason in OF_HOST or visit.state != State.NOTED:
        _must_answer_or_guard(visit, act, reason)
    else:
        must_note(visit, act)
        school = act.school
        visit.number = next_number(school.session, visit.PREFIX, school.today(act.now))
    visit.answered_by = act.by
    visit.version += 1
    visit.state, visit.state_at, visit.reason = State.REFUSED, act.now, reason
    told = [visit.guard, *([visit.host] if visit.host and visit.asked_at else [])]
    return visit.note(act, "turned_away", told)


def enter(visit: Visit, act: Act) -> Event:
    """进校: the host has come to the gate, or sent word by telephone."""
    must_guard(act)
    visit.unchanged(act)
    if visit.state not in AT_GATE:
        raise Refused("visits.not_at_gate")
    let_in(visit, act)
    return visit.note(act, "let_in", [visit.host] if visit.host else [])


def give_up(visit: Visit, act: Act) -> Event:
    """走了: the visitor did not wait."""
    must_guard(act)
    visit.unchanged(act)
    if visit.state not in AT_GATE:
        raise Refused("visits.not_at_gate")
    visit.version += 1
    visit.state, visit.state_at = State.GONE, act.now
    return visit.note(act, "visitor_gone", [visit.host] if visit.host else [])


def _waits(visit: Visit, act: Act) -> None:
    visit.answered_by = act.by
    visit.version += 1
    visit.state, visit.state_at = State.WAITING, act.now


def _must_answer(visit: Visit, act: Act) -> None:
    """Raises `Refused` where it is not this person's to say, and where it was said already."""
    visit.unchanged(act)
    if not visit.may_answer(act.by):
        raise Refused("visits.host_says", who=visit.host)
    if visit.state not in AT_GATE:
        raise Refused("visits.not_at_gate")


def _must_answer_or_guard(visit: Visit, act: Act, reason: Reason) -> None:
    if reason in OF_GATE:
        must_guard(act)
        if visit.state not in AT_GATE:
            raise Refused("visits.not_at_gate")
    else:
        _must_answer(visit, act)
