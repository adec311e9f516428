"""Inviting all who have not joined at once, as a school does in August."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Act, Invitation, Person, Right, by_name


def not_joined(session: Session) -> list[Person]:
    """Those in service who have not joined yet, by name."""
    query = select(Person).where(Person.active, Person.telegram_id.is_(None))
    return by_name(session.scalars(query).unique())


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
    until = act.now + timedelta(days=act.school.rules.invitation_days)
    found = []
    for person in not_joined(session):
        invitation = known.get(person.id) or Invitation.for_person(act, person)
        invitation.expires_at = until
        found.append(invitation)
    return found


def by_hand(person: Person) -> bool:
    """Whether the invitation is handed over alone; a leader's never goes into a group."""
    return any(role.leader for role in person.roles)
