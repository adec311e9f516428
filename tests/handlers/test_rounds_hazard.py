"""What is wrong on a round is a hazard until it is closed out, and the round names it."""

from __future__ import annotations

from cast import Stage, picture
from test_rounds_story import at
from walking import asks


async def test_a_rounds_problem_is_followed_to_the_closed_hazard(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader, chen = stage["何志明"], stage["陈大勇"]
    await stage.comes(at(10))
    await leader.presses("3 ")
    await leader.presses("异常")
    await leader.shows(picture("blue"), "教学楼A三楼男厕的台阶开裂")
    assert "⚠️ 3. 楼顶、器材室等禁入处关闭：教学楼A三楼男厕的台阶开裂 YH-260916-01" in leader.last
    await leader.presses("其余全部正常")
    assert "异常 1 项" in leader.last
    for tap in ("一般隐患", "陈师傅", "按级别"):
        await leader.presses(tap)
    await chen.presses("整改完成")
    await chen.shows(picture("green"), "台阶已修补")
    await leader.presses("销号")
    assert leader.sees("已销号")
