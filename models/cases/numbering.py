"""Numbers of cases: without gaps and without twins, a new row of them each day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Counter(Base):
    """The last number given out on a day, so that numbers have no gaps and no twins."""

    __tablename__ = "counter"
    PASSING = True

    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(session: Session, prefix: str, day: date) -> str:
    """The next number of the day: BX-260916-02."""
    counter = session.get(Counter, (prefix, day), with_for_update=True)
    if counter is None:
        counter = Counter(prefix=prefix, day=day, last=0)
        session.add(counter)
    counter.last += 1
    return f"{prefix}-{day:%y%m%d}-{counter.last:02d}"
