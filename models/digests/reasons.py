"""Why something stands red: the reason that whoever answers for it gives, read beside it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, must_fit
from models.people.person import Person

LONGEST = 60
# A telephone or an identity number (practice.md §18.4).
NUMBER = re.compile(r"\d[\d\- ]{5,}\d")


class DigestReason(Base):
    """What somebody said of one thing that is amiss. The latest one stands beside it."""

    __tablename__ = "digest_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(40), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(LONGEST))
    by: Mapped[Person] = relationship(lazy="joined")


def give_reason(act: Act, item: str, text: str) -> DigestReason:
    """Writes down why. Long numbers are left out: a digest may be passed on to anybody."""
    said = NUMBER.sub("***", must_fit(text, LONGEST))
    reason = DigestReason(item=item, by=act.by, at=act.now, text=said)
    act.school.session.add(reason)
    return reason


def reasons(session: Session, items: Collection[str], at: datetime) -> dict[str, DigestReason]:
    """The last reason of each of these that was given by then."""
    query = select(DigestReason).where(DigestReason.item.in_(items), DigestReason.at <= at)
    return {one.item: one for one in session.scalars(query.order_by(DigestReason.id))}
