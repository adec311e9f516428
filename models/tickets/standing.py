"""How the tickets of a kind stood at a cut-off, told from their events, whatever happened since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import values_then
from models.cases.as_of import AsOf
from models.cases.case import Case, Event
from models.people.person import Person
from models.school import School
from models.tickets.states import OPEN, TO_DO, State
from models.tickets.ticket import Ticket

T = TypeVar("T", bound=Ticket)
FILED = "filed"


def targets(kind: type[Ticket]) -> Mapping[str, State]:
    """To which state each event leads, by the moves that the kind allows."""
    return {FILED: State.REPORTED, **{verb: to for verb, (_, to) in kind.MOVES.items()}}


@dataclass(frozen=True)
class Standing(Generic[T]):
    """One ticket at the cut-off: where it stood, who had it, for when it was promised."""

    ticket: T
    state: State
    due_at: datetime | None
    # Since when the clock stood still for an answer.
    paused_at: datetime | None
    contained_at: datetime | None
    waiting_for: str | None
    assignee: Person | None

    @property
    def alarming(self) -> bool:
        """Whether there was danger that nobody had contained."""
        return self.ticket.urgent and self.state in OPEN and self.contained_at is None

    def late(self, as_of: AsOf) -> bool:
        """Whether what was promised had not been done by the cut-off; what stands still for an
        answer is not late.
        """
        return self.due_at is not None and self.due_at < as_of.at and self.paused_at is None


def standing(school: School, kind: type[T], as_of: AsOf) -> list[Standing[T]]:
    """Every ticket of the kind that was not signed at the cut-off, the first due first.

    What has moved since is looked at, too: it may have been open then.
    """
    session = school.session
    mine = Case.kind == kind.__mapper__.polymorphic_identity, Case.opened_at <= as_of.at
    still = select(Case.id).where(*mine, Case.state.in_(TO_DO))
    # Two looks, each by an index of its own: neither reads the years that are over.
    maybe = still.union(select(Case.id).where(*mine, Case.state_at > as_of.at))
    query = select(kind).where(kind.id.in_(session.scalars(maybe).all()))
    tickets = session.scalars(query.order_by(kind.due_at, kind.id)).unique().all()
    ids = [ticket.id for ticket in tickets]
    states = states_at(session, kind, ids, as_of.at)
    since = values_then(session, kind.__tablename__, ids, as_of.at)

    return [
        _standing(one, states[one.id], since.get(one.id, {}), session)
        for one in tickets
        if states.get(one.id) in TO_DO
    ]


def _standing(ticket: T, state: State, before: Mapping[str, Any], session: Session) -> Standing[T]:
    """The ticket as it was: `before` holds what has changed since."""

    def moment(name: str) -> datetime | None:
        then = before.get(name, getattr(ticket, name))
        return datetime.fromisoformat(then) if isinstance(then, str) else then

    had = before.get("assignee_id", ticket.assignee_id)
    return Standing(
        ticket,
        state,
        due_at=moment("due_at"),
        paused_at=moment("paused_at"),
        contained_at=moment("contained_at"),
        waiting_for=before.get("waiting_for", ticket.waiting_for),
        assignee=session.get(Person, had) if had is not None else None,
    )


def states_at(
    session: Session, kind: type[Ticket], ids: Iterable[int], at: datetime
) -> dict[int, State]:
    """In which state each of these tickets was, by the last move until then."""
    to = targets(kind)
    moves = (
        select(Event.case_id, Event.kind)
        .where(Event.case_id.in_(list(ids)), Event.kind.in_(to), Event.at <= at)
        .order_by(Event.id)
    )
    return {case_id: to[verb] for case_id, verb in session.execute(moves) if case_id}


def moved(school: School, kind: type[Ticket], as_of: AsOf) -> Mapping[str, set[int]]:
    """Which tickets of the kind took which step in the time that is told of; each counts once."""
    found: dict[str, set[int]] = defaultdict(set)
    steps = (
        select(Event.kind, Case.id)
        .join(Case, Case.id == Event.case_id)
        .where(Case.kind == kind.__mapper__.polymorphic_identity)
        .where(Event.kind.in_(targets(kind)), Event.at >= as_of.begins, Event.at <= as_of.at)
    )
    for step, case_id in school.session.execute(steps):
        found[step].add(case_id)
    return found


def due_that_day(
    school: School, kind: type[T], as_of: AsOf, then: Iterable[Standing[T]]
) -> tuple[int, int]:
    """Of what was promised for the day that is told of: how many, and how many of them were done
    by the cut-off.
    """
    until = school.hours.at(school.today(as_of.at) + timedelta(days=1), time())
    standing_due = [one for one in then if one.due_at and as_of.begins <= one.due_at < until]
    signed = (
        select(kind.id)
        .where(kind.due_at >= as_of.begins, kind.due_at < until)
        .where(kind.id.not_in([one.ticket.id for one in standing_due]))
    )
    states = states_at(school.session, kind, school.session.scalars(signed).all(), as_of.at)
    done = sum(state == State.SIGNED for state in states.values())
    met = done + sum(one.state == State.DONE for one in standing_due)
    return len(standing_due) + done, met
