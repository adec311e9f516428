"""Who is who: roles and rights, people, how they joined, and who stands in for whom."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, ColumnElement, ForeignKey, String, Table, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship

from models.base import Base, Refused, Telegram64

if TYPE_CHECKING:
    from models.school import School

TWO_CHARACTER_SURNAMES = frozenset(
    ["欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "东方", "夏侯", "公孙", "慕容", "令狐"]
)
# A surname and a given name, both of two characters.
LONGEST_NAME = 4
# Easily confused signs are left out, because codes are also typed from paper (practice.md §11.2).
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


class Right(StrEnum):
    """What a role allows. Every verb names the right that it asks for."""

    REPAIR = "repair"
    DISPATCH = "dispatch"
    RECORD = "record"
    OVERSEE = "oversee"
    GUARD = "guard"
    ADMIN = "admin"


class Role(Base):
    """A post that the school knows; a person may hold several."""

    __tablename__ = "role"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(40))
    en: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(10), default="")
    rights: Mapped[list[str]] = mapped_column(default=list)
    # An invitation of a leader is handed over alone, never pasted into a group.
    leader: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    def label(self, language: str) -> str:
        """The role's name in the reader's language."""
        return self.en if language == "en" and self.en else self.zh


person_role = Table(
    "person_role",
    Base.metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("role_code", ForeignKey("role.code"), primary_key=True),
)


class Person(Base):
    """Somebody of the school. Who leaves is switched off, never deleted."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(20), default="")
    # For the school's own list; never shown in a chat, never in a log.
    phone: Mapped[str] = mapped_column(String(30), default="")
    telegram_id: Mapped[int | None] = mapped_column(Telegram64, unique=True)
    language: Mapped[str | None] = mapped_column(String(8))
    active: Mapped[bool] = mapped_column(default=True)
    # The gatehouse shares one phone; whoever took over the shift is `on_phone` (practice.md §1.5).
    shared_phone: Mapped[bool] = mapped_column(default=False)
    on_phone_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    away_until: Mapped[date | None]
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Of several roles the one that comes first: it gives the address (陈师傅, 王老师).
    main_role_code: Mapped[str | None] = mapped_column(ForeignKey("role.code"))
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    roles: Mapped[list[Role]] = relationship(
        secondary=person_role, lazy="selectin", order_by=Role.position
    )
    on_phone: Mapped[Person | None] = relationship(
        foreign_keys=[on_phone_id], remote_side=[id], lazy="joined", join_depth=1
    )
    stand_in: Mapped[Person | None] = relationship(
        foreign_keys=[stand_in_id], remote_side=[id], lazy="joined", join_depth=1
    )

    def may(self, right: Right) -> bool:
        """Whether one of the roles that this person holds allows it."""
        return self.active and any(right in role.rights for role in self.roles)

    def holds(self, role_code: str) -> bool:
        """Whether this person holds the role."""
        return any(role.code == role_code for role in self.roles)

    @property
    def main_role(self) -> Role | None:
        """The role that comes first, by choice or by rank."""
        chosen = (role for role in self.roles if role.code == self.main_role_code)
        return next(chosen, self.roles[0] if self.roles else None)

    @property
    def reachable(self) -> bool:
        """Whether a message can be sent: in service, and joined with a phone."""
        return self.active and self.telegram_id is not None

    def away(self, today: date) -> bool:
        """Whether somebody else is asked today (今日不在, leave)."""
        return self.away_until is not None and self.away_until >= today

    def called(self, language: str, holder: Person | None = None) -> str:
        """How colleagues address this person: 陈师傅, 王老师. A shared phone is called by who holds
        it, or held it then: 门卫室·钱师傅 (practice.md §1.5). 系统管理员 and 阿依古丽·买买提 are no
        surnames with something behind them, and called as they are written.
        """
        if self.shared_phone:
            holder = holder or self.on_phone
            place = self.name.removesuffix("手机")
            return f"{place}·{holder.called(language)}" if holder else self.name
        if language == "en" or not self.name or self.name[0].isascii():
            return self.name
        if len(self.name.partition("（")[0]) > LONGEST_NAME:
            return self.name
        by_role = [role.address for role in (self.main_role, *self.roles) if role]
        title = self.title or next(filter(None, by_role), "老师")
        surname = self.name[:2] if self.name[:2] in TWO_CHARACTER_SURNAMES else self.name[:1]
        return surname + title

    def switch_off(self, act: Act) -> None:
        """Takes the person out of service; what they wrote and signed stays.

        Raises `Refused` where the actor is no administrator, or would leave the school without
        one.
        """
        act.must(Right.ADMIN)
        others = [admin for admin in act.school.administrators() if admin is not self]
        if self.may(Right.ADMIN) and not others:
            raise Refused("people.last_admin")
        self.active = False
        self.left_at = act.now

    def switch_on(self, act: Act) -> None:
        """Takes the person back into service."""
        act.must(Right.ADMIN)
        self.active = True
        self.left_at = None

    def change_role(self, act: Act, role: Role) -> None:
        """Gives the person a role, or takes it. Raises `Refused` for the last administrator."""
        act.must(Right.ADMIN)
        if role not in self.roles:
            self.roles.append(role)
            return
        others = [admin for admin in act.school.administrators() if admin is not self]
        if Right.ADMIN in role.rights and not others:
            raise Refused("people.last_admin")
        self.roles.remove(role)

    def be_away(self, act: Act, until: date | None, stand_in: Person | None) -> None:
        """Notes that somebody else does this person's work until that day, included."""
        act.must(Right.REPAIR if act.by is self else Right.DISPATCH)
        if stand_in is self:
            raise Refused("people.own_stand_in")
        if stand_in is not None and not stand_in.may(Right.REPAIR):
            raise Refused("ticket.no_fixer", who=stand_in)
        self.away_until = until
        self.stand_in = stand_in if until else None

    def take_phone(self, act: Act, holder: Person) -> None:
        """Notes who uses the shared phone from now on; records carry that name."""
        if not self.shared_phone or act.by is not self:
            raise Refused("people.not_a_shared_phone")
        if holder.shared_phone or not holder.may(Right.GUARD):
            raise Refused("right.guard")
        self.on_phone = holder


