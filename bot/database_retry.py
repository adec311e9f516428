"""Patience with the database: a lock and a full disk pass; nothing is acknowledged meanwhile."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot import db

log = logging.getLogger(__name__)

PAUSE = 1.0
# So often it is said what is waited for.
SAY_EVERY = 60.0


class DatabaseRetry:
    """One for all loops, so that seven loops do not say seven times what they wait for."""

    def __init__(self) -> None:
        self._said: float | None = None

    def has(self, fault: DBAPIError) -> bool:
        """Whether this passes by waiting; then it is said, once a minute, in one line."""
        if not db.passes(fault):
            return False
        now = time.monotonic()
        if self._said is None or now - self._said >= SAY_EVERY:
            self._said = now
            # Only the first line: what follows may show the row.
            reason = str(fault.orig).strip().split("\n")[0]
            log.warning("waiting for the database: %s", reason)
        return True

    async def keeps(self, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Runs a loop, and again after each fault that passes."""
        while True:
            try:
                await loop()
                return
            except DBAPIError as fault:
                if not self.has(fault):
                    raise
            await asyncio.sleep(PAUSE)
