"""Lists over the open tickets: what a worker does today, what lies open before a break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import or_, select

from models.people.person import Person
from models.school import School
from models.tickets.states import IN_HAND, OPEN, TO_DO
from models.tickets.ticket import Ticket, ticket_joined

T = TypeVar("T", bound=Ticket)


def by_building(tickets: Sequence[T]) -> list[T]:
    """In the order of a walk through the school: building, floor, room."""
    return sorted(tickets, key=lambda t: [p.position for p in t.place.path()] if t.place else [])


def in_hand(school: School, worker: Person, kind: type[T]) -> list[T]:
    """What somebody has to repair, sorted for the walk."""
    query = select(kind).where(kind.assignee_id == worker.id, kind.state.in_(IN_HAND))
    return by_building(school.session.scalars(query).unique().all())


def loads(school: School) -> dict[int, int]:
    """How many tickets each person has in hand (手上 3 件)."""
    query = select(Ticket.assignee_id).where(Ticket.state.in_(IN_HAND))
    return Counter(person_id for person_id in school.session.scalars(query) if person_id)


def morning(school: School, now: datetime, kind: type[T]) -> dict[Person, list[T]]:
    """Who gets which list in the morning; for a worker without a phone the office gets it."""
    lists: dict[Person, list[T]] = {}
    for worker in school.people:
        tickets = in_hand(school, worker, kind)
        if not tickets:
            continue
        reader = school.today_instead(worker, now)
        for person in [reader] if reader.reachable else school.office():
            lists.setdefault(person, []).extend(tickets)
    return {person: by_building(tickets) for person, tickets in lists.items()}


def open_before_break(school: School, kind: type[T]) -> list[T]:
    """All that is not signed yet."""
    query = select(kind).where(kind.state.in_(TO_DO))
    return by_building(school.session.scalars(query).unique().all())


def own(school: School, person: Person, kind: type[T]) -> Sequence[T]:
    """What somebody reported or joined, the newest first."""
    joined = select(ticket_joined.c.case_id).where(ticket_joined.c.person_id == person.id)
    query = select(kind).where(or_(kind.reporter_id == person.id, kind.id.in_(joined)))
    return school.session.scalars(query.order_by(kind.id.desc())).unique().all()


def own_open(school: School, person: Person, kind: type[T]) -> Sequence[T]:
    """What somebody reported that is not signed yet, the newest first."""
    query = select(kind).where(kind.reporter_id == person.id, kind.state.in_(TO_DO))
    return school.session.scalars(query.order_by(kind.id.desc())).unique().all()


def for_fixer(school: School, person: Person, now: datetime, kind: type[T]) -> list[T]:
    """Open repairs that somebody may take or has in hand, the most pressing first."""
    query = select(kind).where(kind.state.in_(OPEN)).order_by(kind.due_at)
    tickets = school.session.scalars(query).unique().all()
    return [
        ticket
        for ticket in tickets
        if ticket.assignee is person
        or (ticket.assignee is None and person in ticket.fixers(school, now))
    ]
