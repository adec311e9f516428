"""An emergency on the phones: two taps ring all who must know, each until 收到."""

from __future__ import annotations

from cast import Actor, Stage, picture

from models.incidents import Incident

FIRE = ("许文慧", "李国庆", "何志明", "周建国")


async def raised(stage: Stage, kind: str = "火灾") -> Actor:
    """Master Wang has raised an emergency."""
    wang = stage["王芳"]
    await wang.sends("/menu")
    await wang.presses("紧急事件")
    await wang.presses(kind)
    return wang


def rings(actor: Actor) -> int:
    """How many messages on the phone are about an emergency."""
    return sum("SJ-" in str(one.get("text")) for one in actor.messages)


async def test_two_taps_ring_everybody_whom_the_plan_names_and_the_steps_stand_there(
    stage: Stage,
) -> None:
    wang = await raised(stage)
    for name in FIRE:
        assert "🚨 王老师报告紧急事件" in stage[name].last
        assert "119" in stage[name].last
        assert "疏散到操场" in stage[name].last
        assert "收到" in stage[name].buttons
    assert "在哪里？什么情况？" in wang.last
    assert stage["刘玥"].messages == []


async def test_words_and_photos_that_follow_reach_all_of_them(stage: Stage) -> None:
    wang = await raised(stage)
    await wang.sends("A301 投影仪着火，学生都出来了")
    await wang.shows(picture())
    for name in FIRE:
        assert stage[name].sees("投影仪着火")
        assert any("photo" in one for one in stage[name].messages)
    with stage.service.runtime.reading() as session:
        incident = session.query(Incident).one()
        assert incident.place is not None
        assert incident.place.code == "A301"
        assert incident.number == "SJ-260916-01"


async def test_each_is_rung_again_until_he_has_pressed_and_no_longer(stage: Stage) -> None:
    wang = await raised(stage)
    li, he = stage["李国庆"], stage["何志明"]
    await li.presses("收到")
    assert "李主任已收到，正在处理" in wang.last
    before = {one: len(one.messages) for one in (li, he, wang)}
    await stage.passes(minutes=5)
    assert "您还没按【收到】" in he.last
    assert len(he.messages) == before[he] + 2
    assert (len(li.messages), len(wang.messages)) == (before[li], before[wang])
    await he.sends("收到")
    assert "已记您收到" in he.last
    before[he] = len(he.messages)
    await stage.passes(minutes=5)
    assert len(he.messages) == before[he]


async def test_nobody_answers_and_the_principal_is_asked_to_see_to_it(stage: Stage) -> None:
    await raised(stage, "人员伤害")
    assert stage["周建国"].messages == []
    await stage.passes(minutes=5)
    assert "还没有一个人按收到" in stage["周建国"].last


async def test_first_further_and_final_report_with_their_times_and_then_it_is_quiet(
    stage: Stage,
) -> None:
    wang = await raised(stage)
    li = stage["李国庆"]
    await wang.sends("A301 投影仪着火")
    for name in (*FIRE, "门卫室手机"):
        await stage[name].presses("收到")
    await stage.passes(minutes=45)
    assert "首报还没写" in stage["何志明"].last
    await li.presses("首报")
    await li.presses("就按上面记的报")
    assert "【首报】李主任：A301 投影仪着火" in li.last
    await li.presses("续报")
    await li.sends("火已扑灭，无人受伤，已报教育局")
    assert "续报（李主任）：火已扑灭" in wang.last
    await li.presses("终报")
    await li.sends("投影仪老化，全校排查")
    assert "已终报" in li.last
    await li.presses("打印")
    name, content = li.file()
    assert name == "紧急事件记录 SJ-260916-01.pdf"
    assert content.startswith(b"%PDF")
    heard = {name: rings(stage[name]) for name in (*FIRE, "王芳")}
    await stage.passes(days=3)
    assert {name: rings(stage[name]) for name in heard} == heard


async def test_a_false_alarm_asks_once_more_and_tells_all_who_were_rung(stage: Stage) -> None:
    wang = await raised(stage)
    await wang.presses("误报")
    assert "确实是误报？" in wang.card["text"]
    await wang.presses("确实是误报")
    assert "是误报，已经结束" in stage["李国庆"].last
    heard = len(stage["李国庆"].messages)
    await stage.passes(hours=2)
    assert len(stage["李国庆"].messages) == heard


async def test_danger_words_offer_it_and_what_was_said_goes_along(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("食堂着火了")
    await wang.presses("先记一条“火灾”")
    assert "食堂着火了" in stage["李国庆"].last
    await wang.sends("火不大，正在灭")
    assert "火不大" in stage["李国庆"].last
    await wang.sends("有个学生手烫伤了")
    assert not wang.sees("学校里先找")
    assert "手烫伤" in stage["李国庆"].last
    assert "火不大" not in str(wang.buttons)
    with stage.service.runtime.reading() as session:
        assert session.query(Incident).count() == 1


async def test_a_worry_is_no_emergency(stage: Stage) -> None:
    await stage["王芳"].sends("插座松了，怕着火")
    assert not stage["王芳"].sees("先记一条")


async def test_a_teacher_who_was_not_called_reads_nothing_of_it(stage: Stage) -> None:
    wang = await raised(stage, "人员伤害")
    await wang.sends("操场有学生摔倒流血")
    await stage["刘玥"].sends("/find 流血")
    assert "没找到" in stage["刘玥"].last
