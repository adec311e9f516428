"""The line to Telegram: whether it works, learnt from every call, and what waits until it does.

All of it goes by monotonic time: a machine's clock that is set back holds nothing up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Hashable, Sequence
from time import monotonic
from typing import Generic, TypeVar

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter, TelegramError

log = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
A_SECOND = 25
FIRST_PROBE = 0.5
LONGEST_PROBE = 10.0
# The call was not, or not wholly, written to the line: nobody can have carried it out.
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def is_answer(fault: TelegramError) -> bool:
    """Whether Telegram itself said no. PTB counts a bad request among the faults of the network."""
    if isinstance(fault, BadRequest):
        return True
    return isinstance(fault, RetryAfter | Forbidden | ChatMigrated | Conflict)


def may_have_arrived(fault: TelegramError) -> bool:
    """Whether Telegram may have carried a call out, though no answer says so."""
    cause = fault.__cause__
    if cause is None or isinstance(cause, TelegramError):
        # An answer came, and says no. A gateway that gave up waiting knows no more than we do.
        return "gateway time" in fault.message.lower()
    return not isinstance(cause, NEVER_LEFT)


class Line:
    """Whether Telegram can be reached. After a call without an answer a harmless one finds out;
    until that is answered, nothing else is begun. `woken` are those who wait for the line.
    """

    def __init__(self, woken: Sequence[asyncio.Event]) -> None:
        self.woken = woken
        self.in_doubt = False
        self.down = False
        self.recoveries = 0
        self._pause = FIRST_PROBE
        self._probe_at = 0.0

    def failed(self) -> None:
        """A call got no answer."""
        if not self.in_doubt:
            self.in_doubt, self._pause, self._probe_at = True, FIRST_PROBE, monotonic()

    def probe_failed(self) -> None:
        """The harmless call got no answer either; it is made again, later and later."""
        if not self.down:
            log.warning("Telegram cannot be reached; it is asked again until it answers")
        self.in_doubt = self.down = True
        self._probe_at = monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PROBE)

    def answered(self) -> None:
        """Telegram answered a call, no matter what."""
        if not self.in_doubt:
            return
        if self.down:
            log.warning("Telegram answers again")
            self.free()
        self.in_doubt = self.down = False
        self._wake()

    def free(self) -> None:
        """What waits for the network need not wait any longer."""
        self.recoveries += 1
        self._wake()

    def _wake(self) -> None:
        for event in self.woken:
            event.set()

    def probe_in(self) -> float | None:
        """Seconds until it must be found out whether the line works; nothing where it does."""
        return max(0.0, self._probe_at - monotonic()) if self.in_doubt else None


class Holds(Generic[K]):
    """What may not be tried yet, and for how long. Kept by the process alone: after a restart a
    try may be made at once.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self._until: dict[K, tuple[float, int | None]] = {}

    def hold(self, key: K, seconds: float, *, for_network: bool = False) -> None:
        """Holds it back; where the network was at fault, only until the line works again."""
        recoveries = self.line.recoveries if for_network else None
        self._until[key] = monotonic() + seconds, recoveries

    def keys(self) -> set[K]:
        """What is held back now."""
        now = monotonic()
        self._until = {
            key: (until, recoveries)
            for key, (until, recoveries) in self._until.items()
            if until > now and recoveries in (None, self.line.recoveries)
        }
        return set(self._until)

    def wait(self) -> float | None:
        """Seconds until the next of them may be tried; nothing where none is held back."""
        waits = [self._until[key][0] - monotonic() for key in self.keys()]
        return max(0.05, min(waits)) if waits else None


class Pace:
    """Keeps below what Telegram takes in a second."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=A_SECOND)

    async def wait(self) -> None:
        """Waits until one more call may begin."""
        if len(self._recent) == A_SECOND:
            await asyncio.sleep(max(0.0, self._recent[0] + 1 - monotonic()))
        self._recent.append(monotonic())
