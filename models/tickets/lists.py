"""Lists over the open repairs: what a worker does today, what lies open before a break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from models.people import Person
from models.school import School
from models.tickets.states import IN_HAND, OPEN, TO_DO, State
from models.tickets.ticket import Ticket, ticket_joined


def by_building(tickets: Sequence[Ticket]) -> list[Ticket]:
    """In the order of a walk through the school: building, floor, room."""
    return sorted(tickets, key=lambda t: [p.position for p in t.place.path()] if t.place else [])


def together(tickets: Sequence[Ticket]) -> list[Ticket]:
    """The reports of one building together; the building of the first report first."""
    rank: dict[int | None, int] = {}
    for ticket in tickets:
        rank.setdefault(_building(ticket), len(rank))
    return sorted(tickets, key=lambda ticket: rank[_building(ticket)])


def _building(ticket: Ticket) -> int | None:
    return ticket.place.building().id if ticket.place else None


def in_hand(school: School, worker: Person) -> list[Ticket]:
    """What somebody has to repair, sorted for the walk."""
    query = select(Ticket).where(Ticket.assignee_id == worker.id, Ticket.state.in_(IN_HAND))
    return by_building(school.session.scalars(query).unique().all())


def loads(school: School) -> dict[int, int]:
    """How many repairs each person has in hand (手上 3 件)."""
    query = select(Ticket.assignee_id).where(Ticket.state.in_(IN_HAND))
    return Counter(person_id for person_id in school.session.scalars(query) if person_id)


def morning(school: School, now: datetime) -> dict[Person, list[Ticket]]:
    """Who gets which list in the morning; for a worker without a phone the office gets it."""
    lists: dict[Person, list[Ticket]] = {}
    for worker in school.people:
        tickets = in_hand(school, worker)
        if not tickets:
            continue
        reader = school.today_instead(worker, now)
        for person in [reader] if reader.reachable else school.office():
            lists.setdefault(person, []).extend(tickets)
    return {person: by_building(tickets) for person, tickets in lists.items()}


def open_before_break(school: School) -> list[Ticket]:
    """All that is not signed yet."""
    query = select(Ticket).where(Ticket.state.in_(TO_DO))
    return by_building(school.session.scalars(query).unique().all())


def own(school: School, person: Person) -> Sequence[Ticket]:
    """What somebody reported or joined, the newest first."""
    joined = select(ticket_joined.c.case_id).where(ticket_joined.c.person_id == person.id)
    query = select(Ticket).where(
        or_(Ticket.reporter_id == person.id, Ticket.id.in_(joined)),
        Ticket.state.not_in([State.DRAFT, State.DISCARDED]),
    )
    return school.session.scalars(query.order_by(Ticket.id.desc())).unique().all()


def own_open(school: School, person: Person) -> Sequence[Ticket]:
    """What somebody reported that is not signed yet, the newest first."""
    query = select(Ticket).where(Ticket.reporter_id == person.id, Ticket.state.in_(TO_DO))
    return school.session.scalars(query.order_by(Ticket.id.desc())).unique().all()


def for_fixer(school: School, person: Person, now: datetime) -> list[Ticket]:
    """Open repairs that somebody may take or has in hand, the most pressing first."""
    query = select(Ticket).where(Ticket.state.in_(OPEN)).order_by(Ticket.due_at)
    tickets = school.session.scalars(query).unique().all()
    return [
        ticket
        for ticket in tickets
        if ticket.assignee is person
        or (ticket.assignee is None and person in ticket.fixers(school, now))
    ]
