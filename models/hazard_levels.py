"""How bad a hazard is: kinds and levels, with the times and the people that each asks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named
from models.calendar.hours import Hours


class HazardCategory(Named, Base):
    """A kind of hazard, and what makes the bot suggest that it is a grave one
    (practice.md §15.1).
    """

    __tablename__ = "hazard_category"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(80))
    # A person confirms the level: these are hints and not the legal list.
    grave_zh: Mapped[str] = mapped_column(String(80), default="")
    grave_en: Mapped[str] = mapped_column(String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class HazardLevel(Named, Base):
    """How bad a hazard is: when it must be under control and gone, and who must know at once.

    `tell` and `recheck` are codes of roles; `finder` is whoever found it, `authority` the education
    office. The responsible person is always told. See practice.md §15.2.
    """

    __tablename__ = "hazard_level"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(40))
    en: Mapped[str] = mapped_column(String(60))
    control_amount: Mapped[float]
    control_unit: Mapped[str] = mapped_column(String(14))
    fix_amount: Mapped[float]
    fix_unit: Mapped[str] = mapped_column(String(14))
    # The amount is then the time for the plan (五落实), and the plan names the day.
    by_plan: Mapped[bool] = mapped_column(default=False)
    # Counted as 重大 in the ledger that the authorities read; all others are 一般.
    grave: Mapped[bool] = mapped_column(default=False)
    tell: Mapped[list[str]] = mapped_column(default=list)
    recheck: Mapped[list[str]] = mapped_column(default=list)
    measure_zh: Mapped[str] = mapped_column(String(60), default="")
    measure_en: Mapped[str] = mapped_column(String(100), default="")
    position: Mapped[int] = mapped_column(default=0)

    def control_by(self, start: datetime, hours: Hours) -> datetime:
        """When nobody must be in danger any more."""
        return hours.due(start, self.control_amount, self.control_unit)

    def fix_by(self, start: datetime, hours: Hours) -> datetime:
        """When it must be gone, or where `by_plan`, when the plan must stand."""
        return hours.due(start, self.fix_amount, self.fix_unit)
