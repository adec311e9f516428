"""Silence is noticed: reminded, put off, handed on, warned, 未查, 补查."""

from __future__ import annotations

from cast import Stage
from sqlalchemy import select
from test_rounds_story import at, only
from walking import asks

from models.people.person import Person
from models.rounds.round import State


async def test_silence_is_reminded_warned_and_recorded(stage: Stage) -> None:
    await asks(stage, "C07")
    manager, leader = stage["蒋丽萍"], stage["何志明"]
    await stage.comes(at(10, 30))
    quiet = len(leader.messages)
    await stage.comes(at(10, 45))
    assert "⏰ 还没查" in manager.last
    assert {"晚点查", "换人", "其余全部正常"} <= set(manager.buttons)
    assert len(leader.messages) == quiet
    await stage.comes(at(11))
    assert "将记为未查" in manager.last
    assert "将记为未查" in leader.last
    await stage.comes(at(11, 30))
    assert "🔴 到时未查" in leader.last
    assert only(stage, "C07").state == State.MISSED
    assert "正常" not in manager.last.partition("到时未查")[2].replace("全部正常", "")
    assert "未查" in manager.last


async def test_what_was_missed_is_made_up_for_and_stays_late(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader, principal = stage["何志明"], stage["周建国"]
    await stage.comes(at(11))
    assert "🔴 到时未查" in leader.last
    await leader.presses("其余全部正常")
    found = only(stage, "C06b")
    assert (found.state, found.late) == (State.DONE, True)
    assert "✔️ 补查完：何主任 9月16日 11:00（到时未查）" in leader.last
    assert not principal.sees("补查")


async def test_it_is_put_off_once_and_asked_again_then(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader = stage["何志明"]
    await stage.comes(at(10))
    await leader.presses("晚点查")
    await leader.presses("10:30")
    assert "⏳ 说好 10:30 查" in leader.last
    sent = len(leader.messages)
    await stage.comes(at(10, 29))
    assert len(leader.messages) == sent
    await stage.comes(at(10, 30))
    assert "⏰ 还没查" in leader.last
    assert "晚点查" not in leader.buttons
    await stage.comes(at(11, 29))
    assert only(stage, "C06b").state == State.OPEN
    await stage.comes(at(11, 30))
    assert only(stage, "C06b").state == State.MISSED


async def test_it_is_handed_on_and_the_one_who_gave_it_has_done_with_it(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader, vice = stage["何志明"], stage["许文慧"]
    await stage.comes(at(10))
    await leader.presses("换人")
    await leader.presses("★ 许文慧")
    assert "🔁 何主任请您来查" in vice.last
    message, data = leader.finds("现在查")
    await vice.presses("其余全部正常")
    leader.phone.press(message, data)
    await stage.settles(leader)
    assert "这一轮许校长已经在 9月16日 10:00 查完" in leader.last
    assert only(stage, "C06b").done_by is not None


async def test_an_empty_chair_is_not_asked(stage: Stage) -> None:
    await asks(stage, "C07")
    with stage.service.runtime.writing() as session:
        session.scalars(select(Person).filter_by(name="蒋丽萍")).unique().one().active = False
    await stage.comes(at(10, 30))
    assert "⚠️ 这个时段没有排班，请您查或安排人查" in stage["何志明"].last
    assert "📋" not in "".join(map(str, stage["蒋丽萍"].messages))


async def test_the_night_is_asked_on_the_phone_of_the_gatehouse(stage: Stage) -> None:
    await asks(stage, "C02b")
    gate, guard = stage["门卫室手机"], stage["钱保生"]
    await stage.comes(at(23))
    assert "📋 夜巡短表 9月16日 23:00" in gate.last
    assert guard.messages == []
    await stage.comes(at(2, day=17))
    assert "📋 夜巡短表 9月17日 02:00" in gate.last
