"""The stage on which the stories play: a sample school on a Wednesday morning."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cast import Actor, Stage
from sqlalchemy import create_engine, text

from bot.app import House
from bot.clock import SchoolClock
from bot.config import Settings
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest
from models import defaults

TOKEN = "123456:" + "T" * 35
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 9, 16, 9, 0, tzinfo=SHANGHAI)
ADMIN = 9001


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """An empty database: SQLite in a file, or PostgreSQL where `TEST_DATABASE_URL` names one."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        return f"sqlite:///{tmp_path}/school.db"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The settings of a school under test; no `.env` is read."""
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        database_url=database_url,
        data_dir=tmp_path,
        admin_ids=(ADMIN,),
    )


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    """The sample school, everybody with the phone in hand."""
    clock = SchoolClock(WEDNESDAY)
    telegram = Telegram(TOKEN, now=clock.now)
    house = House(settings, clock, DirectRequest, telegram=telegram)
    await house.open()
    with house.desk.writing() as session:
        people = defaults.fill_sample(session)
        names = {telegram_id: person.name for telegram_id, person in people.items()}
    actors: dict[str, Actor] = {}
    stage = Stage(house, telegram, actors)
    for telegram_id, name in [*names.items(), (ADMIN, "管理员"), (7777, "陌生人")]:
        language = "en" if name.isascii() else "zh-hans"
        phone = telegram.add(telegram_id, name, language=language)
        phone.started = True
        actors[name] = Actor(stage, phone)
    yield stage
    await house.close()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is installed (`HOUQIN_NO_SKIP`), a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if skipped and os.environ.get("HOUQIN_NO_SKIP") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
