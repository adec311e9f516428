"""The right message on the right phone: what is the card, what only speaks of the same case."""

from __future__ import annotations

from typing import Any

import pytest
from cast import Actor, Stage, buttons_of, only_ticket, picture, text_of
from drafting import reports
from phonecards import card_of, changed, copies, filed

from bot import cards
from models.cases.case import Photo
from models.messaging import Card, Out, Outbound
from models.people.person import Person
from models.tickets import closing

NEW_PHONE = 7777


def live(stage: Stage, actor: Actor) -> list[dict[str, Any]]:
    """The messages that look like a live card of the one report."""
    number = only_ticket(stage).number
    assert number is not None
    return [message for message in copies(actor) if number in text_of(message)]


async def test_finished_without_a_picture_the_question_stays_and_the_card_goes_on(
    stage: Stage,
) -> None:
    wang, chen = stage["王芳"], await filed(stage)
    await chen.presses("完成")
    question = chen.messages[-1]
    await chen.presses("现场不便拍")
    (card,) = live(stage, chen)
    assert "待验收" in text_of(card)
    assert "完成" not in str(buttons_of(card))
    still = next(one for one in chen.messages if one["message_id"] == question["message_id"])
    assert text_of(still) == text_of(question)
    await wang.presses("验收")
    (card,) = live(stage, chen)
    assert "维修中" not in text_of(card)
    assert "已验收" in text_of(card)


async def test_finished_by_the_office_without_a_picture_the_card_goes_on(stage: Stage) -> None:
    wang, li = stage["王芳"], stage["李国庆"]
    await wang.sends("教学楼A三楼男厕漏水")
    await wang.presses("提交")
    for press in ("派单", "马师傅", "代马师傅接单", "代完成", "没带手机"):
        await li.presses(press)
    (card,) = live(stage, li)
    assert "待验收" in text_of(card)
    assert "代完成" not in str(buttons_of(card))


async def test_a_question_is_not_taken_for_a_copy_of_the_card_that_was_lost(
    stage: Stage,
) -> None:
    chen = await filed(stage)
    await chen.presses("完成")
    question = chen.messages[-1]
    with stage.service.runtime.writing() as session:
        card = card_of(stage, chen)
        session.get_one(Card, card.id).message_id = None
        row = session.get_one(Outbound, card.sending_id)
        row.message_id, row.state = None, Out.UNKNOWN
    await chen.presses("现场不便拍")
    still = next(one for one in chen.messages if one["message_id"] == question["message_id"])
    assert text_of(still) == text_of(question)


async def test_an_older_copy_that_was_noted_is_never_taken_for_the_card(stage: Stage) -> None:
    chen = await filed(stage)
    old = copies(chen)[-1]
    changed(stage, chen, moved=True)
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(telegram_id=chen.phone.user_id).one()
        cards.adopt(unit, reports(unit.session).one(), person, old["message_id"])
    assert card_of(stage, chen).message_id is None
    await stage.service.drain()
    assert card_of(stage, chen).message_id == live(stage, chen)[-1]["message_id"]


@pytest.mark.parametrize("ahead", [-1, 0, 1])
async def test_where_no_copy_can_be_lost_none_is_taken_up(stage: Stage, ahead: int) -> None:
    chen = await filed(stage)
    known = card_of(stage, chen).message_id
    assert known is not None
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(telegram_id=chen.phone.user_id).one()
        cards.adopt(unit, reports(unit.session).one(), person, known + ahead * 1000)
    assert card_of(stage, chen).message_id == known


async def test_on_a_new_phone_the_card_comes_anew_and_the_old_phone_hears_no_more(
    stage: Stage,
) -> None:
    chen, new = await filed(stage), stage["陌生人"]
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(telegram_id=chen.phone.user_id).one()
        person.telegram_id = NEW_PHONE
    heard = [text_of(message) for message in chen.messages]
    await stage["王芳"].presses("不用修了")
    assert [text_of(message) for message in chen.messages] == heard
    (card,) = live(stage, new)
    assert card_of(stage, new).message_id == card["message_id"]
    await new.presses("完成", on=card)
    assert "拍" in new.last


async def test_an_edit_that_waits_for_the_old_phone_does_not_go_there_after_a_new_one(
    stage: Stage,
) -> None:
    chen, new = await filed(stage), stage["陌生人"]
    changed(stage, chen, "log")
    heard = [text_of(message) for message in chen.messages]
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(telegram_id=chen.phone.user_id).one()
        person.telegram_id = NEW_PHONE
        unit.touch(reports(unit.session).one())
    await stage.service.drain()
    assert [text_of(message) for message in chen.messages] == heard
    assert len(live(stage, new)) == 1


async def test_a_reply_is_looked_up_in_its_own_chat(stage: Stage) -> None:
    chen = await filed(stage)
    chat, card = chen.phone.user_id, card_of(stage, chen)
    with stage.service.runtime.writing() as session:
        # In a supergroup the numbers of the messages begin anew.
        session.add(Outbound(
            chat_id=-1001, method="sendMessage", payload={}, message_id=90001,
            case_id=card.case_id, state=Out.SENT, created_at=stage.now(),
        ))  # fmt: skip
    with stage.service.runtime.unit() as unit:
        assert card.message_id is not None
        assert cards.case_behind(unit, chat, card.message_id) == card.case_id
        assert cards.case_behind(unit, chat + 1, card.message_id) is None
        assert cards.case_behind(unit, -1001, 90001) == card.case_id
        assert cards.case_behind(unit, chat, 90001) is None


@pytest.mark.parametrize(
    ("count", "albums"), [(1, [1]), (2, [2]), (10, [10]), (11, [10, 1]), (13, [10, 3])]
)
async def test_more_pictures_than_an_album_holds_come_in_several(
    stage: Stage, count: int, albums: list[int]
) -> None:
    wang, li = stage["王芳"], stage["李国庆"]
    await wang.shows(picture(), "A301灯不亮")
    with stage.service.runtime.writing() as session:
        first = session.query(Photo).one()
        for number in range(1, count):
            session.add(Photo(
                case_id=first.case_id, sender_id=first.sender_id, form="photo",
                file_id=first.file_id, unique_id=str(number), sha256=first.sha256,
                keeping=first.keeping, came_at=first.came_at,
            ))  # fmt: skip
    await wang.presses("提交")
    before = len(stage.telegram.log)
    await li.presses(f"照片({count})")
    groups: dict[str, int] = {}
    for one in stage.telegram.log[before:]:
        if "photo" in one.message:
            group = one.message.get("media_group_id") or str(one.message["message_id"])
            groups[group] = groups.get(group, 0) + 1
    assert list(groups.values()) == albums


async def test_who_joined_a_report_is_told_that_it_is_finished(stage: Stage) -> None:
    chen, liu = await filed(stage), stage["刘玥"]
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(telegram_id=liu.phone.user_id).one()
        closing.join(reports(unit.session).one(), unit.act(person))
    await stage.service.drain()
    heard = len(liu.messages)
    await chen.presses("完成")
    await chen.shows(picture("blue"))
    assert len(liu.messages) > heard
    (card,) = live(stage, liu)
    assert "待验收" in text_of(card)
    assert "我这里还没好" in str(buttons_of(card))
