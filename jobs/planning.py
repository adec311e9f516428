"""What the days ahead bring is planned as rows, in time."""

from __future__ import annotations

from bot.runtime import Runtime
from models.cases.due import plan_days


def plan(runtime: Runtime) -> None:
    """Writes the rows of today and the next days; a row that stands is left alone."""
    with runtime.unit() as unit:
        plan_days(unit.registry.days.values(), unit.school, unit.now)
