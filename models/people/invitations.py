"""Letting people in: an invitation for one, or for all who have not joined, as in August."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.people.person import Person, Right, by_name

# Easily confused signs are left out, because codes are also typed from paper (practice.md §11.2).
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


class Invitation(Base):
    """A code that lets one named person in, once; it can be revoked, and it expires."""

    __tablename__ = "invitation"
    PASSING = True

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True, info={"private": True})
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
            expires_at=act.now + timedelta(days=act.school.settings.invitation_days),
        )
        session.add(invitation)
        return invitation

    @classmethod
    def with_code(cls, session: Session, code: str) -> Invitation | None:
        """The invitation with this code, as it may have been typed from paper."""
        return session.query(cls).filter_by(code=_tidy(code)).one_or_none()

    @classmethod
    def find(cls, session: Session, code: str, now: datetime) -> Invitation:
        """The open invitation with this code. Raises `Refused` where there is none."""
        invitation = cls.with_code(session, code)
        problem = problem_with(invitation, now)
        if problem:
            raise Refused(problem)
        assert invitation is not None
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


def problem_with(invitation: Invitation | None, now: datetime) -> str:
    """Why this invitation lets nobody in, as the key of a sentence; nothing where it does."""
    if invitation is None or invitation.revoked_at:
        return "invite.unknown"
    if invitation.used_at:
        return "invite.used"
    return "invite.expired" if invitation.expires_at <= now else ""


def not_joined(session: Session) -> list[Person]:
    """Those in service who have not joined yet, by name."""
    query = select(Person).where(Person.active, Person.telegram_id.is_(None))
    return by_name(session.scalars(query).unique())


def looks_like_code(text: str) -> bool:
    """Whether the text is a code and nothing else, as it is printed: ABCDE-FGHJK."""
    tidy = _tidy(text)
    return len(tidy) == CODE_LENGTH and tidy.isascii() and tidy.isalnum()


def _tidy(code: str) -> str:
    return code.strip().upper().replace("-", "").replace(" ", "")


def open_codes(session: Session, now: datetime) -> dict[int, Invitation]:
    """The codes that are good now, by the id of the person that each is made out to."""
    query = select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now
    )
    return {one.person_id: one for one in session.scalars(query.order_by(Invitation.id)).unique()}


def invite_everybody(act: Act) -> list[Invitation]:
    """A code that is good for the whole time for each who has not joined, by name.

    A code that is still good is prolonged, so that what was pasted or printed before goes on to
    work; who has none gets a new one.
    """
    act.must(Right.ADMIN)
    session = act.school.session
    known = open_codes(session, act.now)
    until = act.now + timedelta(days=act.school.settings.invitation_days)
    found = []
    for person in not_joined(session):
        invitation = known.get(person.id) or Invitation.for_person(act, person)
        invitation.expires_at = until
        found.append(invitation)
    return found


def by_hand(person: Person) -> bool:
    """Whether the invitation is handed over alone; a leader's never goes into a group."""
    return any(role.leader for role in person.roles)
