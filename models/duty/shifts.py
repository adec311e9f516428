"""Who is on duty when: the shifts of days, who is there, and who takes a shift over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from models.act import Act
from models.base import Base, Refused
from models.calendar.hours import Hours
from models.duty.roster import Post, Roster, RosterChange
from models.people.person import Person, Right
from models.school import School

DAY = timedelta(days=1)
# Nobody is at a post long before it begins.
EARLY = timedelta(hours=2)


class Attendance(Base):
    """我已到岗: somebody says that he is at his post."""

    __tablename__ = "duty_attendance"

    day: Mapped[date] = mapped_column(primary_key=True)
    post_code: Mapped[str] = mapped_column(ForeignKey("post.code"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True)
class Shift:
    """A post on one day: from when to when, and who has it. Nobody is an empty list."""

    day: date
    post: Post
    starts_at: datetime
    ends_at: datetime
    people: Sequence[Person]

    def overlaps(self, other: Shift) -> bool:
        """Whether nobody can have both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def posts(school: School) -> list[Post]:
    """The posts in use, in their order."""
    query = select(Post).where(Post.active).order_by(Post.position, Post.code)
    return list(school.session.scalars(query))


def span(post: Post, day: date, hours: Hours) -> tuple[datetime, datetime]:
    """From when to when the post is held; an end before its start is next morning's."""
    last = day + DAY if post.end <= post.start else day
    return hours.at(day, post.start), hours.at(last, post.end)


def shifts(school: School, first: date, last: date) -> list[Shift]:
    """All shifts of these days, by day and post; who has left the school has none. A post that
    nobody was ever put on is not in use yet, and has none either.
    """
    hours, roster = school.hours, Roster.of(school.session)
    known = {person.id: person for person in school.people}
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    every = [post for post in posts(school) if roster.knows(post.code)]
    return [
        Shift(
            day,
            post,
            *span(post, day, hours),
            [known[one] for one in roster.holders(post.code, day) if one in known],
        )
        for day in days
        for post in every
        if post.is_manned(day, hours)
    ]


def running(school: School, now: datetime) -> list[Shift]:
    """The shifts that are held now; one that began last evening is among them."""
    today = school.today(now)
    every = shifts(school, today - DAY, today)
    return [one for one in every if one.starts_at <= now < one.ends_at]


def attendance(school: School, day: date) -> dict[tuple[str, int], datetime]:
    """Who has said 我已到岗 on the day, and when, by post and person."""
    found = school.session.scalars(select(Attendance).filter_by(day=day))
    return {(one.post_code, one.person_id): one.at for one in found}


def shares_phone(post: Post, school: School) -> bool:
    """Whether its people share a phone: 接班 on it says then who is there (practice.md §1.5)."""
    return any(one.shared_phone for one in school.with_role(post.role_code))


def has(person: Person, shift: Shift, school: School, now: datetime) -> bool:
    """Whether the person has the shift, or stands in today for somebody who has it."""
    return person in {*shift.people, *(school.today_instead(one, now) for one in shift.people)}


def arrive(act: Act, post: Post, day: date) -> datetime:
    """我已到岗. Pressed again it stays as it was. Raises `Refused` for whoever does not have the
    post then, and where the shift is over or far away.
    """
    school = act.school
    shift = next((one for one in shifts(school, day, day) if one.post is post), None)
    if shift is None or not has(act.by, shift, school, act.now):
        raise Refused("duty.not_yours")
    if not shift.starts_at - EARLY <= act.now < shift.ends_at:
        raise Refused("duty.not_now")
    key = (day, post.code, act.by.id)
    found = school.session.get(Attendance, key)
    if found is None:
        found = Attendance(day=day, post_code=post.code, person_id=act.by.id, at=act.now)
        school.session.add(found)
    return found.at


def counts(school: School, post: Post, day: date) -> Counter[int]:
    """How often each has had a post of this role in the term of the day, until it: by person."""
    begun = [first for first, last in school.hours.terms if first <= day]
    first = max(begun, default=day - timedelta(days=30))
    held = shifts(school, first, day)
    alike = (one for one in held if one.post.role_code == post.role_code)
    return Counter(person.id for one in alike for person in one.people)


def candidates(school: School, post: Post, day: date, now: datetime) -> list[tuple[Person, int]]:
    """Who could have the post that day, and how often each has had one of the kind this term: the
    least often first. Left out is who has another duty then, is away, or cannot be reached.
    """
    starts, ends = span(post, day, school.hours)
    this = Shift(day, post, starts, ends, ())
    busy = {
        person.id
        for one in shifts(school, day - DAY, day + DAY)
        if one.overlaps(this)
        for person in one.people
    }
    had = counts(school, post, day)
    alike = [one.code for one in posts(school) if one.role_code == post.role_code]
    usual = Roster.of(school.session).people_of(alike)
    able = [
        one
        for one in school.people
        if (one.holds(post.role_code) or one.id in usual)
        and not (one.id in busy or one.shared_phone or one.away(day))
    ]
    free = [one for one in able if school.reached([one], now) == [one]]
    return sorted(((one, had[one.id]) for one in free), key=lambda pair: pair[1])


def arranges(person: Person) -> bool:
    """Whether the person may send another to a post: the office, and the leaders."""
    return person.may(Right.DISPATCH) or person.may(Right.OVERSEE)


def must_arrange(act: Act) -> None:
    """Raises `Refused` for whoever may not change the roster."""
    if not arranges(act.by):
        raise Refused("duty.office_only")


def put_on(act: Act, post: Post, day: date, person: Person, instead: Person | None) -> RosterChange:
    """排人, 换人: the office, or a leader, puts somebody on a post for a day. Raises `Refused` for
    anybody else, for a day that is over, and for somebody who cannot have it.
    """
    must_arrange(act)
    return change(act, post, day, person, instead)


def change(act: Act, post: Post, day: date, person: Person, instead: Person | None) -> RosterChange:
    """Writes who has the post on the day instead of whom; the roster has it at once.

    Raises `Refused` for a day that is over, and where the person cannot have it then.
    """
    school = act.school
    if not post.is_manned(day, school.hours) or span(post, day, school.hours)[1] <= act.now:
        raise Refused("duty.not_now")
    if person not in [one for one, _ in candidates(school, post, day, act.now)]:
        raise Refused("duty.cannot", who=person)
    row = RosterChange(
        day=day,
        post_code=post.code,
        person_id=person.id,
        instead_of_id=instead.id if instead else None,
    )
    school.session.add(row)
    school.session.flush()
    return row


def of_person(found: Iterable[Shift], person: Person) -> list[Shift]:
    """Those that the person has."""
    return [one for one in found if person in one.people]
