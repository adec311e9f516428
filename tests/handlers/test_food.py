"""Something is wrong with the food: to the canteen and the vice-principal, and never a repair."""

from __future__ import annotations

import pytest
from cast import Stage, buttons_of, picture, text_of
from drafting import reports

from models.complaints import FoodComplaint
from models.repairs import Repair


async def complains(stage: Stage) -> None:
    """王芳 finds a worm in the rice, and says so."""
    await stage["王芳"].sends("饭里有虫子")
    await stage["王芳"].presses("提交")


async def test_it_goes_to_the_canteen_and_the_vice_principal_and_is_answered(stage: Stage) -> None:
    wang, canteen, vice = stage["王芳"], stage["蒋丽萍"], stage["许文慧"]
    await complains(stage)
    for who in (canteen, vice):
        assert "饭里有虫子" in who.last
        assert "受理" in who.buttons
    await canteen.presses("受理")
    assert "蒋老师已受理" in wang.last
    await canteen.presses("答复")
    await canteen.sends("是米虫，这批米已停用，供应商已通知")
    assert "这批米已停用" in wang.last
    assert "这批米已停用" in vice.last
    assert buttons_of(canteen.messages[-1]) == []
    await wang.sends("/my")
    assert "SP-260916-01" in wang.last


async def test_what_to_keep_is_said_before_anything_is_filed(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.shows(picture(), "饭里有虫子")
    assert "饭菜和包装先留着别倒" in wang.last
    assert "蒋老师、许校长" in wang.last
    assert stage["蒋丽萍"].messages == []


@pytest.mark.parametrize(
    "said", ["菜里有蟑螂", "汤里有碎玻璃", "食堂的饭菜馊了", "a fly in my lunch"]
)
async def test_a_thing_in_the_food_is_no_repair(stage: Stage, said: str) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends(said)
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        assert session.query(FoodComplaint).one().text == said
        assert session.query(Repair).count() == 0
        assert [one.text for one in reports(session) if one.kind == "draft"] == ["A301灯不亮"]


async def test_nobody_takes_it_up_and_both_are_told_again(stage: Stage) -> None:
    await complains(stage)
    before = len(stage["蒋丽萍"].messages)
    await stage.passes(days=2)
    for name in ("蒋丽萍", "许文慧"):
        told = [text_of(one) for one in stage[name].messages]
        assert any("还没人受理" in text for text in told), name
    assert len(stage["蒋丽萍"].messages) > before + 1


async def test_in_english_too(stage: Stage) -> None:
    emily = stage["Emily Carter"]
    await emily.sends("there is a worm in the rice")
    assert "Keep the food and its packaging" in emily.last
    await emily.presses("Submit")
    await stage["许文慧"].presses("受理")
    assert "is looking into it" in emily.last
