"""What people say around a report: thanks, questions, what is done, who is on the way."""

from __future__ import annotations

import pytest
from sample_school import places

from models.language import gist_of, is_coming, is_done, is_dropped, is_follow_up, is_small_talk


@pytest.mark.parametrize(
    "said",
    [
        "收到",
        "谢谢",
        "在吗",
        "好的",
        "OK",
        "thanks",
        "嗯嗯",
        "👍",
        "收到，谢谢陈师傅！",
        "好的好的",
        "ok thank you 🙏",
    ],
)
def test_small_talk_is_no_report(said: str) -> None:
    assert is_small_talk(said)


@pytest.mark.parametrize(
    "said", ["灯不亮", "好的椅子坏了", "在吗，A301灯坏了", "light", "谢谢，还是漏"]
)
def test_a_report_is_no_small_talk(said: str) -> None:
    assert not is_small_talk(said)


@pytest.mark.parametrize(
    "said",
    [
        "还是漏",
        "什么时候来",
        "还没修好",
        "怎么还没来",
        "师傅什么时候能来修啊",
        "又漏了",
        "修好了吗",
        "催一下",
        "still leaking",
        "When will someone come?",
        "any update?",
    ],
)
def test_a_question_about_an_older_report_is_known_as_one(said: str) -> None:
    assert is_follow_up(said)


@pytest.mark.parametrize("said", ["三楼男厕漏水", "A301 灯不亮", "light is broken", "门锁坏了"])
def test_a_new_report_is_no_question_about_an_older_one(said: str) -> None:
    assert not is_follow_up(said)


@pytest.mark.parametrize(
    "said", ["修好了", "男厕修好了", "换好了，谢谢", "灯管换好了", "fixed", "It is repaired now"]
)
def test_a_repair_that_is_done_is_known_as_done(said: str) -> None:
    assert is_done(said)


@pytest.mark.parametrize(
    "said",
    [
        "没修好",
        "修好了吗",
        "修好没",
        "修好了又坏了",
        "什么时候能修好",
        "not fixed",
        "can it be fixed?",
    ],
)
def test_a_repair_that_is_not_done_is_not_taken_for_done(said: str) -> None:
    assert not is_done(said)


@pytest.mark.parametrize(
    "said", ["不用修了", "不用来了，自己好了", "没事了，不用修了", "never mind"]
)
def test_a_repair_that_is_not_wanted_is_known(said: str) -> None:
    assert is_dropped(said)


@pytest.mark.parametrize(
    "said",
    [
        "灯不亮",
        "开关不用力按就不亮",
        "水龙头不用的时候也漏",
        "不用修了吗",
        "男厕的不用修了，可是女厕的水龙头从昨天起一直在漏水，地上全是水",
    ],
)
def test_a_fault_is_not_taken_for_a_repair_not_wanted(said: str) -> None:
    assert not is_dropped(said)


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("三楼男厕漏水", "漏水"),
        ("王老师好，麻烦看一下三2班的灯，有两根不亮", "灯"),
        ("A301 门没修好", "门没修好"),
        ("操场篮球架松动", "篮球架松动"),
        ("没有漏电，就是灯不亮", "就是灯不亮"),
        ("三楼男厕", "三楼男厕"),
        ("room 302 light is broken", "light is broken"),
        ("The light in room 302 is broken", "light is broken"),
        (
            "The tap in the boys' toilet on the third floor of Building A is leaking",
            "tap is leaking",
        ),
        ("Projector in Building B room 201 does not turn on", "Projector does not turn on"),
        (
            "There is water on the floor of the corridor on the second floor",
            "There is water on the floor",
        ),
    ],
)
def test_the_first_line_of_a_card_says_what_is_wrong(said: str, short: str) -> None:
    assert gist_of(said, places().read(said)) == short


@pytest.mark.parametrize(
    "said", ["我去修", "马上到", "好的，我这就过去看看", "在路上", "On my way"]
)
def test_a_fixer_who_is_coming_is_known(said: str) -> None:
    assert is_coming(said)


@pytest.mark.parametrize("said", ["来水了吗", "过去看灯坏了", "我去不了", "好的", "A301灯不亮"])
def test_a_report_is_not_taken_for_somebody_who_is_coming(said: str) -> None:
    assert not is_coming(said)
