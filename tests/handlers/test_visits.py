"""At the gate: a line, a tap, an answer; and who is still inside."""

from __future__ import annotations

from datetime import time
from typing import Any

from cast import Actor, Stage, buttons_of
from gatehouse import gate, newest, visits

from models.people.person import Person
from models.visits.lessons import Lesson

__all__ = ["gate"]
LINE = "张三 家长 找王芳老师 三2班 13812345678 沪A12345 2人"


def person(stage: Stage, name: str, **changes: Any) -> int:
    """Changes what is known of somebody, and returns the id."""
    with stage.service.runtime.writing() as session:
        found = session.query(Person).filter_by(name=name).one()
        for key, value in changes.items():
            setattr(found, key, value)
        return found.id


async def test_a_stranger_is_one_line_and_one_tap(stage: Stage, gate: Actor) -> None:
    wang = stage["王芳"]
    await gate.sends(LINE)
    assert "张三等2人 找王老师" in gate.last
    assert "13812345678" in gate.last
    await gate.presses("问王老师")
    assert "🔔 门口有人找您" in wang.last
    assert {"同意", "我来接", "让他等10分钟", "拒绝"} <= set(wang.buttons)
    await wang.presses("同意")
    assert "✅ 王老师同意，请进" in gate.last
    assert newest(stage).state == "inside"
    await gate.presses("离校")
    assert "已离校" in gate.last
    assert newest(stage).left_at is not None
    # Once it is over the telephone is nobody's to read.
    assert "138****5678" in gate.last
    assert "13812345678" not in gate.last


async def test_the_host_fetches_waits_or_refuses_with_a_reason(stage: Stage, gate: Actor) -> None:
    wang = stage["王芳"]
    await gate.sends(LINE)
    await gate.presses("问王老师")
    await wang.presses("让他等")
    assert "请等到 9月16日 09:10" in gate.last
    await stage.passes(minutes=10)
    assert "时间到了" in wang.last
    await wang.presses("同意")
    await gate.presses("离校")
    await gate.sends("李四 推销 找王芳")
    await gate.presses("问王老师")
    await wang.presses("拒绝")
    await wang.presses("没有约过")
    assert "没有约过" in gate.last
    assert (newest(stage).state, newest(stage).reason) == ("refused", "unbooked")
    await gate.sends("赵六 家长 找王芳")
    await gate.presses("问王老师")
    await wang.presses("我来接")
    assert "王老师来门口接" in gate.last
    await gate.presses("进校")
    assert "已进校" in wang.last
    await wang.presses("我送出去了")
    assert "已送出校门" in gate.last


async def test_nobody_answers_for_three_minutes(stage: Stage, gate: Actor) -> None:
    li, liu = stage["李国庆"], stage["刘玥"]
    person(stage, "王芳", stand_in_id=person(stage, "刘玥"))
    await gate.sends(LINE)
    await gate.presses("问王老师")
    await stage.passes(minutes=3)
    assert "还没人答复，已问代办的人和总务处" in gate.last
    assert "门口有人找王老师，请您答复" in li.last
    assert "门口有人找王老师，请您答复" in liu.last
    await liu.presses("同意")
    assert "刘老师同意，请进" in gate.last
    assert "同意" not in [button["text"] for one in li.messages for button in buttons_of(one)]


async def test_who_teaches_is_not_waited_for(stage: Stage, gate: Actor) -> None:
    with stage.service.runtime.writing() as session:
        wang = session.query(Person).filter_by(name="王芳").one()
        session.add(Lesson(person_id=wang.id, weekday="3", start=time(8, 50), end=time(9, 30)))
    await gate.sends(LINE)
    assert "王老师正在上课，09:30 下课" in gate.last


async def test_a_regular_delivery_is_one_tap_in_and_one_tap_out(stage: Stage, gate: Actor) -> None:
    await gate.sends("周大明 送菜 浙A12345")
    await gate.presses("进校")
    await gate.presses("离校")
    await stage.passes(days=1)
    await gate.sends("/visitor")
    await gate.presses("周大明")
    assert newest(stage).number == "LF-260917-01"
    assert newest(stage).state == "inside"
    await gate.sends("周大明走了")
    assert newest(stage).state == "left"


async def test_an_ambulance_goes_in_first(stage: Stage, gate: Actor) -> None:
    await gate.sends("/visitor")
    await gate.presses("先放行")
    assert newest(stage).state == "inside"
    assert "应急车辆人员已先放行" in stage["李国庆"].last
    await gate.presses("补记是谁")
    await gate.sends("120急救 王医生 3人 沪A12345")
    assert (newest(stage).people, newest(stage).plate) == (3, "沪A12345")


