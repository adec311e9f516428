"""Who is at the gate now: the gatehouse's phone, and the guards whose shift it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.act import Act
from models.base import Refused
from models.duty.roster import Post
from models.escalation import on_post
from models.people.person import Person, Right
from models.school import School


def on_shift(school: School, now: datetime) -> list[Person]:
    """The guards who have the gate now by the roster; nobody where it says nothing."""
    local = school.hours.local(now).time()
    guards = {person.id for person in school.with_right(Right.GUARD)}
    posts = school.session.scalars(select(Post).where(Post.active).order_by(Post.position))
    found = []
    for post in posts:
        over_night = post.end <= post.start
        inside = (post.start <= local) + (local < post.end) >= (1 if over_night else 2)
        if inside:
            found += [one for one in on_post(post, school, now) if one.id in guards]
    return list(dict.fromkeys(found))


def at_gate(school: School, now: datetime) -> list[Person]:
    """Whose phones ring at the gate: the gatehouse's, and those of the guards on shift; where the
    roster names nobody, all guards.
    """
    shared = [one for one in school.with_right(Right.GUARD) if one.shared_phone and one.reachable]
    shift = [one for one in on_shift(school, now) if one.reachable]
    return list(dict.fromkeys([*shared, *shift])) or school.guards_on_duty()


def must_guard(act: Act) -> None:
    """Raises `Refused` for whoever is no guard, and where nobody has taken the gatehouse's phone
    yet: a record by "the gatehouse" would be a record by nobody (practice.md §1.5).
    """
    act.must(Right.GUARD)
    if act.by.shared_phone and act.by.on_phone is None:
        raise Refused("visits.no_holder")


def off_shift(act: Act) -> bool:
    """Whether the roster gives the gate to others now. It is said, and hinders nobody: the queue
    at the gate does not wait for a roster.
    """
    guard = act.by.on_phone or act.by
    shift = on_shift(act.school, act.now)
    return bool(shift) and guard not in shift
