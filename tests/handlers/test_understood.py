"""What teachers really write: short, in passing, about something told before."""

from __future__ import annotations

import pytest
from cast import Actor, Stage, buttons_of, only_ticket, text_of
from drafting import reports

from models.cases.case import Case
from models.cases.draft import DraftState


async def files(actor: Actor, *lines: str) -> None:
    """Somebody files reports."""
    for line in lines:
        await actor.sends(line)
        await actor.presses("提交")


def drafts(stage: Stage) -> list[str]:
    """The words of all that is not filed, and not given up."""
    with stage.service.runtime.reading() as session:
        found = reports(session).filter_by(state=DraftState.DRAFT).order_by(Case.id)
        return [draft.text for draft in found]


async def signed(stage: Stage, line: str) -> None:
    """王芳's report is repaired and signed."""
    wang, chen = stage["王芳"], stage["陈大勇"]
    await files(wang, line)
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.presses("没带手机")
    await wang.presses("验收")


async def test_that_lamp_again_is_first_looked_for_where_it_was(stage: Stage) -> None:
    wang = stage["王芳"]
    await signed(stage, "A301灯不亮")
    await files(wang, "A302门锁坏了")
    await wang.sends("那个灯又坏了")
    assert "是不是上次那里" in wang.last
    assert "301教室" in wang.buttons[0]
    await wang.presses("301教室")
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        places = [one.place.code for one in reports(session).order_by(Case.id)]
    assert places == ["A301", "A302", "A301"]


async def test_that_lamp_again_from_somebody_who_reported_none_asks_the_place(stage: Stage) -> None:
    await stage["王芳"].sends("那个灯又坏了")
    assert "请选地点" in stage["王芳"].last


async def test_that_lamp_again_while_it_is_open_is_about_it(stage: Stage) -> None:
    wang = stage["王芳"]
    await files(wang, "A301灯不亮", "A302门锁坏了")
    await wang.sends("那个灯又坏了")
    assert [label for label in wang.buttons if "补充" in label] == [
        "补充：301教室 四（1）班 灯不亮"
    ]


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("厕所漏水", {"男厕", "女厕"}),
        ("女厕堵了", {"女厕"}),
        ("the toilet leaks", {"男厕", "女厕"}),
    ],
)
async def test_a_toilet_is_one_of_the_toilets_the_nearest_first(
    stage: Stage, said: str, near: set[str]
) -> None:
    wang = stage["王芳"]
    await files(wang, "教学楼B二楼走廊灯不亮")
    await wang.sends(said)
    shown = wang.buttons[:-2]
    assert len(shown) == 8
    assert {label.split()[-1] for label in shown} == near
    assert all(label.startswith("教学楼B 二楼") for label in shown[: len(near)])
    assert all(label.startswith("教学楼B") for label in shown[: 3 * len(near)])


async def test_three_things_one_after_the_other_are_three_reports(stage: Stage) -> None:
    wang = stage["王芳"]
    lines = ["投影仪没信号", "黑板擦板掉了", "楼下井盖松了"]
    for line in lines:
        await wang.sends(line)
    assert drafts(stage) == lines
    cards = [text_of(message) for message in wang.messages if buttons_of(message)]
    assert ["站人看住" in card for card in cards] == [False, False, True]


