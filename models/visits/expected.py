"""Expected visitors: a teacher announces them, the gate lets each of them in once."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Refused
from models.cases.case import Case, Event
from models.cases.numbering import next_number
from models.language.dates import read_date
from models.people.person import Person, Right
from models.school import School
from models.secrets import key_of
from models.visits.entering import begun, describe
from models.visits.gate import must_guard
from models.visits.purpose import VisitPurpose
from models.visits.reading import LONGEST_NAME, MOST_PEOPLE, names_in, purpose_in, read_line
from models.visits.states import State as VisitState
from models.visits.visit import PRIVATE, Visit

KEY = "pass"
SIGNED = 20
CODE = re.compile(rf"v_(\d{{1,9}})_([0-9a-f]{{{SIGNED}}})")
FARTHEST = timedelta(days=180)
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：点时]([0-5]\d)?(半)?分?")
_AFTERNOON = re.compile(r"下午|傍晚|晚上|\bp\.?m\b", re.IGNORECASE)
_NAMES = re.compile(r"[、,，\n]")
_ONE_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}|[A-Z][\w' -]{1,30}")


class Standing(StrEnum):
    """Whether an announcement holds."""

    EXPECTED = "expected"
    REVOKED = "revoked"


class Expected(Case):
    """Who comes on a day to see somebody: named one by one, or so many of them. The pass is for
    this day, and for each person once.
    """

    __tablename__ = "expected_visit"
    __mapper_args__ = {"polymorphic_identity": "expected"}
    FEATURE, PREFIX = "visits", "YY"

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    at: Mapped[time | None]
    host_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose_code: Mapped[str | None] = mapped_column(ForeignKey("visit_purpose.code"))
    names: Mapped[list[str]] = mapped_column(default=list, info=PRIVATE)
    came: Mapped[list[str]] = mapped_column(default=list, info=PRIVATE)
    people: Mapped[int] = mapped_column(default=1)
    came_count: Mapped[int] = mapped_column(default=0)
    host: Mapped[Person] = relationship(lazy="joined")
    purpose: Mapped[VisitPurpose | None] = relationship(lazy="joined")

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Whom they come to see."""
        return cls.host_id.in_(people)

    def sees(self, person: Person) -> bool:
        """The gate, the host, the office, and those who oversee."""
        rights = (Right.GUARD, Right.DISPATCH, Right.OVERSEE)
        return person.id == self.host_id or any(person.may(one) for one in rights)

    @property
    def awaited(self) -> list[str]:
        """Who of those who are named has not come."""
        return [name for name in self.names if name not in self.came]

    @property
    def missing(self) -> int:
        """How many have not come."""
        return self.people - self.came_count

    @property
    def is_awaited(self) -> bool:
        """Whether somebody is still to come."""
        return self.state == Standing.EXPECTED and self.missing > 0


def announce(act: Act, text: str, purposes: Sequence[VisitPurpose]) -> Expected:
    """Writes who is to come: 明天15:00 张三家长 2人; a list of names, or a number. Raises `Refused`
    where no day is named, and for a day that has passed.
    """
    school, today = act.school, act.school.today(act.now)
    day, rest = read_date(text, today)
    if day is None:
        raise Refused("visits.which_day")
    if not today <= day <= today + FARTHEST:
        raise Refused("visits.not_that_day", day=day)
    at, rest = _clock(rest)
    said = read_line(rest, purposes)
    names = [said.name] if said.name else []
    if names_in(rest) > 1:
        parts = (part.strip() for part in _NAMES.split(rest))
        named = (part for part in parts if _ONE_NAME.fullmatch(part))
        names = [part for part in dict.fromkeys(named) if not purpose_in(part, purposes)[0]]
    if not names and not said.people:
        raise Refused("visits.who_comes")
    expected = Expected(
        state=Standing.EXPECTED,
        state_at=act.now,
        opened_at=act.now,
        day=day,
        at=at,
        host=act.by,
        purpose=school.session.get(VisitPurpose, said.purpose) if said.purpose else None,
        names=[name[:LONGEST_NAME] for name in names],
        came=[],
        people=min(said.people if len(names) < 2 and said.people else len(names), MOST_PEOPLE),
        came_count=0,
        version=1,
    )
    expected.number = next_number(school.session, Expected.PREFIX, today)
    school.session.add(expected)
    expected.note(act, "visit_announced")
    return expected


