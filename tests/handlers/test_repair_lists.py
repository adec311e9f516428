"""What the menu and the lists say is what there is."""

from __future__ import annotations

import re

import drafting
from cast import Stage, buttons_of, text_of

from models.act import Act
from models.people.person import Person
from models.places import Place
from models.school import School
from models.tickets import work


def hand_out(stage: Stage, count: int) -> None:
    """So many repairs in the hand of 陈大勇, each in a room of its own."""
    with stage.service.runtime.writing() as session:
        school = School(session, stage.service.runtime.zone)
        wang, chen = (
            session.query(Person).filter_by(name=name).one() for name in ("王芳", "陈大勇")
        )
        rooms = session.query(Place).filter_by(kind="room").order_by(Place.id).limit(count)
        for place in rooms:
            act = Act(wang, stage.now(), school)
            draft = drafting.start(act, "灯不亮", place)
            session.flush()
            ticket = drafting.file(draft, act)
            work.accept(ticket, Act(chen, stage.now(), school))


async def test_a_morning_list_of_twenty_shows_twenty(stage: Stage) -> None:
    chen = stage["陈大勇"]
    hand_out(stage, 20)
    await stage.passes(hours=23)
    seen, buttons = set(), set()
    assert "今天的活（20 件" in chen.last
    listed = chen.messages[-1]["message_id"]
    for _ in range(2):
        page = next(one for one in chen.messages if one["message_id"] == listed)
        assert len(text_of(page)) < 4096
        assert "今天的活（20 件" in text_of(page)
        seen |= set(re.findall(r"BX-\d+-\d+", text_of(page)))
        buttons |= {one["callback_data"] for one in buttons_of(page) if one["text"] not in "‹›"}
        if any(one["text"] == "›" for one in buttons_of(page)):
            await chen.presses("›", on=page)
    assert len(seen) == 20
    assert len(buttons) == 20
    await chen.presses("‹")
    assert "BX-260916-16" in text_of(next(m for m in chen.messages if m["message_id"] == listed))


async def test_a_page_of_a_list_is_turned_only_by_whom_it_came_to(stage: Stage) -> None:
    chen, wang = stage["陈大勇"], stage["王芳"]
    hand_out(stage, 20)
    await stage.passes(hours=23)
    _, data = chen.finds("›")
    await wang.sends("/menu")
    for forged in (data, data.replace(data.split(":")[1], "1"), "repairs.leaf:999999:0"):
        wang.phone.press(wang.card["message_id"], forged)
        await stage.settles(wang)
        assert "这个按钮已经过时" in wang.last
        assert not wang.sees("今天的活")


async def test_my_reports_are_counted_to_the_last(stage: Stage) -> None:
    hand_out(stage, 61)
    await stage["王芳"].sends("/my")
    assert "（61 张）" in stage["王芳"].last


async def test_the_day_after_today_only_the_menu_offers_to_be_away_again(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await chen.sends("/menu")
    await chen.presses("今日不在")
    await chen.presses("孙师傅")
    await chen.sends("/menu")
    assert "我回来了" in chen.buttons
    await stage.passes(days=1)
    await chen.sends("/menu")
    assert "我回来了" not in chen.buttons
    assert "今日不在" in chen.buttons


async def test_what_rang_again_and_again_stands_on_the_card_once_with_how_often(
    stage: Stage,
) -> None:
    wang, li = stage["王芳"], stage["李国庆"]
    await wang.sends("A301插座漏电")
    await wang.presses("会")
    await stage.passes(hours=5, minutes=5)
    told = [
        "9月16日 13:15 逾期未修好，已告诉总务",
        "9月16日 14:00 逾期未接单，已提醒（20 次）",
        "9月16日 14:00 紧急报修逾期上报（3 次）",
    ]
    card = text_of(li.card).split("\n")
    assert sorted(line for line in card if "逾期" in line and line[:2] == "9月") == sorted(told)
    assert text_of(li.card).startswith(
        "🚨 紧急 ⚠️ 已逾期 4 小时：还没人接单，9月16日 09:00 起没有动静"
    )
    for page in ("经过", "返回", "派单", "孙师傅"):
        await li.presses(page, on=li.card)
    await stage["孙福来"].presses("接单")
    await li.presses("经过", on=li.card)
    log = text_of(li.card).split("\n")
    assert sorted(line for line in log if "逾期" in line and line[:2] == "9月") == sorted(told)
    heard = len(li.messages)
    await stage.passes(hours=2)
    assert len(li.messages) == heard
