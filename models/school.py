"""The school as it is set up: what the verbs ask about roles, categories, times and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Named, in_language
from models.calendar.china_holidays import china
from models.calendar.hours import Break, BreakKind, Hours, Term, Timetable, Workday
from models.calendar.school_days import Bells
from models.deadlines import Deadline
from models.gazetteer import gazetteer
from models.language import Places
from models.messaging import Chat
from models.people.person import Person, Right, Role, by_name
from models.places import Place
from models.settings import SchoolSettings, Setting

PRINCIPAL, VICE_PRINCIPAL, CANTEEN, HEALTH = "R01", "R02", "R17", "R22"


class Category(Named, Base):
    """A kind of repair: who handles it, how urgent it is by default, which words mean it."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(80))
    short_zh: Mapped[str] = mapped_column(String(20))
    short_en: Mapped[str] = mapped_column(String(30))
    role_code: Mapped[str] = mapped_column(ForeignKey("role.code"))
    urgency_code: Mapped[str] = mapped_column(ForeignKey("urgency.code"))
    # Most schools name the fixer instead of waiting for one to claim (practice.md §5.3).
    fixer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words_zh: Mapped[list[str]] = mapped_column(default=list)
    words_en: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    fixer: Mapped[Person | None] = relationship(lazy="joined")

    def short(self, language: str) -> str:
        """The name that fits on a button."""
        return in_language(language, self.short_zh or self.zh, self.short_en or self.en)


class Urgency(Named, Base):
    """How soon somebody must react and be done. Amounts count in the unit beside them.

    The name says what it means: 加急（影响上课，今天）.
    """

    __tablename__ = "urgency"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(40))
    en: Mapped[str] = mapped_column(String(60))
    respond_amount: Mapped[float]
    respond_unit: Mapped[str] = mapped_column(String(14))
    finish_amount: Mapped[float]
    finish_unit: Mapped[str] = mapped_column(String(14))
    position: Mapped[int] = mapped_column(default=0)

    def respond_by(self, start: datetime, hours: Hours) -> datetime:
        """When somebody must have accepted."""
        return hours.due(start, self.respond_amount, self.respond_unit)

    def finish_by(self, start: datetime, hours: Hours) -> datetime:
        """When it must be done."""
        return hours.due(start, self.finish_amount, self.finish_unit)


class Danger(Base):
    """Words that make the bot ask whether somebody could be hurt, and what to say at once."""

    __tablename__ = "danger"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    words_zh: Mapped[list[str]]
    words_en: Mapped[list[str]]
    # Left unanswered, only these are taken for urgent (practice.md §6.2).
    raises: Mapped[bool]
    safety_zh: Mapped[str] = mapped_column(Text)
    safety_en: Mapped[str] = mapped_column(Text)
    phones: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)

    def safety(self, language: str) -> str:
        """What people near it should do until help comes."""
        return in_language(language, self.safety_zh, self.safety_en)


class Firm(Base):
    """A firm outside the school that repairs under contract."""

    __tablename__ = "firm"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    active: Mapped[bool] = mapped_column(default=True)


