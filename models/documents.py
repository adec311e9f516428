"""Papers that somebody asked for: made after the commit, sent as a file."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.cases.case import Case
from models.people.person import Person
from models.places import Place

# Enough for whoever puts all slips of a term into a folder; a paper takes a second to be made.
MOST_AN_HOUR = 60
MOST_ALIKE = 3
HOUR = timedelta(hours=1)


class DocumentOrder(Base):
    """One file that is wanted: the slip of a case, a worker's sheet for the day, the labels of a
    building (without one: of the whole school), the cards of those who have not joined, the
    school's workbook, or a ledger.
    """

    __tablename__ = "paper_order"
    PASSING = True

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    # Of a ledger: which one, of which days, and in what form of file.
    subject: Mapped[str | None] = mapped_column(String(20))
    first: Mapped[date | None]
    last: Mapped[date | None]
    form: Mapped[str | None] = mapped_column(String(4))
    ordered_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    failed: Mapped[bool] = mapped_column(default=False)
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id], lazy="joined")
    worker: Mapped[Person | None] = relationship(foreign_keys=[worker_id], lazy="joined")
    place: Mapped[Place | None] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship(lazy="joined")

    @classmethod
    def give(
        cls,
        act: Act,
        kind: str,
        *,
        case: Case | None = None,
        worker: Person | None = None,
        place: Place | None = None,
        subject: str | None = None,
        first: date | None = None,
        last: date | None = None,
        form: str | None = None,
    ) -> None:
        """Orders a paper. One that is on its way already comes once; the same one comes a few times
        an hour, and not more than so many in all: raises `Refused` beyond.
        """
        session = act.school.session
        lately = select(cls).where(cls.reader_id == act.by.id, cls.ordered_at > act.now - HOUR)
        orders = session.scalars(lately).unique().all()
        order = cls(
            kind=kind, reader=act.by, case=case, worker=worker, place=place, ordered_at=act.now,
            subject=subject, first=first, last=last, form=form,
        )  # fmt: skip
        alike = [one for one in orders if one._wanted == order._wanted]
        if any(one.made_at is None and not one.failed for one in alike):
            return
        if len(orders) >= MOST_AN_HOUR or len(alike) >= MOST_ALIKE:
            raise Refused("paper.too_many")
        session.add(order)

    @property
    def _wanted(self) -> tuple[object, ...]:
        """What two orders of the same file have in common."""
        of_what = (self.kind, self.case, self.worker, self.place)
        return (*of_what, self.subject, self.first, self.last, self.form)
