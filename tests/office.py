"""The sample school in memory, and its people pressing verbs: rules need no Telegram."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import drafting
import pytest
from databases import without_rounds
from sqlalchemy import Engine, StaticPool, create_engine, delete, event, func, select
from sqlalchemy.orm import Session

import models.tables
from bot.feature import Features
from bot.i18n import I18n
from bot.runtime import Runtime
from bot.transaction import Registry
from handlers import FEATURES
from jobs import due, planning
from models import defaults
from models.act import Act
from models.base import Base, Refused
from models.calendar.hours import Break, Workday
from models.cases.case import Case, Event, Photo
from models.cases.draft import Draft
from models.cases.due import Due, plan
from models.people.person import Person, Role
from models.places import Place
from models.repairs import Repair
from models.school import Category, School
from models.tickets import work

# Without the digest, which comes every day whatever happens: its own tests bring it.
REGISTRY = Features([one for one in FEATURES if one.name != "digests"]).registry()
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 9, 16, 9, 0, tzinfo=SHANGHAI)
SUNDAY = date(2026, 9, 20)
NAMES = {
    "principal": "周建国",
    "vice": "许文慧",
    "li": "李国庆",  # gives out the work
    "safety": "何志明",
    "admin": "沈佳",
    "chen": "陈大勇",  # electrician and plumber
    "sun": "孙福来",  # the other one
    "ma": "马德才",  # the third, without a phone
    "wu": "吴喆",  # information technology
    "zhao": "赵铁柱",  # a guard
    "gate": "门卫室手机",
    "wang": "王芳",  # reports
    "liu": "刘玥",  # meets the same trouble
    "zhang": "张敏",  # has nothing to do with it
    "emily": "Emily Carter",
    "cao": "曹淼",  # a teacher who has not joined
}


def engine_of(image: bytes | None = None) -> Engine:
    """A database in memory, empty or from an image."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        if image is not None:
            connection.deserialize(image)
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    # Savepoints work only where the driver leaves BEGIN to us.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


@cache
def sample_image() -> bytes:
    """The sample school as SQLite keeps it, built once."""
    assert models.tables.ALL
    engine = engine_of()
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        defaults.fill(session)
        defaults.fill_sample(session)
        # The weekend after the Wednesday is an ordinary one; test_school_days has the shifted days.
        session.execute(delete(Workday))
        without_rounds(session)
        session.add(Break(name="周末", first=SUNDAY, last=SUNDAY))
        session.commit()
    raw = cast(sqlite3.Connection, engine.raw_connection().driver_connection)
    return raw.serialize()


@dataclass
class Tick:
    """What one tick of the clock has in hand."""

    session: Session
    school: School
    now: datetime
    registry: Registry

    def touch(self, case: Case) -> None:
        """There are no cards here that could be drawn anew."""


