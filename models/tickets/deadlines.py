"""What falls due while a repair lives, and who hears of it.

What nobody answers comes again: no open repair ever reaches a last step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from models.cases.due import DueKind
from models.cases.step import Step
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
)


def due_steps(ticket: Ticket, school: School) -> Iterator[Step]:
    """What should lie ahead of a repair (practice.md §3.4, §3.6, §7.2, §7.4).

    Urgent ones count in real time; the others disturb people only in school hours.
    """
    if ticket.state == State.DONE:
        yield from _to_sign(ticket, school)
    if ticket.state not in OPEN or ticket.paused_at is not None:
        return
    if ticket.unclaimed and ticket.respond_by:
        yield _to_accept(ticket, school, ticket.respond_by)
    if ticket.due_at:
        yield from _to_finish(ticket, school, ticket.due_at)


def _to_sign(ticket: Ticket, school: School) -> Iterator[Step]:
    rules, hours = school.rules, school.hours
    # After a break the first and the second reminder would come in one minute.
    asks: dict[datetime, int] = {}
    for nth, past in enumerate(rules.sign_reminder_hours):
        asks.setdefault(hours.polite(ticket.state_at + timedelta(hours=past)), nth)
    for at, nth in asks.items():
        yield Step(f"sign.{nth}", ticket.state_at, at)
    last = hours.after_school_days(ticket.state_at, rules.sign_instead_days)
    yield Step("sign.instead", ticket.state_at, hours.polite(last))


def _to_accept(ticket: Ticket, school: School, respond_by: datetime) -> Step:
    """While nobody has it, somebody is asked again and again."""
    hours, rules = school.hours, school.rules
    if ticket.alarming:
        return Step("late.accept", respond_by, respond_by, _soon_again(school))

    def each_morning(told: datetime) -> datetime:
        return hours.next_day_at(told, rules.morning_list)

    return Step("late.accept", respond_by, hours.polite(respond_by), each_morning)


def _to_finish(ticket: Ticket, school: School, due_at: datetime) -> Iterator[Step]:
    """Whoever has it is reminded, then the office; then the leaders, until it is repaired."""
    hours, rules = school.hours, school.rules
    alarming = ticket.alarming
    if ticket.state == State.WAITING:
        day = hours.at(hours.local(due_at).date(), rules.morning_list)
        if day > ticket.state_at:
            yield Step("wait.day", due_at, hours.polite(day))
    if ticket.state in IN_HAND:
        yield Step("late.assignee", due_at, due_at if alarming else hours.polite(due_at))
    if alarming:
        yield Step("late.office", due_at, _later(due_at, rules.late_office_minutes_urgent))
        leader = _later(due_at, rules.late_leader_minutes_urgent)
        again = _soon_again(school) if ticket.unclaimed else _every_day(school)
        yield Step("late.leader_now", due_at, leader, again)
        return
    office = hours.after_school_hours(due_at, rules.late_office_school_hours)
    yield Step("late.office", due_at, hours.polite(office))

    def each_school_day(told: datetime) -> datetime:
        return hours.next_day_at(told, rules.leader_merge)

    yield Step("late.leader", due_at, hours.next_at(office, rules.leader_merge), each_school_day)


def _later(moment: datetime, minutes: int) -> datetime:
    return moment + timedelta(minutes=minutes)


def _soon_again(school: School) -> Callable[[datetime], datetime]:
    """In danger that nobody has in hand: so many minutes later, day and night."""
    return partial(_later, minutes=school.rules.late_again_minutes_urgent)


def _every_day(school: School) -> Callable[[datetime], datetime]:
    """In danger that somebody has in hand: the next morning, on days off too."""
    hours, rules = school.hours, school.rules
    return lambda told: hours.at(hours.local(told).date() + timedelta(days=1), rules.polite_start)


def recipients(ticket: Ticket, kind: str, school: School, now: datetime) -> list[Person]:
    """Who hears of it when one of those steps falls due. Of what is late somebody always hears:
    where a phone cannot be reached, whoever is next in line.
    """
    assignee = [ticket.assignee] if ticket.assignee else []
    match kind:
        case "sign.0" | "sign.1":
            return [] if ticket.did_it(ticket.reporter) else [ticket.reporter]
        case "sign.instead":
            return ticket.signers_instead(school) or school.office()
        case "late.office":
            return school.in_line(school.office(), now)
        case "late.accept" if ticket.alarming:
            return school.in_line(ticket.alarmed(school, now), now)
        case "late.accept":
            return school.in_line([*assignee, *school.office()], now)
        case "late.assignee" | "wait.day":
            return school.in_line(ticket.who_repairs(school, now), now)
        case "late.leader" | "late.leader_now":
            return school.in_line((), now)
    raise ValueError(f"a repair knows no such step: {kind}")
