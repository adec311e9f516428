"""The stage on which the stories play: a sample school on a Wednesday morning."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cast import Actor, Stage
from databases import ADMIN, Databases, kept_engine, open_databases

from bot import db
from bot.app import Service
from bot.clock import SchoolClock
from bot.config import Settings
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest
from models import defaults

TOKEN = "123456:" + "T" * 35
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 9, 16, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """The sample school, built once, and whatever is copied from it."""
    return open_databases(tmp_path_factory.mktemp("databases"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> str:
    """An empty database; with the sample school in it where the test is played on the stage."""
    on_stage = "stage" in request.fixturenames
    return databases.copy() if on_stage else databases.empty(tmp_path)


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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "open_engine", kept_engine)
        service = Service(settings, clock, DirectRequest, telegram=telegram)
    await service.open()
    names = {phone: name for phone, (name, _) in defaults.sample_phones().items()}
    actors: dict[str, Actor] = {}
    stage = Stage(service, telegram, actors)
    for telegram_id, name in [*names.items(), (ADMIN, "管理员"), (7777, "陌生人")]:
        language = "en" if name.isascii() else "zh-hans"
        phone = telegram.add(telegram_id, name, language=language)
        phone.started = True
        actors[name] = Actor(stage, phone)
    yield stage
    await service.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only PostgreSQL has is skipped where there is none. CI runs everything on both, and
    allows no skip: there such a test is left to the other run, and counted as deselected.
    """
    if "TEST_DATABASE_URL" in os.environ:
        return
    only_there = [item for item in items if item.get_closest_marker("postgresql")]
    if os.environ.get("HOUQIN_NO_SKIP"):
        config.hook.pytest_deselected(items=only_there)
        items[:] = [item for item in items if item not in only_there]
    for item in only_there:
        item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set TEST_DATABASE_URL"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is installed (`HOUQIN_NO_SKIP`), a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if skipped and os.environ.get("HOUQIN_NO_SKIP") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
