"""Finding a case by its number, a place, a person, a day, or its words."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, and_, or_, select

from models.cases.case import Case, of_each_kind
from models.language.spans import read_span
from models.people.person import Person
from models.places import Place
from models.school import School

_NUMBER = re.compile(r"(\d{6})-?(\d{1,3})")
MOST = 200


def find(school: School, person: Person, text: str, now: datetime) -> list[Case]:
    """What the person may see of all that fits, the newest first."""
    query = select(Case).where(Case.number.is_not(None), _fits(school, text, now))
    found = school.session.scalars(query.order_by(Case.id.desc())).unique()
    return list(islice((case for case in found if case.sees(person)), MOST))


def _fits(school: School, text: str, now: datetime) -> ColumnElement[bool]:
    number = _NUMBER.search(text)
    if number:
        return Case.number.endswith(f"-{number[1]}-{int(number[2]):02d}")
    span, rest = read_span(text, school.today(now))
    parts = [_says(school, word) for word in (rest if span else text).split()]
    if span is not None:
        first = school.hours.at(span[0], time())
        last = school.hours.at(span[1] + timedelta(days=1), time())
        parts += [Case.opened_at >= first, Case.opened_at < last]
    return and_(*parts)


def _says(school: School, text: str) -> ColumnElement[bool]:
    """Which cases a word is said of: their words, people or places."""
    # Who has left is still found: history stays.
    people = [
        one.id
        for one in school.session.scalars(select(Person)).unique()
        if one.name in text or text in one.name or text in (one.called("zh-CN"), one.called("en"))
    ]
    conditions: list[ColumnElement[bool]] = [
        Case.text.contains(text, autoescape=True),
        Case.gist.contains(text, autoescape=True),
    ]
    if people:
        conditions += of_each_kind(lambda kind: kind.concerns(people))
    places = _places(school, text)
    if places:
        conditions.append(Case.place_id.in_(places))
    return or_(*conditions)


def _places(school: School, text: str) -> set[int]:
    """The places meant, and all below them; 男厕 means every 男厕."""
    reading = school.places.read(text)
    ids = {reading.sure} if reading.sure else set(reading.choices or school.places.search(text))
    named = select(Place.id).where(
        or_(Place.zh.contains(text, autoescape=True), Place.en.icontains(text, autoescape=True))
    )
    ids |= set(school.session.scalars(named))
    wave = {place_id for place_id in ids if place_id is not None}
    found: set[int] = set()
    while wave - found:
        found |= wave
        wave = set(school.session.scalars(select(Place.id).where(Place.parent_id.in_(wave))))
    return found
