"""Every clock of the house, on one page.

Each is a fixed interval that looks for due rows; none decides whether something is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.runtime import Runtime
from jobs import auditor, due, planning, retention


@dataclass(frozen=True)
class Clock:
    """One tick: every so many seconds of real time."""

    name: str
    seconds: int
    tick: Callable[[Runtime], None]


SCHEDULE = (
    Clock("what each school day brings is planned ahead", 60, planning.plan),
    Clock("what has fallen due is told", 5, due.fire),
    Clock("the auditor looks whether an hour has passed", 60, auditor.look),
    Clock("what has been kept long enough is erased", 600, retention.sweep),
)
