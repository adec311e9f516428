"""How the tickets of a kind stood at a cut-off, told from their events, whatever happened since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.cases.as_of import AsOf
from models.cases.case import Case, Event
from models.school import School
from models.tickets.states import MOVES, TO_DO, State
from models.tickets.ticket import Ticket

T = TypeVar("T", bound=Ticket)
FILED = "filed"
TARGETS: Mapping[str, State] = {
    FILED: State.REPORTED,
    **{verb: to for verb, (_, to) in MOVES.items()},
}


@dataclass(frozen=True)
class Standing(Generic[T]):
    """One ticket at the cut-off: where it stood, and for when it was promised."""

    ticket: T
    state: State
    due_at: datetime | None

    def late(self, as_of: AsOf) -> bool:
        """Whether what was promised had not been done by the cut-off; what stands still for an
        answer is not late.
        """
        paused = self.ticket.paused_at
        still = paused is not None and paused <= as_of.at
        return self.due_at is not None and self.due_at < as_of.at and not still


def standing(school: School, kind: type[T], as_of: AsOf) -> list[Standing[T]]:
    """Every ticket of the kind that was not signed at the cut-off, the first due first.

    What has moved since is looked at, too: it may have been open then.
    """
    session = school.session
    maybe = or_(kind.state.in_(TO_DO), kind.state_at > as_of.at)
    query = select(kind).where(kind.opened_at <= as_of.at, maybe).order_by(kind.due_at, kind.id)
    tickets = session.scalars(query).unique().all()
    states = states_at(session, (ticket.id for ticket in tickets), as_of.at)
    return [
        Standing(ticket, states[ticket.id], ticket.due_at)
        for ticket in tickets
        if states.get(ticket.id) in TO_DO
    ]


def states_at(session: Session, ids: Iterable[int], at: datetime) -> dict[int, State]:
    """In which state each of these tickets was, by the last move until then."""
    moves = (
        select(Event.case_id, Event.kind)
        .where(Event.case_id.in_(list(ids)), Event.kind.in_(TARGETS), Event.at <= at)
        .order_by(Event.id)
    )
    return {case_id: TARGETS[kind] for case_id, kind in session.execute(moves) if case_id}


def moved(school: School, kind: type[Ticket], as_of: AsOf) -> Mapping[str, set[int]]:
    """Which tickets of the kind took which step in the time that is told of; each counts once."""
    found: dict[str, set[int]] = defaultdict(set)
    steps = (
        select(Event.kind, Case.id)
        .join(Case, Case.id == Event.case_id)
        .where(Case.kind == kind.__mapper__.polymorphic_identity)
        .where(Event.kind.in_(TARGETS), Event.at >= as_of.begins, Event.at <= as_of.at)
    )
    for step, case_id in school.session.execute(steps):
        found[step].add(case_id)
    return found
