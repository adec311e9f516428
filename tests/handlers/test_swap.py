"""换班 on the phones: one is asked or all who could, the office hears, nobody takes it twice."""

from __future__ import annotations

from datetime import datetime

from cast import Actor, Stage
from office import SHANGHAI

from models.duty.roster import Roster


def at(day: int, hour: int) -> datetime:
    """A moment of September 2026; the stage begins on Wednesday the 16th at nine."""
    return datetime(2026, 9, day, hour, tzinfo=SHANGHAI)


async def asks(stage: Stage, whom: str) -> Actor:
    """Mr Huang cannot come on Friday the 25th, and asks."""
    huang = stage["黄睿"]
    await huang.sends("/swap")
    await huang.presses("9月18日 周五 护学岗")
    assert "本学期已值几次" in huang.last
    await huang.presses(whom)
    return huang


async def test_one_is_asked_says_yes_and_the_office_is_told(stage: Stage) -> None:
    huang = await asks(stage, "王老师（")
    wang, li = stage["王芳"], stage["李国庆"]
    assert "黄老师想请您代一班" in wang.last
    assert "等王老师答复" in huang.last
    await wang.presses("我来值")
    assert "王老师接了这一班" in huang.last
    assert "王老师接了这一班" in li.last
    with stage.service.runtime.reading() as session:
        (holder,) = Roster.of(session).holders("D03", at(18, 9).date())
    await stage["刘玥"].sends("/duty")
    assert "周五 王老师" in stage["刘玥"].last
    assert holder


async def test_all_who_could_are_asked_and_the_second_is_told_who_was_first(stage: Stage) -> None:
    await asks(stage, "都问")
    wang, liu = stage["王芳"], stage["刘玥"]
    assert "想请您代一班" in liu.last
    await wang.presses("我来值")
    assert "由王老师值" in liu.last


async def test_nobody_answers_and_it_is_asked_again_and_goes_up_the_day_before(
    stage: Stage,
) -> None:
    huang = await asks(stage, "王老师（")
    wang, li = stage["王芳"], stage["李国庆"]
    heard = len(wang.messages)
    await stage.comes(at(17, 8))
    assert "明天这一班还没人接" in wang.last
    assert "明天这一班还没人接" in li.last
    assert len(wang.messages) > heard
    await wang.presses("不方便")
    assert "问过的人都来不了" in huang.last
    await stage.comes(at(17, 20))
    assert "还没人接" in huang.last


async def test_a_shift_that_is_not_ones_own_is_not_offered(stage: Stage) -> None:
    await stage["Emily Carter"].sends("/swap")
    assert "no duty in the next two weeks" in stage["Emily Carter"].last
