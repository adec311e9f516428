"""What falls due while a hazard lives, and who hears of it; what nobody answers comes again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from models.act import Act
from models.cases.due import DueKind
from models.cases.step import Step
from models.escalation import Concerned, hearing, step
from models.hazards import grave, ordering
from models.hazards.row import HazardRow
from models.people.person import Person
from models.school import School
from models.tickets.states import State

# The steps, with the rows of 时限与上报 that say when and who. What cannot wait is told at once,
# each by itself.
ROWS = {
    "late.grade": "hazard.accept",
    "late.control": "hazard.control",
    "late.heard": "hazard.heard",
    "late.authority": "hazard.authority",
    "late.plan": "hazard.plan",
    "late.extension": "hazard.extension",
    "late.fix": "hazard.holder",
    "late.fix_leader": "hazard.leader",
    "late.fix_principal": "hazard.principal",
    "late.check": "hazard.check",
}
AT_ONCE = frozenset({"late.control", "late.heard", "late.plan", "late.authority"})
DUE = tuple(DueKind(name, merged=name not in AT_ONCE) for name in ROWS)


def due_steps(hazard: HazardRow, school: School) -> Iterator[Step]:
    """What should lie ahead of a hazard (practice.md §15.11)."""
    late = partial(step, school=school)
    due, working = hazard.due_at, hazard.state == State.ASSIGNED
    if hazard.state == State.REPORTED and hazard.respond_by:
        any_time = hazard.alarming
        yield late(ROWS["late.grade"], "late.grade", hazard.respond_by, any_time=any_time)
    if working and hazard.must_control and hazard.control_by:
        yield late(ROWS["late.control"], "late.control", hazard.control_by, any_time=True)
    if working and hazard.must_plan and due:
        yield late(ROWS["late.plan"], "late.plan", due)
    elif working and due:
        yield late(ROWS["late.fix"], "late.fix", due)
        yield late(ROWS["late.fix_leader"], "late.fix_leader", due)
        yield late(ROWS["late.fix_principal"], "late.fix_principal", due)
    if working and hazard.asked_at:
        yield late(ROWS["late.extension"], "late.extension", hazard.asked_at)
    if hazard.state == State.DONE:
        yield late(ROWS["late.check"], "late.check", hazard.state_at)
    if hazard.ordered_at and hazard.deaf(school):
        yield late(ROWS["late.heard"], "late.heard", hazard.ordered_at, any_time=True)
    if hazard.ordered_at and grave.to_be_told(hazard):
        yield late(ROWS["late.authority"], "late.authority", hazard.ordered_at)


def recipients(hazard: HazardRow, kind: str, school: School, now: datetime) -> list[Person]:
    """Who hears of it when one of those steps falls due; where no phone can be reached, whoever is
    next in line.
    """
    owner = [hazard.assignee] if hazard.assignee else []
    waiting: Iterable[Person] = owner
    match kind:
        case "late.grade":
            waiting = hazard.orderers(school)
        case "late.heard":
            waiting = hazard.deaf(school)
        case "late.extension" if owner:
            waiting = ordering.granters(hazard, Act(by=owner[0], now=now, school=school))
        case "late.check":
            waiting = hazard.checkers(school, now)
    return hearing(ROWS[kind], school, now, Concerned(holder=owner, next=waiting))
