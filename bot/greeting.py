"""The first words with Telegram, which may not be there yet when the bot starts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.application import NamedBot
from bot.outbox import allow_network
from bot.runtime import Runtime
from models.messaging import BotName

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


class Greeting:
    """Tells Telegram that the bot will ask for updates, and learns how the bot is called."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._named = asyncio.Event()
        self._done = False
        self._pause = FIRST_PAUSE

    def known(self) -> None:
        """Goes by the name under which the bot ran last, until Telegram says it."""
        with self.runtime.reading() as session:
            known = session.get(BotName, 1)
        if known is not None:
            self._goes_by(known.username)

    async def attempt(self) -> None:
        """One try. Raises `InvalidToken` where Telegram does not know the bot."""
        try:
            with allow_network():
                await self.runtime.bot.get_me()
                await self.runtime.bot.delete_webhook(drop_pending_updates=False)
        except InvalidToken:
            raise
        except TelegramError as fault:
            if self._pause == FIRST_PAUSE:
                log.warning("waiting for Telegram: %s", fault.message)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            if isinstance(fault, RetryAfter):
                self._pause = max(self._pause, _seconds(fault))
            return
        with self.runtime.writing() as session:
            session.merge(BotName(id=1, username=self.runtime.bot.username))
        self._goes_by(self.runtime.bot.username)
        self._done = True

    async def comes_about(self) -> None:
        """Tries until it has succeeded."""
        while not self._done:
            await asyncio.sleep(self._pause)
            await self.attempt()

    def once_named(
        self, loop: Callable[[], Coroutine[Any, Any, None]]
    ) -> Callable[[], Coroutine[Any, Any, None]]:
        """A loop that writes links: at the very first start only Telegram knows the bot's name."""
        return partial(self._once_named, loop)

    async def _once_named(self, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self._named.wait()
        await loop()

    def _goes_by(self, username: str) -> None:
        bot = self.runtime.bot
        assert isinstance(bot, NamedBot)
        bot.goes_by(username)
        self._named.set()


def _seconds(fault: RetryAfter) -> float:
    after = fault.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
