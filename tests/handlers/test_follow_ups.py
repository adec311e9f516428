"""What people say about a report without replying to its card; nothing said is lost."""

from __future__ import annotations

from typing import Any

from cast import Stage, buttons_of, only_ticket, picture, text_of
from drafting import reports

from models.cases.case import Case
from models.cases.draft import DraftState
from models.repairs import Repair
from models.tickets import State

LEAK = "教学楼A三楼男厕漏水"


async def filed(stage: Stage, text: str = LEAK) -> None:
    """王芳 files a report."""
    await stage["王芳"].sends(text)
    await stage["王芳"].presses("提交")


def report(stage: Stage) -> Repair:
    """The one report that was filed; what belongs to no report any more lies beside it."""
    with stage.service.runtime.reading() as session:
        found: Repair = reports(session).filter(Case.number.is_not(None)).one()
        return found


def drafts(stage: Stage) -> list[str]:
    """The words of all that is not filed."""
    with stage.service.runtime.reading() as session:
        found = reports(session).filter_by(state=DraftState.DRAFT).order_by(Case.id)
        return [ticket.text for ticket in found]


def events(stage: Stage, kind: str) -> list[Any]:
    """What was written on the filed report: the words, and how many photos."""
    with stage.service.runtime.reading() as session:
        one = reports(session).filter(Case.number.is_not(None)).one()
        return [
            (event.data.get("words"), len(event.photos))
            for event in one.events
            if event.kind == kind
        ]


async def asked(stage: Stage) -> None:
    """李国庆 asks 王芳 for one thing more."""
    await filed(stage)
    li = stage["李国庆"]
    await li.presses("更多")
    await li.presses("请补充")
    await li.sends("哪个龙头？")


async def test_words_typed_while_an_answer_is_waited_for_are_the_answer(stage: Stage) -> None:
    await asked(stage)
    await stage["王芳"].sends("靠窗那个水龙头")
    assert events(stage, "answered") == [("靠窗那个水龙头", 0)]
    assert drafts(stage) == []
    assert stage["李国庆"].sees("靠窗那个水龙头")


async def test_thanks_is_no_answer_and_a_yes_is_one(stage: Stage) -> None:
    await asked(stage)
    await stage["王芳"].sends("谢谢")
    assert events(stage, "answered") == []
    await stage["王芳"].sends("是的")
    assert events(stage, "answered") == [("是的", 0)]


async def test_another_fault_while_an_answer_is_waited_for_is_asked_about(stage: Stage) -> None:
    wang = stage["王芳"]
    await asked(stage)
    await wang.sends("A301灯不亮")
    assert "另报一件" in wang.buttons
    await wang.presses("另报一件")
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        filed_ones = reports(session).filter(Case.number.is_not(None))
        assert [one.text for one in filed_ones.order_by(Case.number)] == [LEAK, "A301灯不亮"]


async def test_a_photo_while_an_answer_is_waited_for_can_be_the_answer(stage: Stage) -> None:
    wang = stage["王芳"]
    await asked(stage)
    await wang.shows(picture())
    await wang.presses("补充：")
    assert events(stage, "answered") == [("", 1)]


async def test_two_lines_about_one_report_go_there_together(stage: Stage) -> None:
    wang = stage["王芳"]
    await filed(stage)
    await wang.sends("还是漏")
    first = wang.card
    await wang.sends("什么时候来")
    assert "还是漏\n什么时候来" in wang.last
    await wang.presses("补充：", on=first)
    assert events(stage, "comment") == [("还是漏\n什么时候来", 0)]
    assert buttons_of(wang.now(first)) == []
    await wang.presses("补充：", on=wang.messages[-2])
    assert len(events(stage, "comment")) == 1
    assert drafts(stage) == []


async def test_a_photo_of_it_is_asked_about_and_goes_there_with_its_words(stage: Stage) -> None:
    wang = stage["王芳"]
    await filed(stage)
    await wang.shows(picture(), "还在漏")
    assert "另报一件" in wang.buttons
    await wang.presses("补充：")
    assert events(stage, "comment") == [("还在漏", 1)]
    assert any("photo" in message for message in stage["李国庆"].messages)