def _clock(text: str) -> tuple[time | None, str]:
    found = _CLOCK.search(text)
    if found is None:
        return None, text
    hour, minute = int(found[1]), 30 if found[3] else int(found[2] or 0)
    if hour < 12 and _AFTERNOON.search(text):
        hour += 12
    rest = text[: found.start()] + " " + text[found.end() :]
    return time(hour, minute), re.sub(r"上午|下午|傍晚|晚上|早上", " ", rest)


def revoke(expected: Expected, act: Act) -> Event:
    """取消预约, by the host or the office: the pass is worth nothing from now on."""
    if act.by is not expected.host:
        act.must(Right.DISPATCH)
    if expected.state == Standing.REVOKED:
        raise Refused("visits.pass_revoked")
    expected.version += 1
    expected.state, expected.state_at = Standing.REVOKED, act.now
    return expected.note(act, "visit_called_off", [expected.host])


def code_of(expected: Expected, key: bytes) -> str:
    """What the pass says: which announcement, and that it is ours."""
    signed = hmac.new(key, f"{expected.id}.{expected.day}".encode(), sha256).hexdigest()
    return f"v_{expected.id}_{signed[:SIGNED]}"


def behind_pass(code: str, act: Act) -> Expected:
    """The announcement behind a pass. Raises `Refused` with the reason where it is forged, revoked,
    for another day, or used up.
    """
    session = act.school.session
    found = CODE.fullmatch(code)
    expected = session.get(Expected, int(found[1])) if found else None
    if expected is None or not hmac.compare_digest(code, code_of(expected, key_of(session, KEY))):
        raise Refused("visits.pass_forged")
    must_hold(expected, act)
    return expected


def must_hold(expected: Expected, act: Act) -> None:
    """Raises `Refused` where nobody comes in on this announcement now."""
    if expected.state == Standing.REVOKED:
        raise Refused("visits.pass_revoked")
    if expected.day != act.school.today(act.now):
        raise Refused("visits.pass_other_day", day=expected.day)
    if expected.missing <= 0:
        raise Refused("visits.pass_used")


def admit(expected: Expected, act: Act, name: str = "", people: int = 1) -> Visit:
    """Lets somebody in who is expected; nobody is asked again. Of a list each name comes in once,
    of a number so many in all.
    """
    must_guard(act)
    must_hold(expected, act)
    if expected.names and name not in expected.awaited:
        raise Refused("visits.pass_used")
    if len(expected.names) == 1:
        people = expected.missing
    elif expected.names:
        people = 1
    if not 1 <= people <= expected.missing:
        raise Refused("visits.pass_used")
    school = act.school
    visit = begun(act)
    visit.state, visit.entered_at = VisitState.INSIDE, act.now
    visit.host = visit.answered_by = expected.host
    visit.purpose, visit.expected_id = expected.purpose, expected.id
    visit.name, visit.people = name, people
    visit.number = next_number(school.session, Visit.PREFIX, school.today(act.now))
    describe(visit)
    visit.note(act, "let_in")
    expected.came = [*expected.came, *([name] if name else [])]
    expected.came_count += people
    expected.version += 1
    expected.note(act, "expected_came", [expected.host] if len(expected.names) == 1 else [])
    return visit


def expected_today(school: School, now: datetime) -> list[Expected]:
    """Who is still to come today, by the hour."""
    query = select(Expected).where(
        Expected.day == school.today(now), Expected.state == Standing.EXPECTED
    )
    found = school.session.scalars(query.order_by(Expected.at, Expected.id)).unique()
    return [one for one in found if one.missing > 0]


def announced_by(school: School, person: Person) -> list[Expected]:
    """Whom the person still expects, the next first."""
    query = select(Expected).where(
        Expected.host_id == person.id, Expected.state == Standing.EXPECTED
    )
    return list(school.session.scalars(query.order_by(Expected.day)).unique())
