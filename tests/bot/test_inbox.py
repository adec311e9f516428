"""What comes in: stored before Telegram is told, in order for each person, never lost."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

import pytest
from cast import Stage
from drafting import reports
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot import inbox
from bot.context import Context, dialogue_of
from models.base import Refused
from models.messaging import Dialogue, In, Inbound


async def waiting(stage: Stage) -> list[dict[str, Any]]:
    """What Telegram holds for the bot."""
    _, body = await stage.telegram.call("getUpdates", {"offset": 0, "timeout": 0}, {})
    updates: list[dict[str, Any]] = body["result"]
    return updates


def rows(stage: Stage, **which: Any) -> list[Inbound]:
    """The stored updates."""
    with stage.service.runtime.reading() as session:
        return list(session.query(Inbound).filter_by(**which).order_by(Inbound.id))


def breaks_on(stage: Stage, word: str) -> None:
    """From now on nobody can handle this word."""

    async def break_down(update: Update, context: Context) -> None:
        raise ZeroDivisionError(word)

    handler = MessageHandler(filters.Text([word]), break_down)
    stage.service.application.add_handler(handler, group=-2)


class FullDisk:
    """The disk is full: every commit of a change fails."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> None:
        event.listen(self.engine, "commit", self._fail)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "commit", self._fail)

    def _fail(self, _connection: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))


async def test_an_update_that_comes_twice_is_handled_once(stage: Stage) -> None:
    stage["王芳"].phone.text("A301灯不亮")
    updates = await waiting(stage)
    stage.service.inbox.take(updates)
    await stage.service.drain()
    stage.service.inbox.take(updates)
    await stage.service.drain()
    assert len(rows(stage)) == 1
    with stage.service.runtime.reading() as session:
        assert reports(session).one().text == "A301灯不亮"


async def test_the_same_id_with_other_content_is_another_update(stage: Stage) -> None:
    stage["王芳"].phone.text("A301灯不亮")
    stage["刘玥"].phone.text("A302灯不亮")
    first, second = await waiting(stage)
    stage.service.inbox.take([first])
    stage.service.inbox.take([{**second, "update_id": first["update_id"]}])
    await stage.service.drain()
    with stage.service.runtime.reading() as session:
        assert reports(session).count() == 2


async def test_ids_that_begin_anew_after_a_quiet_week_are_handled_in_the_order_of_arrival(
    stage: Stage,
) -> None:
    wang = stage["王芳"]
    wang.phone.text("A301灯不亮")
    await stage.takes_in()
    wang.phone.text("一直闪")
    late = (await waiting(stage))[-1]
    stage.service.inbox.take([{**late, "update_id": 7}])
    await stage.service.drain()
    with stage.service.runtime.reading() as session:
        assert reports(session).one().text == "A301灯不亮\n一直闪"


async def test_the_offset_does_not_move_while_the_disk_is_full(stage: Stage) -> None:
    stage["王芳"].phone.text("A301灯不亮")
    with FullDisk(stage.service.engine), pytest.raises(OperationalError):
        await stage.service.inbox.poll_once()
    assert stage.service.inbox.offset == 0
    assert rows(stage) == []
    await stage.service.inbox.poll_once()
    assert stage.service.inbox.offset > 0
    assert len(rows(stage)) == 1


async def test_a_full_disk_while_it_is_handled_is_not_the_fault_of_the_update(
    stage: Stage,
) -> None:
    stage["王芳"].phone.text("A301灯不亮")
    await stage.takes_in()
    with FullDisk(stage.service.engine), pytest.raises(OperationalError):
        stage.service.inbox.work_once()
    (row,) = rows(stage)
    assert (row.state, row.attempts) == (In.OPEN, 0)
    await stage.service.drain()
    assert rows(stage)[0].state == In.DONE


