"""The end of a ticket: the reporter signs, gives it back, or no longer wants it."""

from __future__ import annotations

from datetime import timedelta

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.people.person import Person, Right
from models.school import School
from models.tickets.dangers import told_at_once
from models.tickets.states import OPEN, State
from models.tickets.ticket import Ticket


def sign(ticket: Ticket, act: Act) -> Event:
    """The reporter signs that it is repaired (practice.md §8.1: whoever reported, signs).

    Raises `Refused` for anybody else, and for a reporter who repaired it himself.
    """
    ticket.must_report(act)
    if ticket.did_it(act.by):
        raise Refused("ticket.own_work")
    event = ticket.move(act, "signed", [ticket.assignee] if ticket.assignee else [])
    _signed(ticket, act)
    return event


def sign_instead(ticket: Ticket, act: Act, reason: str) -> Event:
    """The office signs in the reporter's stead, with a reason, and it is recorded as that.

    Only after the days that the school set, at once where the reporter cannot (switched off,
    away, or the fixer himself); never by whoever finished it (practice.md §8.2, §8.3). Where that
    bars the whole office, those who oversee it may sign.
    """
    if not may_sign_instead(ticket, act.by, act.school):
        act.must(Right.DISPATCH)
        raise Refused("ticket.own_work")
    if ticket.state == State.DONE and not ticket.reporter_cannot(act.school, act.now):
        days = act.school.settings.sign_instead_days
        from_then = act.school.hours.after_school_days(ticket.state_at, days)
        if act.now < from_then:
            raise Refused("ticket.sign_too_early", at=from_then, who=ticket.reporter)
    event = ticket.move(act, "signed_instead", [ticket.reporter], reason=reason)
    _signed(ticket, act)
    ticket.instead_reason = reason
    return event


def may_sign_instead(ticket: Ticket, person: Person, school: School) -> bool:
    """Whether the person is one of those who may sign in the reporter's stead."""
    return person in ticket.signers_instead(school)


def _signed(ticket: Ticket, act: Act) -> None:
    ticket.signed_by, ticket.signed_at = act.by, act.now


def fixed_already(ticket: Ticket, act: Act) -> Event:
    """The reporter sees it repaired before anybody pressed "done": finished and signed at once,
    noted as not reported by the fixer (practice.md §7.6).
    """
    ticket.must_report(act)
    if ticket.assignee is act.by:
        raise Refused("ticket.own_work")
    notify: list[Person] = [ticket.assignee] if ticket.assignee else []
    event = ticket.move(act, "fixed_already", notify, worker=ticket.assignee_id)
    _signed(ticket, act)
    return event


def give_back(ticket: Ticket, act: Act, reason: str) -> Event:
    """It is not repaired: back to the same person, with the reason."""
    ticket.must_report(act)
    notify = ticket.who_repairs(act.school, act.now)
    event = ticket.move(act, "given_back", notify, reason=reason)
    _again(ticket, act)
    return event


def still_broken(ticket: Ticket, act: Act) -> Event:
    """Somebody who joined the report says that it is not repaired where he is."""
    if act.by not in ticket.joined:
        raise Refused("ticket.reporter_only", who=ticket.reporter)
    if ticket.state == State.SIGNED and ticket.signed_at is not None:
        until = ticket.signed_at + timedelta(days=act.school.settings.reopen_days)
        if act.now > until:
            raise Refused("ticket.report_anew")
    notify = [*ticket.who_repairs(act.school, act.now), ticket.reporter]
    event = ticket.move(act, "still_broken", notify)
    _again(ticket, act)
    return event


def _again(ticket: Ticket, act: Act) -> None:
    ticket.finished_by = ticket.signed_by = ticket.signed_at = ticket.instead_reason = None
    if pace := ticket.pace(act.school):
        ticket.due_at = pace.finish_by(act.now, act.school.hours)


def withdraw(ticket: Ticket, act: Act) -> Event:
    """The reporter takes the report back while nobody has started."""
    ticket.must_report(act)
    notify = [ticket.assignee] if ticket.assignee else []
    return ticket.move(act, "withdrawn", [*notify, *ticket.joined])


def not_needed(ticket: Ticket, act: Act) -> Event:
    """After work began: asks the fixer and the office to confirm that it is no longer wanted."""
    ticket.must_report(act)
    if ticket.state not in (State.WORKING, State.WAITING) or ticket.unneeded_at is not None:
        raise Refused("ticket.not_now", state=State(ticket.state))
    ticket.unneeded_at = act.now
    ticket.version += 1
    notify = [*ticket.who_repairs(act.school, act.now), *act.school.office()]
    return ticket.note(act, "not_needed", notify)


def drop(ticket: Ticket, act: Act) -> Event:
    """The fixer or the office confirms that nothing is to be repaired any more."""
    ticket.must_hold(act)
    if ticket.unneeded_at is None:
        raise Refused("ticket.not_now", state=State(ticket.state))
    return ticket.move(act, "dropped", _all_on(ticket))


def decline(ticket: Ticket, act: Act, reason: str) -> Event:
    """The office does not take the report on, and tells why (practice.md §7.3)."""
    act.must(Right.DISPATCH)
    return ticket.move(act, "declined", _all_on(ticket), reason=reason)


def merge(ticket: Ticket, act: Act, into: Ticket) -> Event:
    """The same thing was reported twice: this report goes into the other, its people with it."""
    act.must(Right.DISPATCH)
    if into is ticket or into.state not in OPEN:
        raise Refused("ticket.cannot_merge")
    event = ticket.move(act, "merged", _all_on(ticket), into=into.id, number=into.number)
    ticket.merged_into = into
    for person in (ticket.reporter, *ticket.joined):
        if person is not into.reporter and person not in into.joined:
            into.joined.append(person)
    notify: list[Person] = []
    if into.adopt_danger(ticket, act):
        school, now = act.school, act.now
        alarming = into.alarming
        notify = told_at_once(into, school, now) if alarming else into.who_repairs(school, now)
    pictures = sum(photo.is_picture for photo in ticket.photos)
    into.note(act, "took_in", notify, is_step=False, number=ticket.number, photos=pictures)
    return event


def _all_on(ticket: Ticket) -> list[Person]:
    return [ticket.reporter, *ticket.joined, *([ticket.assignee] if ticket.assignee else [])]


def join(ticket: Ticket, act: Act) -> Event | None:
    """Somebody met the same trouble (我也遇到) and is told of its progress; twice is once."""
    if ticket.state not in OPEN | {State.DONE}:
        raise Refused("ticket.not_now", state=State(ticket.state))
    if act.by is ticket.reporter or act.by in ticket.joined:
        return None
    ticket.joined.append(act.by)
    return ticket.note(act, "joined", is_step=False)


def comment(ticket: Ticket, act: Act, text: str) -> Event:
    """A reply to the card: it reaches the others on the ticket."""
    if not ticket.sees(act.by):
        raise Refused("case.not_found")
    if ticket.paused_at is not None and act.by is ticket.reporter:
        raise Refused("ticket.answer_first")
    others = [ticket.reporter, *ticket.joined]
    if ticket.assignee:
        others.append(ticket.assignee)
    else:
        others.extend(act.school.office())
    return ticket.comment(act, others, text)
