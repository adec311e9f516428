"""改派: who need not go any more hears that, and is not called to accept."""

from __future__ import annotations

import pytest
from cast import Stage, buttons_of, only_ticket, text_of

from models.people.person import Person


async def filed(stage: Stage, text: str = "A301灯不亮") -> None:
    """王芳 files a report in one sentence."""
    await stage["王芳"].sends(text)
    await stage["王芳"].presses("提交")


def labels(stage: Stage, name: str) -> list[str]:
    """All buttons that still hang under any message on this phone."""
    return [one["text"] for message in stage[name].messages for one in buttons_of(message)]


@pytest.mark.parametrize("accepted", [False, True])
async def test_who_is_relieved_hears_that_he_need_not_go(stage: Stage, accepted: bool) -> None:
    li, chen, sun = stage["李国庆"], stage["陈大勇"], stage["孙福来"]
    await filed(stage)
    await li.presses("派单")
    await li.presses("陈师傅")
    if accepted:
        await chen.presses("接单")
    heard = len(chen.messages)
    await li.presses("改派")
    await li.presses("孙师傅")
    assert len(chen.messages) == heard + 1
    assert text_of(chen.card).startswith("已改派给孙师傅，您不用去了")
    assert not chen.sees("请孙师傅接单")
    assert "接单" not in labels(stage, "陈大勇")
    assert text_of(sun.card).startswith("🔔 派工：请孙师傅接单")
    assert "接单" in sun.buttons


async def test_he_hears_it_in_his_own_language(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="陈大勇").one().language = "en"
    li, chen = stage["李国庆"], stage["陈大勇"]
    await filed(stage)
    for press in ("派单", "陈师傅", "改派", "孙师傅"):
        await li.presses(press)
    assert text_of(chen.card).startswith("Given to 孙福来 instead; you need not go")


@pytest.mark.parametrize("presses", [["派单", "陈师傅"], []])
async def test_so_does_he_in_whose_place_a_firm_comes(stage: Stage, presses: list[str]) -> None:
    li, chen = stage["李国庆"], stage["陈大勇"]
    await filed(stage)
    for press in presses:
        await li.presses(press)
    if not presses:
        await chen.presses("接单")
    heard = len(chen.messages)
    await li.presses("更多")
    await li.presses("外修")
    await li.sends("宏达维修 13800000000 9月18日")
    assert only_ticket(stage).firm == "宏达维修"
    assert len(chen.messages) == heard + 1
    assert text_of(chen.card).startswith("已改派给李主任，您不用去了")
    assert not {"接单", "完成", "等待"} & set(labels(stage, "陈大勇"))
