"""The principal's day: a brief at seven, a digest at half past six, and whoever stands red acts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cast import Stage, buttons_of, picture
from conftest import SHANGHAI

THURSDAY = datetime(2026, 9, 17, tzinfo=SHANGHAI)


async def late_lamp(stage: Stage) -> None:
    """A lamp that Chen has in hand, promised for Wednesday's end, and not mended."""
    await stage["王芳"].sends("A302灯不亮")
    await stage["王芳"].presses("提交")
    await stage["陈大勇"].presses("接单")


def digests(stage: Stage, name: str, head: str) -> list[str]:
    """What came to a phone under this heading."""
    return [str(one["text"]) for one in stage[name].messages if head in str(one.get("text"))]


async def test_a_quiet_day_is_told_in_its_short_form_and_once(stage: Stage) -> None:
    await stage.comes(THURSDAY + timedelta(hours=19))
    evenings = digests(stage, "周建国", "日报")
    assert len(evenings) == 2
    assert "🟢 无需处理" in evenings[0]
    assert "报修 在修0（逾期0）｜待验收0" in evenings[0]
    assert "数据截止 18:30，补录 0 条" in evenings[0]
    assert len(digests(stage, "周建国", "早报")) == 1
    assert len(digests(stage, "许文慧", "日报")) == 2


async def test_whoever_stands_red_can_act_or_say_why_and_the_principal_reads_it(
    stage: Stage,
) -> None:
    await late_lamp(stage)
    await stage.comes(THURSDAY + timedelta(hours=17, minutes=30))
    chen, zhou = stage["陈大勇"], stage["周建国"]
    assert "18:30 的日报会列出您这里 1 项" in chen.last
    assert [button["text"] for button in buttons_of(chen.messages[-1])] == ["完成", "说明原因"]
    await chen.presses("说明原因")
    await chen.sends("等灯管，明天到，电话13800001111")
    assert "等灯管，明天到，电话***" in chen.last
    await stage.comes(THURSDAY + timedelta(hours=18, minutes=30))
    (evening,) = digests(stage, "周建国", "9月17日")[-1:]
    assert "🟡 异常与逾期 1 项" in evening
    assert "责任人 维修工 陈师傅，说明：等灯管，明天到，电话***" in evening
    assert "13800001111" not in evening
    await zhou.presses("异常与逾期 1 项")
    assert [button["text"] for button in buttons_of(zhou.messages[-1])][-1] == "返回"
    await zhou.presses("返回")
    assert zhou.last == evening


async def test_what_was_cured_in_time_is_not_red(stage: Stage) -> None:
    await late_lamp(stage)
    await stage.comes(THURSDAY + timedelta(hours=17, minutes=30))
    await stage["陈大勇"].presses("完成")
    await stage["陈大勇"].shows(picture())
    await stage.comes(THURSDAY + timedelta(hours=18, minutes=30))
    assert "🟢" in digests(stage, "周建国", "9月17日")[-1]


async def test_a_past_day_is_asked_for_and_reads_as_it_did(stage: Stage) -> None:
    await late_lamp(stage)
    await stage.comes(THURSDAY + timedelta(hours=19))
    zhou, chen = stage["周建国"], stage["陈大勇"]
    evening = digests(stage, "周建国", "9月17日")[-1]
    await chen.presses("完成")
    await chen.shows(picture())
    await stage["王芳"].presses("验收")
    await zhou.sends("/today 9月17日")
    assert zhou.last == evening
    await zhou.sends("/today")
    assert "🟢" in zhou.last
    await zhou.sends("/today 哪天")
    assert "/today 9月15日" in zhou.last
    await zhou.sends("/today 9月30日")
    assert "9月30日" in zhou.last


async def test_a_digest_that_was_missed_comes_once_and_says_that_it_is_late(stage: Stage) -> None:
    stage.service.tick()
    # Switched off from before half past six until the next morning.
    stage.service.runtime.clock.move_to(THURSDAY + timedelta(hours=6))
    for _ in range(3):
        stage.service.tick()
        await stage.service.drain()
    (late,) = digests(stage, "周建国", "日报")
    assert late.startswith("⏳ 补发：应在 9月16日 18:30 发出")
    assert "9月16日 周三" in late


async def test_who_reads_no_part_is_told_what_is_theirs(stage: Stage) -> None:
    await late_lamp(stage)
    await stage.comes(THURSDAY + timedelta(hours=9))
    await stage["陈大勇"].sends("/today")
    assert "报修逾期" in stage["陈大勇"].last
    await stage["张敏"].sends("/today")
    assert "没有逾期和漏查" in stage["张敏"].last


@pytest.mark.parametrize("data", ["digests.page:daily:x:0", "digests.page:weekly:1:0",
                                  "digests.page:daily:99999999999:front", "digests.reason:case.1",
                                  "digests.page:daily:1789548000:zz"])  # fmt: skip
async def test_a_forged_button_opens_nothing(stage: Stage, data: str) -> None:
    teacher = stage["张敏"]
    await teacher.starts()
    teacher.phone.press(teacher.messages[-1]["message_id"], data)
    await stage.settles(teacher)
    assert "报修" not in teacher.last or "🔧" in teacher.last
