"""A hazard found where none was foreseen: the risk point is added with one tap."""

from __future__ import annotations

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.hazards.levels import levels_of
from models.hazards.risk_points import RiskPoint, risk_points
from models.hazards.row import HazardRow
from models.tickets.states import State

PREFIX, LIKELY, WORST = "F", 3, 5


def may_be_foreseen(hazard: HazardRow) -> bool:
    """Whether it was found where no risk point says that one could be."""
    known = hazard.level is not None and hazard.place is not None
    return known and hazard.risk is None and hazard.state in (State.ASSIGNED, State.DONE)


def foresee(hazard: HazardRow, act: Act) -> Event:
    """Adds the risk point: its place, its kind, what was done about it, and whose it is. How likely
    it is the school says in the workbook; how bad, the level of the hazard.
    """
    hazard.must_order(act)
    if not may_be_foreseen(hazard):
        raise Refused("hazards.foreseen_already")
    place, level, owner = hazard.place, hazard.level, hazard.assignee
    assert place is not None
    assert level is not None
    levels = [one.code for one in levels_of(act.school)]
    worse = len(levels) - 1 - levels.index(level.code)
    session = act.school.session
    hazard.risk = RiskPoint(
        code=_next_code(act),
        zh=f"{place.apart('zh-CN')} {hazard.gist}".strip()[:60],
        en="",
        where_zh=[place.full("zh-CN")],
        category_code=hazard.category_code,
        harm_zh="",
        harm_en="",
        likelihood=LIKELY,
        severity=max(1, WORST - worse),
        measure_zh=hazard.measure or level.measure_zh,
        measure_en="",
        role_code=owner.main_role.code if owner and owner.main_role else None,
        active=True,
        position=len(risk_points(act.school)),
    )
    session.flush()
    return hazard.note(act, "foreseen", is_step=False)


def _next_code(act: Act) -> str:
    """The next after all that were ever given."""
    codes = act.school.session.query(RiskPoint.code)
    numbers = [int(code[1:]) for (code,) in codes if code[1:].isdigit()]
    return f"{PREFIX}{max(numbers, default=0) + 1:02d}"
