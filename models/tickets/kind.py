"""What every kind of ticket does alike: its deadlines, and what happens when days or people go.

It stands above `ticket`, `work` and `deadlines`, so that none of them knows the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_

from models.act import Act
from models.calendar.hours import Hours
from models.cases.draft import Draft
from models.cases.step import Step
from models.people.person import Person
from models.school import School, Urgency
from models.tickets import deadlines, work
from models.tickets.shifted_days import restore_deadlines, shift_deadlines
from models.tickets.states import IN_HAND, State
from models.tickets.ticket import Ticket


class TicketKind(Ticket):
    """A kind of ticket: a repair, a hazard."""

    __abstract__ = True

    @classmethod
    def told(cls, draft: Draft, act: Act, urgency: Urgency) -> dict[str, Any]:
        """What the draft says for a ticket of any kind, with the times of this urgency."""
        return {
            "state": State.REPORTED,
            "text": draft.text,
            "gist": draft.gist,
            "place": draft.place,
            "reporter": draft.reporter,
            "recorder": draft.recorder,
            "urgency": urgency,
            "danger_kind": draft.danger_kind,
            "hurt": draft.hurt,
            "respond_by": urgency.respond_by(act.now, act.school.hours),
            "due_at": urgency.finish_by(act.now, act.school.hours),
            "version": draft.version + 1,
        }

    def due_steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of this ticket."""
        return deadlines.due_steps(self, school)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who hears of it when one of those steps falls due."""
        return deadlines.recipients(self, kind, school, now)

    def follow_calendar(self, act: Act, before: Hours) -> None:
        """Moves what is promised for days that lost their school, and back where they have it."""
        shift_deadlines(self, act, before)
        restore_deadlines(self, act)

    @classmethod
    def in_hand_of(cls, person: Person) -> ColumnElement[bool]:
        """What the person has to do."""
        return and_(cls.assignee_id == person.id, cls.state.in_(IN_HAND))

    def hand_over(self, act: Act, to: Person) -> None:
        """Gives the ticket of somebody who leaves to another."""
        work.hand_over(self, act, to)

    def release(self, act: Act) -> None:
        """Puts the ticket back among those that nobody has."""
        work.release(self, act)
