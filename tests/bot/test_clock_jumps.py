"""Somebody sets the machine's clock: no message waits for as long as it went back."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from cast import Stage, picture
from messages import CHATS, Watch, arrived, sending, states, until, write

from bot import clock, line
from models.cases.case import Keeping, Photo
from models.messaging import Out


def set_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Somebody sets the machine's clock."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + by

    monkeypatch.setattr(clock, "datetime", Wrong)


@pytest.mark.parametrize("back", [timedelta(minutes=20), timedelta(hours=1)])
async def test_a_clock_that_is_set_back_holds_back_no_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    stage.telegram.trouble.fail_next("sendMessage", 502, "Bad Gateway")
    stage.telegram.trouble.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    write(stage, *CHATS)
    await stage.service.dispatcher.send_ready()
    set_clock(monkeypatch, -back)
    async with asyncio.timeout(90), sending(stage):
        await until(lambda: set(states(stage)) == {Out.SENT})


async def test_a_clock_that_is_set_back_stops_no_crowd_of_messages(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        write(stage, *CHATS)
    async with asyncio.timeout(90), sending(stage):
        await until(lambda: len(arrived(stage)) >= line.A_SECOND)
        set_clock(monkeypatch, -timedelta(hours=1))
        await until(lambda: len(arrived(stage)) == 4 * len(CHATS))


async def test_a_clock_that_jumps_forward_and_back_holds_back_no_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, timedelta(days=3))
    stage.telegram.trouble.fail_next("sendMessage", 502, "Bad Gateway")
    write(stage, *CHATS)
    await stage.service.dispatcher.send_ready()
    set_clock(monkeypatch, timedelta(0))
    async with asyncio.timeout(90), sending(stage):
        await until(lambda: set(states(stage)) == {Out.SENT})


async def test_a_pause_that_ends_between_two_looks_is_not_slept_through(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher, watch = stage.service.dispatcher, Watch(monkeypatch)
    write(stage, *CHATS)
    for chat in CHATS:
        dispatcher.chats.hold(chat, 0.2)
    look = dispatcher.ready

    def slowly() -> list[int]:
        found = look()
        watch.now += 1
        return found

    monkeypatch.setattr(dispatcher, "ready", slowly)
    async with sending(stage):
        await until(lambda: set(states(stage)) == {Out.SENT})


async def test_a_file_whose_pause_ends_between_two_looks_is_fetched(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetcher, watch = stage.service.fetcher, Watch(monkeypatch)
    stage.telegram.trouble.fail_next("getFile", 502, "Bad Gateway")
    await stage["王芳"].shows(picture(), "A301灯不亮")
    (photo,) = photos(stage)
    fetcher.holds.hold(photo.id, 0.2)
    look = fetcher.work_once

    async def slowly() -> bool:
        found = await look()
        watch.now += 1
        return found

    monkeypatch.setattr(fetcher, "work_once", slowly)
    loop = asyncio.create_task(fetcher.run())
    await until(lambda: photos(stage)[0].keeping == Keeping.KEPT)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)


def photos(stage: Stage) -> list[Photo]:
    with stage.service.runtime.reading() as session:
        return session.query(Photo).all()
