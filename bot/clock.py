"""The two clocks: the school's, which tests and the demo may move, and real time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


def real_now() -> datetime:
    """Real time: for polling, retries, limits and health."""
    return datetime.now(UTC)


class Drift:
    """How far the machine's clock was set, against time that only runs forward."""

    def __init__(self) -> None:
        self.forget()

    def apart(self) -> timedelta:
        """By how much the clock is ahead of where it would stand; less than nothing: behind."""
        return self._distance() - self._known

    def forget(self) -> None:
        """Takes the clock as right from now on."""
        self._known = self._distance()

    @staticmethod
    def _distance() -> timedelta:
        return timedelta(seconds=real_now().timestamp() - time.monotonic())


class SchoolClock:
    """`now` of every row and rule. It runs with real time, ahead of it by what it was moved."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = start - real_now() if start else timedelta()

    def now(self) -> datetime:
        """The school's now, aware, in UTC."""
        return real_now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Puts the clock on; it never goes back."""
        self._ahead = max(self._ahead, moment - real_now())
