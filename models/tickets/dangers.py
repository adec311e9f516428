"""Who hears at once of a danger that has just been reported (practice.md §6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.escalation import Concerned, hearing
from models.language import read_matter
from models.people.person import Person
from models.school import School
from models.tickets.ticket import Ticket


def told_at_once(ticket: Ticket, school: School, now: datetime) -> list[Person]:
    """Who must move, the office, the gate, and whom the school's rows name: the safety officer and
    the vice-principal; for gas, fire, collapse, or somebody hurt, the principal.
    """
    named = [
        person
        for code in _rows(ticket)
        if code in school.deadlines
        for person in hearing(code, school, now, Concerned())
    ]
    return [*ticket.alarmed(school, now), *school.guards_on_duty(), *named]


def _rows(ticket: Ticket) -> Iterator[str]:
    yield "danger.filed"
    if ticket.danger_kind:
        yield f"danger.filed.{ticket.danger_kind}"
    matter = read_matter(ticket.text)
    if matter is not None and matter.name == "hurt":
        yield "danger.filed.hurt"
