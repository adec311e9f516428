"""What goes out: in order for each chat, as late as Telegram says, and never not at all."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from cast import Stage, picture, text_of

from bot import dispatcher
from bot.clock import real_now
from bot.line import A_SECOND
from models.messaging import Card, Chat, Out, Outbound, Upload

WANG, LIU, ZHANG = 1015, 1016, 1017


def write(stage: Stage, chat: int, *texts: str, **payload: Any) -> None:
    """Messages wait to be sent."""
    with stage.service.runtime.unit() as unit:
        for text in texts:
            unit.call("sendMessage", chat, text=text, **payload)


def rows(stage: Stage, **which: Any) -> list[Outbound]:
    """The outbox."""
    with stage.service.runtime.reading() as session:
        return list(session.query(Outbound).filter_by(**which).order_by(Outbound.id))


def arrived(stage: Stage) -> list[tuple[int, str]]:
    """What arrived, in order: to whom, and what."""
    return [(one.chat_id, text_of(one.message)) for one in stage.telegram.log]


async def send(stage: Stage) -> None:
    """Sends what may go now."""
    await stage.service.dispatcher.send_ready()


async def test_each_chat_keeps_its_order(stage: Stage) -> None:
    for number in range(5):
        for chat in (WANG, LIU):
            write(stage, chat, str(number))
    await send(stage)
    for chat in (WANG, LIU):
        assert [text for one, text in arrived(stage) if one == chat] == list("01234")


async def test_a_chat_that_is_told_to_slow_down_waits_alone(stage: Stage) -> None:
    write(stage, WANG, "一", "二")
    write(stage, LIU, "一")
    stage.telegram.trouble.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    await send(stage)
    assert arrived(stage) == [(LIU, "一")]
    assert rows(stage)[0].state == Out.NEW
    await asyncio.sleep(1.05)
    await send(stage)
    assert arrived(stage)[1:] == [(WANG, "一"), (WANG, "二")]


async def test_where_a_second_chat_is_told_to_slow_down_everybody_waits(stage: Stage) -> None:
    write(stage, WANG, "一")
    write(stage, LIU, "一")
    stage.telegram.trouble.fail_next(
        "sendMessage", 429, "Too Many Requests", retry_after=1, times=2
    )
    await send(stage)
    write(stage, ZHANG, "一")
    await send(stage)
    assert arrived(stage) == []
    wait = stage.service.dispatcher.next_try()
    assert wait is not None
    assert 0.5 < wait <= 1
    await asyncio.sleep(wait + 0.05)
    await send(stage)
    assert len(arrived(stage)) == 3
    assert stage.service.dispatcher.next_try() is None


async def test_a_broken_gateway_is_tried_again_later_and_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "FIRST_PAUSE", 0.1)
    write(stage, WANG, "一")
    stage.telegram.trouble.fail_next("sendMessage", 502, "Bad Gateway", times=2)
    await send(stage)
    first = stage.service.dispatcher.next_try() or 0
    await asyncio.sleep(first + 0.02)
    await send(stage)
    assert (stage.service.dispatcher.next_try() or 0) > first
    assert arrived(stage) == []
    await asyncio.sleep((stage.service.dispatcher.next_try() or 0) + 0.02)
    await send(stage)
    assert arrived(stage) == [(WANG, "一")]


async def test_whose_answer_was_lost_is_sent_again_rather_than_never(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "FIRST_PAUSE", 0.1)
    write(stage, WANG, "一")
    stage.telegram.trouble.cut_after("sendMessage")
    await send(stage)
    assert rows(stage)[0].state == Out.UNSURE
    await asyncio.sleep((stage.service.dispatcher.next_try() or 0) + 0.02)
    await send(stage)
    assert arrived(stage) == [(WANG, "一"), (WANG, "一")]


async def test_a_chat_that_shut_us_out_is_marked_the_administrator_told_and_reached_again(
    stage: Stage,
) -> None:
    wang, admin = stage["王芳"], stage["管理员"]
    wang.phone.blocked = True
    write(stage, WANG, "一", "二")
    await stage.service.drain()
    assert admin.sees("王老师已停用")
    with stage.service.runtime.reading() as session:
        assert session.get_one(Chat, WANG).blocked_at is not None
    assert {row.state for row in rows(stage, chat_id=WANG)} == {Out.DEAD}
    assert len(admin.messages) == 1
    wang.phone.unblock()
    await stage.settles(wang)
    write(stage, WANG, "三")
    await stage.service.drain()
    assert wang.last == "三"


async def test_markup_that_telegram_refuses_goes_as_plain_text_rather_than_not_at_all(
    stage: Stage,
) -> None:
    write(stage, WANG, "<b>一", parse_mode="HTML")
    await send(stage)
    assert arrived(stage) == [(WANG, "<b>一")]


async def test_what_telegram_refuses_for_good_holds_nobody_up(stage: Stage) -> None:
    write(stage, WANG, "长" * 5000, "二")
    await send(stage)
    assert arrived(stage) == [(WANG, "二")]
    assert rows(stage)[0].state == Out.DEAD


async def test_what_cannot_even_be_made_holds_nobody_up(stage: Stage) -> None:
    with stage.service.runtime.unit() as unit:
        unit.call("sendDocument", WANG, document="store:" + "0" * 64)
    write(stage, WANG, "二")
    await send(stage)
    assert arrived(stage) == [(WANG, "二")]
    assert rows(stage)[0].state == Out.DEAD


async def test_a_card_whose_message_is_gone_is_sent_anew_and_edited_from_then_on(
    stage: Stage,
) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    old = wang.card["message_id"]
    await stage.telegram.call("deleteMessage", {"chat_id": WANG, "message_id": old}, {})
    await wang.shows_album([picture(), picture("blue")])
    card = wang.card
    assert card["message_id"] != old
    await wang.presses("取消")
    assert "已取消" in text_of(
        next(m for m in wang.messages if m["message_id"] == card["message_id"])
    )


async def test_an_edit_that_has_not_left_is_replaced_not_queued(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    for label in ("有多急", "返回", "类别", "返回"):
        where = wang.card["message_id"]
        data = {"有多急": "page:1:urgency", "类别": "page:1:category", "返回": "page:1:front"}
        wang.phone.press(where, data[label])
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    edits = rows(stage, method="editMessageText")
    assert [row.state for row in edits] == [Out.REPLACED] * (len(edits) - 1) + [Out.NEW]


async def test_a_picture_that_has_not_left_survives_the_next_face_of_its_card(
    stage: Stage,
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.shows(picture(), "A301灯不亮")
    wang.phone.press(*wang.finds("提交"))
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    for row in rows(stage, state=Out.NEW, method="sendMessage"):
        await stage.service.dispatcher.send(row.id)
    sun = stage["孙福来"]
    sun.phone.press(*sun.finds("接单"))
    await stage.settles(sun)
    assert "孙师傅" in text_of(chen.messages[0])
    assert any("photo" in message for message in chen.messages)


async def test_answers_to_presses_go_first(stage: Stage) -> None:
    for chat in range(1001, 1010):
        write(stage, chat, "一")
    with stage.service.runtime.unit() as unit:
        unit.query_id = "1"
        unit.toast("好")
    answer = rows(stage, chat_id=0)[0]
    assert stage.service.dispatcher.ready()[0] == answer.id


async def test_an_answer_that_is_late_is_dropped(stage: Stage) -> None:
    with stage.service.runtime.unit() as unit:
        unit.query_id = "1"
        unit.toast("好")
    with stage.service.runtime.writing() as session:
        session.query(Outbound).one().expires_at = real_now() - timedelta(seconds=1)
    await send(stage)
    (row,) = rows(stage)
    assert (row.state, row.error, row.attempts) == (Out.DEAD, "late", 0)


async def lost_copy(stage: Stage) -> dict[str, Any]:
    """陈大勇 has a card on the phone, but its id was lost on the line."""
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("A301灯不亮")
    wang.phone.press(*wang.finds("提交"))
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    for row in rows(stage, state=Out.NEW):
        if row.chat_id == chen.phone.user_id:
            stage.telegram.trouble.cut_after("sendMessage")
            await stage.service.dispatcher.send(row.id)
            assert rows(stage, id=row.id)[0].state == Out.UNSURE
    return chen.card


async def test_a_card_whose_id_was_lost_is_taken_up_when_it_is_pressed(stage: Stage) -> None:
    card = await lost_copy(stage)
    chen = stage["陈大勇"]
    await chen.presses("接单", on=card)
    await asyncio.sleep((stage.service.dispatcher.next_try() or 0) + 0.02)
    await stage.service.drain()
    assert chen.buttons[0] == "完成"
    assert len([one for one in chen.messages if "BX-" in text_of(one)]) == 1


async def test_a_card_whose_id_was_lost_is_taken_up_when_it_is_answered(stage: Stage) -> None:
    card = await lost_copy(stage)
    chen = stage["陈大勇"]
    await chen.sends("要带梯子吗？", reply_to=card["message_id"])
    assert stage["王芳"].sees("要带梯子吗？")
    with stage.service.runtime.reading() as session:
        row = session.query(Card).filter_by(chat_id=chen.phone.user_id).one()
        assert row.message_id == card["message_id"]


async def test_a_file_is_uploaded_once_and_goes_by_telegrams_own_id_from_then_on(
    stage: Stage,
) -> None:
    sha256 = stage.service.runtime.store.put(b"%PDF-1.4 paper", "pdf")
    for chat in (WANG, LIU, WANG):
        with stage.service.runtime.unit() as unit:
            unit.call("sendDocument", chat, document=f"store:{sha256}", file_name="单.pdf")
        await send(stage)
    ids = {one.message["document"]["file_id"] for one in stage.telegram.log}
    assert len(stage.telegram.log) == 3
    with stage.service.runtime.reading() as session:
        assert ids == {session.query(Upload).one().file_id}


async def test_no_more_than_telegram_takes_in_a_second(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat in range(1001, 1011):
        write(stage, chat, *"一二三")
    begun = real_now()
    await send(stage)
    assert len(arrived(stage)) == 30 > A_SECOND
    assert real_now() - begun >= timedelta(seconds=0.9)
