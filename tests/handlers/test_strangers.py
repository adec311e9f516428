"""Whoever is not of the school: answered a few times an hour, and never ahead of anybody of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from cast import Actor, Stage, text_of
from databases import ADMIN
from sqlalchemy import func, select

from bot.gate import ANSWERS_AN_HOUR, NOBODY
from models.base import Base
from models.messaging import Chat, Dialogue, In, Inbound, Outbound
from models.people.invitations import Invitation
from models.people.person import Person
from models.repairs import Repair

GROUP = -1005
A_BOT = 555


def strangers(stage: Stage, count: int) -> list[Actor]:
    """So many phones that nobody knows."""
    return [Actor(stage, stage.telegram.add(8000 + nth, f"生人{nth}")) for nth in range(count)]


async def come_in(stage: Stage) -> None:
    """All that waits at Telegram is stored; nothing is handled yet."""
    while len(stage.telegram.updates):
        await stage.takes_in()
        await stage.takes_in()


def rows_of(stage: Stage, kinds: Sequence[type[Base]]) -> list[int]:
    """How many rows there are of each kind."""
    with stage.service.runtime.reading() as session:
        return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


async def test_a_flood_of_strangers_is_never_ahead_of_a_teacher(stage: Stage) -> None:
    people, wang, service = strangers(stage, 3), stage["王芳"], stage.service
    for nth in range(200):
        for one in people:
            one.phone.text(f"你好{nth}")
    await come_in(stage)
    wang.phone.text("A301灯不亮")
    await come_in(stage)
    assert service.inbox.work_once()
    with service.runtime.reading() as session:
        done = session.query(Inbound).filter_by(state=In.DONE).all()
        assert [row.sender for row in done] == [wang.phone.user_id]
    await service.drain()
    for one in people:
        assert 1 <= len(one.messages) <= ANSWERS_AN_HOUR
    with service.runtime.reading() as session:
        assert session.query(Inbound).filter_by(state=In.DONE).count() == 601


async def test_what_strangers_are_told_waits_until_the_school_has_been_told(stage: Stage) -> None:
    people, wang, service = strangers(stage, 9), stage["王芳"], stage.service
    for one in people:
        one.phone.start()
    await come_in(stage)
    while service.inbox.work_once():
        continue
    wang.phone.text("A301灯不亮")
    await come_in(stage)
    assert service.inbox.work_once()
    await service.dispatcher.send_ready()
    sent = [one.chat_id for one in stage.telegram.log]
    assert sent[0] == wang.phone.user_id
    assert len(sent) >= 10


async def test_the_button_of_a_stranger_is_not_answered_ahead_of_the_school(stage: Stage) -> None:
    people, service = strangers(stage, 2), stage.service
    for one in people:
        await one.starts()
        one.phone.press(one.card["message_id"], "join")
    await come_in(stage)
    while service.inbox.work_once():
        continue
    stage["王芳"].phone.text("A301灯不亮")
    await come_in(stage)
    service.inbox.work_once()
    first = service.dispatcher.ready()[0]
    with service.runtime.reading() as session:
        assert session.get_one(Outbound, first).chat_id == stage["王芳"].phone.user_id


async def test_a_stranger_is_answered_a_few_times_an_hour_and_told_so(stage: Stage) -> None:
    stranger = stage["陌生人"]
    for _ in range(ANSWERS_AN_HOUR + 5):
        await stranger.sends("你好")
    assert len(stranger.messages) == ANSWERS_AN_HOUR
    assert "一小时后" in stranger.last
    await stage.passes(minutes=59)
    await stranger.sends("你好")
    assert len(stranger.messages) == ANSWERS_AN_HOUR
    await stage.passes(minutes=2)
    await stranger.sends("你好")
    assert "只为本校教职工服务" in stranger.last


async def test_once_a_stranger_is_not_answered_nothing_is_written_for_him(stage: Stage) -> None:
    stranger, kinds = stage["陌生人"], (Outbound, Chat, Dialogue, Repair)
    for _ in range(ANSWERS_AN_HOUR):
        await stranger.starts()
    before = rows_of(stage, kinds)
    await stranger.sends("你好")
    await stranger.starts("AAAAAAAAAA")
    stranger.phone.press(stranger.messages[0]["message_id"], "join")
    await stage.settles(stranger)
    assert rows_of(stage, kinds) == before
    with stage.service.runtime.reading() as session:
        assert {row.state for row in session.query(Inbound)} == {In.DONE}


async def test_a_clock_that_was_set_back_silences_no_stranger_for_longer(stage: Stage) -> None:
    stranger = stage["陌生人"]
    for _ in range(ANSWERS_AN_HOUR):
        await stranger.sends("你好")
    with stage.service.runtime.writing() as session:
        chat = session.get_one(Chat, stranger.phone.user_id)
        chat.answered_at = stage.now() + timedelta(days=365)
    await stranger.sends("你好")
    assert len(stranger.messages) == ANSWERS_AN_HOUR + 1


async def test_who_was_switched_off_is_answered_no_more_often(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="王芳").one().active = False
    wang = stage["王芳"]
    for _ in range(ANSWERS_AN_HOUR + 5):
        await wang.sends("A301灯不亮")
    assert len(wang.messages) == ANSWERS_AN_HOUR
    assert "已停用" in text_of(wang.messages[0])


async def test_somebody_of_the_school_is_always_answered(stage: Stage) -> None:
    wang = stage["王芳"]
    for _ in range(ANSWERS_AN_HOUR * 2):
        await wang.sends("/menu")
    assert len(wang.messages) == ANSWERS_AN_HOUR * 2


async def test_five_wrong_codes_count_wherever_they_are_given(stage: Stage) -> None:
    with stage.service.runtime.unit() as unit:
        admin = unit.session.query(Person).filter_by(telegram_id=ADMIN).one()
        cao = unit.session.query(Person).filter_by(name="曹淼").one()
        code = Invitation.for_person(unit.act(admin), cao).code
    stranger = stage["陌生人"]
    await stranger.starts("AAAAAAAAAA")
    await stranger.sends("BBBBBBBBBB")
    card = stranger.card["message_id"]
    for data in ("me:CCCCCCCCCC", "notme:DDDDDDDDDD", "me:EEEEEEEEEE", f"me:{code}"):
        stranger.phone.press(card, data)
        await stage.settles(stranger)
    assert "一小时后" in stranger.last
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="曹淼").one().telegram_id is None
    told = [one for one in stage["管理员"].messages if "邀请码" in text_of(one)]
    assert len(told) == 1
    await stage.passes(hours=1)
    await stranger.starts(code)
    assert "曹淼老师" in stranger.last


async def test_three_hundred_forged_codes_let_nobody_in_and_ring_once(stage: Stage) -> None:
    stranger = stage["陌生人"]
    await stranger.starts()
    card = stranger.card["message_id"]
    for nth in range(300):
        stranger.phone.press(card, f"me:{nth:010d}")
    await come_in(stage)
    await stage.service.drain()
    assert len(stranger.messages) <= ANSWERS_AN_HOUR
    assert sum("邀请码" in text_of(one) for one in stage["管理员"].messages) == 1


async def test_wrong_codes_of_last_month_are_not_counted_today(stage: Stage) -> None:
    stranger = stage["陌生人"]
    for _ in range(4):
        await stranger.starts("AAAAAAAAAA")
    await stage.passes(hours=2)
    for _ in range(2):
        await stranger.starts("AAAAAAAAAA")
    assert "不对" in stranger.last


def added(stage: Stage, by: Actor | None, old: str = "left", new: str = "member") -> dict[str, Any]:
    """Somebody has done something with the bot in a group."""
    if GROUP not in stage.telegram.chats:
        stage.telegram.add_group(GROUP, "三年级组", [], privacy=False)
    chat = stage.telegram.chats[GROUP]
    user = by.phone.user if by else {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    chat.members.add(by.phone.user_id if by else 1087968824)
    stage.telegram.membership(chat, user, old, new)
    return chat.info


@pytest.mark.parametrize(("name", "stays"), [("管理员", True), ("王芳", False), ("陌生人", False)])
async def test_only_an_administrator_asks_the_bot_into_a_group(
    stage: Stage, name: str, stays: bool
) -> None:
    added(stage, stage[name])
    await stage.settles(stage[name])
    assert stage.telegram.chats[GROUP].left is not stays
    assert stage["王芳"].sees("三年级组") is (name == "王芳")
    stage[name].phone.text("/repair", chat=GROUP)
    await stage.settles(stage[name])
    answered = any(one["from"]["is_bot"] for one in stage.telegram.chats[GROUP].messages)
    assert answered is stays


async def test_who_hides_behind_the_group_has_not_asked_for_the_bot(stage: Stage) -> None:
    added(stage, None)
    await stage.settles(stage["王芳"])
    assert stage.telegram.chats[GROUP].left


async def test_a_group_that_is_changed_by_its_people_is_not_left(stage: Stage) -> None:
    added(stage, stage["管理员"])
    added(stage, stage["王芳"], "member", "administrator")
    await stage.settles(stage["王芳"])
    assert not stage.telegram.chats[GROUP].left


@pytest.mark.parametrize("user_id", [*sorted(NOBODY), A_BOT])
async def test_accounts_behind_which_anybody_stands_do_not_pass_the_gate(
    stage: Stage, user_id: int
) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="王芳").one().telegram_id = user_id
    phone = stage.telegram.add(user_id, "Telegram")
    phone.user["is_bot"] = user_id == A_BOT
    phone.text("A301灯不亮")
    await stage.settles(stage["王芳"])
    assert rows_of(stage, (Repair, Outbound)) == [0, 0]
    with stage.service.runtime.reading() as session:
        assert session.query(Inbound).one().state == In.DONE
