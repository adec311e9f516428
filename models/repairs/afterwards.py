"""What is noted beside a repair: when it suits, what it cost, how it broke, how content one is."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.repairs.repair import Repair
from models.tickets.states import State

CONVENIENT = ("any", "break", "noon", "after")


class Cause(StrEnum):
    """How it broke (practice.md §5.7, narrowed to what is asked at the end of a repair)."""

    WEAR = "wear"
    PEOPLE = "people"


def suits(repair: Repair, act: Act, when: str) -> None:
    """The reporter says when it suits. Raises `Refused` for any other than the few answers."""
    repair.must_report(act)
    if when not in CONVENIENT:
        raise Refused("stale")
    repair.convenient = when


def note_costs(
    repair: Repair,
    act: Act,
    *,
    materials: str | None = None,
    cost: Decimal | None = None,
    cause: Cause | None = None,
    in_warranty: bool | None = None,
) -> Event:
    """Adds what was used and what it cost; the fixer may skip it, the office adds it later."""
    if repair.state not in (State.DONE, State.SIGNED):
        raise Refused("ticket.not_now", state=State(repair.state))
    if act.by is not repair.finished_by:
        repair.must_hold(act)
    if materials is not None:
        repair.materials = materials
    if cost is not None:
        repair.cost = cost
    if cause is not None:
        repair.cause = cause
    if in_warranty is not None:
        repair.in_warranty = in_warranty
    return repair.note(act, "costed", is_step=False)


def rate(repair: Repair, act: Act, stars: int) -> Event:
    """One optional tap after signing. Raises `Refused` outside 1 to 5."""
    repair.must_report(act)
    if repair.state != State.SIGNED or not 1 <= stars <= 5:
        raise Refused("ticket.not_now", state=State(repair.state))
    repair.stars = stars
    return repair.note(act, "rated", is_step=False, stars=stars)
