"""One thing to come for a case: what, on account of which promise, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Step:
    """One thing to come: what, on account of which promise, and when; and, where it comes until
    somebody acts, when after it was told it comes `again`.
    """

    kind: str
    basis: datetime
    at: datetime
    again: Callable[[datetime], datetime] | None = None

    def after(self, told: datetime | None) -> datetime:
        """When it comes next. Counted from the last time it was told and not from the first: after
        a time in which the bot was switched off it comes once, and not for every time missed.
        """
        return self.at if told is None or self.again is None else self.again(told)
