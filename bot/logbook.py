"""What a feature contributes to the log of a day (值班日志): a heading, and the cases under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.i18n import I18n
from models.cases.case import Case
from models.school import School


def _opened(case: Any) -> datetime:
    at: datetime = case.opened_at
    return at


@dataclass(frozen=True)
class LogPart:
    """A part of the log: the key of its heading, which cases of a day stand in it, and when each
    was. The smaller its rank, the higher it stands. `books` are the logs that have it.
    """

    rank: int
    heading: str
    cases: Callable[[School, datetime, datetime], Iterable[Case]]
    at: Callable[[Any], datetime] = _opened
    # How one is called there, where its card says more than the log needs.
    title: Callable[[Any, I18n], str] | None = None
    books: tuple[str, ...] = ("duty", "office")


def opened(kind: type[Case]) -> Callable[[School, datetime, datetime], Iterable[Case]]:
    """The cases of a kind that were opened between two moments."""

    def between(school: School, since: datetime, until: datetime) -> Iterable[Case]:
        query = select(kind).where(kind.opened_at >= since, kind.opened_at <= until)
        return school.session.scalars(query.order_by(kind.opened_at, kind.id)).unique()

    return between
