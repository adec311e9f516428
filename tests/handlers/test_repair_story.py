"""A repair from photo to signature, told by the people in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from cast import Stage, buttons_of, name_of, only_ticket, picture, text_of

from models.tickets import State


def due(stage: Stage) -> datetime:
    """When the one report must be done."""
    moment = only_ticket(stage).due_at
    assert moment is not None
    return moment


async def filed(stage: Stage, text: str = "教学楼A三楼男厕漏水") -> None:
    """王芳 files a report with a photo."""
    await stage["王芳"].shows(picture(), text)
    await stage["王芳"].presses("提交")


async def test_from_photo_to_signature(stage: Stage) -> None:
    wang, chen, li = stage["王芳"], stage["陈大勇"], stage["李国庆"]
    await wang.shows(picture(), "教学楼A三楼男厕漏水")
    assert "三楼 男厕" in wang.last
    assert "照片请避开学生正脸" in wang.last
    await wang.presses("提交")
    assert "BX-260916-01" in text_of(wang.card)
    assert "三楼男厕 漏水" in text_of(chen.card)
    assert any("photo" in message for message in chen.messages)
    await chen.presses("接单")
    assert "陈师傅" in text_of(wang.card)
    await chen.presses("完成")
    await chen.shows(picture("green"))
    assert "请按【验收】" in text_of(wang.card)
    await wang.presses("验收")
    ticket = only_ticket(stage)
    assert ticket.state == State.SIGNED
    assert "验收人 王老师 9月16日" in text_of(wang.card)
    await wang.presses("⭐⭐⭐⭐⭐")
    assert only_ticket(stage).stars == 5
    assert li.sees("BX-260916-01")


async def test_of_two_who_accept_at_once_one_gets_it_and_the_other_is_told_who(
    stage: Stage,
) -> None:
    await filed(stage)
    chen, sun = stage["陈大勇"], stage["孙福来"]
    chen.phone.press(*chen.finds("接单"))
    sun.phone.press(*sun.finds("接单"))
    await stage.settles(chen)
    assert only_ticket(stage).assignee_id is not None
    # It is said once: a message stays to be read, a line over the chat does not.
    assert not any(sun.phone.toasts)
    assert sun.sees("陈师傅")


async def test_given_back_goes_to_the_same_person_with_the_reason(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.presses("现场不便拍")
    await wang.presses("退回")
    await wang.shows(picture("black"), "还在滴水")
    assert chen.sees("还在滴水")
    ticket = only_ticket(stage)
    assert (ticket.state, name_of(ticket.assignee)) == (State.WORKING, "陈大勇")


async def test_the_office_assigns_and_the_worker_refuses_with_a_reason(stage: Stage) -> None:
    li, sun = stage["李国庆"], stage["孙福来"]
    await filed(stage)
    await li.presses("派单")
    assert any("手上 0 件" in label for label in li.buttons)
    await li.presses("孙师傅")
    await sun.presses("拒绝")
    await sun.sends("今天在外校")
    assert li.sees("今天在外校")
    assert only_ticket(stage).state == State.REPORTED


async def test_a_repair_waits_for_parts_until_a_new_day(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.presses("等待")
    await chen.presses("等待配件")
    await chen.presses("9月18日")
    assert "等待配件" in text_of(wang.card)
    assert "9月18日" in text_of(wang.card)
    await stage.passes(days=2)
    await chen.presses("完成")
    assert only_ticket(stage).state == State.WAITING


async def test_a_firm_repairs_and_the_office_answers_for_it(stage: Stage) -> None:
    li, chen = stage["李国庆"], stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await li.presses("更多")
    await li.presses("外修")
    await li.sends("宏达维修 13800000000 9月18日")
    ticket = only_ticket(stage)
    assert (ticket.firm, ticket.firm_phone) == ("宏达维修", "13800000000")
    assert (ticket.state, name_of(ticket.assignee)) == (State.WAITING, "李国庆")


async def test_the_office_asks_one_thing_and_the_clock_stands_still(stage: Stage) -> None:
    wang, li = stage["王芳"], stage["李国庆"]
    await filed(stage)
    before = due(stage)
    await li.presses("更多")
    await li.presses("请补充")
    await li.sends("是哪一个水龙头？")
    assert wang.sees("是哪一个水龙头？")
    await stage.passes(hours=2)
    await wang.presses("回答")
    await wang.sends("靠窗那个")
    assert li.sees("靠窗那个")
    assert due(stage) - before >= timedelta(hours=2)


async def test_the_office_declines_with_a_reason_and_the_reporter_is_told(stage: Stage) -> None:
    wang, li = stage["王芳"], stage["李国庆"]
    await filed(stage)
    await li.presses("更多")
    await li.presses("不予受理")
    await li.sends("这是物业负责的")
    assert wang.sees("这是物业负责的")
    assert only_ticket(stage).state == State.DECLINED


async def test_the_reporter_withdraws_while_nobody_has_started(stage: Stage) -> None:
    await filed(stage)
    await stage["王芳"].presses("撤销")
    assert only_ticket(stage).state == State.WITHDRAWN


async def test_fixed_before_anybody_said_so_is_finished_and_signed_at_once(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await wang.presses("已经修好了")
    assert only_ticket(stage).state == State.SIGNED
    assert chen.sees("王老师")


async def test_reminders_come_at_24_and_72_hours_and_the_office_signs_after_seven_days(
    stage: Stage,
) -> None:
    wang, chen, li = stage["王芳"], stage["陈大勇"], stage["李国庆"]
    await filed(stage)
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.presses("无外观变化")
    asked = len(wang.messages)
    await stage.passes(hours=25)
    assert len(wang.messages) > asked
    await li.presses("代验收")
    await li.sends("老师出差")
    assert only_ticket(stage).state == State.DONE
    await stage.passes(days=14)
    await li.presses("代验收")
    await li.sends("老师出差")
    ticket = only_ticket(stage)
    assert ticket.state == State.SIGNED
    assert ticket.instead_reason == "老师出差"
    assert "代验收" in text_of(wang.card)


async def test_a_reply_to_a_card_is_a_comment_and_reaches_the_others(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.sends("要带梯子吗？", reply_to=chen.card["message_id"])
    assert wang.sees("要带梯子吗？")


async def test_whoever_has_no_phone_is_accepted_and_finished_for_and_that_is_on_record(
    stage: Stage,
) -> None:
    li = stage["李国庆"]
    await filed(stage)
    await li.presses("派单")
    await li.presses("马师傅")
    await li.presses("代马师傅接单")
    await li.presses("代完成")
    await li.presses("没带手机")
    ticket = only_ticket(stage)
    assert (ticket.state, name_of(ticket.assignee)) == (State.DONE, "马德才")
    assert "李主任派给马师傅" in text_of(li.card)
    assert "马师傅已修好（李主任代记，没拍照：没带手机）" in text_of(stage["王芳"].card)
    assert "代验收" not in [button["text"] for button in buttons_of(li.card)]


async def test_a_guard_contains_an_emergency_at_night(stage: Stage) -> None:
    await stage.passes(hours=12)
    wang, gate = stage["王芳"], stage["门卫室手机"]
    await wang.sends("A301插座漏电")
    await wang.presses("会")
    assert gate.sees("漏电")
    before = due(stage)
    await gate.presses("险情已控制")
    assert due(stage) > before
    assert "｜一般" in text_of(gate.card)


async def test_a_fixer_is_not_asked_to_urge_or_sign_his_own_work(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await chen.sends("A302水管漏水")
    await chen.presses("提交")
    await chen.presses("接单")
    assert "完成" in chen.buttons
    assert not {"催办", "已经修好了"} & set(chen.buttons)
