"""HEARTBEAT_URL: somebody outside hears every hour that all is well, and notices when not.

Silence is the alarm: a process that has died calls nobody, so whoever watches must be elsewhere.
"""

from __future__ import annotations

import logging

import httpx

from bot.config import Settings
from bot.runtime import Runtime

log = logging.getLogger(__name__)
PATIENCE = 20.0


class OutsideWatch:
    """Whoever watches from outside."""

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self.settings = settings
        self.runtime = runtime

    async def run(self) -> None:
        """Calls the address whenever the auditor has found all well, for ever. What fails is not
        tried again: the next hour comes.
        """
        while True:
            await self.runtime.all_well.wait()
            self.runtime.all_well.clear()
            if self.settings.heartbeat_url is not None:
                await self._call(self.settings.heartbeat_url.get_secret_value())

    async def _call(self, url: str) -> None:
        proxy = self.settings.proxy_url.get_secret_value() if self.settings.proxy_url else None
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, proxy=proxy) as client:
                answer = await client.get(url)
                answer.raise_for_status()
        except httpx.HTTPError as fault:
            # The address may hold a key; only what went wrong is named.
            log.warning("HEARTBEAT_URL could not be called: %s", type(fault).__name__)