def of_school(phone: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a phone is that of somebody in service, in a query over phones."""
    return select(Person.id).where(Person.telegram_id == phone, Person.active).exists()


def by_name(people: Iterable[Person]) -> list[Person]:
    """In the order of a list of names, which is that of pinyin: GB 18030 holds the signs of most
    names in that order, and what people write in letters before them.
    """
    return sorted(people, key=lambda one: (one.name.encode("gb18030"), one.id))


@dataclass(frozen=True)
class Act:
    """One person doing one thing at one moment, having seen one version of the case."""

    by: Person
    now: datetime
    school: School
    seen: int | None = None

    def must(self, right: Right) -> None:
        """Raises `Refused` with the sentence who does this, where the person may not."""
        if not self.by.may(right):
            raise Refused(f"right.{right.value}")


class Invitation(Base):
    """A code that lets one named person in, once; it can be revoked, and it expires."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")

    @classmethod
    def for_person(cls, act: Act, person: Person) -> Invitation:
        """Makes the one open code of this person; an older one is revoked with it."""
        act.must(Right.ADMIN)
        if person.telegram_id is not None:
            raise Refused("invite.joined_already", name=person.name)
        session = act.school.session
        for old in session.query(cls).filter_by(person_id=person.id, used_at=None):
            old.revoked_at = old.revoked_at or act.now
        invitation = cls(
            code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
            person=person,
            made_by_id=act.by.id,
            made_at=act.now,
            expires_at=act.now + timedelta(days=act.school.rules.invitation_days),
        )
        session.add(invitation)
        return invitation

    @classmethod
    def find(cls, session: Session, code: str, now: datetime) -> Invitation:
        """The open invitation with this code. Raises `Refused` where there is none."""
        tidy = code.strip().upper().replace("-", "").replace(" ", "")
        invitation = session.query(cls).filter_by(code=tidy).one_or_none()
        if invitation is None or invitation.revoked_at:
            raise Refused("invite.unknown")
        if invitation.used_at:
            raise Refused("invite.used")
        if invitation.expires_at <= now:
            raise Refused("invite.expired")
        return invitation

    def admit(self, telegram_id: int, language: str | None, now: datetime) -> Person:
        """Lets the person in with this phone. The code is spent in the same transaction."""
        if not self.person.active:
            raise Refused("invite.unknown")
        if self.person.telegram_id is not None:
            raise Refused("invite.used")
        self.used_at = now
        self.person.telegram_id = telegram_id
        self.person.language = language
        self.person.joined_at = now
        return self.person

    @staticmethod
    def take_back(act: Act, person: Person) -> Invitation:
        """The link was claimed by the wrong hands: that phone is out, a new code is made."""
        act.must(Right.ADMIN)
        person.telegram_id = person.joined_at = None
        return Invitation.for_person(act, person)

    def revoke(self, now: datetime) -> None:
        """Makes the code worthless: it was claimed by the wrong hands, or is not wanted."""
        self.revoked_at = now
