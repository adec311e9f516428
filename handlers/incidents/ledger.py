"""紧急事件台账: every emergency of some days, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.documents.ledger import Column, Ledger, Value
from bot.i18n import I18n
from models.incidents import Incident
from models.school import School


def rows(school: School, start: datetime, end: datetime) -> Sequence[Incident]:
    """What was raised then."""
    then = Incident.opened_at >= start, Incident.opened_at < end
    query = select(Incident).where(*then).order_by(Incident.id)
    return school.session.scalars(query).unique().all()


def _place(incident: Incident, i18n: I18n) -> Value:
    return incident.place.full(i18n.language) if incident.place else ""


def _state(incident: Incident, i18n: I18n) -> Value:
    return i18n.plain(f"incidents.state.{incident.state}")


LEDGER = Ledger(
    "incidents",
    "incidents.ledger",
    (
        Column("number", 8),
        Column("opened_at", 8),
        Column("plan", 7),
        Column("place", 9, _place),
        Column("raised_by", 6, "raised_by.name"),
        Column("text", 18),
        Column("first_report_at", 8),
        Column("state", 6, _state),
        Column("state_at", 8),
    ),
    rows,
    topics=("duty",),
)
