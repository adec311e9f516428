"""Who reads what: some read the whole, others only the parts that the school gives them.

Rows of 时限与升级 name them: `digest.daily` and `digest.brief` the readers of the whole,
`digest.of.<feature>` who is sent that feature's part of the evening's digest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from models.cases.case import Event
from models.cases.due import DayKind, Due
from models.digests.cutoffs import BRIEF, DAILY, briefs, dailies, day_of
from models.escalation import Concerned, hearing, named
from models.people.person import Person, Right
from models.school import School

PART = "digest.of."


def _named(code: str, school: School, now: datetime) -> list[Person]:
    """Whom a row names and a phone reaches; nobody else in their stead."""
    return school.reached(named(school.deadline(code).tell, school, now), now)


def _parts(school: School, now: datetime) -> dict[Person, list[str]]:
    """Which features' parts each person is sent who does not read the whole."""
    found: dict[Person, list[str]] = defaultdict(list)
    for code in school.deadlines:
        if code.startswith(PART):
            for person in _named(code, school, now):
                found[person].append(code.removeprefix(PART))
    return found


def may_read(school: School, person: Person, names: Collection[str], now: datetime) -> list[str]:
    """Of these features, whose part the person may ask for: whoever oversees the school or is sent
    the whole, all; others what they are sent.
    """
    whole = _named(DAILY, school, now)
    if person in whole or person.may(Right.OVERSEE):
        return list(names)
    given = _parts(school, now).get(person, ())
    return [name for name in names if name in given]


def _event(due: Due, now: datetime, to: Sequence[Person], parts: list[str] | None) -> Event:
    data = {"day": f"{day_of(due)}", "planned": due.due_at.isoformat(), "parts": parts}
    return Event(at=now, kind=due.kind, data=data, notify=[person.id for person in to])


def _whole(school: School, due: Due, now: datetime) -> Iterator[Event]:
    """To the readers of the whole. Where none of them can be reached, whoever is next in line."""
    yield _event(due, now, hearing(due.kind, school, now, Concerned()), None)


def _whole_and_parts(school: School, due: Due, now: datetime) -> Iterator[Event]:
    """To the readers of the whole, and to each other reader the parts that are theirs."""
    whole = hearing(due.kind, school, now, Concerned())
    yield _event(due, now, whole, None)
    alike: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for person, parts in _parts(school, now).items():
        if person not in whole:
            alike[tuple(parts)].append(person)
    for names, people in alike.items():
        yield _event(due, now, people, list(names))


SENT = (DayKind(BRIEF, briefs, _whole), DayKind(DAILY, dailies, _whole_and_parts))
