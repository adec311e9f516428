"""A reply is about what the message was about that it answers, and about nothing else."""

from __future__ import annotations

from cast import Stage, only_ticket
from sqlalchemy import select, update

from models.cases.case import Event
from models.messaging import Card, Outbound


def comments(stage: Stage) -> list[str]:
    """What stands on the timelines as a comment."""
    with stage.service.runtime.reading() as session:
        query = select(Event).filter_by(kind="comment").order_by(Event.id)
        return [event.data["words"] for event in session.scalars(query)]


async def filed(stage: Stage, text: str) -> None:
    """王芳 files a report in one sentence."""
    await stage["王芳"].sends(text)
    await stage["王芳"].presses("提交")


async def test_a_reply_to_a_list_is_no_comment_on_one_of_its_reports(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage, "A301灯不亮")
    await chen.sends("/tickets")
    await chen.sends("今天下午都去", reply_to=chen.messages[-1]["message_id"])
    assert comments(stage) == []
    assert not stage["王芳"].sees("今天下午都去")


async def test_a_reply_to_the_list_of_the_morning_is_no_comment(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage, "A301灯不亮")
    await chen.presses("接单")
    await stage.passes(hours=24)
    listed = next(one for one in chen.messages if "今天的活" in one["text"])
    await chen.sends("今天下午都去", reply_to=listed["message_id"])
    assert comments(stage) == []


async def test_what_an_administrator_answers_to_the_page_of_a_person_reaches_no_teacher(
    stage: Stage,
) -> None:
    admin = stage["管理员"]
    for room in range(1, 4):
        await filed(stage, f"A30{room}灯不亮")
    await admin.sends("/admin")
    await admin.presses("人员")
    await admin.presses("何志明")
    with stage.service.runtime.writing() as session:
        session.execute(update(Card).values(message_id=None))
    await admin.sends("这个人月底退休", reply_to=admin.messages[-1]["message_id"])
    assert comments(stage) == []
    assert not stage["王芳"].sees("月底退休")


async def test_a_reply_to_a_card_whose_number_a_crash_lost_is_still_a_comment(
    stage: Stage,
) -> None:
    chen = stage["陈大勇"]
    await filed(stage, "A301灯不亮")
    await chen.presses("接单")
    with stage.service.runtime.writing() as session:
        session.execute(update(Card).values(message_id=None))
        session.execute(update(Outbound).values(message_id=None))
    await chen.sends("要带梯子吗？", reply_to=chen.card["message_id"])
    assert comments(stage) == ["要带梯子吗？"]
    assert only_ticket(stage).state == "working"
