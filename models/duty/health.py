"""Is the roster whole? What is wrong with the days ahead, before it hurts (practice.md §14.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations, groupby

from models.duty.roster import Post
from models.duty.shifts import Shift, shares_phone, shifts
from models.people.person import Person
from models.school import School

LEADER = "R03"


class Wrong(StrEnum):
    """What is wrong with a shift."""

    NO_LEADER = "no_leader"
    EMPTY = "empty"
    TWICE = "twice"
    AWAY = "away"
    NOT_JOINED = "not_joined"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Gap:
    """Something wrong with a post on a day, and with whom."""

    wrong: Wrong
    day: date
    post: Post
    person: Person | None = None


def gaps(school: School, first: date, last: date, now: datetime) -> list[Gap]:
    """What is wrong with the roster of these days: shifts that nobody has, one person in two
    places, people who are away without a stand-in, never joined, or shut the bot out.
    """
    found: list[Gap] = []
    every = shifts(school, first, last)
    for shift in every:
        found += _of_shift(shift, school, now)
    for day, of_day in groupby(every, key=lambda one: one.day):
        found += _twice(day, list(of_day))
    return sorted(found, key=lambda one: (one.post.position, list(Wrong).index(one.wrong), one.day))


def _of_shift(shift: Shift, school: School, now: datetime) -> Iterator[Gap]:
    day, post = shift.day, shift.post
    if not shift.people:
        leader = post.role_code == LEADER and not school.hours.is_school_day(day)
        yield Gap(Wrong.NO_LEADER if leader else Wrong.EMPTY, day, post)
    if shares_phone(post, school):
        return
    for person in shift.people:
        if person.away(day):
            if person.stand_in is None or not person.stand_in.active:
                yield Gap(Wrong.AWAY, day, post, person)
        elif not person.reachable:
            yield Gap(Wrong.NOT_JOINED, day, post, person)
        elif not school.reached([person], now):
            yield Gap(Wrong.BLOCKED, day, post, person)


def _twice(day: date, of_day: list[Shift]) -> Iterator[Gap]:
    for one, other in combinations(of_day, 2):
        if one.overlaps(other):
            for person in one.people:
                if person in other.people:
                    yield Gap(Wrong.TWICE, day, other.post, person)