async def test_words_held_for_an_old_question_can_still_be_a_report(stage: Stage) -> None:
    wang = stage["王芳"]
    await filed(stage)
    await wang.sends("还是不亮")
    question = wang.card
    await wang.sends("A301灯不亮")
    assert "301教室" in wang.last
    await wang.presses("另报一件", on=question)
    assert drafts(stage) == ["还是不亮", "A301灯不亮"]


async def test_no_longer_wanted_brings_the_card_with_its_button(stage: Stage) -> None:
    wang = stage["王芳"]
    await filed(stage)
    await wang.sends("不用修了")
    assert drafts(stage) == []
    assert "撤销" in [button["text"] for button in buttons_of(wang.messages[-1])]


async def test_a_fixer_who_says_it_is_done_is_asked_which_and_for_the_picture(
    stage: Stage,
) -> None:
    chen = stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.sends("修好了")
    await chen.presses("完成：")
    await chen.shows(picture())
    assert report(stage).state == State.DONE
    assert drafts(stage) == []


async def test_a_photo_that_says_it_is_done_finishes_the_chosen_report(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage)
    await stage["李国庆"].presses("派单")
    await stage["李国庆"].presses("陈师傅")
    await chen.shows(picture(), "男厕修好了")
    await chen.presses("完成：")
    assert report(stage).state == State.DONE
    assert events(stage, "finished") == [(None, 1)]
    assert "请按【验收】" in text_of(stage["王芳"].card)


async def test_the_reporter_who_says_it_is_repaired_gets_the_card_to_sign(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await wang.sends("修好了")
    assert "已经修好了" in wang.buttons
    await chen.presses("完成")
    await chen.presses("没带手机")
    await wang.sends("已经修好了，谢谢")
    await wang.presses("验收", on=wang.messages[-1])
    assert report(stage).state == State.SIGNED


async def test_thanks_does_not_go_into_the_open_draft(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    for line in ("谢谢", "收到", "thanks"):
        await wang.sends(line)
    await wang.presses("提交")
    assert only_ticket(stage).text == "A301灯不亮"


async def test_each_greeting_has_its_own_answer(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("在吗")
    assert wang.last.startswith("在的")
    await wang.sends("您好")
    assert wang.last.startswith("在的")
    await wang.sends("谢谢师傅")
    assert wang.last == "不客气。"
    await wang.sends("收到")
    assert wang.last.startswith("好的")


async def test_received_is_told_which_button_waits(stage: Stage) -> None:
    wang, chen, li = stage["王芳"], stage["陈大勇"], stage["李国庆"]
    await wang.sends(LEAK)
    await wang.sends("收到")
    assert "请按【提交】" in wang.last
    await wang.presses("提交")
    await li.presses("派单")
    await li.presses("陈师傅")
    await chen.sends("收到")
    assert chen.sees("能去请在下面的报修单上按【接单】")
    await chen.presses("接单", on=chen.messages[-1])
    assert report(stage).state == State.WORKING


async def test_a_fixer_on_his_way_gets_the_card_with_its_button(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage)
    await chen.sends("我去修")
    assert drafts(stage) == []
    await chen.presses("接单", on=chen.messages[-1])
    assert report(stage).state == State.WORKING


async def test_words_that_name_nothing_may_belong_to_what_is_open(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.sends("下午带梯子来")
    await chen.presses("补充：")
    assert events(stage, "comment") == [("下午带梯子来", 0)]
    assert stage["王芳"].sees("下午带梯子来")


async def test_a_photo_without_words_from_the_fixer_is_the_result(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.shows(picture())
    await chen.presses("完成：")
    assert events(stage, "finished") == [(None, 1)]
    await chen.shows(picture("blue"))
    await chen.presses("补充：")
    assert events(stage, "comment") == [("", 1)]
    assert stage["王芳"].sees("陈师傅发来照片")


async def test_a_photo_after_repair_was_pressed_is_a_report(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage)
    await chen.presses("接单")
    await chen.sends("/repair")
    await chen.shows(picture())
    assert "请选地点" in chen.last
