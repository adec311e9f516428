"""交班, 接班: what is open goes over, both sign, the shared phone changes its holder with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused, must_fit
from models.people import staff
from models.people.person import Person, Right
from models.school import School

LONGEST = 500


class Handover(Base):
    """One change of shift. `taken_at` is empty until the other has signed, too."""

    __tablename__ = "duty_handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    # What was open then, and what the one said to the other: keys, parcels.
    open_matters: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    given_by: Mapped[Person | None] = relationship(foreign_keys=[from_id], lazy="joined")
    taken_by: Mapped[Person | None] = relationship(foreign_keys=[to_id], lazy="joined")


def give(act: Act, words: str, open_matters: Sequence[str]) -> Handover:
    """交班: whoever has the phone signs. Given again before it was taken, it is the same one.

    Raises `Refused` on a phone that is not shared.
    """
    if not act.by.shared_phone:
        raise Refused("people.not_a_shared_phone")
    found = waiting(act.school, act.by)
    if found is None:
        found = Handover(phone_id=act.by.id, given_at=act.now)
        act.school.session.add(found)
    found.given_by, found.given_at = act.by.on_phone, act.now
    found.words, found.open_matters = must_fit(words, LONGEST), list(open_matters)
    return found


def take(act: Act, by: Person) -> Handover:
    """接班: the other signs, and holds the phone from now on; records carry that name.

    Raises `Refused` where nothing was handed over, or for somebody who is no guard.
    """
    found = waiting(act.school, act.by)
    if found is None:
        raise Refused("duty.nothing_given")
    if found.given_by is by:
        raise Refused("duty.own_handover")
    staff.take_phone(act.by, act, by)
    found.taken_by, found.taken_at = by, act.now
    return found


def waiting(school: School, phone: Person) -> Handover | None:
    """What was handed over on this phone and not taken yet."""
    query = select(Handover).where(Handover.phone_id == phone.id, Handover.taken_at.is_(None))
    return school.session.scalars(query.order_by(Handover.id.desc())).unique().first()


def between(school: School, since: datetime, until: datetime) -> Sequence[Handover]:
    """The changes of shift of a day."""
    query = select(Handover).where(Handover.given_at >= since, Handover.given_at < until)
    return school.session.scalars(query.order_by(Handover.id)).unique().all()


def guards(school: School) -> list[Person]:
    """Who may take over."""
    return [one for one in school.with_right(Right.GUARD) if not one.shared_phone]
