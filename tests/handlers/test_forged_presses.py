"""Whatever a phone forges: nothing of others changes, is shown, or is set aside; nobody is rung."""

from __future__ import annotations

import os

import pytest
from cast import Stage
from forgery import School

from bot.callbacks import CallbackButton

PRESSERS = ["张敏", "孙福来", "门卫室手机", "李国庆", "管理员", "陌生人"]
if "TEST_DATABASE_URL" in os.environ:
    # Rights are the same on PostgreSQL, columns are not: whoever gets furthest is enough.
    PRESSERS = ["管理员"]


@pytest.mark.parametrize("name", PRESSERS)
async def test_a_forged_press_changes_shows_and_rings_nothing_of_others(
    stage: Stage, name: str
) -> None:
    school = School(stage, stage[name], PRESSERS.index(name), len(PRESSERS))
    await school.opens()
    wrong = {data: found for data, found in school.presses() if found}
    assert wrong == {}
    assert school.pressed > 8 * len(CallbackButton.known)
