"""The log of a day as it stands in the records: what the features contribute, put into lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from bot.i18n import I18n
from bot.logbook import LogPart
from bot.transaction import Registry
from models.cases.case import Case
from models.people.person import Person
from models.school import School

Section = tuple[str, list[str]]


def sections(
    registry: Registry, school: School, i18n: I18n, book: str, day: date, now: datetime
) -> list[Section]:
    """A heading and its lines for each part of this log; a part without cases has no lines."""
    since = school.hours.at(day, time())
    until = min(school.hours.at(day + timedelta(days=1), time()), now)
    found = []
    for part in registry.logbook:
        if book in part.books:
            lines = [
                f"{i18n.clock(part.at(case))} {_line(part, case, registry, i18n, now)}"
                for case in part.cases(school, since, until)
            ]
            found.append((i18n.plain(part.heading), lines))
    return found


def unfinished(
    registry: Registry, school: School, i18n: I18n, now: datetime, reader: Person
) -> Sequence[str]:
    """What of the last day is still open, for whoever takes over: as much of it as he may see."""
    return list(_unfinished(registry, school, i18n, now, reader))


def _unfinished(
    registry: Registry, school: School, i18n: I18n, now: datetime, reader: Person
) -> Iterator[str]:
    for part in registry.logbook:
        if "duty" in part.books:
            for case in part.cases(school, now - timedelta(days=1), now):
                if case.is_open and case.sees(reader):
                    yield _line(part, case, registry, i18n, now)


def _line(part: LogPart, case: Case, registry: Registry, i18n: I18n, now: datetime) -> str:
    card = registry.card(case)
    number = f" {case.number}" if case.number else ""
    title = part.title(case, i18n) if part.title else card.title(case, i18n)
    return f"{title}：{card.stands(case, i18n, now)}{number}"
