"""来访事由: why people come to the gate, and whether somebody must agree first."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named


class Entry(StrEnum):
    """What must happen before somebody with this purpose is let in."""

    ASK = "ask"
    NOTE = "note"
    FIRST = "first"


class VisitPurpose(Named, Base):
    """Why somebody comes, the words by which it is recognised, and whether the host is asked, the
    visit is only noted (a regular delivery), or who comes is let in first (an ambulance).
    """

    __tablename__ = "visit_purpose"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(30))
    en: Mapped[str] = mapped_column(String(40))
    entry: Mapped[str] = mapped_column(String(8), default=Entry.ASK)
    words_zh: Mapped[list[str]] = mapped_column(default=list)
    words_en: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
