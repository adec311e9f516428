"""Once, and only once, on the phones: a refusal leaves no trace, a question knows its card."""

from __future__ import annotations

from typing import Any

import pytest
from cast import Stage, only_ticket, picture, text_of
from drafting import reports

from bot.unit_of_work import current_unit
from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.people.person import Person
from models.tickets import State, Ticket, closing, work


def done_by(stage: Stage, name: str, verb: Any, *with_: Any) -> None:
    """Somebody does something at another phone meanwhile; the phones have not heard of it yet."""
    with stage.service.runtime.unit() as unit:
        person = unit.session.query(Person).filter_by(name=name).one()
        verb(reports(unit.session).one(), unit.act(person), *with_)


async def filed(stage: Stage) -> None:
    """王芳 reports a lamp."""
    await stage["王芳"].sends("A301灯不亮")
    await stage["王芳"].presses("提交")


async def test_a_question_that_was_open_while_the_report_went_on_does_nothing(
    stage: Stage,
) -> None:
    await filed(stage)
    li = stage["李国庆"]
    await li.presses("更多")
    await li.presses("不予受理")
    with stage.service.runtime.unit() as unit:
        people = unit.session.query(Person)
        li_, chen = (people.filter_by(name=name).one() for name in ("李国庆", "陈大勇"))
        work.assign(reports(unit.session).one(), unit.act(li_), chen)
    await li.sends("不归后勤管")
    ticket = only_ticket(stage)
    assert ticket.state == State.ASSIGNED
    assert li.sees("刚才已经有变化了")


async def test_a_picture_of_the_result_does_not_finish_what_is_no_longer_wanted(
    stage: Stage,
) -> None:
    await filed(stage)
    chen = stage["陈大勇"]
    await chen.presses("接单")
    await chen.presses("完成")
    done_by(stage, "王芳", closing.not_needed)
    await chen.shows(picture())
    assert only_ticket(stage).state == State.WORKING


async def test_the_words_to_a_question_do_what_was_asked_where_nothing_changed(
    stage: Stage,
) -> None:
    await filed(stage)
    li = stage["李国庆"]
    await li.presses("更多")
    await li.presses("不予受理")
    await li.sends("不归后勤管")
    assert only_ticket(stage).state == State.DECLINED


async def test_of_a_press_that_is_refused_nobody_else_hears(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filed(stage)
    wang, chen = stage["王芳"], stage["陈大勇"]
    move = Ticket.move

    def half(ticket: Ticket, act: Act, verb: str, *more: Any, **data: Any) -> Event:
        """The step is taken and written, and only then a rule says no."""
        move(ticket, act, verb, *more, **data)
        unit = current_unit()
        assert unit is not None
        unit.session.flush()
        unit.touch(ticket)
        unit.toast("好的")
        raise Refused("ticket.no_fixer", who=act.by)

    await chen.presses("接单")
    await chen.presses("完成")
    before = [text_of(message) for message in wang.messages]
    with monkeypatch.context() as patch:
        patch.setattr(Ticket, "move", half)
        await chen.presses("现场不便拍")
    assert [text_of(message) for message in wang.messages] == before
    assert only_ticket(stage).state == State.WORKING
    assert "好的" not in chen.phone.toasts
    with stage.service.runtime.reading() as session:
        assert "finished" not in [event.kind for event in session.query(Event)]


async def test_a_press_that_comes_twice_is_done_once(stage: Stage) -> None:
    await filed(stage)
    chen = stage["陈大勇"]
    where = chen.finds("接单")
    chen.phone.press(*where)
    chen.phone.press(*where)
    await stage.settles(chen)
    with stage.service.runtime.reading() as session:
        kinds = [event.kind for event in session.query(Event)]
    assert kinds.count("accepted") == 1
