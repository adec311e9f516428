"""Who is expected: announced by a teacher, let in by the pass, each person once."""

from __future__ import annotations

import io
from typing import Any

import pytest
import zxingcpp
from cast import Actor, Stage
from gatehouse import gate, visits
from PIL import Image

from bot.i18n import I18n
from handlers.visits.ledger import LEDGER
from models.school import School

__all__ = ["gate"]


def entered(stage: Stage) -> list[tuple[str, int]]:
    """Who is in, and how many together."""
    return [(one.name, one.people) for one in visits(stage)]


def code_on(actor: Actor) -> str:
    """What the newest picture on this phone says, as a camera reads it."""
    message = next(one for one in reversed(actor.messages) if "photo" in one)
    files = actor.stage.telegram.files
    content = files.content(files.where(message["photo"][-1]["file_id"])["file_path"])
    assert content is not None
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)).convert("L"))
    return str(code.text).partition("?start=")[2]


async def announces(stage: Stage, text: str) -> str:
    """Miss Wang announces somebody; returns what the pass says."""
    wang = stage["王芳"]
    await wang.sends("/menu")
    await wang.presses("约访客")
    await wang.sends(text)
    return code_on(wang)


async def test_a_pass_lets_its_visitor_in_once(stage: Stage, gate: Actor) -> None:
    code = await announces(stage, "今天15:00 张三 家长 2人")
    await gate.starts(code)
    assert "张三等2人 找王老师" in gate.last
    await gate.presses("进校：张三")
    assert entered(stage) == [("张三", 2)]
    assert "您约的人已进校" in stage["王芳"].last
    await gate.starts(code)
    assert "已经用过" in gate.last
    assert entered(stage) == [("张三", 2)]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [("forged", "不是本校发的"), ("day", "不是今天"), ("revoked", "已经取消")],
)
async def test_a_pass_that_does_not_hold(stage: Stage, gate: Actor, spoil: str, said: str) -> None:
    day = "明天" if spoil == "day" else "今天"
    code = await announces(stage, f"{day}15:00 张三 家长")
    if spoil == "forged":
        code = code[:-1] + ("0" if code[-1] != "0" else "1")
    if spoil == "revoked":
        await stage["王芳"].presses("取消预约")
    await gate.starts(code)
    assert said in gate.last
    assert entered(stage) == []


async def test_a_list_comes_one_by_one_and_a_number_in_any_parts(stage: Stage, gate: Actor) -> None:
    await announces(stage, "今天 家长会\n张三\n李四\n王五")
    await announces(stage, "今天18:30 家长会 45人")
    await gate.sends("/inside")
    assert "已约未到 48 人" in gate.last
    await gate.presses("已约未到")
    await gate.presses("张三、李四、王五")
    await gate.presses("进校：李四")
    assert entered(stage) == [("李四", 1)]
    await gate.sends("/inside")
    await gate.presses("已约未到")
    await gate.presses("家长会志愿者等45人")
    await gate.presses("来了10位")
    assert entered(stage)[-1] == ("", 10)
    assert "李四" not in [button for button in gate.buttons if "进校" in button]


async def test_who_is_expected_is_one_tap_at_the_gate(stage: Stage, gate: Actor) -> None:
    await announces(stage, "今天15:00 张三 家长")
    await gate.sends("/visitor")
    await gate.presses("进校：张三")
    await gate.presses("离校")
    assert "已离校" in gate.last


@pytest.mark.parametrize(
    ("text", "said"),
    [("张三 家长", "哪一天来"), ("2020.9.1 张三", "只能约今天起"), ("明天", "谁要来")],
)
async def test_what_is_missing_is_asked(stage: Stage, text: str, said: str) -> None:
    wang = stage["王芳"]
    await wang.sends("/visitor")
    await wang.sends(text)
    assert said in wang.last
    await wang.sends("明天15:00 张三 家长")
    assert "约好的来访" in wang.messages[-2]["text"]


async def test_whoever_says_that_a_parent_comes_may_announce_it(stage: Stage) -> None:
    await stage["王芳"].sends("有家长要来访")
    assert "谁要来" in stage["王芳"].last


async def test_the_register_and_the_digest_tell_of_it(stage: Stage, gate: Actor) -> None:
    await gate.sends("周大明 送货 13812345678")
    await gate.presses("进校")
    li: Any = stage["李国庆"]
    await li.sends("/today")
    assert "来访　进1｜出0｜在校1｜没让进0" in li.last
    assert "来访未离校 LF-260916-01" in li.last
    with stage.service.runtime.reading() as session:
        runtime = stage.service.runtime
        day = stage.now().date()
        text, _ = LEDGER.written(
            School(session, runtime.zone), I18n("zh-CN", runtime.zone), runtime.store, day, day,
            "csv",
        )  # fmt: skip
    assert "周大明" in text.decode("utf-8-sig")
    assert b"13812345678" not in text
