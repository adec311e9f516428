"""Privacy at the gate: who is not let in, the roll call, and what is erased after its time."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from cast import Actor, Stage
from gatehouse import gate, visits

from models.visits.unwelcome import Unwelcome

__all__ = ["gate"]
PHONE, SPACED, DOCUMENT = "13812345678", "138 1234 5678", "110101199003071234"


def everything(stage: Stage, logged: str) -> bytes:
    """Every byte that the school keeps: the database, its log, the files; and what was logged."""
    folders = {Path(str(stage.service.engine.url.database)).parent, stage.service.settings.data_dir}
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return b"".join(file.read_bytes() for file in files) + logged.encode()


async def test_no_number_is_anywhere_thirty_one_days_later(
    stage: Stage, gate: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    wang = stage["王芳"]
    await gate.sends(f"张三 家长 找王芳 {SPACED} 证件 {DOCUMENT}")
    await gate.presses("问王老师")
    await wang.presses("同意")
    await wang.sends(f"/find {PHONE}")
    await wang.sends(f"他的电话 {PHONE}", reply_to=wang.messages[-2]["message_id"])
    await gate.presses("离校")
    await gate.sends(f"{PHONE} 打不通")
    await stage.passes(days=31, hours=1)
    if stage.service.engine.dialect.name != "sqlite":
        return
    kept = everything(stage, caplog.text)
    for number in (PHONE, SPACED, DOCUMENT):
        assert number.encode() not in kept, number
    assert visits(stage)[0].name == "张三"


async def test_a_visit_is_forgotten_after_half_a_year_unless_it_belongs_to_an_incident(
    stage: Stage, gate: Actor
) -> None:
    for name in ("张三", "李四"):
        await gate.sends(f"{name} 送货 {PHONE}")
        await gate.presses("进校")
        await gate.presses("离校")
    li = stage["李国庆"]
    await li.sends("/find 李四")
    await li.presses("李四")
    await li.presses("留存")
    await stage.sleeps_until(stage.now() + timedelta(days=181))
    await stage.passes(days=1)
    assert [(one.name, one.phone) for one in visits(stage)] == [("", ""), ("李四", PHONE)]
    await li.sends("/find 张三")
    assert "没找到" in li.last
    # How many came is known for ever.
    assert all(one.entered_at and one.left_at for one in visits(stage))


async def test_who_is_not_to_be_let_in_is_told_to_the_leader_and_no_reason_to_the_gate(
    stage: Stage, gate: Actor
) -> None:
    office = stage["李国庆"]
    await office.sends("/menu")
    await office.presses("不予入校名单")
    await office.presses("登记一位")
    await office.sends(f"张三 {PHONE} 到2026.12.31 多次闯校")
    assert "已登记：张三" in office.last
    await gate.sends(f"张小三 家长 找王芳 {PHONE}")
    assert "请先不要放行" in gate.last
    assert not gate.sees("多次闯校")
    await gate.presses("问王老师")
    assert "请马上到校门口" in stage["何志明"].last
    await gate.sends("张三 家长 找王芳 13999999999")
    assert "请先不要放行" not in gate.last
    with stage.service.runtime.reading() as session:
        row = session.query(Unwelcome).one()
        assert PHONE not in (row.hashed, row.reason)


async def test_only_the_office_reads_the_list(stage: Stage, gate: Actor) -> None:
    message = gate.messages[-1]["message_id"]
    gate.phone.press(message, "visits.list")
    await stage.settles(gate)
    assert "这一步由总务主任办" in gate.last


async def test_a_roll_call_ticks_everybody_off(stage: Stage, gate: Actor) -> None:
    for name in ("周大明", "吴小军"):
        await gate.sends(f"{name} 送货")
        await gate.presses("进校")
    await gate.sends("/inside")
    await gate.presses("点名")
    assert "还差 2 组" in gate.last
    await gate.presses("找到：周大明")
    await gate.presses("找到：吴小军")
    assert "都找到了" in gate.last
