"""Repairs that do not go the usual way: late presses, odd hands, urgent nights, photos too late."""

from __future__ import annotations

import pytest
from cast import Actor, Stage, buttons_of, name_of, only_ticket, picture, text_of

from models.people.person import Person
from models.tickets import State


async def filed(who: Actor, text: str = "教学楼A三楼男厕漏水") -> None:
    """Somebody files a report in one sentence."""
    await who.sends(text)
    await who.presses("提交")


def labels(actor: Actor) -> list[str]:
    """All that is written on the buttons of the person's newest card."""
    return [button["text"] for button in buttons_of(actor.card)]


async def test_a_firm_can_be_called_before_anybody_accepted(stage: Stage) -> None:
    wang, li = stage["王芳"], stage["李国庆"]
    await filed(wang)
    await li.presses("更多")
    await li.presses("外修")
    await li.sends("宏达维修 13800000000 9月18日")
    ticket = only_ticket(stage)
    assert (ticket.state, ticket.firm) == (State.WAITING, "宏达维修")
    assert name_of(ticket.assignee) == "李国庆"
    assert "等待外修" in text_of(wang.card)
    assert "李主任接单" in text_of(li.card)


async def test_a_firm_takes_over_from_whoever_was_asked_and_that_one_is_told(
    stage: Stage,
) -> None:
    li, chen = stage["李国庆"], stage["陈大勇"]
    await filed(stage["王芳"])
    await li.presses("派单")
    await li.presses("陈师傅")
    await li.presses("更多")
    await li.presses("外修")
    heard = len(chen.messages)
    await li.sends("宏达维修 13800000000 9月18日")
    assert only_ticket(stage).state == State.WAITING
    assert len(chen.messages) == heard + 1
    assert "等待外修" in text_of(chen.card)
    assert "接单" not in labels(chen)


async def behalf(stage: Stage) -> None:
    """The office does all of it for master Ma, who has no phone."""
    li = stage["李国庆"]
    await filed(stage["王芳"])
    for press in ("派单", "马师傅", "代马师傅接单", "代完成", "没带手机"):
        await li.presses(press)


async def test_when_the_office_finished_it_those_who_may_sign_are_asked_with_the_button(
    stage: Stage,
) -> None:
    await behalf(stage)
    li, vice, he = stage["李国庆"], stage["许文慧"], stage["何志明"]
    heard = len(li.messages)
    await stage.passes(days=14)
    assert vice.sees("请按【代验收】")
    assert vice.finds("代验收")
    assert not stage["周建国"].sees("代验收"), "a principal signs for nobody while others can"
    assert not any("代验收" in text_of(message) for message in li.messages[heard:])
    await he.presses("代验收")
    await he.sends("老师一直没空")
    assert only_ticket(stage).state == State.SIGNED


async def test_a_fixers_own_report_is_signed_by_the_office_which_is_asked_at_once(
    stage: Stage,
) -> None:
    chen, li = stage["陈大勇"], stage["李国庆"]
    await filed(chen)
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.shows(picture("green"))
    assert "请按【验收】" not in text_of(chen.card)
    assert "由总务代验收" in text_of(chen.card)
    await chen.presses("返回")
    assert "验收" not in labels(chen)
    assert "退回" not in labels(chen)
    assert "请按【代验收】" in text_of(li.card)
    await li.presses("代验收")
    await li.sends("看过，好了")
    assert only_ticket(stage).state == State.SIGNED


async def test_an_urgent_report_begins_with_the_alarm_for_everybody(stage: Stage) -> None:
    wang, chen, li = stage["王芳"], stage["陈大勇"], stage["李国庆"]
    await wang.sends("A301插座漏电")
    await wang.presses("会")
    for who in (wang, chen, li):
        assert text_of(who.card).startswith("🚨 紧急"), who.phone.name
    await chen.presses("接单")
    assert text_of(wang.card).startswith("🚨 紧急")
    await li.sends("/tickets")
    assert "🚨" in li.last


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A301插座漏电", "先断电"),
        ("教学楼A三楼男厕天花板要掉下来", "围"),
        ("食堂后厨有燃气味", "阀"),
    ],
)
async def test_the_guard_is_told_what_to_do_first_at_night(
    stage: Stage, text: str, first: str
) -> None:
    await stage.passes(hours=12)
    wang, gate = stage["王芳"], stage["门卫室手机"]
    await wang.sends(text)
    await wang.presses("会", on=wang.card)
    while "取消" in wang.buttons:
        await wang.presses("食堂" if "食堂" in wang.buttons else wang.buttons[0])
    text = text_of(gate.card)
    assert text.startswith("🚨 紧急")
    assert "先" in text
    assert first in text
    assert "按【险情已控制】" in text
    assert "请" in text.split("🆘")[1], "the safety words of the danger"
    await gate.presses("险情已控制")
    assert not text_of(gate.card).startswith("🚨")
    assert "🆘" not in text_of(gate.card)


