"""Who does something, and when: what every verb is given, and asks for a right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.base import Refused
from models.people.person import Person, Right
from models.school import School


@dataclass(frozen=True)
class Act:
    """One person doing one thing at one moment, having seen one version of the case."""

    by: Person
    now: datetime
    school: School
    seen: int | None = None

    def must(self, right: Right) -> None:
        """Raises `Refused` with the sentence who does this, where the person may not."""
        if not self.by.may(right):
            raise Refused(f"right.{right.value}")
