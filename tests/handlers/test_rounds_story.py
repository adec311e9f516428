"""Rounds at the phone: a quiet one, one with a problem, one with numbers, one for two."""

from __future__ import annotations

from datetime import datetime

from cast import Stage, picture
from conftest import SHANGHAI
from sqlalchemy import select
from walking import asks, rounds_of

from models.places import Place
from models.repairs import Repair
from models.rounds.answers import Proof, Result
from models.rounds.round import Round, State


def at(hour: int, minute: int = 0, day: int = 16) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


def only(stage: Stage, code: str) -> Round:
    """The first round of this list, with its answers."""
    with stage.service.runtime.reading() as session:
        found = rounds_of(session, code)[0]
        _ = found.answers, found.edition, found.events, found.done_by
        return found


async def test_a_quiet_round_is_one_message_and_one_press(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader = stage["何志明"]
    await stage.comes(at(10))
    sent = len(leader.messages)
    assert "📋 带班领导·课间 9月16日 10:00" in leader.last
    assert "已查 0/8" in leader.last
    await leader.presses("其余全部正常")
    assert len(leader.messages) == sent
    assert "✔️ 已查完：何主任 9月16日 10:00" in leader.last
    assert only(stage, "C06b").state == State.DONE
    await stage.comes(at(11, 10))
    assert len(leader.messages) == sent


async def test_a_problem_becomes_a_repair_with_photo_place_and_finder(stage: Stage) -> None:
    await asks(stage, "C01")
    li, chen = stage["李国庆"], stage["陈大勇"]
    await stage.comes(at(8, 30, day=17))
    await li.presses("7 ")
    await li.presses("异常")
    assert "写一句哪里不对，再拍一张" in li.last
    await li.shows(picture("blue"), "A302水龙头漏水")
    assert chen.sees("水龙头漏水")
    with stage.service.runtime.reading() as session:
        repair = session.scalars(select(Repair)).unique().one()
        assert (repair.text, repair.place and repair.place.code) == ("A302水龙头漏水", "A302")
        assert len(repair.photos) == 1
        assert repair.reporter.name == "李国庆"
    assert li.sees(repair.number or "?")
    assert f"⚠️ 7. 卫生间、洗手池无漏水堵塞：A302水龙头漏水 {repair.number}" in li.last
    found = only(stage, "C01")
    noted = found.answer_of("C01-07")
    assert noted is not None
    assert (noted.result, noted.proof) == (Result.PROBLEM, Proof.PHOTO)


async def test_a_place_that_is_missing_is_asked_and_the_round_comes_back(stage: Stage) -> None:
    await asks(stage, "C01")
    li = stage["李国庆"]
    await stage.comes(at(8, 30, day=17))
    await li.presses("7 ")
    await li.presses("异常")
    await li.sends("水龙头漏水")
    assert "请拍一张异常的照片" in li.last
    await li.presses("现场不便拍")
    await li.sends("A302")
    await li.presses("提交")
    assert "📋 每日校园巡视" in li.last
    assert "⚠️ 7. 卫生间、洗手池无漏水堵塞：水龙头漏水 BX-260917-01" in li.last


async def test_numbers_are_asked_first_and_one_outside_its_limit_is_a_problem(stage: Stage) -> None:
    await asks(stage, "C07")
    manager = stage["蒋丽萍"]
    await stage.comes(at(10, 30))
    await manager.presses("其余全部正常")
    assert "请按顺序输入 2 个数" in manager.last
    await manager.shows(picture("green"))
    assert "这里还要一个数字" in manager.last
    await manager.sends("８")
    assert "这里要 2 个数，您写了 1 个" in manager.last
    await manager.sends("8 8")
    assert "中心温度" in manager.last
    assert "≥70 ℃" in manager.last
    await manager.sends("６５度5")
    found = only(stage, "C07")
    noted = found.answer_of("C07-07")
    assert noted is not None
    assert (noted.result, noted.words) == (Result.PROBLEM, "65.5 ℃（应≥70 ℃）")


async def test_two_share_a_round_and_see_each_others_ticks(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader, vice = stage["何志明"], stage["许文慧"]
    await stage.comes(at(10))
    await leader.presses("一起查")
    await leader.presses("★ 许文慧")
    assert "👥 何主任请您一起查" in vice.last
    await vice.presses("3 ")
    await vice.presses("正常")
    assert "已查 1/8" in leader.last
    await leader.presses("其余全部正常")
    assert "✔️ 已查完：何主任" in vice.last


async def test_what_was_begun_goes_on_and_what_is_left_is_named(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader = stage["何志明"]
    await stage.comes(at(10))
    await leader.presses("1 ")
    await leader.presses("正常")
    await leader.sends("/check")
    assert "已查 1/8" in leader.last
    await leader.presses("先交，其余记未查")
    found = only(stage, "C06b")
    assert len(found.not_looked_at()) == 7
    assert "⛔ 未查：操场与体育课看护" in leader.last
    assert "正常" not in leader.last.split("✔️")[1]


async def test_a_label_ticks_its_place_on_a_round_and_else_opens_a_report(
    stage: Stage,
) -> None:
    await asks(stage, "C22")
    gate, wang = stage["门卫室手机"], stage["王芳"]
    await stage.comes(at(12, 30))
    with stage.service.runtime.reading() as session:
        query = select(Place).where(Place.zh.contains("器材室"))
        code = session.scalars(query).unique().first().code  # type: ignore[union-attr]
    await gate.starts(f"p_{code}")
    assert gate.sees("已勾 体育器材室")
    assert "已查 1/11" in gate.last
    await wang.starts(f"p_{code}")
    assert "📍" in wang.last
    assert "取消" in wang.buttons


async def test_a_report_is_no_number_and_a_round_that_has_ended_asks_for_nothing(
    stage: Stage,
) -> None:
    await asks(stage, "C07")
    manager = stage["蒋丽萍"]
    await stage.comes(at(10, 30))
    await manager.presses("其余全部正常")
    await manager.sends("A302灯不亮")
    assert "提交" in manager.buttons
    await manager.sends("/check")
    await manager.presses("其余全部正常")
    await stage.comes(at(10, 31, day=17))
    await manager.sends("操场的水龙头一直流水")
    assert "提交" in manager.buttons
    assert only(stage, "C07").answers == []