async def test_a_photo_that_comes_after_the_teacher_signed_stays_on_the_report(
    stage: Stage,
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(wang)
    await chen.presses("接单")
    await chen.presses("完成")
    await wang.presses("已经修好了")
    await chen.shows(picture("green"), "换了阀芯")
    with stage.service.runtime.reading() as session:
        ticket = session.merge(only_ticket(stage))
        assert ticket.state == State.SIGNED
        assert [photo.sender.name for photo in ticket.photos] == ["陈大勇"]
        assert ticket.events[-1].data["words"] == "换了阀芯"
    assert chen.sees("照片和话已留在报修单上")
    await chen.sends("B201灯不亮")
    assert "提交" in chen.buttons, "the question is closed"


async def test_whoever_cannot_go_does_not_give_it_back_and_only_the_office_gives_it_out(
    stage: Stage,
) -> None:
    li, chen, sun = stage["李国庆"], stage["陈大勇"], stage["孙福来"]
    await filed(stage["王芳"])
    await li.presses("派单")
    await li.presses("孙师傅")
    await sun.presses("拒绝")
    await sun.sends("今天在外校")
    assert text_of(li.card).startswith("⚠️ 孙师傅不接，请另派")
    assert "请另派" not in text_of(chen.card)
    assert "孙师傅不接" in text_of(chen.card)
    assert "【接单】" in text_of(chen.card)
    for who in (li, chen, sun, stage["王芳"]):
        assert "孙师傅退回" not in text_of(who.card)


async def test_what_the_gatehouse_did_is_recorded_under_the_name_of_the_guard(
    stage: Stage,
) -> None:
    with stage.service.runtime.writing() as session:
        gate = session.query(Person).filter_by(name="门卫室手机").one()
        gate.on_phone = session.query(Person).filter_by(name="钱保生").one()
    await stage.passes(hours=12)
    wang = stage["王芳"]
    await wang.sends("A301插座漏电")
    await wang.presses("会")
    await stage["门卫室手机"].presses("险情已控制")
    assert "门卫室·钱师傅：险情已控制" in text_of(wang.card)


async def test_a_comment_of_a_photo_alone_says_so(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(wang)
    await chen.presses("接单")
    await chen.shows(picture("blue"), reply_to=chen.card["message_id"])
    assert "💬 陈师傅发来照片" in text_of(wang.card)
    assert "陈师傅：\n" not in text_of(wang.card)
    await chen.presses("评论")
    chen.phone.voice(b"OggS" + bytes(60), 2)
    await stage.settles(chen)
    assert "💬 陈师傅发来语音" in text_of(wang.card)


async def test_a_voice_is_not_counted_as_a_photo(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("教学楼A三楼男厕漏水")
    wang.phone.voice(b"OggS" + bytes(60), 2)
    await stage.settles(wang)
    await wang.presses("提交")
    assert not any("照片" in label for label in labels(chen))
    assert "🎤 语音 1 段" in text_of(chen.card)


async def test_done_pressed_twice_asks_once(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage["王芳"])
    await chen.presses("接单")
    card = chen.card
    await chen.presses("完成", on=card)
    await chen.presses("完成", on=card)
    assert sum("请拍一张修好的样子" in text_of(message) for message in chen.messages) == 1
    assert any("请发一张照片" in toast for toast in chen.phone.toasts)
    await chen.shows(picture("green"))
    assert only_ticket(stage).state == State.DONE


async def test_the_newer_report_goes_into_the_older_one(stage: Stage) -> None:
    li = stage["李国庆"]
    await filed(stage["王芳"], "教学楼A三楼男厕漏水")
    await stage.passes(hours=2)
    await filed(stage["张敏"], "教学楼A三楼女厕漏水")
    older = next(m for m in reversed(li.messages) if "260916-01" in text_of(m) and buttons_of(m))
    await li.presses("更多", on=older)
    older = next(m for m in li.messages if m["message_id"] == older["message_id"])
    await li.presses("并入另一张", on=older)
    older = next(m for m in li.messages if m["message_id"] == older["message_id"])
    offered = [button["text"] for button in buttons_of(older)]
    assert not any("BX-" in label for label in offered)
    assert "晚报的并入早报的" in text_of(older)
    await li.presses("更多", on=li.card)
    await li.presses("并入另一张", on=li.card)
    await li.presses("BX-260916-01")
    assert stage["张敏"].sees("已并入 BX-260916-01")
