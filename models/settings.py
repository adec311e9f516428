"""The school's habits in numbers: a row each, edited on the first sheet of the workbook."""

from __future__ import annotations

from datetime import time
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Setting(Base):
    """One value that the school may edit."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]]


class SchoolSettings(BaseModel):
    """The numbers of the school's habits, one row each in `setting`."""

    model_config = ConfigDict(frozen=True)

    school_name: str
    # What the school is like: 自营, 承包, 配餐 or 不供餐; boarders; how many pupils and doors.
    canteen: str
    boarding: bool
    pupils: int
    security_doors: int
    recording_days: int
    day_start: time
    day_end: time
    dismissal: time
    noon: time
    soon_cutoff_hours: float
    polite_start: time
    polite_end: time
    morning_list: time
    leader_merge: time
    invitation_days: int
    # Two reminders; the third step is the office's.
    sign_reminder_hours: tuple[int, int]
    sign_instead_days: int
    draft_offer_minutes: int
    nudge_hours: float
    same_trouble_minutes: int
    reopen_days: int
    # From which product of likelihood and severity on a risk is red, orange, yellow; else blue.
    risk_red: int
    risk_orange: int
    risk_yellow: int
    # A workbook that leaves out more rows of a sheet than this, or more in a hundred, is asked
    # about first.
    guard_rows: int
    guard_percent: int
    # So many days before it is needed, a missing calendar is spoken of.
    calendar_notice_days: int
