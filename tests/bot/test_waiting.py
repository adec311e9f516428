"""What passes is waited for: a Telegram that is silent at the start, a lock, a full disk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from conftest import TOKEN
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError
from test_running import comes_true, running

from bot import app, database_retry, db, greeting
from bot.app import Service
from bot.config import Settings
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest
from jobs import SCHEDULE
from models import defaults
from models.messaging import BotName, Heartbeat, In, Inbound

WANG = 1015


def state_of_all(service: Service) -> list[str]:
    """How far each update has come."""
    with service.runtime.reading() as session:
        return [row.state for row in session.query(Inbound).order_by(Inbound.id)]


def said(caplog: pytest.LogCaptureFixture, what: str) -> list[logging.LogRecord]:
    """The lines of the log that hold these words."""
    return [line for line in caplog.records if what in line.getMessage()]


@asynccontextmanager
async def opened(settings: Settings, telegram: Telegram) -> AsyncIterator[Service]:
    """A house, in which nothing runs yet."""
    service = Service(settings, None, DirectRequest, telegram=telegram)
    await service.open()
    try:
        yield service
    finally:
        await service.close()


async def left_behind(settings: Settings, telegram: Telegram) -> None:
    """The bot ran, took in what a teacher wrote, and was switched off."""
    async with opened(settings, telegram) as service:
        with service.runtime.writing() as session:
            defaults.fill_sample(session)
        phone = telegram.add(WANG, "王芳")
        phone.started = True
        phone.text("A301灯不亮")
        await service.inbox.poll_once()
    telegram.updates.allowed = None


def shut(telegram: Telegram, how: str) -> None:
    """Lets Telegram refuse the first words of a bot."""
    if how == "silent":
        telegram.trouble.down = True
    else:
        telegram.trouble.fail_next("getMe", int(how), "no", retry_after=None, times=1000)


def open_again(telegram: Telegram) -> None:
    """Lets Telegram answer."""
    telegram.trouble.down = False
    telegram.trouble.forgive("getMe")


@pytest.mark.parametrize("how", ["silent", "429", "502", "500", "409"])
async def test_where_telegram_does_not_answer_at_the_start_the_inbox_is_worked_off_meanwhile(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    monkeypatch.setattr(greeting, "LONGEST_PAUSE", 0.05)
    telegram = Telegram(TOKEN)
    await left_behind(settings, telegram)
    shut(telegram, how)
    async with opened(settings, telegram) as service, running(service) as task:
        assert service.runtime.bot.username == telegram.username
        await comes_true(lambda: state_of_all(service) == [In.DONE])
        await asyncio.sleep(0.5)
        assert not task.done()
        assert telegram.updates.allowed is None
        assert len(said(caplog, "waiting for Telegram")) == 1
        open_again(telegram)
        await comes_true(lambda: telegram.updates.allowed is not None)
        await comes_true(lambda: any("A301灯不亮" in str(one.message) for one in telegram.log))


async def test_at_the_very_first_start_the_bot_waits_for_its_name(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "LONGEST_PAUSE", 0.05)
    telegram = Telegram(TOKEN)
    telegram.trouble.down = True
    async with opened(settings, telegram) as service, running(service) as task:
        await asyncio.sleep(0.2)
        assert not task.done()
        telegram.trouble.down = False
        await comes_true(lambda: telegram.updates.allowed is not None)
        with service.runtime.reading() as session:
            assert session.get_one(BotName, 1).username == telegram.username


async def test_a_waiting_time_that_telegram_names_is_waited_out(settings: Settings) -> None:
    telegram = Telegram(TOKEN)
    telegram.trouble.fail_next("getMe", 429, "Too Many Requests: retry after 3", 3)
    async with opened(settings, telegram) as service:
        begun = time.monotonic()
        await service.greeting.comes_about()
        assert time.monotonic() - begun >= 3


@contextmanager
def locked(settings: Settings) -> Iterator[Connection]:
    """Another program has locked the database."""
    engine = db.open_engine(settings.database_url.get_secret_value())
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            connection.rollback()
            raw.execute("BEGIN IMMEDIATE")
        else:
            connection.execute(text("LOCK TABLE inbox, outbox, heartbeat, due IN EXCLUSIVE MODE"))
        yield connection
        connection.rollback()
        if engine.dialect.name == "sqlite":
            raw.rollback()
    engine.dispose()


async def test_a_lock_is_waited_for_said_once_a_minute_and_nothing_is_acknowledged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(db, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(app, "BEAT", 0.05)
    monkeypatch.setattr(database_retry, "PAUSE", 0.02)
    telegram = Telegram(TOKEN)
    await left_behind(settings, telegram)
    async with opened(settings, telegram) as service, running(service) as task:
        await comes_true(lambda: state_of_all(service) == [In.DONE])
        await comes_true(lambda: telegram.updates.allowed is not None)
        before = service.inbox.offset
        with locked(settings):
            telegram.phones[WANG].text("一直闪")
            for _ in range(10):
                await asyncio.sleep(0.1)
                for clock in SCHEDULE:
                    await service._tick_once(clock)
            assert not task.done()
            assert service.inbox.offset == before
            assert state_of_all(service) == [In.DONE]
        (line,) = said(caplog, "waiting for the database")
        assert not any(record.exc_info for record in caplog.records)
        assert "\n" not in line.getMessage()
        await comes_true(lambda: state_of_all(service) == [In.DONE, In.DONE])
        beaten = heartbeat(service)
        await comes_true(lambda: heartbeat(service) != beaten)


def heartbeat(service: Service) -> object:
    """The last sign of life."""
    with service.runtime.reading() as session:
        found = session.get(Heartbeat, "tick")
        return found and found.at


async def test_as_long_as_the_lock_lasts_it_is_said_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(db, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(database_retry, "PAUSE", 0.02)
    monkeypatch.setattr(database_retry, "SAY_EVERY", 0.3)
    telegram = Telegram(TOKEN)
    async with opened(settings, telegram) as service, running(service):
        await comes_true(lambda: telegram.updates.allowed is not None)
        telegram.add(WANG, "王芳").start()
        with locked(settings):
            await comes_true(lambda: len(said(caplog, "waiting for the database")) >= 3)


async def test_a_lock_at_the_start_is_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(database_retry, "PAUSE", 0.02)
    telegram = Telegram(TOKEN)
    await left_behind(settings, telegram)
    service = Service(settings, None, DirectRequest, telegram=telegram)
    with locked(settings):
        opening = asyncio.create_task(service.stand_by())
        await asyncio.sleep(0.5)
        assert not opening.done()
    await opening
    await service.close()


@pytest.mark.parametrize("nth", range(1, 6))
async def test_whichever_commit_of_the_start_fails_the_start_is_made_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    monkeypatch.setattr(database_retry, "PAUSE", 0.02)
    service = Service(settings, None, DirectRequest, telegram=Telegram(TOKEN))
    commits = 0

    def commit(_connection: object) -> None:
        nonlocal commits
        commits += 1
        if commits == nth:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(service.engine, "commit", commit)
    async with asyncio.timeout(20):
        await service.stand_by()
    assert commits > nth
    assert service.runtime.bot.username == "houqin_demo_bot"
    await service.close()