async def test_a_second_thing_is_offered_the_place_of_the_first(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301投影仪没信号")
    await wang.sends("黑板擦板掉了")
    assert "301教室" in wang.buttons[0]


async def test_more_about_the_same_thing_stays_with_it(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301空调不制冷")
    await wang.sends("遥控器换过电池了，还在漏水")
    assert drafts(stage) == ["A301空调不制冷\n遥控器换过电池了，还在漏水"]


async def test_still_leaking_means_those_that_leak(stage: Stage) -> None:
    wang = stage["王芳"]
    await files(wang, "A301水龙头漏水", "A302门锁坏了", "A303灯不亮")
    await wang.sends("还是漏")
    assert "漏水" in wang.buttons[0]


async def test_302_is_asked_and_what_is_open_there_is_said(stage: Stage) -> None:
    wang = stage["王芳"]
    await files(wang, "A302灯不亮", "A302门锁坏了")
    await wang.sends("302")
    assert "房号，还是班级" in wang.last
    assert "还有 2 张报修没办完：灯不亮、门锁坏了" in wang.last
    assert [label.split()[2] for label in wang.buttons[:2]] == ["302教室", "202教室"]


async def test_is_it_mended_is_answered_in_one_line(stage: Stage) -> None:
    wang = stage["王芳"]
    await files(wang, "A302灯不亮")
    await stage["陈大勇"].presses("接单")
    await wang.sends("修好了吗")
    assert wang.last == "302教室 四（2）班 灯不亮：维修中 陈师傅，预计 9月16日 17:30 前修好"
    assert drafts(stage) == []
    await wang.presses("灯不亮")
    assert "催办" in wang.buttons


async def test_is_it_mended_asked_while_another_report_is_begun(stage: Stage) -> None:
    wang = stage["王芳"]
    await files(wang, "A302灯不亮")
    await wang.sends("A301门锁坏了")
    await wang.sends("什么时候来修")
    assert "302教室" in wang.last
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        texts = [one.text for one in reports(session).order_by(Case.id)]
    assert texts == ["A302灯不亮", "A301门锁坏了"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [("不用修了", "没有没办完"), ("修好了吗", "没有没办完"), ("昨天的", "哪一件")],
)
async def test_with_nothing_open_a_short_answer_and_no_draft(
    stage: Stage, said: str, answer: str
) -> None:
    wang = stage["王芳"]
    await wang.sends(said)
    assert answer in wang.last
    with stage.service.runtime.reading() as session:
        assert session.query(Case).count() == 0


async def test_which_of_two_buildings_is_asked_once_and_remembered(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("三楼男厕漏水")
    assert "是下面哪一处" in wang.last
    await wang.presses("教学楼B")
    await wang.presses("提交")
    await wang.sends("3楼男卫生间灯不亮")
    assert "教学楼B 三楼 男厕" in wang.last
    await wang.presses("提交")
    await stage["刘玥"].sends("三楼男厕漏水")
    assert "是下面哪一处" in stage["刘玥"].last


@pytest.mark.parametrize("said", ["食堂烹饪间有燃气味", "A301插座漏电"])
async def test_gas_and_a_live_wire_show_what_to_do_and_one_question(
    stage: Stage, said: str
) -> None:
    wang = stage["王芳"]
    await wang.sends(said)
    assert [line[0] for line in wang.last.splitlines()] == ["⚠", "☎", "现"]
    assert wang.buttons == ["会", "不会"]
    await wang.presses("会")
    assert only_ticket(stage).urgency_code == "urgent"
    assert stage["李国庆"].sees(said)


async def test_gas_without_a_place_is_filed_as_soon_as_the_place_is_known(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("有股煤气味")
    await wang.sends("会")
    assert "请选地点" in wang.last
    await wang.sends("食堂烹饪间")
    assert only_ticket(stage).state == "reported"


async def test_in_english_too(stage: Stage) -> None:
    emily = stage["Emily Carter"]
    await emily.sends("light in room 302 is broken")
    await emily.presses("Submit")
    await emily.sends("is it fixed yet?")
    assert emily.last.startswith("Room 302")
    assert "expected by" in emily.last
    await emily.sends("never mind")
    await emily.presses("Withdraw")
    await emily.sends("never mind")
    assert "You have no open report" in emily.last
    await emily.sends("the one from yesterday")
    assert "Which one do you mean" in emily.last
    await emily.sends("smell of gas in the canteen kitchen")
    assert emily.buttons == ["Yes", "No"]
