"""What people did and the bot has not yet fetched: Telegram's queue, with its forgetting."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from bot.demo.strict import CONFLICT, Json, Refusal

PRESS_LASTS = 150.0
MESSAGE_LASTS = 24 * 3600.0


@dataclass
class _Waiting:
    """A long poll that hangs on the line."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    replaced: bool = False


class Updates:
    """The queue of one bot. Acknowledged updates are forgotten; so are those that got too old.

    `real` is real time in seconds: Telegram's patience does not follow the school's clock.
    """

    def __init__(self, real: Callable[[], float]) -> None:
        self.allowed: set[str] | None = None
        self._real = real
        self._next = random.randrange(1, 2**29)
        self._queue: deque[tuple[float, Json]] = deque()
        self._waiting: _Waiting | None = None

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, kind: str, payload: Json) -> None:
        """One more thing happened; a hanging poll is answered at once."""
        if self.allowed is not None and kind not in self.allowed:
            return
        lasts = PRESS_LASTS if kind == "callback_query" else MESSAGE_LASTS
        self._queue.append((self._real() + lasts, {"update_id": self._next, kind: payload}))
        self._next += 1
        if self._waiting is not None:
            self._waiting.woken.set()

    def clear(self) -> None:
        """Forget all that waits."""
        self._queue.clear()

    def restart_ids(self) -> None:
        """Number on from a random id, as after a quiet week; what waits is numbered anew."""
        self._next = random.randrange(1, 2**29)
        waiting = list(self._queue)
        self._queue.clear()
        for until, update in waiting:
            self._queue.append((until, {**update, "update_id": self._next}))
            self._next += 1

    async def get(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """What waits from `offset` on; up to `timeout` seconds are spent hoping for something."""
        if self._waiting is not None:
            self._waiting.replaced = True
            self._waiting.woken.set()
            self._waiting = None
        if offset < 0:
            offset = self._next + offset
        found = self._from(offset, limit)
        if found or timeout <= 0:
            return found
        waiting = self._waiting = _Waiting()
        try:
            async with asyncio.timeout(min(timeout, 50)):
                await waiting.woken.wait()
        except TimeoutError:
            return []
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if waiting.replaced:
            raise Refusal(CONFLICT, 409)
        return self._from(offset, limit)

    def _from(self, offset: int, limit: int) -> list[Json]:
        now = self._real()
        # An offset far ahead of the queue comes from before a restart of the ids, and is ignored.
        if offset <= self._next + 10:
            while self._queue and self._queue[0][1]["update_id"] < offset:
                self._queue.popleft()
        if any(until <= now for until, _ in self._queue):
            self._queue = deque(item for item in self._queue if item[0] > now)
        return [update for _, update in islice(self._queue, limit)]
