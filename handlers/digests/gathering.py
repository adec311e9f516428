"""Asks every feature what it has to say as of a cut-off, and puts it into the principal's order."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.digest import Decision, Digest, Issue, Line, Said
from models.cases.as_of import AsOf
from models.school import School


class Light(StrEnum):
    """The verdict: nothing to do, something to decide or amiss, a grave hazard or silence."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Gathered:
    """What all features say, in the order of the features."""

    as_of: AsOf
    said: Mapping[str, Said]

    @cached_property
    def issues(self) -> list[Issue]:
        """All that is amiss: what is grave first, then what is late the longest."""
        every = [issue for one in self.said.values() for issue in one.issues]
        return sorted(every, key=lambda one: (not one.grave, one.since or self.as_of.at))

    @cached_property
    def decisions(self) -> list[Decision]:
        """All that only the principal can decide."""
        return [decision for one in self.said.values() for decision in one.decisions]

    @property
    def light(self) -> Light:
        """The colour of the verdict; what is amiss or undecided is never green."""
        if any(issue.grave for issue in self.issues):
            return Light.RED
        return Light.YELLOW if self.issues or self.decisions else Light.GREEN

    @property
    def added_late(self) -> int:
        """How many records were entered after the fact."""
        return sum(one.added_late for one in self.said.values())

    def heads(self) -> Iterator[Line]:
        """Who leads the school."""
        for one in self.said.values():
            yield from one.head

    def ahead(self) -> Iterator[Line]:
        """What comes on the day that is looked ahead to."""
        for one in self.said.values():
            yield from one.ahead


def gather(
    digests: Mapping[str, Digest], school: School, as_of: AsOf, of: Container[str]
) -> Gathered:
    """What these features have to say; each is asked once, for all readers."""
    return Gathered(
        as_of, {name: say(school, as_of) for name, say in digests.items() if name in of}
    )
