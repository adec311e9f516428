"""The line to Telegram: slow, dead or back again; and a clock of the machine that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from cast import Stage, picture, text_of

from bot import application, clock, dispatch, line
from bot.config import Settings
from bot.demo.wire import DirectRequest
from bot.dispatch import WAITING
from models.desk import Out, Outbound

WANG, LIU = 1015, 1016
CHATS = tuple(range(1001, 1009))


def write(stage: Stage, *chats: int, text: str = "一") -> None:
    """One message for each chat waits to be sent."""
    with stage.house.desk.unit() as unit:
        for chat in chats:
            unit.call("sendMessage", chat, text=text)


def states(stage: Stage) -> list[str]:
    """How far the messages have come."""
    with stage.house.desk.reading() as session:
        return [row.state for row in session.query(Outbound).order_by(Outbound.id)]


def arrived(stage: Stage) -> list[int]:
    """Whose phones show a message, once for each."""
    return [one.chat_id for one in stage.telegram.log if text_of(one.message) == "一"]


def impatient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute passes in a moment."""
    request = stage.house.desk.bot.request
    assert isinstance(request, DirectRequest)
    request.patience = 0.02
    for where, name in (
        (dispatch, "FIRST_PAUSE"),
        (dispatch, "PROBE_SECONDS"),
        (line, "FIRST_PROBE"),
        (line, "LONGEST_PROBE"),
    ):
        monkeypatch.setattr(where, name, 0.02)


