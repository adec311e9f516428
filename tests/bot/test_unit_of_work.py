"""One transaction: what would escape from it, or wait inside it, is refused loudly."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from cast import Stage, picture
from sqlalchemy import select
from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.context import Context
from bot.unit_of_work import Suspended, run_to_end
from models.messaging import Chat, In, Inbound, Out, Outbound

Callback = Callable[[Update, Context], Awaitable[None]]


def on(stage: Stage, word: str, answer: Callback) -> None:
    """Whoever says the word is answered by this handler, and by no other."""

    async def alone(update: Update, context: Context) -> None:
        await answer(update, context)
        raise ApplicationHandlerStop

    handler = MessageHandler(filters.Text([word]), alone)
    stage.service.application.add_handler(handler, group=-2)


async def fault_of(stage: Stage, answer: Callback) -> str:
    """What went wrong when this handler answered; nothing of it may be left."""
    on(stage, "试", answer)
    stage["王芳"].phone.text("试")
    await stage.takes_in()
    stage.service.inbox.work_once()
    with stage.service.runtime.reading() as session:
        assert session.query(Outbound).filter(Outbound.method != "sendMessage").count() == 0
        row = session.scalars(select(Inbound)).one()
        assert row.state == In.OPEN
        assert row.attempts == 1
        return row.error


async def test_what_a_handler_sends_is_a_row_until_the_commit(stage: Stage) -> None:
    returned = []

    async def answer(update: Update, context: Context) -> None:
        assert update.message is not None
        returned.append(await update.message.reply_text("收到"))

    on(stage, "试", answer)
    stage["王芳"].phone.text("试")
    await stage.takes_in()
    stage.service.inbox.work_once()
    assert stage.telegram.log == []
    assert returned[0].message_id == 0
    with stage.service.runtime.reading() as session:
        row = session.scalars(select(Outbound)).one()
        assert (row.state, row.chat_id, row.payload["text"]) == (Out.NEW, 1015, "收到")
    await stage.service.drain()
    assert stage["王芳"].last == "收到"


async def test_what_fails_at_last_leaves_nothing_behind(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        context.session.add(Chat(id=1))
        await context.say("free_text.welcome")
        raise ZeroDivisionError

    assert "ZeroDivisionError" in await fault_of(stage, answer)
    with stage.service.runtime.reading() as session:
        assert session.get(Chat, 1) is None
        assert session.query(Outbound).count() == 0


async def test_nothing_may_wait_inside_a_transaction(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        context.session.add(Chat(id=1))
        context.session.flush()
        await asyncio.sleep(0)

    assert (await fault_of(stage, answer)).startswith("Suspended")
    with stage.service.runtime.reading() as session:
        assert session.get(Chat, 1) is None


async def test_a_thread_is_not_waited_for_inside_a_transaction(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        await asyncio.to_thread(str)

    assert (await fault_of(stage, answer)).startswith("Suspended")


async def test_files_and_chats_are_not_read_inside_a_transaction(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        await context.bot.get_file("x")

    assert "getFile would wait" in await fault_of(stage, answer)


async def test_a_chat_is_not_read_inside_a_transaction(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        await context.bot.get_chat(1015)

    assert "getChat would wait" in await fault_of(stage, answer)


async def test_nobody_calls_telegram_outside_a_transaction(stage: Stage) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        await stage.service.runtime.bot.send_message(1015, "收到")
    assert stage.telegram.log == []


@pytest.mark.parametrize("name", ["user_data", "chat_data", "bot_data", "job_queue"])
async def test_what_lives_outside_the_transaction_is_refused(stage: Stage, name: str) -> None:
    async def answer(update: Update, context: Context) -> None:
        getattr(context, name)

    assert "lives outside the transaction" in await fault_of(stage, answer)


async def test_a_task_is_refused(stage: Stage) -> None:
    async def later() -> None:
        return None

    async def answer(update: Update, context: Context) -> None:
        task = later()
        try:
            context.application.create_task(task)
        finally:
            task.close()

    assert "outlive the transaction" in await fault_of(stage, answer)


async def test_a_handler_that_would_run_beside_is_refused(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        return None

    with pytest.raises(ValueError, match="beside the transaction"):
        stage.service.application.add_handler(MessageHandler(filters.ALL, answer, block=False))


async def test_no_handler_file_knows_of_tasks_and_threads() -> None:
    for file in (Path(__file__).parents[2] / "handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            names |= {str(node.module)} if isinstance(node, ast.ImportFrom) else set()
            assert not names & {"asyncio", "threading", "concurrent.futures", "time"}, file.name


async def test_a_file_must_lie_in_the_store_before_it_is_sent(stage: Stage) -> None:
    async def answer(update: Update, context: Context) -> None:
        assert update.message is not None
        await update.message.reply_photo(picture())

    assert "goes to the store first" in await fault_of(stage, answer)


async def test_a_file_in_the_store_travels_as_a_reference(stage: Stage) -> None:
    sha256 = stage.service.runtime.store.put(picture(), "jpg")

    async def answer(update: Update, context: Context) -> None:
        assert update.message is not None
        await update.message.reply_photo(f"store:{sha256}", caption="修好了")

    on(stage, "试", answer)
    await stage["王芳"].sends("试")
    assert "photo" in stage["王芳"].messages[-1]
    assert stage["王芳"].last == "修好了"


async def test_a_press_is_answered_once(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    with stage.service.runtime.unit() as unit:
        unit.query_id = "1"
        unit.toast("好")
        unit.toast("不好")
    with stage.service.runtime.reading() as session:
        answers = session.query(Outbound).filter_by(chat_id=0, state=Out.NEW).all()
    assert [row.payload["text"] for row in answers] == ["好"]


def test_a_coroutine_that_waits_is_closed_and_named() -> None:
    closed = []

    async def work() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            closed.append(True)

    with pytest.raises(Suspended):
        run_to_end(work())
    assert closed
