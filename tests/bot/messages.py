"""Messages on their way to phones, and the time that a test gives them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from cast import Stage, text_of

from bot import dispatcher, line
from bot.demo.wire import DirectRequest
from models.messaging import Outbound

WANG, LIU = 1015, 1016
CHATS = tuple(range(1001, 1009))


def write(stage: Stage, *chats: int, text: str = "一") -> None:
    """One message for each chat waits to be sent."""
    with stage.service.runtime.unit() as unit:
        for chat in chats:
            unit.call("sendMessage", chat, text=text)


def states(stage: Stage) -> list[str]:
    """How far the messages have come."""
    with stage.service.runtime.reading() as session:
        return [row.state for row in session.query(Outbound).order_by(Outbound.id)]


def arrived(stage: Stage) -> list[int]:
    """Whose phones show a message, once for each."""
    return [one.chat_id for one in stage.telegram.log if text_of(one.message) == "一"]


def impatient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute passes in a moment."""
    request = stage.service.runtime.bot.request
    assert isinstance(request, DirectRequest)
    request.database_retry = 0.02
    for where, name in (
        (dispatcher, "FIRST_PAUSE"),
        (dispatcher, "PROBE_SECONDS"),
        (line, "FIRST_PROBE"),
        (line, "LONGEST_PROBE"),
    ):
        monkeypatch.setattr(where, name, 0.02)


@asynccontextmanager
async def sending(stage: Stage) -> AsyncIterator[None]:
    """The dispatcher runs, as it does in service."""
    loop = asyncio.create_task(stage.service.dispatcher.run())
    try:
        yield
    finally:
        tasks = [loop, *stage.service.dispatcher.in_flight.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(true: Callable[[], object]) -> None:
    """Waits for it, as long as a slow machine needs."""
    async with asyncio.timeout(90):
        while not true():
            await asyncio.sleep(0.01)


class Watch:
    """Monotonic time that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(line, "monotonic", lambda: self.now)

    async def passes(self, stage: Stage, seconds: float) -> None:
        """So much time goes by, and whatever may be sent meanwhile is sent in time."""
        end = self.now + seconds
        while True:
            await stage.service.dispatcher.send_ready()
            wait = stage.service.dispatcher.next_try()
            if wait is None or self.now + wait > end:
                break
            self.now += wait
        self.now = end
        await stage.service.dispatcher.send_ready()
