"""时限与上报: how long things may take, and who hears of it when they have not happened."""

from __future__ import annotations

from datetime import time

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Deadline(Base):
    """How long something may take, and who hears of it when it has not happened.

    `tell` holds codes of roles and posts; `holder` is whoever has the thing, `next` whoever must
    act next, `office` those who give out the work. `before` counts back from the day. `at` is a
    wall time on a school day, after the amount. Until somebody acts it is told `again`, that much
    later; 0 tells it once.
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
    again: Mapped[float] = mapped_column(default=0, server_default="0")
    again_unit: Mapped[str] = mapped_column(String(14), default="days", server_default="days")
    position: Mapped[int] = mapped_column(default=0)
