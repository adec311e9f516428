"""While a workbook is under way the school changes, Telegram is away, or much is missing."""

from __future__ import annotations

from datetime import date

import pytest
from cast import Stage
from spreadsheet import export, send
from sqlalchemy.orm import Session

from bot.line import Holds
from bot.workbook import importer
from bot.workbook.dictionary import BookWords
from bot.workbook.grids import Book
from bot.workbook.proposing import Proposal, propose
from models.base import Refused
from models.people.person import Person
from models.settings import Setting
from models.workbook.deliveries import Come, WorkbookIn


def person(stage: Stage, name: str) -> Person:
    with stage.service.runtime.reading() as session:
        return session.query(Person).filter_by(name=name).one()


def change(stage: Stage, name: str, title: str) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name=name).one().title = title


def habit(stage: Stage, key: str, value: int) -> None:
    with stage.service.runtime.writing() as session:
        session.get_one(Setting, key).value = {"is": value}


def delivery(stage: Stage) -> WorkbookIn:
    with stage.service.runtime.reading() as session:
        return session.query(WorkbookIn).one()


async def test_a_school_that_changes_while_the_workbook_is_read_is_read_against_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await export(stage)
    book.put("人员", "张敏", "称呼", "组长")
    read: list[Proposal] = []

    def slow(
        session: Session, found: Book, dictionary: BookWords, today: date, sender: int
    ) -> Proposal:
        read.append(propose(session, found, dictionary, today, sender))
        if len(read) == 1:
            change(stage, "王芳", "段长")
        return read[-1]

    monkeypatch.setattr(importer, "propose", slow)
    admin = await send(stage, book)
    assert len(read) == 2
    answers = [one["text"] for one in admin.messages if "组长" in one.get("text", "")]
    assert len(answers) == 1
    assert "照旧：王芳（称呼）" in answers[0]
    await admin.presses("应用")
    assert admin.sees("已应用：改 1 人")
    assert (person(stage, "王芳").title, person(stage, "张敏").title) == ("段长", "组长")


@pytest.mark.parametrize(("gone", "asks"), [(2, False), (3, True)])
async def test_the_schools_own_guard_says_how_many_may_be_missing(
    stage: Stage, gone: int, asks: bool
) -> None:
    habit(stage, "guard_rows", 2)
    habit(stage, "guard_percent", 100)
    book = await export(stage)
    for name in ("王芳", "张敏", "刘玥")[:gone]:
        book.delete("人员", name)
    admin = await send(stage, book)
    assert (admin.buttons[0] == "只新增和修改") is asks
    assert f"停用 {gone} 人" in admin.last


async def test_the_schools_own_guard_says_how_large_a_part_may_be_missing(stage: Stage) -> None:
    habit(stage, "guard_rows", 1000)
    habit(stage, "guard_percent", 0)
    book = await export(stage)
    book.delete("人员", "王芳")
    admin = await send(stage, book)
    assert admin.buttons[0] == "只新增和修改"


async def test_what_was_spared_stays_spared_when_the_school_changed_meanwhile(
    stage: Stage,
) -> None:
    habit(stage, "guard_rows", 0)
    book = await export(stage)
    book.delete("人员", "王芳")
    book.put("人员", "张敏", "称呼", "组长")
    admin = await send(stage, book)
    change(stage, "刘玥", "段长")
    await admin.presses("只新增和修改")
    assert "刚才又有人改了：人员 刘玥" in admin.last
    await admin.presses("只新增和修改")
    assert person(stage, "王芳").active
    assert person(stage, "张敏").title == "组长"


async def test_a_workbook_that_cannot_be_fetched_is_tried_again_and_after_twelve_times_it_is_said(
    stage: Stage,
) -> None:
    book = await export(stage)
    stage.telegram.trouble.fail_next("getFile", 502, "Bad Gateway", times=12)
    admin = await send(stage, book)
    for attempt, pause in enumerate((4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600), 1):
        row = delivery(stage)
        assert (row.state, row.attempts, row.sha256) == (Come.WAITING, attempt, None)
        wait = stage.service.importer.holds.wait()
        assert wait is not None
        assert pause / 2 < wait <= pause
        assert not admin.sees("再发一次")
        await tries_again(stage)
    assert (delivery(stage).state, delivery(stage).attempts) == (Come.CLOSED, 12)
    assert "再发一次" in admin.last


async def test_a_workbook_that_was_fetched_at_the_second_try_is_answered(stage: Stage) -> None:
    book = await export(stage)
    book.put("人员", "张敏", "称呼", "组长")
    stage.telegram.trouble.fail_next("getFile", 502, "Bad Gateway")
    admin = await send(stage, book)
    await tries_again(stage)
    assert admin.buttons == ["应用", "取消"]


async def tries_again(stage: Stage) -> None:
    """The pause is over."""
    stage.service.importer.holds = Holds(stage.service.runtime.line)
    await stage.service.drain()


async def test_what_is_too_much_to_be_coloured_is_told_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await export(stage)
    files = sum("document" in one for one in stage["管理员"].messages)
    cell = book.put("人员", "张敏", "主要角色", "维修")

    def too_much(*_: object, **__: object) -> bytes:
        raise Refused("workbook.bomb")

    monkeypatch.setattr(importer, "mark_workbook", too_much)
    admin = await send(stage, book)
    assert cell in admin.last
    assert sum("document" in one for one in admin.messages) == files
    assert delivery(stage).state == Come.CLOSED


async def test_what_telegram_does_not_have_any_more_is_said_at_once(stage: Stage) -> None:
    book = await export(stage)
    stage.telegram.trouble.fail_next("getFile", 400, "Bad Request: invalid file_id")
    admin = await send(stage, book)
    assert delivery(stage).state == Come.CLOSED
    assert "再发一次" in admin.last