class School:
    """What transactions need to know of the school; read when asked for, never written."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self.session = session
        self.zone = zone

    @cached_property
    def settings(self) -> SchoolSettings:
        """The school's numbers."""
        rows = self.session.scalars(select(Setting))
        return SchoolSettings.model_validate({row.key: row.value["is"] for row in rows})

    @cached_property
    def hours(self) -> Hours:
        """The school's clock face."""
        settings, session = self.settings, self.session
        breaks = session.scalars(select(Break).order_by(Break.first)).all()
        off = [(one.first, one.last) for one in breaks if one.kind != BreakKind.CLOSURE]
        closed = [(one.first, one.last) for one in breaks if one.kind == BreakKind.CLOSURE]
        terms = session.execute(select(Term.first, Term.last).order_by(Term.first))
        worked = session.execute(select(Workday.day, Workday.lessons_of).order_by(Workday.day))
        bells = session.scalars(select(Timetable).order_by(Timetable.month, Timetable.day))
        return Hours(
            zone=self.zone,
            day_start=settings.day_start,
            day_end=settings.day_end,
            dismissal=settings.dismissal,
            noon=settings.noon,
            soon_cutoff=timedelta(hours=settings.soon_cutoff_hours),
            polite_start=settings.polite_start,
            polite_end=settings.polite_end,
            breaks=tuple(off),
            closures=tuple(closed),
            terms=tuple((first, last) for first, last in terms),
            workdays=tuple((day, lessons) for day, lessons in worked),
            timetables=tuple(
                ((one.month, one.day), Bells(one.day_start, one.day_end, one.dismissal))
                for one in bells
            ),
            country=china,
        )

    def changed(self) -> None:
        """The school was changed in this transaction: it is read anew when it is asked next."""
        session, zone = self.session, self.zone
        vars(self).clear()
        self.session, self.zone = session, zone

    def today(self, now: datetime) -> date:
        """The date on the school's wall."""
        return now.astimezone(self.zone).date()

    @cached_property
    def people(self) -> list[Person]:
        """Everybody in service, by name."""
        return by_name(self.session.scalars(select(Person).where(Person.active)).unique())

    @cached_property
    def _at_phones(self) -> dict[int, Person]:
        """Whoever has joined, in service or not, by the phone."""
        joined = self.session.scalars(select(Person).where(Person.telegram_id.is_not(None)))
        return {one.telegram_id: one for one in joined.unique() if one.telegram_id is not None}

    def at_phone(self, telegram_id: int) -> Person | None:
        """Who joined with this phone, in service or not; nobody where it is a stranger's."""
        return self._at_phones.get(telegram_id)

    def with_right(self, right: Right) -> list[Person]:
        """Those whose roles allow it."""
        return [person for person in self.people if person.may(right)]

    def with_role(self, code: str) -> list[Person]:
        """Those who hold the role."""
        return [person for person in self.people if person.holds(code)]

    def by_role(self, code: str) -> list[Person]:
        """Those who are reached for a role; where its holders share a phone, that stands for all of
        them: whoever is off duty sleeps (practice.md §1.5).
        """
        holders = self.with_role(code)
        return [one for one in holders if one.shared_phone and one.reachable] or holders

    def administrators(self) -> list[Person]:
        """Those who look after the system itself."""
        return self.with_right(Right.ADMIN)

    def office(self) -> list[Person]:
        """Those who give out the work; without any, the administrators (practice.md §1.3)."""
        return self.with_right(Right.DISPATCH) or self.administrators()

    def guards_on_duty(self) -> list[Person]:
        """Who is at the gate: the gatehouse's phone where there is one, else every guard."""
        guards = self.with_right(Right.GUARD)
        return [guard for guard in guards if guard.shared_phone and guard.reachable] or guards

    def guards_after_hours(self, now: datetime) -> list[Person]:
        """The guards who come first to a danger at night and on days off (practice.md §6.4)."""
        return [] if self.hours.open_at(now) else self.guards_on_duty()

    def fixers(self, category: Category | None) -> list[Person]:
        """Those who handle the category; a role that nobody holds falls to the office."""
        holders = self.with_role(category.role_code) if category else []
        return [person for person in holders if person.may(Right.REPAIR)] or self.office()

    def today_instead(self, person: Person, now: datetime) -> Person:
        """The person, or whoever stands in today (practice.md §1.4)."""
        stand_in = person.stand_in
        if person.away(self.today(now)) and stand_in is not None and stand_in.active:
            return stand_in
        return person

    @cached_property
    def silent(self) -> frozenset[int]:
        """The phones on which the bot was blocked."""
        blocked = select(Chat.id).where(Chat.blocked_at.is_not(None))
        return frozenset(self.session.scalars(blocked))

    def reached(self, people: Iterable[Person], now: datetime) -> list[Person]:
        """Those of them whose phone can be reached; a stand-in for whoever is away."""
        today = dict.fromkeys(self.today_instead(person, now) for person in people)
        return [one for one in today if one.reachable and one.telegram_id not in self.silent]

    def in_line(self, people: Iterable[Person], now: datetime) -> list[Person]:
        """Those of them who can be reached; if nobody can, the vice-principal, the principal, all
        who oversee, the administrators: the first of these whom a message reaches.
        """
        leaders = (self.with_role(VICE_PRINCIPAL), self.with_role(PRINCIPAL))
        lines = (people, *leaders, self.with_right(Right.OVERSEE), self.administrators())
        return next(filter(None, (self.reached(line, now) for line in lines)), [])

    @cached_property
    def roles(self) -> list[Role]:
        """The roles that can be given, in their order."""
        return list(self.session.scalars(select(Role).where(Role.active).order_by(Role.position)))

    @cached_property
    def categories(self) -> list[Category]:
        """The kinds of repair in use, in their order."""
        query = select(Category).where(Category.active).order_by(Category.position)
        return list(self.session.scalars(query))

    def category(self, code: str) -> Category:
        """The kind of repair with this code."""
        return self.session.get_one(Category, code)

    @cached_property
    def deadlines(self) -> dict[str, Deadline]:
        """How long things may take, and who hears, by the code of the row."""
        return {row.code: row for row in self.session.scalars(select(Deadline))}

    def deadline(self, code: str) -> Deadline:
        """The row of 时限与升级 with this code."""
        return self.deadlines[code]

    @cached_property
    def urgencies(self) -> list[Urgency]:
        """The three degrees, the calmest first."""
        return list(self.session.scalars(select(Urgency).order_by(Urgency.position)))

    def urgency(self, code: str) -> Urgency:
        """The degree with this code."""
        return self.session.get_one(Urgency, code)

    @cached_property
    def dangers(self) -> list[Danger]:
        """The words that make the bot ask, in the order they are tried."""
        return list(self.session.scalars(select(Danger).order_by(Danger.position)))

    def danger(self, kind: str | None) -> Danger | None:
        """The danger of this kind, if there is one."""
        return next((one for one in self.dangers if one.kind == kind), None)

    @cached_property
    def places(self) -> Places:
        """What people call the school's places, ready to be read out of a sentence."""
        columns = (
            Place.id, Place.parent_id, Place.code, Place.kind, Place.zh, Place.en,
            Place.class_name, Place.aliases,
        )  # fmt: skip
        query = select(*columns).where(Place.active).order_by(Place.position, Place.id)
        found = self.session.execute(query)
        return gazetteer(tuple((*row[:-1], tuple(row.aliases)) for row in found))

    def children(self, parent: Place | None) -> list[Place]:
        """The places right below one, or the tops of the tree."""
        query = select(Place).where(
            Place.active, Place.parent_id == (parent.id if parent else None)
        )
        return list(self.session.scalars(query.order_by(Place.position, Place.id)).unique())
