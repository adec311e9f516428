"""The ticket in hand: given out, taken, refused, put off, finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.people.person import Person, Right
from models.tickets.states import MOVES, OPEN, State
from models.tickets.ticket import Ticket


class Waiting(StrEnum):
    """What a ticket waits for."""

    PARTS = "parts"
    OUTSIDE = "outside"
    PURCHASE = "purchase"


class NoPhoto(StrEnum):
    """Why there is no picture of the result; buttons, nothing to type (practice.md §5.4)."""

    SPOT = "spot"
    PHONE = "phone"
    LOOK = "look"


def accept(ticket: Ticket, act: Act, worker: Person | None = None) -> Event:
    """Takes the ticket: from now on somebody is at it. With `worker` the office does it for
    somebody without a phone, and that is on record. Two at once: the slower is told who has it.
    """
    if worker is not None:
        act.must(Right.DISPATCH)
        _must_repair(worker)
    elif not ticket.may_fix(act):
        raise Refused("ticket.not_your_kind")
    elif ticket.state == State.ASSIGNED and act.by is not ticket.assignee:
        raise Refused("ticket.not_yours", who=ticket.assignee)
    taker = worker or act.by
    before = [ticket.assignee] if ticket.assignee else []
    notify = [taker, *before, *ticket.who_waits()]
    event = ticket.move(act, "accepted", notify, worker=taker.id, behalf=worker is not None)
    ticket.assignee = taker
    return event


def assign(ticket: Ticket, act: Act, worker: Person) -> Event:
    """Gives the ticket to somebody; who has it may hand it to another."""
    if act.by is not ticket.assignee:
        act.must(Right.DISPATCH)
    _must_repair(worker)
    taker = act.school.today_instead(worker, act.now)
    before = ticket.assignee
    if taker is before and taker is not worker:
        raise Refused("ticket.stand_in_has_it", who=worker, instead=taker)
    # Where no phone reaches the taker, the office must tell him (practice.md §5.5).
    hears = act.school.reached([taker], act.now) or act.school.office()
    notify = [taker, *hears, *([before] if before else []), *ticket.who_waits()]
    event = ticket.move(act, "assigned", notify, worker=taker.id, instead_of=worker.id)
    ticket.assignee = taker
    _clear_waiting(ticket)
    ticket.respond_by = _respond_by(ticket, act)
    return event


def refuse(ticket: Ticket, act: Act, reason: str) -> Event:
    """Gives the ticket back to the office, with the reason."""
    if act.by is not ticket.assignee:
        raise Refused("ticket.not_yours", who=ticket.assignee)
    event = ticket.move(act, "refused", ticket.responders(act), reason=reason)
    _let_go(ticket, act)
    return event


def hand_over(ticket: Ticket, act: Act, worker: Person) -> Event:
    """Gives the ticket of somebody who leaves to another; an administrator may, too."""
    if not act.by.may(Right.DISPATCH):
        act.must(Right.ADMIN)
    _must_repair(worker)
    notify = [worker, *ticket.who_waits()]
    event = ticket.move(act, "assigned", notify, worker=worker.id, instead_of=worker.id)
    ticket.assignee = worker
    _clear_waiting(ticket)
    ticket.respond_by = _respond_by(ticket, act)
    return event


def release(ticket: Ticket, act: Act) -> Event:
    """Puts the ticket back among those that nobody has: its fixer leaves (practice.md §1.4)."""
    act.must(Right.DISPATCH if act.by.may(Right.DISPATCH) else Right.ADMIN)
    event = ticket.move(act, "refused", ticket.responders(act), left=True)
    _let_go(ticket, act)
    return event


def _let_go(ticket: Ticket, act: Act) -> None:
    ticket.assignee = None
    _clear_waiting(ticket)
    ticket.respond_by = _respond_by(ticket, act)


def wait(ticket: Ticket, act: Act, what: Waiting, until: datetime, note: str) -> Event:
    """Puts the ticket off for parts or a purchase, with the new date that the reporter reads."""
    ticket.must_hold(act)
    _must_lie_ahead(until, act)
    hear = ticket.who_waits()
    if what == Waiting.PURCHASE:
        # Somebody has to buy it.
        hear = [*hear, *act.school.office()]
    event = ticket.move(act, "waiting", hear, what=what, note=note, until=until.isoformat())
    ticket.waiting_for, ticket.waiting_note, ticket.due_at = what, note, until
    ticket.firm = ticket.firm_phone = None
    return event


def call_firm(
    ticket: Ticket, act: Act, firm: str, phone: str, until: datetime, keeper: Person
) -> Event:
    """Hands the ticket to a firm. Somebody of the office answers for it from now on: chases,
    takes the picture, finishes; on the day only he is reminded (practice.md §5.6). Where nobody
    had begun yet, the keeper takes it on with the same step.
    """
    ticket.must_hold(act)
    _must_lie_ahead(until, act)
    if not keeper.may(Right.DISPATCH):
        raise Refused("right.dispatch")
    before = [ticket.assignee] if ticket.assignee else []
    if ticket.state in (State.REPORTED, State.ASSIGNED):
        behalf = act.by is not keeper
        ticket.move(act, "accepted", before, worker=keeper.id, behalf=behalf)
        act = replace(act, seen=None)
    event = ticket.move(
        act,
        "waiting",
        [keeper, *before, *ticket.who_waits()],
        what=Waiting.OUTSIDE,
        firm=firm,
        keeper=keeper.id,
        until=until.isoformat(),
    )
    ticket.waiting_for, ticket.waiting_note, ticket.due_at = Waiting.OUTSIDE, None, until
    ticket.firm, ticket.firm_phone, ticket.assignee = firm, phone, keeper
    return event


def resume(ticket: Ticket, act: Act) -> Event:
    """The parts are there: work goes on."""
    ticket.must_hold(act)
    event = ticket.move(act, "resumed")
    _clear_waiting(ticket)
    return event


def can_finish(ticket: Ticket, act: Act) -> bool:
    """Whether the person may still say that it is repaired: nothing has gone on meanwhile."""
    holds = act.by is ticket.assignee or act.by.may(Right.DISPATCH)
    overtaken = act.seen is not None and act.seen != ticket.version
    return holds and not overtaken and ticket.state in MOVES["finished"][0]


def finish(ticket: Ticket, act: Act, no_photo: NoPhoto | None = None) -> Event:
    """Says that it is repaired; the reporter must sign. `no_photo` is why no picture of the
    result came. Done by the office for somebody without a phone, it is on record as that. Where
    the reporter cannot sign, those who may do it instead are asked at once.
    """
    ticket.must_hold(act)
    behalf = ticket.assignee is not None and act.by is not ticket.assignee
    event = ticket.move(
        act,
        "finished",
        [ticket.reporter, *ticket.joined],
        no_photo=no_photo,
        behalf=behalf,
        worker=ticket.assignee_id,
    )
    ticket.finished_by = act.by
    if ticket.reporter_cannot(act.school, act.now):
        signers = ticket.signers_instead(act.school)
        event.notify = [*event.notify, *(one.id for one in signers if one.id not in event.notify)]
    return event


def contain(ticket: Ticket, act: Act) -> Event:
    """The guard cut the power, closed the valve, fenced it off: the deadline turns ordinary."""
    act.must(Right.GUARD)
    if not ticket.urgent or ticket.state not in OPEN or ticket.contained_at is not None:
        raise Refused("ticket.not_now", state=State(ticket.state))
    ticket.contained_at = act.now
    ticket.version += 1
    calm = act.school.urgency("normal")
    ticket.due_at = calm.finish_by(act.now, act.school.hours)
    ticket.respond_by = calm.respond_by(act.now, act.school.hours)
    return ticket.note(act, "contained", act.school.office())


def ask_more(ticket: Ticket, act: Act, question: str) -> Event:
    """Asks the reporter one thing; the clock stands still until the answer (practice.md §7.3)."""
    if act.by is not ticket.assignee:
        act.must(Right.DISPATCH)
    if ticket.state not in OPEN or ticket.paused_at is not None:
        raise Refused("ticket.not_now", state=State(ticket.state))
    if not ticket.reporter.reachable:
        raise Refused("ticket.no_phone", who=ticket.reporter)
    ticket.unchanged(act)
    ticket.version += 1
    ticket.paused_at, ticket.asked_by = act.now, act.by
    return ticket.note(act, "asked", [ticket.reporter], question=question)


def answer(ticket: Ticket, act: Act, text: str) -> Event:
    """The reporter answers; the clock goes on, later by as long as it stood."""
    ticket.must_report(act)
    if ticket.paused_at is None:
        raise Refused("ticket.not_now", state=State(ticket.state))
    asker = ticket.asked_by
    _go_on(ticket, act, ticket.paused_at)
    return ticket.note(act, "answered", [asker] if asker else [], words=text)


def ask_no_more(ticket: Ticket, act: Act) -> Event:
    """No answer is waited for any longer: whoever asked has found out otherwise, or does without
    (practice.md §7.3).
    """
    if act.by not in (ticket.assignee, ticket.asked_by):
        act.must(Right.DISPATCH)
    if ticket.paused_at is None:
        raise Refused("ticket.not_now", state=State(ticket.state))
    asker = ticket.asked_by
    _go_on(ticket, act, ticket.paused_at)
    return ticket.note(act, "asked_no_more", [asker] if asker else [])


def _go_on(ticket: Ticket, act: Act, paused_at: datetime) -> None:
    """The clock goes on, later by as long as it stood."""
    stood = act.now - paused_at
    ticket.due_at = ticket.due_at + stood if ticket.due_at else None
    ticket.respond_by = ticket.respond_by + stood if ticket.respond_by else None
    ticket.paused_at = ticket.asked_by = None
    ticket.version += 1


def _respond_by(ticket: Ticket, act: Act) -> datetime | None:
    pace = ticket.pace(act.school)
    return pace.respond_by(act.now, act.school.hours) if pace else None


def _must_repair(worker: Person) -> None:
    if not (worker.may(Right.REPAIR) or worker.may(Right.DISPATCH)):
        raise Refused("ticket.no_fixer", who=worker)


def _clear_waiting(ticket: Ticket) -> None:
    ticket.waiting_for = ticket.waiting_note = ticket.firm = ticket.firm_phone = None


def _must_lie_ahead(until: datetime, act: Act) -> None:
    if until <= act.now:
        raise Refused("ticket.date_gone")