class Office:
    """The school on a Wednesday morning. `office.wang` is the person of that name."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = WEDNESDAY
        self.people: dict[str, Person] = {}
        self.kept: School | None = None

    def __getattr__(self, name: str) -> Person:
        if name not in NAMES:
            raise AttributeError(name)
        if name not in self.people:
            query = select(Person).filter_by(name=NAMES[name])
            self.people[name] = self.session.scalars(query).unique().one()
        return self.people[name]

    @property
    def school(self) -> School:
        """The school as one new transaction sees it, unless one is kept for many."""
        return self.kept or School(self.session, SHANGHAI)

    def act(self, by: Person, seen: int | None = None) -> Act:
        """This person, doing something now."""
        return Act(by, self.now, self.school, seen)

    def do(self, verb: Callable[..., Any], case: Case, by: Person, *with_: Any) -> Any:
        """Lets a person do something with a case, and plans what lies ahead, as a unit does."""
        act = self.act(by, case.version)
        done = verb(case, act, *with_)
        self.session.flush()
        for one in {case, done if isinstance(done, Case) else case}:
            plan(one, act.school)
        self.session.flush()
        return done

    def draft(self, by: Person | None = None, text: str = "A302灯不亮") -> Draft:
        """A draft."""
        draft = drafting.start(self.act(by or self.wang), text)
        self.session.flush()
        plan(draft, self.school)
        return draft

    def report(
        self,
        by: Person | None = None,
        text: str = "A302灯不亮",
        urgency: str | None = None,
        place: str | None = None,
    ) -> Repair:
        """A filed report; A302's lamp goes to the electricians."""
        draft = self.draft(by, text)
        if place is not None:
            draft.place = self.place(place)
        if urgency is not None:
            draft.urgency = self.school.urgency(urgency)
        repair: Repair = self.do(drafting.file, draft, by or self.wang)
        return repair

    def working(self, by: Person | None = None) -> Repair:
        """A report that master Chen is repairing."""
        ticket = self.report(by)
        self.do(work.accept, ticket, self.chen)
        return ticket

    def done(self, by: Person | None = None) -> Repair:
        """A report that master Chen says is repaired."""
        ticket = self.working(by)
        self.do(work.finish, ticket, self.chen)
        return ticket

    def photo(self, ticket: Case, name: str, by: Person | None = None) -> Photo:
        """A picture that hangs on a ticket."""
        photo = Photo(
            form="photo", file_id=name, unique_id=name, sender=by or self.wang, came_at=self.now
        )
        ticket.photos.append(photo)
        self.session.flush()
        return photo

    def passes(self, **time: float) -> None:
        """Lets school time pass without a tick."""
        self.now += timedelta(**time)

    def at(self, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of 2026 on the school's wall."""
        return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)

    def comes(self, moment: datetime) -> list[Event]:
        """Lets time come to a moment, stopping at everything that falls due. Returns the news."""
        before = self.session.scalar(select(func.max(Event.id))) or 0
        while True:
            self.tick()
            due = self.session.scalar(
                select(Due.due_at).filter_by(state="planned").order_by(Due.due_at).limit(1)
            )
            if due is None or due > moment:
                break
            self.now = max(self.now, due)
        self.now = moment
        self.tick()
        return self.since(before)

    def since(self, event_id: int) -> list[Event]:
        """What happened after an event."""
        query = select(Event).where(Event.id > event_id).order_by(Event.id)
        return list(self.session.scalars(query).unique())

    def tick(self) -> None:
        """Runs every clock once."""
        runtime = cast(Runtime, self)
        planning.plan(runtime)
        due.fire(runtime)

    @contextmanager
    def unit(self) -> Iterator[Tick]:
        """One tick's transaction; cases that something happened to are planned anew."""
        before = self.session.scalar(select(func.max(Event.id))) or 0
        yield Tick(self.session, self.school, self.now, REGISTRY)
        self.session.flush()
        for case in {one.case.id: one.case for one in self.since(before) if one.case}.values():
            plan(case, self.school)
        self.session.flush()

    def role(self, code: str) -> Role:
        """The role with this code."""
        return self.session.get_one(Role, code)

    def category(self, code: str) -> Category:
        """The kind of repair with this code."""
        return self.session.get_one(Category, code)

    def place(self, code: str) -> Place:
        """The place with this code."""
        return self.session.scalars(select(Place).filter_by(code=code)).unique().one()

    def told(self, event: Event) -> set[str]:
        """The names of those who must be told."""
        return {self.session.get_one(Person, person_id).name for person_id in event.notify}

    def planned(self, case: Case) -> dict[str, datetime]:
        """What lies ahead of a case."""
        query = select(Due).filter_by(case_id=case.id, state="planned").order_by(Due.due_at)
        return {due.kind: due.due_at for due in self.session.scalars(query)}


@cache
def sample_engine() -> Engine:
    """An engine that keeps the statements it has put into words from test to test; whenever it has
    been disposed of, it begins with the sample school anew.
    """
    return engine_of(sample_image())


def open_office() -> Iterator[Office]:
    """A school of its own for one test."""
    engine = sample_engine()
    with Session(engine, expire_on_commit=False) as session:
        yield Office(session)
    engine.dispose()


@contextmanager
def refused(key: str) -> Iterator[None]:
    """Expects that a rule says no with this sentence, and that both catalogues have it."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.key == key
    for language in ("zh-CN", "en"):
        assert I18n(language, SHANGHAI).has(key), key


def names(people: list[Person] | tuple[Person, ...]) -> set[str]:
    """The names of some people."""
    return {person.name for person in people}
