"""What is late is told: the school's rows of 时限与升级 say when, to whom, and how often again.

There is one escalation for repairs and for all that comes later. Whom a row names is resolved to
people here alone: by role, by the roster, by who has the thing or must act next; a stand-in for
whoever is away. Where nobody of them can be reached, the leaders are told (practice.md §7.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from models.cases.step import Step
from models.deadlines import Deadline
from models.duty.roster import Post, Roster
from models.people.person import Person
from models.school import School

HOLDER, NEXT, OFFICE = "holder", "next", "office"


@dataclass(frozen=True)
class Concerned:
    """Who has the thing, and who must act next: what a row calls 责任人 and 下一步办理人."""

    holder: Iterable[Person] = field(default=())
    next: Iterable[Person] = field(default=())


NOBODY = Concerned()


def step(code: str, kind: str, basis: datetime, school: School, *, any_time: bool = False) -> Step:
    """The step that a row brings for what was promised for `basis`, and when it comes again.

    Unless it may ring at `any_time`, it waits for a time at which people may be disturbed; what has
    a fixed time of the day comes then, on a school day.
    """
    row, hours = school.deadline(code), school.hours
    at = hours.due(basis, row.amount, row.unit)
    if row.at is not None:
        at = hours.next_at(at, row.at)
    elif not any_time:
        at = hours.polite(at)
    return Step(kind, basis, at, partial(_again, row, school) if row.again else None)


def _again(row: Deadline, school: School, told: datetime) -> datetime:
    """When it is told once more: so much later; after days in the morning, or at its time."""
    hours, settings = school.hours, school.settings
    amount = row.again or 0
    match row.again_unit:
        case "minutes" | "hours":
            return hours.due(told, amount, row.again_unit)
        case "days":
            day = hours.local(told).date() + timedelta(days=int(amount))
            return hours.at(day, row.at or settings.polite_start)
    days = hours.school_days_after(hours.local(told).date())
    day = next(found for nth, found in enumerate(days, 1) if nth >= amount)
    return hours.at(day, row.at or settings.morning_list)


def hearing(
    code: str, school: School, now: datetime, concerned: Concerned = NOBODY
) -> list[Person]:
    """Who is told by a row now, as far as a phone reaches them; if nobody, the leaders."""
    return school.in_line(named(school.deadline(code).tell, school, now, concerned), now)


def named(
    words: Iterable[str], school: School, now: datetime, concerned: Concerned = NOBODY
) -> list[Person]:
    """All whom some words of a row mean now, each once, whether or not a phone reaches them."""
    found = (person for whom in words for person in _people(whom, school, now, concerned))
    return list(dict.fromkeys(found))


def _people(whom: str, school: School, now: datetime, concerned: Concerned) -> Iterable[Person]:
    """Whom one word of the row means: a role, a post by its roster, or somebody of the case."""
    fixed: dict[str, Callable[[], Iterable[Person]]] = {
        HOLDER: lambda: concerned.holder,
        NEXT: lambda: concerned.next,
        OFFICE: school.office,
    }
    if whom in fixed:
        return fixed[whom]()
    post = school.session.get(Post, whom)
    return school.by_role(whom) if post is None else on_post(post, school, now)


def on_post(post: Post, school: School, now: datetime) -> Iterator[Person]:
    """Who has the post now by the roster; a shift that began yesterday is yesterday's. On a day on
    which it is not manned, whoever has the post of the same role that is (practice.md §14.1).
    """
    local, session = school.hours.local(now), school.session
    day = local.date()
    if post.end <= post.start and local.time() < post.end:
        day -= timedelta(days=1)
    if not post.is_manned(day, school.hours):
        alike = select(Post).where(Post.role_code == post.role_code, Post.active)
        others = session.scalars(alike.order_by(Post.position))
        post = next((one for one in others if one.is_manned(day, school.hours)), post)
    for person_id in Roster.of(session).holders(post.code, day):
        person = session.get_one(Person, person_id)
        if person.active:
            yield person
