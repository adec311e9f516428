"""Asks every feature what it has to say as of a cut-off, and puts it into the principal's order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.digest import Decision, Digest, Issue, Line, Said
from models.cases.as_of import AsOf
from models.digests.reasons import DigestReason, reasons
from models.people.person import Person, Right
from models.school import School


class Light(StrEnum):
    """The verdict: nothing to do, something to decide or amiss, a grave hazard or silence."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Gathered:
    """What these features say, in the order of the features."""

    as_of: AsOf
    said: Mapping[str, Said]
    reasons: Mapping[str, DigestReason]

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

    def of(self, person: Person) -> list[Issue]:
        """What is amiss that this person can put right, or explain."""
        return [one for one in self.issues if answers(person, one)]


def answers(person: Person, issue: Issue) -> bool:
    """Whether the person answers for it: who has it, who can cure it, or those who give out the
    work.
    """
    return person is issue.holder or person in issue.tell or person.may(Right.DISPATCH)


def gather(
    digests: Mapping[str, Digest], school: School, as_of: AsOf, parts: Collection[str] | None
) -> Gathered:
    """What these features have to say; None is all of them. In one transaction each is asked once,
    however many read it; what changes in it meanwhile is told by the next.
    """
    names = tuple(name for name in digests if parts is None or name in parts)
    known: dict[tuple[AsOf, tuple[str, ...]], Gathered]
    known = school.session.info.setdefault("digests", {})
    if (as_of, names) not in known:
        said = {name: digests[name](school, as_of) for name in names}
        items = [issue.item for one in said.values() for issue in one.issues]
        given = reasons(school.session, items, as_of.at) if items else {}
        known[as_of, names] = Gathered(as_of, said, given)
    return known[as_of, names]
