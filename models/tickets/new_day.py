"""A new day: what was promised for tomorrow is promised for today, and the cards say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select

from models.cases.due import DayKind, DayStep
from models.school import School
from models.tickets.states import OPEN
from models.tickets.ticket import Ticket

AHEAD = 2
DAY = timedelta(days=1)


def _midnights(school: School, now: datetime) -> Iterator[DayStep]:
    for n in range(1, AHEAD + 1):
        day = school.today(now) + n * DAY
        midnight = datetime.combine(day, time(), tzinfo=school.zone)
        yield DayStep(f"day.{day}.new_day", midnight, midnight + DAY)


def promised_near(school: School, now: datetime) -> Sequence[Ticket]:
    """What is promised for today or tomorrow, or was for yesterday."""
    midnight = datetime.combine(school.today(now), time(), tzinfo=school.zone)
    query = select(Ticket).where(
        Ticket.state.in_(OPEN), Ticket.due_at >= midnight - DAY, Ticket.due_at < midnight + 2 * DAY
    )
    return school.session.scalars(query.order_by(Ticket.id)).unique().all()


NEW_DAY = DayKind("new_day", _midnights, redraws=promised_near)
