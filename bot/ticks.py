"""The ticks go by time that only runs forward; the machine's own clock may be set at any moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.clock import Drift, real_now
from bot.runtime import Runtime

LOOK = 1.0
# APScheduler plans by the machine's clock: from such a difference on, it plans anew.
PLAN_ANEW = timedelta(seconds=1)
# From such a difference on, the administrators are told.
TELL = timedelta(seconds=60)


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 carries no types.
    """So many seconds after now. The library's own interval walks through all that lies between
    the last tick and now: after a clock that was wrong by years, that takes minutes.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """APScheduler's question, under APScheduler's name."""
        return now + self._seconds


class Ticks:
    """Whatever is done every few seconds, and the look at the machine's clock."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.drift = Drift()
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "misfire_grace_time": None}
        )

    def every(
        self, seconds: float, name: str, tick: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """Ticks from the start on. A coroutine, because APScheduler runs plain functions in
        threads of their own: two transactions would run side by side.
        """
        self._scheduler.add_job(tick, Every(seconds), name=name)

    def start(self) -> None:
        """The first ticks come after their seconds have gone by."""
        self._scheduler.start()

    def stop(self) -> None:
        """No tick more."""
        self._scheduler.shutdown(wait=False)

    async def watch(self) -> None:
        """Looks for ever whether somebody has set the machine's clock."""
        while True:
            self.look()
            await asyncio.sleep(LOOK)

    def look(self) -> None:
        """Where the clock was set, ticks at once, plans from there, and says so."""
        apart = self.drift.apart()
        if abs(apart) < PLAN_ANEW:
            return
        now = real_now()
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=now)
        if abs(apart) >= TELL:
            with self.runtime.unit() as unit:
                for admin in unit.school.administrators():
                    unit.say(admin, "clock_set", expected=now - apart, now=now)
        self.drift.forget()
