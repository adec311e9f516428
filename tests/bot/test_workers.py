"""What is worked off beside: nothing that one row does ends it, and whoever waits is told."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from cast import Actor, Stage, picture, text_of
from messages import Watch
from spreadsheet import export, send
from sqlalchemy.exc import OperationalError

from bot import files
from bot.documents import printer
from bot.workbook import importer
from models.cases.case import Keeping, Photo
from models.documents import DocumentOrder
from models.workbook.deliveries import Come, WorkbookIn

UNAVAILABLE = "Bad Request: file is temporarily unavailable"
WRONG_OR_UNAVAILABLE = "Bad Request: wrong file_id or the file is temporarily unavailable"
FINAL = ("Bad Request: invalid file_id", "Bad Request: file is too big")


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def photo(stage: Stage) -> Photo:
    """The one photo that there is."""
    with stage.service.runtime.reading() as session:
        return session.query(Photo).one()


async def work_off(stage: Stage, watch: Watch, times: int = 1) -> None:
    """What is held back is tried again, so many times."""
    for _ in range(times):
        watch.now += stage.service.fetcher.holds.wait() or 0
        await stage.service.drain()


def breaks(*_: Any, **__: Any) -> Any:
    """A fault that nobody thought of."""
    raise KeyError("a fault of ours")


async def test_a_file_without_a_path_ends_nothing_and_is_fetched_later(
    stage: Stage, watch: Watch
) -> None:
    stage.telegram.trouble.leave_out("getFile", "file_path")
    await stage["王芳"].shows(picture(), "A301灯不亮")
    assert photo(stage).keeping == Keeping.WAITING
    await work_off(stage, watch)
    assert photo(stage).keeping == Keeping.KEPT


@pytest.mark.parametrize("says", [UNAVAILABLE, WRONG_OR_UNAVAILABLE])
async def test_a_file_that_is_unavailable_for_a_while_is_fetched_later(
    stage: Stage, watch: Watch, says: str
) -> None:
    stage.telegram.trouble.fail_next("getFile", 400, says, times=5)
    await stage["王芳"].shows(picture(), "A301灯不亮")
    await work_off(stage, watch, 4)
    assert photo(stage).keeping == Keeping.WAITING
    await work_off(stage, watch)
    assert photo(stage).keeping == Keeping.KEPT
    assert not stage["王芳"].sees("没收到")


async def test_a_file_that_stays_unavailable_is_given_up_in_the_end_and_that_is_said(
    stage: Stage, watch: Watch
) -> None:
    stage.telegram.trouble.fail_next("getFile", 400, UNAVAILABLE, times=1000)
    await stage["王芳"].shows(picture(), "A301灯不亮")
    await work_off(stage, watch, files.Fetcher.TRIES - 2)
    assert photo(stage).keeping == Keeping.WAITING
    await work_off(stage, watch)
    assert photo(stage).keeping == Keeping.BROKEN
    assert stage["王芳"].sees("有一张照片没收到")


@pytest.mark.parametrize("says", FINAL)
async def test_a_file_that_telegram_does_not_have_is_not_asked_for_again(
    stage: Stage, says: str
) -> None:
    stage.telegram.trouble.fail_next("getFile", 400, says)
    await stage["王芳"].shows(picture(), "A301灯不亮")
    assert photo(stage).keeping == Keeping.BROKEN
    assert stage["王芳"].sees("有一张照片没收到")


async def test_the_same_picture_sent_again_heals_the_broken_one(stage: Stage) -> None:
    wang = stage["王芳"]
    stage.telegram.trouble.fail_next("getFile", 400, FINAL[0])
    await wang.shows(picture(), "A301灯不亮")
    assert "📷 照片" not in text_of(wang.card)
    sent = next(message for message in wang.phone.messages if "photo" in message)
    wang.phone.again(sent)
    await stage.settles(wang)
    kept = photo(stage)
    assert (kept.keeping, bool(kept.sha256)) == (Keeping.KEPT, True)
    assert "📷 照片 1 张" in text_of(wang.card)


async def test_a_broken_picture_of_a_filed_report_is_not_counted_on_its_card(
    stage: Stage,
) -> None:
    wang = stage["王芳"]
    stage.telegram.trouble.fail_next("getFile", 400, FINAL[0])
    await wang.shows(picture(), "A301灯不亮")
    await wang.presses("提交")
    assert not any("照片" in label for label in wang.buttons)
    assert "语音" not in text_of(wang.card)


async def test_what_was_fetched_while_the_line_was_dead_comes_as_soon_as_it_works_again(
    stage: Stage, watch: Watch
) -> None:
    stage["王芳"].phone.photo(picture(), "A301灯不亮")
    await stage.takes_in()
    stage.telegram.trouble.down = True
    await stage.service.drain()
    for _ in range(300):
        watch.now += 1
        await stage.service.drain()
    stage.telegram.trouble.down = False
    watch.now += 10
    await stage.service.drain()
    assert photo(stage).keeping == Keeping.KEPT


async def test_while_the_line_is_dead_no_try_is_used_up(stage: Stage, watch: Watch) -> None:
    stage["王芳"].phone.photo(picture(), "A301灯不亮")
    await stage.takes_in()
    stage.telegram.trouble.down = True
    for _ in range(100):
        watch.now += 60
        await stage.service.drain()
    assert photo(stage).attempts <= 1


async def test_a_file_that_had_failed_often_before_an_outage_comes_at_once_after_it(
    stage: Stage, watch: Watch
) -> None:
    trouble = stage.telegram.trouble
    trouble.fail_next("getFile", 502, "Bad Gateway", times=9)
    await stage["王芳"].shows(picture(), "A301灯不亮")
    await work_off(stage, watch, 7)
    assert photo(stage).keeping == Keeping.WAITING
    trouble.clear()
    trouble.down = True
    stage.service.runtime.line.failed()
    await stage.service.drain()
    trouble.down = False
    watch.now += 10
    await stage.service.drain()
    assert photo(stage).keeping == Keeping.KEPT


async def test_a_photo_that_raises_a_fault_is_set_aside_and_the_next_one_is_fetched(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = stage["王芳"]
    with monkeypatch.context() as patch:
        patch.setattr(files, "clean_picture", breaks)
        await wang.shows(picture(), "A301灯不亮")
    assert photo(stage).keeping == Keeping.BROKEN
    assert wang.sees("有一张照片没收到")
    await wang.shows(picture("blue"))
    with stage.service.runtime.reading() as session:
        states = [one.keeping for one in session.query(Photo).order_by(Photo.id)]
    assert states == [Keeping.BROKEN, Keeping.KEPT]


async def printed(stage: Stage) -> Actor:
    """李国庆 asks for the slip of a report."""
    wang, li = stage["王芳"], stage["李国庆"]
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    await li.presses("打印")
    return li


@pytest.mark.parametrize("where", ["_make", "_send"])
async def test_a_paper_that_raises_a_fault_is_set_aside_and_whoever_waits_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(printer.Printer, where, breaks)
    li = await printed(stage)
    with stage.service.runtime.reading() as session:
        assert session.query(DocumentOrder).one().failed
    assert "没能打印出来" in li.last


async def test_a_workbook_that_raises_a_fault_is_set_aside_and_its_sender_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await export(stage)
    monkeypatch.setattr(importer, "open_workbook", breaks)
    admin = await send(stage, book)
    with stage.service.runtime.reading() as session:
        assert session.query(WorkbookIn).one().state == Come.CLOSED
    assert "没能处理" in admin.last


async def test_a_workbook_without_a_path_is_fetched_later(stage: Stage, watch: Watch) -> None:
    book = await export(stage)
    stage.telegram.trouble.leave_out("getFile", "file_path")
    admin = await send(stage, book)
    watch.now += stage.service.importer.holds.wait() or 0
    await stage.service.drain()
    assert admin.last == "看过了，和现在的资料一样，没有要改的。"


async def test_what_cannot_even_be_set_aside_is_left_alone_and_the_next_is_worked_off(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wang = stage["王芳"]
    with monkeypatch.context() as patch:
        patch.setattr(files, "clean_picture", breaks)
        patch.setattr(files.Fetcher, "set_aside", breaks)
        with caplog.at_level(logging.ERROR):
            await wang.shows(picture(), "A301灯不亮")
    assert photo(stage).keeping == Keeping.WAITING
    assert "left alone" in caplog.text
    await wang.shows(picture("blue"))
    with stage.service.runtime.reading() as session:
        states = [one.keeping for one in session.query(Photo).order_by(Photo.id)]
    assert states == [Keeping.WAITING, Keeping.KEPT]


async def test_a_fault_of_the_database_is_no_fault_of_the_row(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any) -> Any:
        raise OperationalError("statement", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(files.Fetcher, "_kept", locked)
        stage["王芳"].phone.photo(picture(), "A301灯不亮")
        await stage.takes_in()
        with pytest.raises(OperationalError):
            await stage.service.drain()
    assert photo(stage).keeping == Keeping.WAITING
    await stage.service.drain()
    assert photo(stage).keeping == Keeping.KEPT
