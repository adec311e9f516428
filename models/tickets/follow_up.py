"""What was said without a card, handed on to the report that it was about."""

from __future__ import annotations

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.cases.draft import Draft
from models.cases.filing import become
from models.tickets import closing, work
from models.tickets.states import IN_HAND, State
from models.tickets.ticket import Ticket


def is_waiting(ticket: Ticket, act: Act) -> bool:
    """Whether the report waits for this person's answer (请补充)."""
    return ticket.paused_at is not None and act.by is ticket.reporter


def say(ticket: Ticket, act: Act, text: str) -> Event:
    """Writes words on an open report: the answer where one was asked for, else a comment."""
    if is_waiting(ticket, act):
        return work.answer(ticket, act, text)
    return closing.comment(ticket, act, text)


def add(draft: Draft, act: Act, to: Ticket, text: str) -> Event:
    """Words and photos that began as a draft belong to a report that exists."""
    event = say(to, act, text)
    become(draft, act, to, event)
    return event


def take_up(to: Ticket, act: Act) -> None:
    """The fixer says that it is repaired; what was not accepted yet is now."""
    to.must_hold(act)
    if to.state not in IN_HAND:
        raise Refused("ticket.not_now", state=State(to.state))
    if to.state == State.ASSIGNED:
        work.accept(to, act, None if act.by is to.assignee else to.assignee)


def finish(draft: Draft, act: Act, to: Ticket) -> Event:
    """The fixer's photo came with the words: the ticket is finished with it."""
    event = work.finish(to, act)
    become(draft, act, to, event)
    return event
