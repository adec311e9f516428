"""风险点: where something could go wrong, how bad, and what keeps it from happening.

Risks are foreseen, hazards are found; together they are 双重预防 (practice.md §15.13).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Named
from models.checklists import Checklist
from models.hazard_levels import HazardCategory
from models.people.person import Role
from models.places import Place
from models.school import School
from models.settings import SchoolSettings


class Colour(StrEnum):
    """How bad a risk is, the worst first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class RiskPoint(Named, Base):
    """One risk of the school: where, what could happen, what is done about it, who answers."""

    __tablename__ = "risk_point"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(80), default="")
    # What the places are called where it is: 楼梯 means every staircase.
    where_zh: Mapped[list[str]] = mapped_column(default=list)
    category_code: Mapped[str | None] = mapped_column(ForeignKey("hazard_category.code"))
    harm_zh: Mapped[str] = mapped_column(String(120), default="")
    harm_en: Mapped[str] = mapped_column(String(160), default="")
    # 1 to 5 each; their product gives the colour.
    likelihood: Mapped[int] = mapped_column(default=3)
    severity: Mapped[int] = mapped_column(default=3)
    measure_zh: Mapped[str] = mapped_column(String(200), default="")
    measure_en: Mapped[str] = mapped_column(String(300), default="")
    role_code: Mapped[str | None] = mapped_column(ForeignKey("role.code"))
    checklist_code: Mapped[str | None] = mapped_column(ForeignKey("checklist.code"))
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    category: Mapped[HazardCategory | None] = relationship(lazy="joined")
    role: Mapped[Role | None] = relationship(lazy="joined")
    checklist: Mapped[Checklist | None] = relationship(lazy="joined")

    @property
    def weight(self) -> int:
        """Likelihood times severity, 1 to 25."""
        return self.likelihood * self.severity

    def colour(self, settings: SchoolSettings) -> Colour:
        """红橙黄蓝, by the school's own limits."""
        limits = (
            (settings.risk_red, Colour.RED),
            (settings.risk_orange, Colour.ORANGE),
            (settings.risk_yellow, Colour.YELLOW),
        )
        return next((colour for least, colour in limits if self.weight >= least), Colour.BLUE)

    def is_at(self, place: Place) -> bool:
        """Whether it is the risk of such a place."""
        name = place.full("zh-CN")
        return any(word in name for word in self.where_zh)


def risk_points(school: School) -> Sequence[RiskPoint]:
    """All that are foreseen, the worst first."""
    query = select(RiskPoint).where(RiskPoint.active).order_by(RiskPoint.position)
    found = school.session.scalars(query).unique().all()
    return sorted(found, key=lambda one: -one.weight)


def foreseen(
    place: Place | None, category: HazardCategory | None, points: Sequence[RiskPoint]
) -> RiskPoint | None:
    """The risk point at which a hazard was found, the worst where several fit."""
    if place is None:
        return None
    fitting = (
        point
        for point in points
        if point.is_at(place) and point.category_code in (None, category and category.code)
    )
    return next(fitting, None)
