"""Two processes, one database, and a line that is cut: at no time do two of them change rows.

`CRASH_CUTS` makes the run longer; a hundred take a few minutes.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from pair import Pair

CUTS = int(os.environ.get("CRASH_CUTS", "10"))

pytestmark = [pytest.mark.crash, pytest.mark.postgresql]


async def test_the_line_that_holds_the_lock_is_cut_and_no_update_is_handled_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with Pair(database_url, tmp_path, database_retry=180, seed=4) as pair:
        for _ in range(CUTS):
            await asyncio.sleep(pair.world.dice.uniform(0, 0.3))
            await pair.cut()
        result = await pair.everybody_goes_home()
    print(f"\n{pair.cuts} cuts: {result}")
    assert not result.faults, "\n".join(result.faults)
    assert pair.cuts == CUTS
