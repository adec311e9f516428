"""What falls due while a ticket lives, and who hears of it.

What nobody answers comes again: no open ticket ever reaches a last step.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from models.cases.due import DueKind
from models.cases.step import Step
from models.escalation import Concerned, hearing, step
from models.people.person import Person
from models.school import School
from models.tickets.states import IN_HAND, OPEN, State
from models.tickets.ticket import Ticket

# What is merged waits for no minute; what is urgent and nobody's is told at once, each by itself.
DUE = (
    DueKind("late.accept", merged=True),
    DueKind("late.assignee", merged=True),
    DueKind("late.office", merged=True),
    DueKind("late.leader", merged=True),
    DueKind("late.leader_now"),
    DueKind("sign.0", merged=True),
    DueKind("sign.1", merged=True),
    DueKind("sign.instead", merged=True),
    DueKind("wait.day", merged=True),
    DueKind("ask.open", merged=True),
    DueKind("ask.late", merged=True),
)

# The rows of 时限与升级, after the ticket's kind.
ROWS = {"late.accept": "accept", "late.office": "office", "late.leader": "leader"}


def due_steps(ticket: Ticket, school: School) -> Iterator[Step]:
    """What should lie ahead of a ticket (practice.md §3.4, §3.6, §7.2, §7.4).

    Urgent ones count in real time; the others disturb people only in school hours.
    """
    if ticket.state == State.DONE:
        yield from _to_sign(ticket, school)
    if ticket.state not in OPEN:
        return
    if ticket.paused_at is not None:
        yield step("question.open", "ask.open", ticket.paused_at, school)
        yield step("question.late", "ask.late", ticket.paused_at, school)
        # A danger does not stand still until somebody has answered.
        if not ticket.alarming:
            return
    # A danger that nobody has contained counts in real time, day and night (practice.md §6.4).
    row = "danger" if ticket.alarming else ticket.kind
    late = partial(step, school=school, any_time=ticket.alarming)
    if ticket.unclaimed and ticket.respond_by:
        yield late(f"{row}.accept", "late.accept", ticket.respond_by)
    if not ticket.due_at:
        return
    if ticket.state == State.WAITING:
        yield from _day_of_waiting(ticket, school, ticket.due_at)
    if ticket.state in IN_HAND:
        yield late(f"{row}.holder", "late.assignee", ticket.due_at)
    yield late(f"{row}.office", "late.office", ticket.due_at)
    if not ticket.alarming:
        yield late(f"{row}.leader", "late.leader", ticket.due_at)
    else:
        yield late(_danger_at_leaders(ticket), "late.leader_now", ticket.due_at)


def _danger_at_leaders(ticket: Ticket) -> str:
    """A danger that nobody has in hand rings again sooner."""
    return "danger.nobody" if ticket.unclaimed else "danger.leader"


def _to_sign(ticket: Ticket, school: School) -> Iterator[Step]:
    settings, hours = school.settings, school.hours
    # After a break the first and the second reminder would come in one minute.
    asks: dict[datetime, int] = {}
    for nth, past in enumerate(settings.sign_reminder_hours):
        asks.setdefault(hours.polite(ticket.state_at + timedelta(hours=past)), nth)
    for at, nth in asks.items():
        yield Step(f"sign.{nth}", ticket.state_at, at)
    last = hours.after_school_days(ticket.state_at, settings.sign_instead_days)
    yield step("signing.late", "sign.instead", last, school)


def _day_of_waiting(ticket: Ticket, school: School, until: datetime) -> Iterator[Step]:
    """On the day for which it was put off, in the morning."""
    hours = school.hours
    day = hours.at(hours.local(until).date(), school.settings.morning_list)
    if day > ticket.state_at:
        yield Step("wait.day", until, hours.polite(day))


def recipients(ticket: Ticket, kind: str, school: School, now: datetime) -> list[Person]:
    """Who hears of it when one of those steps falls due. Of what is late somebody always hears:
    where a phone cannot be reached, whoever is next in line.
    """
    assignee = [ticket.assignee] if ticket.assignee else []
    match kind:
        case "sign.0" | "sign.1":
            cannot = ticket.reporter_cannot(school, now)
            signs = ticket.signers_instead(school) if cannot else [ticket.reporter]
            return school.in_line(signs, now)
        case "sign.instead":
            signers = Concerned(next=ticket.signers_instead(school))
            return hearing("signing.late", school, now, signers)
        case "ask.open" | "ask.late":
            asker = [ticket.asked_by] if ticket.asked_by else assignee
            askers = school.reached(asker, now) or school.office()
            answers = school.reached([ticket.reporter], now) or askers
            code = "question.open" if kind == "ask.open" else "question.late"
            return hearing(code, school, now, Concerned(holder=askers, next=answers))
        case "late.assignee" | "wait.day":
            return school.in_line(ticket.who_repairs(school, now), now)
    row = "danger" if ticket.alarming else ticket.kind
    code = _danger_at_leaders(ticket) if kind == "late.leader_now" else f"{row}.{ROWS[kind]}"
    waiting = ticket.alarmed(school, now) if ticket.alarming else ticket.who_repairs(school, now)
    return hearing(code, school, now, Concerned(holder=assignee, next=waiting))
