"""What may have been reported already: the same kind of trouble in the same place, or near it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Act
from models.tickets.states import OPEN
from models.tickets.ticket import Ticket


def same_place(ticket: Ticket) -> Sequence[Ticket]:
    """Open reports of the same kind for the same place."""
    return _alike(ticket, Ticket.place_id == ticket.place_id)


def same_trouble(ticket: Ticket, act: Act) -> Sequence[Ticket]:
    """Reports of the same kind elsewhere in the building within the hour: with the power out,
    twenty teachers report twenty rooms (practice.md §4.4).
    """
    if ticket.place is None:
        return ()
    since = act.now - timedelta(minutes=act.school.rules.same_trouble_minutes)
    building = ticket.place.building()
    found = _alike(ticket, Ticket.opened_at >= since, Ticket.place_id != ticket.place_id)
    return [other for other in found if other.place and other.place.building() is building]


def _alike(ticket: Ticket, *conditions: object) -> Sequence[Ticket]:
    session = Session.object_session(ticket)
    assert session is not None
    query = select(Ticket).where(
        Ticket.category_code == ticket.category_code,
        Ticket.state.in_(OPEN),
        Ticket.id != ticket.id,
        *conditions,  # type: ignore[arg-type]
    )
    return session.scalars(query.order_by(Ticket.id)).unique().all()
