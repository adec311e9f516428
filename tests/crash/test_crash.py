"""The promise, put to the test: whatever moment the bot is killed at, nothing is lost or doubled.

`CRASH_KILLS` and `CRASH_PASSES` make the runs longer at night.
"""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from harness import TOKEN, Harness

from bot.failpoints import POINTS

POSTGRES = bool(os.environ.get("TEST_DATABASE_URL"))
KILLS = int(os.environ.get("CRASH_KILLS", "10" if POSTGRES else "30"))
PASSES = int(os.environ.get("CRASH_PASSES", "1" if POSTGRES else "3"))
STOPS = 5

pytestmark = pytest.mark.crash


async def test_killed_at_any_moment_nothing_is_lost_or_done_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with Harness(database_url, tmp_path) as harness:
        # A slow machine needs more lives until somebody has come to an end between two deaths.
        while harness.kills < KILLS or (harness.kills < 5 * KILLS and not harness.ended()):
            await harness.random_kill()
        result = await harness.everybody_goes_home()
    print(f"\nat random: {result}")
    assert not result.faults, "\n".join(result.faults)
    assert result.under_fire > 0
    assert TOKEN not in (tmp_path / "victim.log").read_text()


async def test_killed_at_every_named_point_nothing_is_lost_or_done_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with Harness(database_url, tmp_path, seed=2) as harness:
        for nth in range(PASSES):
            for point in POINTS:
                await harness.kill_at(point, harness.world.dice.randint(1, 4 + 3 * nth))
        result = await harness.everybody_goes_home()
    print(f"\nat points: {result}")
    assert not result.faults, "\n".join(result.faults)


async def test_told_to_stop_no_message_comes_twice(database_url: str, tmp_path: Path) -> None:
    async with Harness(database_url, tmp_path, seed=3) as harness:
        for _ in range(STOPS):
            await harness.born()
            await harness.polled()
            await asyncio.sleep(harness.world.dice.uniform(0.2, 1.0))
            assert await harness.killed(signal.SIGTERM) == 0
            assert not harness.records.in_flight
        result = await harness.everybody_goes_home()
    print(f"\nstopped politely: {result}")
    assert not result.faults, "\n".join(result.faults)
    assert result.doubled == 0


@pytest.mark.parametrize(
    ("mutant", "point", "most"),
    # Each clock's first tick is a unit, too, before anything has come in.
    [("acknowledged_first", "inbox.before_commit", 6), ("done_later", "unit.after_commit", 20)],
)
async def test_a_bot_that_is_broken_on_purpose_is_found_out(
    database_url: str, tmp_path: Path, mutant: str, point: str, most: int
) -> None:
    async with Harness(database_url, tmp_path, mutant=mutant, database_retry=5) as harness:
        for _ in range(4 * KILLS):
            await harness.kill_at(point, harness.world.dice.randint(1, most))
            if harness.records.faults:
                break
        print(f"\n{mutant}: found out after {harness.kills} kills: {harness.records.faults[0]}")
        assert harness.records.faults
