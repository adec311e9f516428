"""Who is asked: whoever has the duty now, on the phone that is there; never an empty chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from models.duty.roster import Post
from models.escalation import Concerned, hearing, on_post
from models.people.person import Person
from models.school import School


class Because(StrEnum):
    """Why somebody else is asked than whose duty it is."""

    UNMANNED = "unmanned"
    UNREACHABLE = "unreachable"
    STAND_IN = "stand_in"
    HANDED = "handed"


@dataclass(frozen=True)
class Asked:
    """Who is asked; and where it is not whose duty it is: why, and instead of whom."""

    people: Sequence[Person]
    because: Because | None = None
    instead_of: Person | None = None


def role_behind(who: str, session: Session) -> str:
    """The role that a list names, or that its post is usually manned with."""
    post = session.get(Post, who)
    return who if post is None else post.role_code


def on_duty(who: str, school: School, now: datetime) -> list[Person]:
    """Who has the post now, or who holds the role."""
    post = school.session.get(Post, who)
    if post is None:
        return [one for one in school.with_role(who) if not one.shared_phone]
    return list(on_post(post, school, now))


def whom(who: str, school: School, now: datetime) -> Asked:
    """Who is asked now. Where guards share the gatehouse's phone, it is the one; an unmanned post
    or a phone that cannot be reached goes to who comes next by the row of what is missed.
    """
    rostered = on_duty(who, school, now)
    holders = school.with_role(role_behind(who, school.session))
    if rostered:
        shared = school.reached((one for one in holders if one.shared_phone), now)
        if shared:
            return Asked(shared[:1])
        reached = school.reached(rostered, now)
        if reached:
            away = next((one for one in rostered if one not in reached), None)
            replaced = away is not None and not set(reached) <= set(rostered)
            return Asked(reached, Because.STAND_IN, away) if replaced else Asked(reached)
    next_in_line = hearing("round.missed", school, now, Concerned())
    if rostered:
        return Asked(next_in_line, Because.UNREACHABLE, rostered[0])
    return Asked(next_in_line, Because.UNMANNED)
