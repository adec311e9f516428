"""Strangers who ask to be let in, and what an administrator decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused, TelegramId
from models.people.person import Person, Right, Role


class JoinRequest(Base):
    """A stranger who asked to be let in, and what an administrator decided."""

    __tablename__ = "join_request"
    PASSING = True

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(TelegramId, index=True)
    name: Mapped[str] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")

    @classmethod
    def open_of(cls, session: Session, telegram_id: int) -> JoinRequest | None:
        """What this stranger has asked and nobody has decided."""
        undecided = select(cls).filter_by(telegram_id=telegram_id, decided_at=None)
        return session.scalars(undecided).first()

    @classmethod
    def make(
        cls, session: Session, telegram_id: int, name: str, *, language: str | None, now: datetime
    ) -> JoinRequest:
        """Notes that a stranger of this name asks to be let in."""
        request = cls(telegram_id=telegram_id, name=name, language=language, asked_at=now)
        session.add(request)
        session.flush()
        return request

    def approve(self, act: Act, role: Role) -> Person:
        """Lets the stranger in with this role. The slower of two administrators is told."""
        self.must_be_open(act)
        session = act.school.session
        if session.scalar(select(Person.id).filter_by(telegram_id=self.telegram_id)) is not None:
            raise Refused("invite.joined_already", name=self.name)
        person = Person(
            name=self.name,
            telegram_id=self.telegram_id,
            language=self.language,
            joined_at=act.now,
            roles=[role],
        )
        session.add(person)
        session.flush()
        self.decided_at, self.decided_by, self.person_id = act.now, act.by, person.id
        return person

    def refuse(self, act: Act) -> None:
        """Turns the stranger away."""
        self.must_be_open(act)
        self.decided_at, self.decided_by = act.now, act.by

    def must_be_open(self, act: Act) -> None:
        """Raises `Refused` for whoever may not decide, and where somebody has."""
        act.must(Right.ADMIN)
        if self.decided_at is not None:
            raise Refused("people.join.decided", by=self.decided_by)