async def test_the_board_in_parts_and_out_with_one_tap(stage: Stage, gate: Actor) -> None:
    for name in ("周大明", "吴小军"):
        await gate.sends(f"{name} 送货")
        await gate.presses("进校")
    await gate.sends(LINE)
    await gate.presses("问王老师")
    await gate.sends("/inside")
    assert "来访中 4 人" in gate.last
    assert {"离校：周大明", "离校：吴小军", "等答复：张三等2人 找王老师"} <= set(gate.buttons)
    await gate.presses("离校：周大明")
    assert "已离校 1 人" in gate.last
    await gate.presses("已离校 1")
    assert "周大明" in gate.last
    await stage["王芳"].sends("/inside")
    assert "这一步由当班门卫办" in stage["王芳"].last


async def test_step_by_step(stage: Stage, gate: Actor) -> None:
    await gate.sends("/visitor")
    await gate.presses("一步一步填")
    await gate.sends("钱多多")
    await gate.sends("李主任")
    await gate.presses("面试业务")
    await gate.presses("2")
    await gate.sends("沪A12345")
    assert "这是车牌，已记到车牌一栏" in gate.last
    await gate.presses("跳过")
    await gate.presses("跳过")
    assert "钱多多等2人 找李主任" in gate.last
    assert "沪A12345" in gate.last


async def test_wrong_guesses_are_one_tap_or_one_word(stage: Stage, gate: Actor) -> None:
    await gate.sends("张三 家长 找王方老师")
    assert "没有叫“王方老师”的，是不是" in gate.last
    await gate.presses("王老师")
    assert "找王老师" in gate.last
    await gate.presses("家长约谈 ▸")
    await gate.presses("接学生")
    await gate.presses("1人 ▸")
    await gate.presses("3")
    await gate.presses("改内容")
    await gate.presses("电话")
    await gate.sends("不知道")
    assert "没看出电话号码" in gate.last
    await gate.sends("13812345678")
    assert "张三等3人 找王老师" in gate.last
    assert "接学生｜13812345678" in gate.last


async def test_who_left_who_is_away_and_who_cannot_be_reached(stage: Stage, gate: Actor) -> None:
    person(stage, "曹淼", active=False)
    await gate.sends("张三 家长 找曹淼")
    assert "曹老师已经不在本校" in gate.last
    person(stage, "王芳", away_until=stage.now().date())
    await gate.sends(LINE)
    assert "王老师今天不在，会问李主任" in gate.last
    await gate.presses("问王老师")
    assert "门口有人找王老师，请您答复" in stage["李国庆"].last


async def test_the_same_person_twice_and_a_leave_without_an_entry(
    stage: Stage, gate: Actor
) -> None:
    await gate.sends("周大明 送货")
    await gate.presses("进校")
    await gate.sends("周大明 送货")
    assert "不是同一个人" in gate.buttons
    await gate.presses("不是同一个人")
    await gate.presses("进校")
    await gate.sends("周大明走了")
    assert "不止一位" in gate.last
    await gate.presses("离校")
    await gate.sends("孙悟空走了")
    assert "在校名单里没有“孙悟空”" in gate.last
    await gate.sends("周大明走了")
    assert "已离校" in gate.last


async def test_forty_names_in_one_message_keep_nobody_waiting(stage: Stage, gate: Actor) -> None:
    await gate.sends("\n".join(f"张{n}三" for n in "一二三四五六七八九十" * 4))
    assert "这一条里有 40 个人" in gate.last
    await gate.sends(LINE)
    assert "张三等2人" in gate.last


async def test_a_phone_that_nobody_took_and_a_guard_off_shift(stage: Stage) -> None:
    await stage["门卫室手机"].sends(LINE)
    assert "请先在 /menu 里按【接班】" in stage["门卫室手机"].last
    off = [name for name in ("赵铁柱", "钱保生") if name]
    said = []
    for name in off:
        await stage[name].sends(LINE)
        said.append("值班表上现在不是您当班" in stage[name].last)
    assert True in said
    await stage["王芳"].sends("周大明 送货 浙A12345")
    assert len(visits(stage)) == len(off)


async def test_an_overstay_asks_the_gate_and_then_the_leader(stage: Stage, gate: Actor) -> None:
    await gate.sends(LINE)
    await gate.presses("问王老师")
    await stage["王芳"].presses("同意")
    await stage.passes(hours=2, minutes=1)
    assert "进校很久了还没离开" in gate.last
    await stage.comes(stage.now().replace(hour=10, minute=31))
    told = [name for name, actor in stage.actors.items() if actor.sees("晚上了还没离校")]
    assert told == ["何志明"]


async def test_the_number_of_an_identity_card_is_kept_nowhere(stage: Stage, gate: Actor) -> None:
    await gate.sends("张三 110101199003071234 家长 找王芳")
    assert "尾号1234" in gate.last
    dump = b"".join(
        file.read_bytes() for file in stage.service.settings.data_dir.rglob("*") if file.is_file()
    )
    assert b"110101199003071234" not in dump
