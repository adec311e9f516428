"""What is no work for the office is told apart from what is, and from a worry about it."""

from __future__ import annotations

import pytest

from models.language import read_matter


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("操场上有个孩子摔倒流血了", "hurt"),
        ("会议室有老师晕倒了", "hurt"),
        ("孩子可能骨折了", "hurt"),
        ("有学生被打，头破了还流血", "hurt"),
        ("A child is bleeding in the yard", "hurt"),
        ("有人打架", "fight"),
        ("没人管，操场上打起来了", "fight"),
        ("two boys are fighting behind the gym", "fight"),
        ("有陌生人闯进来了", "intruder"),
        ("There is a stranger in the yard", "intruder"),
        ("我班上有孩子被欺负", "private"),
        ("有学生说不想活了", "private"),
        ("he says he wants to kill himself", "private"),
        ("饭里有虫子", "food"),
        ("There was a worm in the rice", "food"),
        ("今天谁值班", "duty"),
        ("Who is on duty today?", "duty"),
        ("我明天请假", "leave"),
        ("I need a day off", "leave"),
        ("有家长要来访", "visit"),
        ("A parent is coming at ten", "visit"),
    ],
)
def test_what_belongs_elsewhere_is_recognised(said: str, name: str) -> None:
    matter = read_matter(said)
    assert matter is not None
    assert matter.name == name


@pytest.mark.parametrize(
    "said",
    [
        "滑梯有毛刺，怕孩子划伤",
        "地砖翘了，容易摔伤",
        "玻璃裂了，会把手划伤",
        "灯掉下来了，没人受伤",
        "没有学生受伤",
        "钉子露出来，小心扎伤",
        "the railing is loose, somebody could get hurt",
        "nobody is hurt",
        "三楼男厕漏水",
        "值班室空调不制冷",
        "食堂冰箱不冷",
        "门卫室对讲机没声音",
        "谢谢陈师傅",
    ],
)
def test_a_worry_and_a_broken_thing_are_reports(said: str) -> None:
    assert read_matter(said) is None
