"""保存期限: how long each kind of record is kept."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


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
