"""临时停课 in two taps: a typhoon comes tomorrow (practice.md §3.5)."""

from __future__ import annotations

from datetime import date, timedelta

from cast import Actor, Stage, only_ticket, text_of
from spreadsheet import export, send

from models.calendar.hours import Break
from models.cases.case import Event

THURSDAY = date(2026, 9, 17)


async def opens(stage: Stage) -> Actor:
    admin = stage["管理员"]
    await admin.sends("/admin")
    return await admin.presses("临时停课")


def is_school_day(stage: Stage, day: date) -> bool:
    with stage.service.runtime.unit() as unit:
        return unit.school.hours.is_school_day(day)


async def test_a_day_is_closed_in_two_taps_and_the_leaders_are_told(stage: Stage) -> None:
    admin = await opens(stage)
    assert admin.buttons == [
        *("停 9月16日 周三", "停 9月17日 周四", "停 9月18日 周五"),
        *("停 9月20日 周日", "停 9月21日 周一", "停 9月22日 周二"),
    ]
    await admin.presses("停 9月17日")
    assert not is_school_day(stage, THURSDAY)
    assert "已停 9月17日" in admin.last
    for name in ("周建国", "李国庆", "赵铁柱"):
        assert "9月17日 周四临时停课" in stage[name].last, name
    assert not stage["王芳"].sees("停课")


async def test_a_closed_day_is_opened_again_with_one_tap(stage: Stage) -> None:
    admin = await opens(stage)
    await admin.presses("停 9月17日")
    await admin.presses("取消停课 9月17日")
    assert is_school_day(stage, THURSDAY)
    assert "照常上课" in stage["李国庆"].last
    with stage.service.runtime.reading() as session:
        assert session.query(Break).filter_by(kind="closure").count() == 0
        kinds = [event.kind for event in session.query(Event) if event.kind.startswith("closure")]
    assert kinds == ["closure_set", "closure_lifted"]


async def test_what_was_promised_for_that_day_is_promised_for_the_next(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301 门锁坏了")
    await wang.presses("提交")
    promised = only_ticket(stage).due_at
    assert promised is not None
    assert promised.astimezone(stage.service.runtime.zone).date() == date(2026, 9, 20)
    admin = await opens(stage)
    await admin.presses("停 9月20日")
    assert only_ticket(stage).due_at == promised + timedelta(days=1)
    assert "9月21日 17:30" in text_of(wang.card)
    await admin.presses("取消停课 9月20日")
    assert only_ticket(stage).due_at == promised
    assert "9月20日 17:30" in text_of(wang.card)


async def test_on_a_closed_day_nobody_gets_the_morning_list(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301 桌子坏了")
    await wang.presses("提交")
    await stage["陈大勇"].presses("接单")
    admin = await opens(stage)
    await admin.presses("停 9月17日")
    await stage.passes(minutes=1)
    before = len(stage["陈大勇"].messages)
    await stage.passes(hours=24)
    assert [m.get("text") for m in stage["陈大勇"].messages[before:]] == []


async def test_the_same_day_pressed_twice_is_closed_once(stage: Stage) -> None:
    admin = await opens(stage)
    page = admin.card
    admin.phone.press(*admin.finds("停 9月17日", page))
    admin.phone.redeliver_last_press()
    await stage.settles(admin)
    with stage.service.runtime.reading() as session:
        assert session.query(Break).filter_by(kind="closure").count() == 1


async def test_nobody_but_an_administrator_closes_the_school(stage: Stage) -> None:
    admin = await opens(stage)
    data = admin.finds("停 9月17日")[1]
    wang = stage["王芳"]
    await wang.sends("/menu")
    wang.phone.press(wang.card["message_id"], data)
    await stage.settles(wang)
    assert is_school_day(stage, THURSDAY)


async def test_a_day_off_in_the_workbook_moves_what_was_promised_as_well(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301 门锁坏了")
    await wang.presses("提交")
    promised = only_ticket(stage).due_at
    assert promised is not None
    book = await export(stage)
    book.add("校历", 类型="停课", 名称="台风", 开始日期="2026.9.20")
    admin = await send(stage, book)
    await admin.presses("应用")
    assert not is_school_day(stage, date(2026, 9, 20))
    assert only_ticket(stage).due_at == promised + timedelta(days=1)
    assert "那天不上课，时限顺延" in text_of(wang.card)
