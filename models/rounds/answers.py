"""What was found at one item of a round, or at one door of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.cases.case import Case
from models.people.person import Person


class Result(StrEnum):
    """What was found: 正常, 异常, 不适用; or nobody looked, and said so."""

    OK = "ok"
    PROBLEM = "problem"
    NA = "na"
    SKIPPED = "skipped"


class Proof(StrEnum):
    """How it is known that somebody was there: the place's label, a photo, a press only."""

    PRESS = "press"
    PHOTO = "photo"
    LABEL = "label"


class RoundAnswer(Base):
    """What was answered at one item, or at one door of it: once, whoever pressed it."""

    __tablename__ = "round_answer"
    PASSING = True
    __table_args__ = (UniqueConstraint("round_id", "item", "spot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    item: Mapped[str] = mapped_column(String(12))
    # The number of the door or thing; 0 where it is asked once for all.
    spot: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(String(8))
    # The numbers in the order of the parts; one that does not apply is null.
    numbers: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    proof: Mapped[str] = mapped_column(String(6), default=Proof.PRESS)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # On the shared phone of the gatehouse: who held it.
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    # What 异常 opened: a draft first, then what became of it.
    opened_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined")
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id], lazy="joined")
    opened: Mapped[Case | None] = relationship(foreign_keys=[opened_id], lazy="select")
