"""A child is hurt, a fight, a stranger: who can help is rung at once, and nothing is filed."""

from __future__ import annotations

import pytest
from cast import Stage, buttons_of, picture, text_of
from drafting import reports

from models.cases.case import Case
from models.help_calls import HelpCall

HURT = "操场上有个孩子摔倒流血了"


def only_call(stage: Stage) -> HelpCall:
    """The one call for help."""
    with stage.service.runtime.reading() as session:
        return session.query(HelpCall).one()


def numbers(stage: Stage) -> list[str | None]:
    """The numbers of all cases that have one."""
    with stage.service.runtime.reading() as session:
        return [case.number for case in session.query(Case) if case.number is not None]


@pytest.mark.parametrize(
    ("said", "number", "rings"),
    [
        (HURT, "120", "高婷"),
        ("有人打架", "110", "门卫室手机"),
        ("有陌生人闯进来了", "110", "门卫室手机"),
    ],
)
async def test_the_number_comes_first_and_who_can_help_is_rung(
    stage: Stage, said: str, number: str, rings: str
) -> None:
    wang, helper = stage["王芳"], stage[rings]
    await wang.sends(said)
    first = text_of(wang.messages[0])
    assert number in " ".join(first.splitlines()[:2])
    assert "05715550120" in first.splitlines()[2]
    assert "电话照打" in first
    assert helper.last.startswith("🚨")
    assert said in helper.last
    assert "我去" in helper.buttons
    assert numbers(stage) == []
    await helper.presses("我去")
    assert "马上到" in wang.last
    assert "正赶过来" in wang.last


async def test_one_press_writes_it_down_and_without_it_it_stands_in_no_list(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends(HURT)
    await wang.sends("/my")
    assert "流血" not in wang.last
    await wang.presses("这里先记一条情况")
    assert "QK-260916-01" in wang.last
    assert "记下了这件事" in stage["许文慧"].last
    await wang.sends("/my")
    assert "QK-260916-01" in wang.last


async def test_while_nobody_comes_the_next_are_rung_again_and_again(stage: Stage) -> None:
    doctor, vice, wang = stage["高婷"], stage["许文慧"], stage["王芳"]
    await wang.sends(HURT)
    assert vice.messages == []
    await stage.passes(minutes=8)
    assert len(vice.messages) == 2
    assert "还没人应" in vice.last
    await vice.presses("我去")
    rung = len(doctor.messages)
    await stage.passes(minutes=60)
    assert len(doctor.messages) == rung


async def test_who_cannot_come_makes_the_next_ring_at_once(stage: Stage) -> None:
    await stage["王芳"].sends(HURT)
    await stage["高婷"].presses("去不了")
    assert "高老师去不了" in stage["许文慧"].last
    await stage["许文慧"].presses("我去")
    assert "许校长马上到" in stage["王芳"].last


async def test_what_is_said_next_goes_to_those_who_come(stage: Stage) -> None:
    wang, doctor = stage["王芳"], stage["高婷"]
    await wang.sends(HURT)
    await wang.sends("在滑梯那边")
    assert "在滑梯那边" in doctor.last
    await wang.shows(picture(), "头破了，流了很多血")
    assert any("photo" in message for message in doctor.messages)
    await wang.sends("A301灯不亮")
    with stage.service.runtime.reading() as session:
        assert [case.text for case in reports(session) if case.kind == "draft"] == ["A301灯不亮"]
        assert session.query(HelpCall).count() == 1


async def test_an_open_draft_is_left_alone(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends(HURT)
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        assert [case.text for case in reports(session) if case.kind == "repair"] == ["A301灯不亮"]


async def test_called_off_everybody_hears_it_and_the_buttons_are_gone(stage: Stage) -> None:
    wang, doctor = stage["王芳"], stage["高婷"]
    await wang.sends(HURT)
    await wang.presses("没事了")
    assert "不用去了" in doctor.last
    assert [one["text"] for one in buttons_of(doctor.messages[-1])] == ["这里先记一条情况"]
    assert only_call(stage).state == "over"


async def test_a_broken_thing_that_hurt_somebody_is_both(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A302窗户玻璃碎了，有孩子划伤流血")
    assert any("120" in text_of(message) for message in wang.messages)
    assert "划伤流血" in stage["高婷"].last
    with stage.service.runtime.reading() as session:
        texts = [case.text for case in reports(session) if case.kind == "draft"]
    assert texts == ["A302窗户玻璃碎了，有孩子划伤流血"]


async def test_the_health_teacher_herself_rings_the_leaders(stage: Stage) -> None:
    await stage["高婷"].sends(HURT)
    assert HURT in stage["许文慧"].last


async def test_in_english_too(stage: Stage) -> None:
    emily = stage["Emily Carter"]
    await emily.sends("two boys are fighting behind the gym")
    assert "Part them first" in emily.last
    assert "Make the call all the same" in emily.last
    await stage["门卫室手机"].presses("我去")
    assert "on the way" in emily.last
