"""The log writes itself, is signed and then annotated; the gatehouse hands over with two names."""

from __future__ import annotations

from cast import Stage, name_of

from models.duty.handover import Handover
from models.people.person import Person


async def test_the_log_of_the_day_writes_itself_is_signed_and_then_only_annotated(
    stage: Stage,
) -> None:
    wang, he = stage["王芳"], stage["何志明"]
    await wang.sends("A302灯不亮")
    await wang.presses("提交")
    await he.sends("/duty")
    await he.presses("值班日志")
    assert "带班领导：何主任" in he.last
    assert "报修与维修（1）" in he.last
    assert "302教室" in he.last
    await he.presses("写备注")
    await he.sends("教育局来电，周五检查")
    assert "何主任：教育局来电，周五检查" in he.last
    await he.presses("签名")
    assert "何主任签名" in he.last
    await wang.sends("A301门锁坏了")
    await wang.presses("提交")
    await he.sends("/duty")
    await he.presses("值班日志")
    assert "报修与维修（1）" in he.last
    assert "签名" not in he.buttons
    await he.presses("加批注")
    await he.sends("已回复")
    assert "何主任批注：已回复" in he.last
    await he.presses("打印")
    name, content = he.file()
    assert name == "值班日志 2026-09-16.pdf"
    assert content.startswith(b"%PDF")


async def test_only_the_leader_of_the_day_signs_and_a_teacher_reads_nothing(stage: Stage) -> None:
    li = stage["李国庆"]
    await li.sends("/duty")
    await li.presses("值班日志")
    assert "签名" not in li.buttons
    await li.presses("总务工作日志")
    assert "签名" in li.buttons
    await stage["刘玥"].sends("/duty")
    assert "值班日志" not in stage["刘玥"].buttons


async def test_the_gatehouse_hands_over_with_what_is_open_and_both_sign(stage: Stage) -> None:
    gate = stage["门卫室手机"]
    with stage.service.runtime.writing() as session:
        phone = session.query(Person).filter_by(name="门卫室手机").one()
        phone.on_phone = session.query(Person).filter_by(name="赵铁柱").one()
    await stage["王芳"].sends("A301灯不亮")
    await stage["王芳"].presses("提交")
    await stage["王芳"].sends("A302插座冒火花")
    await stage["王芳"].presses("会")
    await gate.sends("/menu")
    await gate.presses("交班")
    assert "302教室" in gate.last
    # What the gate may not see is not handed over at the gate.
    assert "301教室" not in gate.last
    await gate.sends("钥匙32把，代收快递2件")
    assert "赵师傅已签字交班" in gate.last
    assert "赵师傅" not in str(gate.buttons)
    await gate.presses("接班：钱师傅")
    assert "双方已签" in gate.last
    with stage.service.runtime.reading() as session:
        phone = session.query(Person).filter_by(name="门卫室手机").one()
        assert name_of(phone.on_phone) == "钱保生"
        found = session.query(Handover).one()
        assert found.words == "钥匙32把，代收快递2件"
        assert found.taken_at is not None
