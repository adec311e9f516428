"""The school's limits: how long records are kept, who may approve, how bad a hazard is."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.calendar import Hours


class HazardCategory(Base):
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

    def label(self, language: str) -> str:
        """The kind's name in the reader's language."""
        return self.en if language == "en" and self.en else self.zh


class HazardLevel(Base):
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

    def label(self, language: str) -> str:
        """The level's name in the reader's language."""
        return self.en if language == "en" and self.en else self.zh

    def control_by(self, start: datetime, hours: Hours) -> datetime:
        """When nobody must be in danger any more."""
        return hours.due(start, self.control_amount, self.control_unit)

    def fix_by(self, start: datetime, hours: Hours) -> datetime:
        """When it must be gone, or where `by_plan`, when the plan must stand."""
        return hours.due(start, self.fix_amount, self.fix_unit)


class Deadline(Base):
    """How long something may take, and who hears of it when it has not happened.

    `tell` holds codes of roles and posts; `holder` is whoever has the thing, `next` whoever must
    act next. `before` counts back from the day; `at` is a wall time in place of an amount.
    """

    __tablename__ = "deadline"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(90))
    amount: Mapped[float] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(14), default="days")
    before: Mapped[bool] = mapped_column(default=False)
    at: Mapped[time | None]
    tell: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)


class ApprovalTier(Base):
    """Who approves a purchase up to an amount, and what must lie beside it (practice.md §15.4)."""

    __tablename__ = "approval_tier"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(90))
    # Whole yuan, the amount itself included; empty is without an upper bound.
    up_to: Mapped[int | None]
    role_code: Mapped[str | None] = mapped_column(ForeignKey("role.code"))
    quotes: Mapped[int] = mapped_column(default=0)
    # Below this many yuan no quotes are asked for; 0 asks for every purchase (货比三家).
    quotes_from: Mapped[int] = mapped_column(default=0)
    group_size: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[bool] = mapped_column(default=False)
    contract: Mapped[bool] = mapped_column(default=False)
    # Government procurement happens elsewhere; only its number is kept.
    outside: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Retention(Base):
    """How long a kind of record is kept, and why (practice.md §16.1).

    What stands before a dot in the code is the kind of record; where it has several rows, the
    longest wins. `unit` is days, months, years, forever, or never: not kept here at all.
    `counted_from` is record, school_year (its end), closing, leaving, disposal or shelf_life.
    """

    __tablename__ = "retention"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(90))
    amount: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(10))
    counted_from: Mapped[str] = mapped_column(String(12), default="record")
    basis_zh: Mapped[str] = mapped_column(Text, default="")
    basis_en: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
