"""Contained, and put right: what its owner does (practice.md §15.8)."""

from __future__ import annotations

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.hazards.row import HazardRow
from models.people.person import Person, Right
from models.tickets.states import State
from models.tickets.work import NoPhoto

OPEN = (State.REPORTED, State.ASSIGNED)


def may_control(hazard: HazardRow, act: Act) -> bool:
    """Whether the person may say that nobody is in danger any more: the owner, the gate, whoever
    orders.
    """
    rights = (Right.GUARD, Right.SAFETY, Right.DISPATCH)
    owner = hazard.assignee and act.school.today_instead(hazard.assignee, act.now)
    return act.by in (hazard.assignee, owner) or any(act.by.may(right) for right in rights)


def control(hazard: HazardRow, act: Act, measure: str, no_photo: NoPhoto | None = None) -> Event:
    """临时管控: fenced off, out of use, guarded: what was done until it is put right."""
    if not may_control(hazard, act):
        raise Refused("hazards.not_yours", who=hazard.assignee)
    hazard.unchanged(act)
    if hazard.state not in OPEN:
        raise hazard.not_now()
    if hazard.contained_at is not None:
        raise Refused("hazards.contained_already", at=hazard.contained_at)
    hazard.version += 1
    hazard.contained_at, hazard.measure = act.now, measure
    told = [*hazard.orderers(act.school), hazard.reporter, *_owner(hazard)]
    return hazard.note(act, "controlled", told, measure=measure, no_photo=no_photo)


def must_be_fixable(hazard: HazardRow, act: Act) -> None:
    """Raises `Refused` with what must come before it can be put right: the owner, the measure, the
    plan, the repairs that it waits for.
    """
    if hazard.state == State.REPORTED:
        raise Refused("hazards.order_first")
    hazard.must_own(act)
    if hazard.state != State.ASSIGNED:
        raise hazard.not_now()
    if hazard.must_control:
        raise Refused("hazards.control_first")
    if hazard.must_plan:
        raise Refused("hazards.plan_first")
    for part in hazard.open_parts():
        raise Refused("hazards.part_first", number=part.number)


def fix(hazard: HazardRow, act: Act, result: str, no_photo: NoPhoto | None = None) -> Event:
    """整改完成: it is gone, its owner says; somebody else looks whether it is."""
    must_be_fixable(hazard, act)
    worker = hazard.assignee
    behalf = act.by is not worker
    hazard.finished_by, hazard.fixed_at, hazard.result = act.by, act.now, result
    hazard.asked_until = hazard.asked_why = hazard.asked_at = None
    told = [*hazard.checkers(act.school, act.now), hazard.reporter]
    return hazard.move(
        act, "fixed", told, worker=worker and worker.id, behalf=behalf, result=result,
        no_photo=no_photo,
    )  # fmt: skip


def _owner(hazard: HazardRow) -> list[Person]:
    return [hazard.assignee] if hazard.assignee else []