@asynccontextmanager
async def sending(stage: Stage) -> AsyncIterator[None]:
    """The dispatcher runs, as it does in service."""
    loop = asyncio.create_task(stage.house.dispatcher.run())
    try:
        yield
    finally:
        tasks = [loop, *stage.house.dispatcher.in_flight.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(true: Callable[[], object]) -> None:
    """Waits for it, as long as a slow machine needs."""
    async with asyncio.timeout(20):
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
            await stage.house.dispatcher.send_ready()
            wait = stage.house.dispatcher.next_try()
            if wait is None or self.now + wait > end:
                break
            self.now += wait
        self.now = end
        await stage.house.dispatcher.send_ready()


def set_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Somebody sets the machine's clock."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + by

    monkeypatch.setattr(clock, "datetime", Wrong)


async def test_an_answer_is_waited_for_half_a_minute(settings: Settings) -> None:
    assert (application.build(settings).bot.request.read_timeout or 0) >= 30


async def test_while_answers_do_not_come_there_is_one_further_copy_however_long_it_lasts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    stage.telegram.trouble.late["sendmessage"] = 0.1
    write(stage, WANG, LIU)
    async with sending(stage):
        await until(lambda: states(stage) == [Out.UNKNOWN, Out.UNKNOWN])
        await asyncio.sleep(0.5)
    assert sorted(arrived(stage)) == [WANG, WANG, LIU, LIU]


async def test_while_nothing_is_answered_at_all_there_is_no_further_copy(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    late = stage.telegram.trouble.late
    late["sendmessage"] = late["getme"] = 0.1
    write(stage, WANG)
    async with sending(stage):
        await until(lambda: stage.house.desk.line.down)
        await asyncio.sleep(0.5)
        assert arrived(stage) == [WANG]
        late.clear()
        await until(lambda: states(stage) == [Out.SENT])
    assert arrived(stage) == [WANG, WANG]


async def test_a_refusal_between_two_tries_does_not_make_them_three(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    trouble = stage.telegram.trouble
    trouble.cut_after("sendMessage")
    write(stage, WANG)
    await stage.house.dispatcher.send_ready()
    trouble.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    async with sending(stage):
        await until(stage.house.dispatcher.slowed.keys)
        trouble.cut_after("sendMessage")
        await until(lambda: states(stage) == [Out.UNKNOWN])
    assert arrived(stage) == [WANG, WANG]


async def test_what_comes_after_a_message_of_unknown_fate_is_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    write(stage, WANG)
    stage.telegram.trouble.cut_before("sendMessage")
    stage.telegram.trouble.cut_before("sendMessage")
    async with sending(stage):
        await until(lambda: states(stage) == [Out.UNKNOWN])
        write(stage, WANG)
        await until(lambda: states(stage) == [Out.UNKNOWN, Out.SENT])


async def test_a_card_of_unknown_fate_comes_anew_with_its_next_change(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.shows(picture(), "A301灯不亮")
    impatient(stage, monkeypatch)
    for _ in range(2 * 4):
        stage.telegram.trouble.cut_before("sendMessage")
    wang.phone.press(*wang.finds("提交"))
    await stage.takes_in()
    while stage.house.inbox.work_once():
        continue
    async with sending(stage):
        await until(lambda: not set(states(stage)) & set(WAITING))
    assert Out.UNKNOWN in states(stage)
    assert not any("BX-" in text_of(message) for message in chen.messages)
    stage.telegram.trouble.clear()
    wang.phone.press(*wang.finds("撤销"))
    await stage.takes_in()
    async with sending(stage):
        while stage.house.inbox.work_once():
            continue
        await until(lambda: any("BX-" in text_of(message) for message in chen.messages))


async def test_what_surely_never_left_is_tried_until_it_arrives_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(stage, monkeypatch)
    stage.telegram.trouble.down = True
    write(stage, *CHATS)
    async with sending(stage):
        await until(lambda: stage.house.desk.line.down)
        await asyncio.sleep(0.3)
        stage.telegram.trouble.down = False
        await until(lambda: set(states(stage)) == {Out.SENT})
    assert sorted(arrived(stage)) == list(CHATS)


@pytest.mark.parametrize("outage", [90, 300, 3600])
async def test_the_first_call_that_succeeds_frees_all_that_waited_for_the_network(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, outage: int
) -> None:
    watch = Watch(monkeypatch)
    stage.telegram.trouble.down = True
    write(stage, *CHATS)
    await watch.passes(stage, outage)
    write(stage, WANG)
    await watch.passes(stage, 1)
    stage.telegram.trouble.down = False
    await watch.passes(stage, line.LONGEST_PROBE)
    assert sorted(arrived(stage)) == [*CHATS, WANG]


async def test_a_poll_that_succeeds_frees_what_waited_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    stage.telegram.trouble.down = True
    write(stage, *CHATS)
    await watch.passes(stage, 300)
    stage.telegram.trouble.down = False
    stage["王芳"].phone.sticker()
    await stage.house.inbox.poll_once()
    await stage.house.dispatcher.send_ready()
    assert sorted(arrived(stage)) == list(CHATS)


async def test_where_only_sending_fails_the_first_message_that_arrives_frees_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    trouble = stage.telegram.trouble
    trouble.fail_next("sendMessage", 502, "Bad Gateway", times=10_000)
    write(stage, *CHATS)
    await watch.passes(stage, 600)
    assert arrived(stage) == []
    trouble.clear()
    wait = stage.house.dispatcher.next_try()
    assert wait is not None
    await watch.passes(stage, wait)
    assert sorted(arrived(stage)) == list(CHATS)


async def test_a_message_that_always_fails_holds_up_nobody_else_and_is_not_tried_all_the_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(monkeypatch)
    stage.telegram.trouble.fail_next("sendPhoto", 502, "Bad Gateway", times=1000)
    with stage.house.desk.unit() as unit:
        unit.call("sendPhoto", WANG, photo="AgAC")
    for _ in range(60):
        write(stage, LIU)
        await watch.passes(stage, 1)
    assert arrived(stage) == [LIU] * 60
    with stage.house.desk.reading() as session:
        assert session.query(Outbound).filter_by(chat_id=WANG).one().attempts < 12


@pytest.mark.parametrize("back", [timedelta(minutes=20), timedelta(hours=1)])
async def test_a_clock_that_is_set_back_holds_back_no_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    stage.telegram.trouble.fail_next("sendMessage", 502, "Bad Gateway")
    stage.telegram.trouble.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    write(stage, *CHATS)
    await stage.house.dispatcher.send_ready()
    set_clock(monkeypatch, -back)
    async with asyncio.timeout(20), sending(stage):
        await until(lambda: set(states(stage)) == {Out.SENT})


async def test_a_clock_that_is_set_back_stops_no_crowd_of_messages(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        write(stage, *CHATS)
    async with asyncio.timeout(20), sending(stage):
        await until(lambda: len(arrived(stage)) >= line.A_SECOND)
        set_clock(monkeypatch, -timedelta(hours=1))
        await until(lambda: len(arrived(stage)) == 4 * len(CHATS))


async def test_a_clock_that_jumps_forward_and_back_holds_back_no_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, timedelta(days=3))
    stage.telegram.trouble.fail_next("sendMessage", 502, "Bad Gateway")
    write(stage, *CHATS)
    await stage.house.dispatcher.send_ready()
    set_clock(monkeypatch, timedelta(0))
    async with asyncio.timeout(20), sending(stage):
        await until(lambda: set(states(stage)) == {Out.SENT})
