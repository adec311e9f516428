"""What only a 重大隐患 asks for: that it was heard, the plan, the word to the authority
(practice.md §15.10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.hazards.row import AUTHORITY, HazardRow
from models.tickets.states import State


@dataclass(frozen=True)
class Plan:
    """五落实: the owner is known; what is done, with which money, by when, and what if."""

    measure: str
    money: str
    until: datetime
    emergency: str


def must_hear(hazard: HazardRow, act: Act) -> bool:
    """Whether 收到 of this person is still waited for, or of somebody for whom he stands in."""
    return any(
        act.by in (person, act.school.today_instead(person, act.now))
        for person in hazard.deaf(act.school)
    )


def hear(hazard: HazardRow, act: Act) -> Event:
    """收到: whoever was told of it has read it, and is rung no more."""
    if act.by in hazard.heard or not must_hear(hazard, act):
        raise Refused("hazards.heard_already")
    hazard.heard.append(act.by)
    return hazard.note(act, "heard", is_step=False)


def plan(hazard: HazardRow, act: Act, made: Plan) -> Event:
    """The plan stands, and names the day."""
    hazard.must_own(act)
    hazard.unchanged(act)
    if hazard.state != State.ASSIGNED or hazard.level is None or not hazard.level.by_plan:
        raise hazard.not_now()
    if made.until <= act.now:
        raise Refused("hazards.date_gone")
    hazard.version += 1
    hazard.plan_measure, hazard.plan_money = made.measure, made.money
    hazard.plan_emergency, hazard.planned_at = made.emergency, act.now
    hazard.due_at = hazard.first_due_at = made.until
    told = [*hazard.orderers(act.school), *hazard.told_at_once(act.school)]
    return hazard.note(act, "planned", told, until=made.until.isoformat())


def to_be_told(hazard: HazardRow) -> bool:
    """Whether the authority must be told of it, and has not been."""
    level = hazard.level
    return (
        level is not None
        and AUTHORITY in level.tell
        and hazard.told_authority_at is None
        and hazard.state in (State.ASSIGNED, State.DONE)
    )


def tell_authority(hazard: HazardRow, act: Act, words: str) -> Event:
    """It was reported to the authority: to whom, and how."""
    hazard.must_order(act)
    if not to_be_told(hazard):
        raise hazard.not_now()
    hazard.told_authority, hazard.told_authority_at = words, act.now
    return hazard.note(
        act, "authority_told", hazard.told_at_once(act.school), is_step=False, words=words
    )
