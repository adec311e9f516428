"""不予入校名单: whom the gate does not let in before a leader was asked (practice.md §19.7)."""

from __future__ import annotations

import hmac
import re
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused, must_fit
from models.language.dates import read_date
from models.people.person import Person, Right
from models.secrets import key_of
from models.visits.reading import numbers_in
from models.visits.visit import PRIVATE, Visit

KEY = "unwelcome"
LONGEST_NAME, LONGEST_REASON = 40, 200
_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}|[A-Z][\w' -]{1,30}")


class Unwelcome(Base):
    """Somebody who is not let in before a leader was asked. Of the telephone or the document only a
    keyed hash is kept: it can be compared, and read by nobody.
    """

    __tablename__ = "unwelcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True, info=PRIVATE)
    hashed: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(200), default="", info=PRIVATE)
    until: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="joined")


def put_down(act: Act, text: str) -> Unwelcome:
    """Writes somebody into the list: 张三 13812345678 到2026.12.31 多次闯校. The office does it.

    Raises `Refused` for others, and where the name, the last day or the reason is missing.
    """
    act.must(Right.DISPATCH)
    session, today = act.school.session, act.school.today(act.now)
    until, rest = read_date(text, today)
    if until is None or until < today:
        raise Refused("visits.unwelcome_until")
    numbers = numbers_in(rest)
    for number in numbers:
        rest = rest.replace(number, " ")
    words = [word for word in re.split(r"[\s，,。;；]+|^到|(?<=\s)到(?=\s)", rest) if word]
    if not words or not _NAME.fullmatch(words[0]):
        raise Refused("visits.unwelcome_name")
    reason = " ".join(word for word in words[1:] if word not in ("到", "至", "until"))
    if not reason:
        raise Refused("visits.unwelcome_reason")
    found = Unwelcome(
        name=must_fit(words[0], LONGEST_NAME),
        hashed=_hashed(session, numbers[0]) if numbers else "",
        reason=must_fit(reason, LONGEST_REASON),
        until=until,
        by=act.by,
        at=act.now,
    )
    session.add(found)
    return found


def take_off(found: Unwelcome, act: Act) -> None:
    """Takes somebody off the list."""
    act.must(Right.DISPATCH)
    act.school.session.delete(found)


def listed(act: Act) -> list[Unwelcome]:
    """Who is on the list today, for the office."""
    act.must(Right.DISPATCH)
    today = act.school.today(act.now)
    query = select(Unwelcome).where(Unwelcome.until >= today).order_by(Unwelcome.until)
    return list(act.school.session.scalars(query))


def match(visit: Visit, act: Act) -> Unwelcome | None:
    """Whether this visitor may be somebody on the list: the telephone is the same, or the name is,
    unless two telephones say that they are two people.
    """
    session, today = act.school.session, act.school.today(act.now)
    hashed = _hashed(session, visit.phone) if visit.phone and "*" not in visit.phone else ""
    named = Unwelcome.name == visit.name
    query = select(Unwelcome).where(
        Unwelcome.until >= today, or_(named, Unwelcome.hashed == hashed) if hashed else named
    )
    for one in session.scalars(query):
        if not (hashed and one.hashed and one.hashed != hashed):
            return one
    return None


def _hashed(session: Session, number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return hmac.new(key_of(session, KEY), digits.encode(), sha256).hexdigest()
