"""A danger is answered before anything else is asked (practice.md §6.2, §6.3)."""

from __future__ import annotations

import pytest
from cast import Stage, only_ticket, text_of

from models.people.person import Person
from models.school import Danger


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("302漏电了", "120"),
        ("走廊灯一闪一闪的冒火花", "119"),
        ("有股煤气味", "0571-5550 1202"),
        ("教学楼A301冒烟了", "119"),
    ],
)
async def test_what_to_do_stands_first_before_the_place_or_the_kind_is_asked(
    stage: Stage, said: str, number: str
) -> None:
    wang = stage["王芳"]
    await wang.sends(said)
    assert wang.last.startswith("⚠️")
    assert number in wang.last
    assert "现在会伤到人吗？按【会】就马上报出去" in wang.last
    assert wang.buttons == ["会", "不会"]


async def test_the_answer_makes_it_urgent_and_the_place_is_asked_on(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("302漏电了")
    await wang.presses("会")
    assert "⏱ 紧急，" in wang.last
    assert "现在会伤到人吗" not in wang.last
    await wang.presses("302教室")
    assert only_ticket(stage).urgency_code == "urgent"


async def test_a_lift_with_people_in_it_gets_words_and_numbers(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("电梯困人了")
    assert "别扒门" in wang.last
    assert "电梯维保 0571-5550 1203、火警 119" in wang.last


async def test_a_number_that_the_school_left_empty_is_not_promised(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        lift = session.get_one(Danger, "lift")
        lift.phones = [{**phone, "number": ""} for phone in lift.phones]
    await stage["王芳"].sends("电梯困人了")
    assert "维保" not in stage["王芳"].last
    assert "请马上告诉门卫或总务" in stage["王芳"].last


async def test_silence_is_taken_for_danger_and_that_is_written_down(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301插座漏电")
    message, answer = wang.finds("会")
    # A card of before had 提交 beside the question.
    wang.phone.press(message, answer.replace("drafts.hurt", "drafts.submit"))
    await stage.settles(wang)
    assert "没答会不会伤到人，按紧急办" in text_of(wang.card)
    assert "没答会不会伤到人，按紧急办" in text_of(stage["陈大勇"].card)


SAFETY = "请开窗，人离开，别碰任何开关"
NUMBERS = "燃气抢修 0571-5550 1202、火警 119"
NUMBERS_EN = "Gas emergency 0571-5550 1202, Fire 119"


async def gas_leaks_at_night(stage: Stage) -> None:
    """王芳 reports the smell of gas at nine in the evening."""
    await stage.passes(hours=12)
    wang = stage["王芳"]
    await wang.sends("食堂烹饪间有燃气味")
    await wang.presses("会")


async def test_what_to_do_and_whom_to_call_stands_on_every_phone_until_it_is_contained(
    stage: Stage,
) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="陈大勇").one().language = "en"
    await gas_leaks_at_night(stage)
    li, chen, gate = stage["李国庆"], stage["陈大勇"], stage["门卫室手机"]
    # Gas in the kitchen is the canteen manager's; the electrician is of another trade.
    for press in ("派单", "其他人", "陈师傅"):
        await li.presses(press)
    for who in (stage["王芳"], li, gate):
        assert SAFETY in text_of(who.card), who.phone.name
        assert NUMBERS in text_of(who.card), who.phone.name
    assert "Open the windows, get everybody out" in text_of(chen.card)
    assert NUMBERS_EN in text_of(chen.card)
    await chen.presses("Accept")
    assert NUMBERS in text_of(stage["王芳"].card)
    await gate.presses("险情已控制")
    for who in (stage["王芳"], li, gate, chen):
        assert SAFETY not in text_of(who.card), who.phone.name
        assert "1202" not in text_of(who.card), who.phone.name


async def test_a_number_that_the_school_left_empty_stands_on_no_card(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        gas = session.get_one(Danger, "gas")
        gas.phones = [{**phone, "number": ""} for phone in gas.phones]
    await gas_leaks_at_night(stage)
    for name in ("王芳", "门卫室手机"):
        assert SAFETY in text_of(stage[name].card)
        assert "☎️" not in text_of(stage[name].card)


async def test_a_danger_that_hurts_nobody_warns_nobody_after_it_was_filed(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301插座漏电")
    await wang.presses("不会")
    await wang.presses("提交")
    assert "☎️" not in text_of(wang.card)
