"""Somebody sets the machine's clock: ticks and pauses go on, and the administrators are told."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base
from cast import Stage
from test_inbox import breaks_on, rows
from test_running import comes_true, running

from bot import app, clock, inbox
from bot.clock import real_now
from bot.runtime import Runtime
from jobs import Clock
from models.messaging import In

JUMPS = [
    timedelta(hours=-1),
    timedelta(hours=1),
    timedelta(days=-20_000),
    timedelta(days=20_000),
]


class Machine:
    """The machine's clock, which can be set."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.by = timedelta()
        machine = self

        class Wall(datetime):
            """The time that everybody reads who asks the machine."""

            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                """What the clock shows."""
                return datetime.now(tz) + machine.by

        for module in (clock, base):
            patch.setattr(module, "datetime", Wall)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine whose clock is right at first."""
    return Machine(monkeypatch)


@pytest.mark.parametrize("by", JUMPS, ids=str)
async def test_a_clock_that_is_set_stops_no_tick_and_is_told_once(
    machine: Machine, stage: Stage, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    ticks: list[datetime] = []

    def tick(runtime: Runtime) -> None:
        ticks.append(real_now())

    monkeypatch.setattr(app, "SCHEDULE", (Clock("soon", 1, tick),))
    async with running(stage.service):
        await comes_true(lambda: len(ticks) > 1)
        machine.by = by
        seen = len(ticks)
        await comes_true(lambda: len(ticks) > seen + 2)
        await comes_true(lambda: told(stage))
        assert len(told(stage)) == 1
        machine.by = timedelta()
        await comes_true(lambda: len(told(stage)) == 2)


def told(stage: Stage) -> list[str]:
    """What the administrator was told of the clock."""
    messages = stage["管理员"].messages
    return [one["text"] for one in messages if "服务器的时钟变了" in one.get("text", "")]


async def test_a_difference_of_seconds_is_nobodys_news_but_stops_no_tick_either(
    machine: Machine, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks: list[datetime] = []
    monkeypatch.setattr(app, "SCHEDULE", (Clock("soon", 1, lambda _: ticks.append(real_now())),))
    async with running(stage.service):
        await comes_true(lambda: len(ticks) > 1)
        machine.by = timedelta(seconds=-50)
        seen = len(ticks)
        await comes_true(lambda: len(ticks) > seen + 2)
        assert told(stage) == []


async def test_an_update_that_is_held_back_does_not_wait_for_as_long_as_the_clock_went_back(
    machine: Machine, stage: Stage
) -> None:
    breaks_on(stage, "不行")
    await stage["王芳"].sends("不行")
    machine.by = timedelta(hours=-1)
    wait = stage.service.inbox.next_try()
    assert wait is not None
    assert wait <= inbox.FIRST_PAUSE * 4 ** (inbox.TRIES - 1)
    for _ in range(inbox.TRIES):
        # Each time the clock goes back, so that its own reading would never be reached.
        machine.by -= timedelta(hours=1)
        await stage.service.drain()
    assert [row.state for row in rows(stage)] == [In.QUARANTINED]
