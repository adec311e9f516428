"""The levels of hazard, and the lines that make one a 重大 one, as the school has them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.hazard_levels import HazardCriterion, HazardLevel
from models.hazards.row import HazardRow
from models.school import School


def levels_of(school: School) -> Sequence[HazardLevel]:
    """The levels, the calmest first."""
    return school.session.scalars(select(HazardLevel).order_by(HazardLevel.position)).all()


def criteria_for(hazard: HazardRow, school: School) -> Sequence[HazardCriterion]:
    """The lines of the list, those of its own kind first."""
    query = select(HazardCriterion).where(HazardCriterion.active)
    found = school.session.scalars(query.order_by(HazardCriterion.position)).all()
    own = hazard.category_code
    return sorted(found, key=lambda line: line.category_code not in (own, None))
