"""Duty on the phones: who is there, who is reminded, a roster that is looked through in time."""

from __future__ import annotations

from datetime import datetime

from cast import Stage
from office import SHANGHAI

from models.duty.roster import RosterChange
from models.people.person import Person


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of September 2026; the stage begins on Wednesday the 16th at nine."""
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


async def test_who_is_on_duty_now_today_and_this_week_with_the_number(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="何志明").one().phone = "13800001111"
    wang = stage["王芳"]
    await wang.sends("/duty")
    now, _, later = wang.last.partition("今天还有")
    assert "带班领导：何主任 13800001111　07:15–18:30" in now
    assert "门卫早班" in now
    assert "门卫夜班" in later
    assert "周四 罗老师" in later
    assert "紧急事件" in str(wang.buttons)
    assert "预查" not in str(wang.buttons)


async def test_the_evening_before_the_start_and_i_am_there(stage: Stage) -> None:
    luo = stage["罗彦"]
    await stage.comes(at(16, 18, 0))
    assert "明天（9月17日 周四）您值班：带班领导 07:15–18:30" in luo.last
    await stage.comes(at(17, 7, 5))
    assert "您的值班马上开始：带班领导" in luo.last
    await luo.presses("我已到岗")
    assert "✅ 07:05 已到岗" in luo.last
    heard = len(luo.messages)
    await stage.comes(at(17, 7, 14))
    assert len(luo.messages) == heard
    await stage["王芳"].sends("/duty")
    assert "罗老师 ✓07:05到岗" in stage["王芳"].last


async def test_who_has_not_come_is_asked_once_more_and_then_somebody_else_can_be_sent(
    stage: Stage,
) -> None:
    luo, xu = stage["罗彦"], stage["许文慧"]
    await stage.comes(at(17, 7, 26))
    assert luo.sees("您还没按【我已到岗】")
    await stage.comes(at(17, 7, 36))
    told = [one["text"] for one in xu.messages if "还没人到岗" in one.get("text", "")]
    assert "带班领导" in told[0]
    assert "罗老师" in told[0]


async def test_on_friday_the_office_hears_what_is_wrong_with_two_weeks_and_cures_it(
    stage: Stage,
) -> None:
    li = stage["李国庆"]
    await stage.comes(at(18, 15, 0))
    assert "值班表预查" in li.last
    assert "董老师还没加入" in li.last
    await li.presses("换人：9月24日 行政值班")
    assert "本学期已值几次" in li.last
    await li.presses("郭老师（")
    assert "已排郭老师" in "".join(one.get("text", "") for one in li.messages[-2:])
    assert "排您 9月24日 周四 值班：行政值班" in stage["郭翀"].last
    with stage.service.runtime.reading() as session:
        change = session.query(RosterChange).one()
        assert (change.post_code, f"{change.day}") == ("D02", "2026-09-24")
