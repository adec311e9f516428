"""How bad a hazard is: kinds and levels, with the times and the people that each asks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
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
    # What people call such a thing; whoever grades it is offered the kind that was read.
    words_zh: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    words_en: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class HazardCriterion(Named, Base):
    """A line of the legal list of 重大隐患, or of the district's own: whoever calls a hazard 重大
    names the line that says so (practice.md §15.5).
    """

    __tablename__ = "hazard_criterion"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    # The kind of hazard that it speaks of; without one, of any.
    category_code: Mapped[str | None] = mapped_column(ForeignKey("hazard_category.code"))
    # Where it stands: the guide and its part, a rule of the district.
    source: Mapped[str] = mapped_column(String(80), default="")
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
    # Whether it must be under control before it may be put right and closed out.
    must_control: Mapped[bool] = mapped_column(default=False, server_default=false())
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
