"""复查: somebody else looks whether it is gone, and closes it out (practice.md §15.9)."""

from __future__ import annotations

from datetime import datetime

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.hazards.row import AUTHORITY, HazardRow
from models.people.person import Person
from models.tickets.states import State


def must_check(hazard: HazardRow, act: Act) -> None:
    """Raises `Refused` unless the person may look whether it is gone. Nobody does for himself what
    he has put right, on whichever phone and in whosever stead.
    """
    hazard.unchanged(act)
    if hazard.state != State.DONE:
        raise hazard.not_now()
    if hazard.put_it_right(act.by):
        raise Refused("hazards.own_work")
    able = hazard.checkers(act.school, act.now)
    if act.by not in able:
        raise Refused("hazards.others_check", who=able)


def cleared_by(hazard: HazardRow) -> list[Person]:
    """Who has found it gone since it was put right last."""
    found: list[Person] = []
    for event in reversed(hazard.events):
        if event.kind == "fixed":
            break
        if event.kind == "found_gone" and event.by is not None:
            found.append(event.by)
    return found


def still_to_clear(hazard: HazardRow, act: Act) -> list[Person]:
    """Of a 重大隐患 each of those whom the level names must find it gone: who has not yet. Of any
    other the first of them closes it out.
    """
    able = hazard.checkers(act.school, act.now)
    done = [*cleared_by(hazard), act.by]
    if not hazard.grave:
        return []
    left: list[Person] = []
    for code in hazard.recheckers:
        holders = [person for person in able if person.holds(code)]
        if holders and not any(person.holds(code) for person in done):
            left += holders
    return list(dict.fromkeys(left))


def wants_opinion(hazard: HazardRow, act: Act) -> bool:
    """Whether whoever closes it out must write what the authority found."""
    return AUTHORITY in hazard.recheckers and not still_to_clear(hazard, act)


def clear(hazard: HazardRow, act: Act, opinion: str = "") -> Event:
    """销号: it is gone. Of a 重大隐患 each of those named finds so; the last one brings what the
    authority found, and closes it out.
    """
    must_check(hazard, act)
    if hazard.must_control or hazard.must_plan:
        raise Refused("hazards.control_first")
    if act.by in cleared_by(hazard):
        raise Refused("hazards.cleared_already")
    if left := still_to_clear(hazard, act):
        hazard.version += 1
        if opinion:
            hazard.opinion = opinion
        return hazard.note(act, "found_gone", left, who=left[0].id)
    if AUTHORITY in hazard.recheckers and not opinion:
        raise Refused("hazards.opinion_first")
    told = [hazard.reporter, *_owner(hazard)]
    if hazard.grave:
        told += hazard.told_at_once(act.school)
    event = hazard.move(act, "cleared", told)
    hazard.signed_by, hazard.signed_at = act.by, act.now
    hazard.opinion = opinion or hazard.opinion
    return event


def not_cleared(hazard: HazardRow, act: Act, reason: str, until: datetime) -> Event:
    """复查不通过: it is not gone; its owner hears why, and by when it must be."""
    must_check(hazard, act)
    if until <= act.now:
        raise Refused("hazards.date_gone")
    told = [hazard.reporter, *_owner(hazard)]
    event = hazard.move(act, "not_cleared", told, reason=reason, until=until.isoformat())
    hazard.due_at, hazard.fixed_at, hazard.finished_by = until, None, None
    return event


def _owner(hazard: HazardRow) -> list[Person]:
    return [hazard.assignee] if hazard.assignee else []
