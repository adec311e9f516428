"""Who cannot be reached today, and why: marked wherever a name is chosen (practice.md §1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from models.people.invitations import Invitation
from models.people.person import Person
from models.school import School


class Unreached(StrEnum):
    """Why no message reaches somebody."""

    AWAY = "away"
    BLOCKED = "blocked"
    NOT_JOINED = "not_joined"
    NO_PHONE = "no_phone"


def unreached(people: Iterable[Person], school: School, now: datetime) -> dict[Person, Unreached]:
    """Those of them who cannot be reached today. Whoever was invited once has not joined yet; who
    never was does without a phone (practice.md §5.5).
    """
    today, found = school.today(now), dict[Person, Unreached]()
    without = [person for person in people if person.telegram_id is None]
    invited: set[int] = set()
    if without:
        query = select(Invitation.person_id).where(
            Invitation.person_id.in_([person.id for person in without])
        )
        invited = set(school.session.scalars(query))
    for person in people:
        if person.telegram_id is None:
            joins = person.id in invited
            found[person] = Unreached.NOT_JOINED if joins else Unreached.NO_PHONE
        elif person.telegram_id in school.silent:
            found[person] = Unreached.BLOCKED
        elif person.away(today):
            found[person] = Unreached.AWAY
    return found
