"""Played in a process of its own (`test_a_new_feature.py`): the toy's table is in no migration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cast import Stage, picture
from drafting import reports

import handlers
from bot import i18n
from bot.feature import Features
from models.base import Base
from models.repairs import Repair
from toy.handlers.lost_property import FEATURE
from toy.models.lost_property import LostItem

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def lost_property(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The one line that brings the feature in; its sentences lie where all features' lie."""
    folder = tmp_path / "features"
    folder.mkdir()
    for one in (*i18n.FEATURES.iterdir(), HERE / "handlers" / "lost_property"):
        if one.is_dir():
            (folder / one.name).symlink_to(one)
    monkeypatch.setattr(i18n, "FEATURES", folder)
    monkeypatch.setattr(handlers, "FEATURES", Features((*handlers.FEATURES.every, FEATURE)))
    i18n.catalogue.cache_clear()
    yield
    i18n.catalogue.cache_clear()


@pytest.fixture
def school(stage: Stage) -> Stage:
    """The sample school, with the table of the new feature."""
    Base.metadata.create_all(stage.service.engine)
    return stage


def item(stage: Stage) -> LostItem:
    """The one thing that was found."""
    with stage.service.runtime.reading() as session:
        return session.query(LostItem).one()


def item_events(stage: Stage) -> list[str]:
    """What happened to it."""
    with stage.service.runtime.reading() as session:
        return [event.kind for event in session.query(LostItem).one().events]


async def test_a_sentence_becomes_a_card_that_the_office_closes(school: Stage) -> None:
    wang, li = school["王芳"], school["李国庆"]
    await wang.sends("操场捡到一件校服")
    assert "操场" in wang.last
    await wang.presses("提交")
    assert item(school).number == "SW-260916-01"
    assert "🔔 王老师拾到东西" in li.last
    await li.presses("已归还")
    assert item(school).state == "returned"
    assert "已归还失主，谢谢您" in wang.last


async def test_the_command_asks_and_a_photo_goes_along(school: Stage) -> None:
    wang = school["王芳"]
    await wang.sends("/lost")
    assert "拾到了什么" in wang.last
    await wang.shows(picture(), "A301一件校服")
    await wang.presses("提交")
    with school.service.runtime.reading() as session:
        assert len(session.query(LostItem).one().photos) == 1


async def test_nobody_comes_for_a_week_and_the_office_is_reminded(school: Stage) -> None:
    wang, li = school["王芳"], school["李国庆"]
    await wang.sends("操场捡到一件校服")
    await wang.presses("提交")
    await school.passes(days=8)
    assert li.sees("一周没人来领")


async def test_it_stands_in_my_list_and_is_found(school: Stage) -> None:
    wang = school["王芳"]
    await wang.sends("操场捡到一件校服")
    await wang.presses("提交")
    for asked in ("/my", "/find 校服"):
        await wang.sends(asked)
        assert "SW-260916-01" in wang.last


async def test_a_sentence_that_may_be_two_things_is_asked_about(school: Stage) -> None:
    wang = school["王芳"]
    await wang.sends("A301的灯坏了，还捡到一把钥匙")
    assert {"报修", "拾到东西"} <= set(wang.buttons)
    await wang.presses("拾到东西")
    await wang.presses("提交")
    assert item(school).text == "A301的灯坏了，还捡到一把钥匙"
    with school.service.runtime.reading() as session:
        assert reports(session).count() == 1


async def test_a_repair_told_while_a_found_thing_is_open_is_a_repair(school: Stage) -> None:
    wang = school["王芳"]
    await wang.sends("操场捡到一件校服")
    await wang.sends("A302灯不亮")
    await wang.presses("提交")
    with school.service.runtime.reading() as session:
        assert session.query(Repair).one().text == "A302灯不亮"
        assert session.query(LostItem).count() == 0


async def test_somebody_with_an_open_repair_finds_something(school: Stage) -> None:
    wang = school["王芳"]
    await wang.sends("A302灯不亮")
    await wang.presses("提交")
    await wang.sends("捡到一件校服")
    await wang.sends("操场")
    await wang.presses("提交")
    assert item(school).text == "捡到一件校服"


async def test_each_of_two_questions_keeps_its_own_words(school: Stage) -> None:
    wang = school["王芳"]
    await wang.sends("那个东西怎么办")
    first = wang.finds("拾到东西")
    await wang.sends("明天行不行")
    wang.phone.press(*first)
    await school.settles(wang)
    assert "那个东西怎么办" in wang.last
    assert "明天行不行" not in wang.last


async def test_a_reply_to_a_card_of_any_kind_is_a_comment_on_its_case(school: Stage) -> None:
    wang, li = school["王芳"], school["李国庆"]
    await wang.sends("操场捡到一件校服")
    await wang.presses("提交")
    await wang.sends("袖口有名字", reply_to=wang.messages[-1]["message_id"])
    assert "💬 王老师：袖口有名字" in li.last
    assert item_events(school)[-1] == "comment"


async def test_two_who_press_at_once_return_it_once(school: Stage) -> None:
    wang, li = school["王芳"], school["李国庆"]
    await wang.sends("操场捡到一件校服")
    await wang.presses("提交")
    message, data = li.finds("已归还")
    await li.presses("已归还")
    li.phone.press(message, data)
    await school.settles(li)
    assert li.sees("刚才已经有变化了")
