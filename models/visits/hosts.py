"""Whom a visitor wants to see: 李老师, 李国庆, 总务处; who has left, and who is away today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz, process
from sqlalchemy import select

from models.people.person import TWO_CHARACTER_SURNAMES, Person
from models.school import School

NEAREST = 3
_TITLES = ("老师", "主任", "校长", "书记", "师傅", "科长", "组长", "园长", "大夫", "医生")
_ENGLISH = ("mr", "ms", "mrs", "miss", "mr.", "ms.", "mrs.")
_OFFICE = ("总务", "后勤", "office")


@dataclass(frozen=True)
class HostReading:
    """Who is meant for sure; else who it may be. `left` has left the school."""

    sure: Person | None = None
    choices: Sequence[Person] = field(default=())
    left: Person | None = None


def read_host(words: str, school: School) -> HostReading:
    """Who is meant. Of several of that name all may be; of none, the nearest three."""
    words = words.strip()
    people = [person for person in school.people if not person.shared_phone]
    if not words:
        return HostReading()
    for fits in (_by_name, _as_called, _by_surname, _by_role):
        found = [person for person in people if fits(words, person)]
        if found:
            return HostReading(found[0]) if len(found) == 1 else HostReading(choices=found)
    if any(word in words.lower() for word in _OFFICE) and school.office():
        return HostReading(school.office()[0])
    gone = select(Person).where(Person.active.is_(False), Person.name == _bare(words))
    left = school.session.scalars(gone).unique().first()
    return HostReading(choices=nearest(words, people), left=left)


def nearest(words: str, people: Sequence[Person]) -> list[Person]:
    """The three whose name is written most like this."""
    names = {person.id: f"{person.name} {person.called('zh-CN')}" for person in people}
    best = process.extract(words, names, scorer=fuzz.partial_ratio, limit=NEAREST)
    by_id = {person.id: person for person in people}
    return [by_id[key] for _, _, key in best]


def instead_of(host: Person, school: School, now: datetime) -> Person | None:
    """Who answers for the host: a stand-in, where the school named one who is here."""
    stand_in = host.stand_in
    if stand_in is None or not stand_in.active or stand_in.away(school.today(now)):
        return None
    return stand_in


def _bare(words: str) -> str:
    """The name without the form of address behind it."""
    for title in _TITLES:
        if words.endswith(title) and len(words) > len(title):
            return words.removesuffix(title)
    first, _, rest = words.partition(" ")
    return rest if rest and first.lower() in _ENGLISH else words


def _by_name(words: str, person: Person) -> bool:
    return _bare(words).casefold() == person.name.partition("（")[0].casefold()


def _as_called(words: str, person: Person) -> bool:
    return words == person.called("zh-CN")


def _by_surname(words: str, person: Person) -> bool:
    bare = _bare(words)
    if bare == words:
        return False
    if bare.isascii():
        return bare.casefold() in (part.casefold() for part in person.name.split())
    surname = person.name[:2] if person.name[:2] in TWO_CHARACTER_SURNAMES else person.name[:1]
    return bare == surname


def _by_role(words: str, person: Person) -> bool:
    return any(words in (role.zh, role.en) for role in person.roles)
