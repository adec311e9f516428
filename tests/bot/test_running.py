"""The process: alone on its database, loud when a loop ends, silent about its token."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cast import Stage
from conftest import TOKEN
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from bot import app, database_retry, db
from bot.app import Service
from bot.application import WithoutToken
from bot.clock import real_now
from bot.config import Settings
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest
from bot.files import Fetcher
from bot.runtime import Runtime
from jobs import SCHEDULE, Clock
from models import defaults
from models.messaging import Heartbeat, Inbound, Out, Outbound

POSTGRES = bool(os.environ.get("TEST_DATABASE_URL"))
SLOW = 1015
ROOT = Path(__file__).parents[2]


class SlowLine(DirectRequest):
    """A line on which one chat is very slow."""

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Takes its time where that chat is meant."""
        data = kwargs.get("request_data") or (args[1] if len(args) > 1 else None)
        if data is not None and data.parameters.get("chat_id") == SLOW:
            await asyncio.sleep(0.8)
        return await super().do_request(url, *args, **kwargs)


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[asyncio.Task[None]]:
    """The loops run beside, as in service."""
    task = asyncio.create_task(service.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def comes_true(look: Any, within: float = 20) -> None:
    """Waits a little for something that the loops do."""
    async with asyncio.timeout(within):
        while not look():
            await asyncio.sleep(0.01)


def arrived(telegram: Telegram) -> list[int]:
    """Who got something, in order."""
    return [one.chat_id for one in telegram.log]


async def test_a_second_process_is_refused_and_told_which_process_has_the_database(
    stage: Stage, settings: Settings
) -> None:
    second = db.open_engine(settings.database_url.get_secret_value())
    says = "another process" if POSTGRES else f"process {os.getpid()} has this database"
    with pytest.raises(db.AlreadyRunning, match=says), db.single_instance(second):
        pass
    stage.service.hold.close()
    with db.single_instance(second) as held, held.writing() as session:
        session.merge(Heartbeat(name="tick", at=real_now()))
    second.dispose()


async def serving(settings: Settings, telegram: Telegram, patch: pytest.MonkeyPatch) -> None:
    """A second process that is started on the same database."""

    class OverThere(Service):
        def __init__(self, settings: Settings) -> None:
            super().__init__(settings, None, DirectRequest, telegram=telegram)

    patch.setattr(app, "STAND_BY", 0.05)
    patch.setattr(app, "Service", OverThere)
    await app.serve(settings)


async def test_a_second_process_is_refused_on_sqlite_at_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SecretStr(f"sqlite:///{tmp_path}/other.db")
    settings = settings.model_copy(update={"database_url": other})
    engine = db.open_engine(settings.database_url.get_secret_value())
    with db.single_instance(engine), pytest.raises(db.AlreadyRunning):
        await serving(settings, Telegram(TOKEN), monkeypatch)
    engine.dispose()


@pytest.mark.postgresql
async def test_a_second_process_stands_by_on_postgresql_and_takes_over(
    stage: Stage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = Telegram(TOKEN)
    second = asyncio.create_task(serving(settings, telegram, monkeypatch))
    await asyncio.sleep(0.3)
    assert telegram.updates.allowed is None
    stage.service.hold.close()
    await comes_true(lambda: telegram.updates.allowed is not None)
    second.cancel()
    with suppress(asyncio.CancelledError):
        await second


class EndsByItself(Fetcher):
    """A loop with a fault."""

    async def run(self) -> None:
        """Ends."""


class Breaks(Fetcher):
    """A loop with another fault."""

    async def run(self) -> None:
        """Breaks."""
        raise ZeroDivisionError


async def test_a_loop_that_ends_by_itself_ends_the_process_with_an_error(stage: Stage) -> None:
    stage.service.workers = (EndsByItself(stage.service.runtime),)
    with pytest.raises(RuntimeError, match="the loop EndsByItself ended by itself"):
        async with asyncio.timeout(30):
            await stage.service.run()


async def test_a_loop_that_breaks_ends_the_process_with_its_error(stage: Stage) -> None:
    stage.service.workers = (Breaks(stage.service.runtime),)
    with pytest.raises(ZeroDivisionError):
        async with asyncio.timeout(30):
            await stage.service.run()


async def test_a_full_disk_passes_and_nothing_was_lost_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_retry, "PAUSE", 0.05)
    service, wang = stage.service, stage["王芳"]
    full = True

    def commit(_connection: object) -> None:
        if full:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    async with running(service) as task:
        await comes_true(lambda: stage.telegram.updates.allowed is not None)
        event.listen(service.engine, "commit", commit)
        wang.phone.text("A301灯不亮")
        await asyncio.sleep(0.3)
        assert not task.done()
        assert wang.messages == []
        full = False
        await comes_true(lambda: wang.messages)
        event.remove(service.engine, "commit", commit)
    assert "A301灯不亮" in wang.last


async def test_the_clocks_tick_in_the_thread_of_all_other_changes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[bool] = []

    def tick(runtime: Runtime) -> None:
        where.append(asyncio.get_running_loop() is not None)

    monkeypatch.setattr(app, "SCHEDULE", (*SCHEDULE, Clock("soon", 1, tick)))
    async with running(stage.service):
        await comes_true(lambda: len(where) > 1)


async def test_a_chat_that_is_slow_holds_back_nobody_else(settings: Settings) -> None:
    telegram = Telegram(TOKEN)
    service = Service(settings, None, SlowLine, telegram=telegram)
    await service.open()
    with service.runtime.writing() as session:
        people = defaults.fill_sample(session)
    for phone_id in people:
        telegram.add(phone_id, str(phone_id)).started = True
    async with running(service):
        with service.runtime.unit() as unit:
            unit.call("sendMessage", SLOW, text="一")
            unit.call("sendMessage", SLOW, text="二")
        await asyncio.sleep(0.1)
        begun = real_now()
        with service.runtime.unit() as unit:
            unit.call("sendMessage", 1016, text="一")
        await comes_true(lambda: 1016 in arrived(telegram))
        assert real_now() - begun < timedelta(seconds=0.5)
        await comes_true(lambda: len(arrived(telegram)) == 3)
    assert arrived(telegram) == [1016, SLOW, SLOW]
    assert [one.message["text"] for one in telegram.log[1:]] == ["一", "二"]
    await service.close()


async def test_told_to_stop_the_calls_that_have_begun_come_to_their_end(
    settings: Settings,
) -> None:
    telegram = Telegram(TOKEN)
    service = Service(settings, None, SlowLine, telegram=telegram)
    await service.open()
    telegram.add(SLOW, "slow").started = True
    async with running(service):
        with service.runtime.unit() as unit:
            unit.call("sendMessage", SLOW, text="一")
            unit.call("sendMessage", SLOW, text="二")
        await asyncio.sleep(0.1)
    with service.runtime.reading() as session:
        rows = session.query(Outbound).filter_by(chat_id=SLOW).order_by(Outbound.id)
        assert [row.state for row in rows] == [Out.SENT, Out.NEW]
    await service.close()


async def test_after_a_long_silence_the_administrators_are_told_of_the_gap(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "BEAT", 0.01)

    def beaten() -> bool:
        with stage.service.runtime.reading() as session:
            return session.get(Heartbeat, "tick") is not None

    async with running(stage.service):
        await comes_true(beaten)
    later = real_now() + timedelta(hours=1)
    monkeypatch.setattr(app, "real_now", lambda: later)
    stage.service._tell_gap()
    await stage.service.drain()
    assert stage["管理员"].sees("系统停过一段时间")


LEAKS = """
import asyncio, logging
from bot import application
application.set_up_logging("DEBUG")
from bot.config import Settings
from bot.outbox import allow_network
settings = Settings(_env_file=None, bot_token="{token}", bot_api_url="http://127.0.0.1:9")
bot = application.build(settings).bot
logging.getLogger("bot").warning("the bot is %r", bot)
async def main():
    with allow_network():
        try:
            await bot.initialize()
        except Exception:
            logging.getLogger("bot").exception("no answer from %s", bot.base_url)
    raise ValueError(bot.base_url, "13800001111")
asyncio.run(main())
"""


def test_neither_token_nor_phone_number_stands_in_the_log_or_in_a_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAKS.format(token=TOKEN)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert "<token>" in done.stderr
    assert TOKEN not in done.stderr + done.stdout
    assert "13800001111" not in done.stderr


async def test_what_people_wrote_never_stands_in_an_error_of_the_database(
    stage: Stage,
) -> None:
    """PostgreSQL shows the row that it refuses; there the log leaves the numbers out."""
    row = Inbound(update_id=1, digest="x", sender=1, raw="13800001111", state="open")
    with stage.service.runtime.reading() as session:
        session.add(row)
        with pytest.raises(IntegrityError) as failed:
            session.flush()
    fault = failed.value
    line = logging.LogRecord(
        "x", 40, "x", 1, "%s", (str(fault),), (type(fault), fault, fault.__traceback__)
    )
    WithoutToken().filter(line)
    assert "13800001111" not in line.getMessage() + str(line.exc_text)
    assert POSTGRES or "13800001111" not in str(fault)