async def test_an_update_that_breaks_is_tried_again_and_holds_back_only_its_sender(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, liu = stage["王芳"], stage["刘玥"]
    # Long enough that a slow machine does not come to the second try before it is looked at.
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 3.0)
    breaks_on(stage, "不行")
    wang.phone.text("不行")
    wang.phone.text("A301灯不亮")
    await liu.sends("A302门锁坏了")
    assert "A302门锁坏了" in liu.last
    broken, held, _ = rows(stage)
    assert (broken.state, broken.attempts) == (In.OPEN, 1)
    assert (held.state, held.attempts) == (In.OPEN, 0)
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 0.001)
    for _ in range(inbox.TRIES):
        await asyncio.sleep(stage.service.inbox.next_try() or 0)
        await stage.service.drain()
    assert [row.state for row in rows(stage)] == [In.QUARANTINED, In.DONE, In.DONE]
    assert wang.sees("没能处理好")
    assert "A301灯不亮" in wang.last
    assert stage["管理员"].sees("ZeroDivisionError: 不行")


async def test_five_tries_take_less_than_twenty_seconds(stage: Stage) -> None:
    pauses = [inbox.FIRST_PAUSE * 4**n for n in range(inbox.TRIES - 1)]
    assert sum(pauses) < 20
    breaks_on(stage, "不行")
    await stage["王芳"].sends("不行")
    again = stage.service.inbox.next_try()
    assert again is not None
    assert again <= pauses[0]


async def test_an_update_that_cannot_be_read_is_set_aside_at_once(stage: Stage) -> None:
    wang = {"id": 1015, "is_bot": False}
    for number, junk in enumerate(
        ({"from": wang}, {"from": wang, "date": "x"}, "text", {"from": wang, "message_id": []})
    ):
        stage.service.inbox.take([{"update_id": number + 1, "message": junk}])
    await stage.service.drain()
    assert {(row.state, row.attempts) for row in rows(stage)} == {(In.QUARANTINED, 1)}
    assert stage["管理员"].sees("没能处理")
    await stage["王芳"].sends("A301灯不亮")
    assert "A301灯不亮" in stage["王芳"].last


async def test_a_refusal_takes_everything_back_says_its_sentence_and_keeps_the_question(
    stage: Stage,
) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")

    async def refuse(update: Update, context: Context) -> None:
        await context.say("free_text.welcome")
        dialogue_of(context.unit, 1015).state = None
        reports(context.session).one().text = "anders"
        raise Refused("text.too_long", most=1, length=2)

    handler = MessageHandler(filters.Text(["长"]), refuse)
    stage.service.application.add_handler(handler, group=-2)
    before = len(wang.messages)
    await wang.sends("长")
    assert len(wang.messages) == before + 1
    assert "最多写 1 个字" in wang.last
    with stage.service.runtime.reading() as session:
        assert reports(session).one().text == "A301灯不亮"
        assert session.get_one(Dialogue, 1015).state is not None
    assert rows(stage)[-1].state == In.DONE


@pytest.mark.parametrize("status", [401, 404, 409, 500, 502])
async def test_a_blip_of_telegram_does_not_make_it_deaf(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(inbox, "POLL_PAUSE", 0.01)
    stage.telegram.trouble.fail_next("getUpdates", status, "no", times=2)
    stage.telegram.trouble.cut_before("getUpdates")
    stage["王芳"].phone.text("A301灯不亮")
    poll = asyncio.create_task(stage.service.inbox.poll())
    async with asyncio.timeout(3):
        await stage.service.runtime.incoming.wait()
    poll.cancel()
    with suppress(asyncio.CancelledError):
        await poll
    assert len(rows(stage)) == 1


async def test_a_flood_keeps_the_order_of_each_person_and_loses_nothing(stage: Stage) -> None:
    strange = ("陌生人", "门卫室手机", "管理员")
    people = [actor for name, actor in stage.actors.items() if name not in strange][:20]
    lines = ["A301灯不亮", *(f"还有{n}处" for n in range(9))]
    for turn in range(10):
        for actor in people:
            actor.phone.text(lines[turn])
    begun = time.perf_counter()
    while len(stage.telegram.updates):
        await stage.takes_in()
        await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    handled = time.perf_counter() - begun
    with stage.service.runtime.reading() as session:
        assert session.scalar(select(func.count()).where(Inbound.state == In.DONE)) == 200
        for ticket in reports(session):
            assert ticket.text.split("\n") == lines
        assert reports(session).count() == len(people) == 20
    print(f"\na flood of 200 updates: {200 / handled:.0f} updates/s stored and handled")
