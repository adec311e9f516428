"""Who reported, or joined, hears when it is taken on, given to another, put off, and done."""

from __future__ import annotations

from cast import Stage, buttons_of


async def reported(stage: Stage) -> None:
    """王芳 reports a lamp, and 刘玥 joins."""
    await stage["王芳"].sends("A302灯不亮")
    await stage["王芳"].presses("提交")
    await stage["刘玥"].sends("A302灯不亮")
    await stage["刘玥"].presses("提交")
    await stage["刘玥"].presses("我也遇到")


async def test_whoever_waits_hears_who_comes_and_until_when(stage: Stage) -> None:
    await reported(stage)
    chen = await stage["陈大勇"].presses("接单")
    for name in ("王芳", "刘玥"):
        assert "🔧 陈师傅接了，预计 今天 17:30 前修好" in stage[name].last
    assert chen.phone.toasts[-1] == "已接单"


async def test_whoever_waits_hears_the_new_date(stage: Stage) -> None:
    await reported(stage)
    await stage["陈大勇"].presses("接单")
    await stage["陈大勇"].presses("等待")
    await stage["陈大勇"].presses("等待配件")
    await stage["陈大勇"].presses("9月18日")
    assert "⏱ 等待配件，预计 9月18日 17:30 前修好" in stage["王芳"].last


async def test_whoever_repaired_hears_that_it_was_signed(stage: Stage) -> None:
    await reported(stage)
    chen = await stage["陈大勇"].presses("接单")
    await chen.presses("完成")
    await chen.presses("无外观变化")
    await stage["王芳"].presses("验收")
    assert "✅ 王老师已验收" in chen.last


async def test_the_next_step_has_its_colour(stage: Stage) -> None:
    await reported(stage)
    chen = stage["陈大勇"]
    styles = {one["text"]: one.get("style") for one in buttons_of(chen.card)}
    assert styles["接单"] == "primary"
