"""Papers that somebody asked for: made after the commit, sent as a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.cases import Case
from models.people import Person
from models.places import Place


class PaperOrder(Base):
    """One file that is wanted: the slip of a case, a worker's sheet for the day, the labels of a
    building (without one: of the whole school), the cards of those who have not joined, or the
    school's workbook.
    """

    __tablename__ = "paper_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    ordered_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    failed: Mapped[bool] = mapped_column(default=False)
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id], lazy="joined")
    worker: Mapped[Person | None] = relationship(foreign_keys=[worker_id], lazy="joined")
    place: Mapped[Place | None] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship(lazy="joined")
