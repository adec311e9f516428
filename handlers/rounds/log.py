"""Rounds in the log of the day: each at its time, as it stands; 未查 is there as 未查."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.i18n import I18n
from bot.logbook import LogPart
from models.cases.case import Case
from models.rounds.round import Round
from models.school import School


def due_between(school: School, since: datetime, until: datetime) -> Iterable[Case]:
    """The rounds that were due between two moments."""
    query = select(Round).where(Round.due_at >= since, Round.due_at <= until)
    return school.session.scalars(query.order_by(Round.due_at, Round.id)).unique()


def due_at(found: Any) -> datetime:
    """When it was due."""
    at: datetime = found.due_at
    return at


def named(found: Any, i18n: I18n) -> str:
    """The list; the time stands before it."""
    name: str = found.edition.name_in(i18n.language)
    return name


LOG = LogPart(1, "rounds.log", due_between, due_at, named)
