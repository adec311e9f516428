"""Papers that somebody asked for: made after the commit, sent as a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.cases import Case
from models.people import Person


class PaperOrder(Base):
    """One PDF that is wanted: the slip of a case, or a worker's sheet for the day."""

    __tablename__ = "paper_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ordered_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    failed: Mapped[bool] = mapped_column(default=False)
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id], lazy="joined")
    worker: Mapped[Person | None] = relationship(foreign_keys=[worker_id], lazy="joined")
    case: Mapped[Case | None] = relationship(lazy="joined")
