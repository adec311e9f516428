"""Who is who: roles and rights, people, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, ForeignKey, String, Table, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from models.base import Base, Named, TelegramId

TWO_CHARACTER_SURNAMES = frozenset(
    ["欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "东方", "夏侯", "公孙", "慕容", "令狐"]
)
# A surname and a given name, both of two characters.
LONGEST_NAME = 4


class Right(StrEnum):
    """What a role allows. Every verb names the right that it asks for."""

    REPAIR = "repair"
    DISPATCH = "dispatch"
    RECORD = "record"
    OVERSEE = "oversee"
    GUARD = "guard"
    SAFETY = "safety"
    ADMIN = "admin"


class Role(Named, Base):
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
    # For the school's own list; in a chat only where somebody needs help, never in a log.
    phone: Mapped[str] = mapped_column(String(30), default="", info={"private": True})
    telegram_id: Mapped[int | None] = mapped_column(TelegramId, unique=True)
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
        if self._is_called_as_written(language):
            return self.name
        surname = self.name[:2] if self.name[:2] in TWO_CHARACTER_SURNAMES else self.name[:1]
        return surname + self._address

    def in_full(self, language: str) -> str:
        """The whole name with the address: 周国强老师, since there may be two 周老师."""
        if self.shared_phone or self._is_called_as_written(language):
            return self.name
        return self.name + self._address

    def _is_called_as_written(self, language: str) -> bool:
        foreign = language == "en" or not self.name or self.name[0].isascii()
        return foreign or len(self.name.partition("（")[0]) > LONGEST_NAME

    @property
    def _address(self) -> str:
        by_role = [role.address for role in (self.main_role, *self.roles) if role]
        return self.title or next(filter(None, by_role), "老师")


def of_school(phone: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a phone is that of somebody in service, in a query over phones."""
    return select(Person.id).where(Person.telegram_id == phone, Person.active).exists()


def by_name(people: Iterable[Person]) -> list[Person]:
    """In the order of a list of names, which is that of pinyin: GB 18030 holds the signs of most
    names in that order, and what people write in letters before them.
    """
    return sorted(people, key=lambda one: (one.name.encode("gb18030"), one.id))
