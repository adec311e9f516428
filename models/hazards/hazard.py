"""A hazard: the second kind of ticket. It stands above its row and its verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.act import Act
from models.calendar.hours import Hours
from models.cases.case import Event
from models.cases.draft import Draft
from models.cases.step import Step
from models.hazards import deadlines, ordering
from models.hazards.reading import categories, guess, name_of
from models.hazards.risk_points import foreseen, risk_points
from models.hazards.row import HazardRow
from models.people.person import Person
from models.school import School


class Hazard(HazardRow):
    """Something that could hurt somebody: put right by its owner, cleared by somebody else."""

    __tablename__ = "hazard"
    __mapper_args__ = {"polymorphic_identity": "hazard"}

    @classmethod
    def from_draft(cls, draft: Draft, act: Act) -> Hazard:
        """The hazard as it was told; how bad it is somebody else says."""
        urgency = act.school.urgency("urgent" if draft.urgent else "normal")
        kind = guess(draft.text, categories(act.school))
        told = cls.told(draft, act, urgency) | {
            "due_at": None,
            "gist": name_of(draft.text, draft.gist),
        }
        risk = foreseen(draft.place, kind, risk_points(act.school))
        return cls(category=kind, risk=risk, anonymous=draft.anonymous, **told)

    def filed(self, act: Act) -> Event:
        """Tells those who say how bad it is; where somebody could be hurt now, the office and the
        guards as well.
        """
        school = act.school
        notify = self.orderers(school)
        if self.urgent:
            notify = [*notify, *school.office(), *school.guards_on_duty()]
        if self.recorder:
            notify = [*notify, self.reporter]
        return self.note(act, "filed", notify)

    def due_steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of it."""
        return deadlines.due_steps(self, school)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who hears of it when one of those steps falls due."""
        return deadlines.recipients(self, kind, school, now)

    def follow_calendar(self, act: Act, before: Hours) -> None:
        """Its days are real ones: it is no less of a danger on a day without school."""

    def hand_over(self, act: Act, to: Person) -> None:
        """Gives what somebody who leaves had to put right to another."""
        ordering.hand(self, act, to)

    def release(self, act: Act) -> None:
        """Its owner leaves, and nobody takes it over: those who order name another."""
        ordering.release(self, act)
