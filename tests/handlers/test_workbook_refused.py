"""What is no workbook, or must not be one: a clear answer, and nothing is changed."""

from __future__ import annotations

import asyncio
import time

import pytest
from cast import Stage
from spreadsheet import export, send

from models.people.person import Person
from models.workbook.deliveries import Come, WorkbookIn


def person(stage: Stage, name: str) -> Person:
    with stage.service.runtime.reading() as session:
        return session.query(Person).filter_by(name=name).one()


async def test_a_copied_row_with_the_same_number_is_answered(stage: Stage) -> None:
    book = await export(stage)
    number = book.get("人员", "王芳", "编号（系统填，勿改）")
    first = book.line("人员", "王芳")
    line = book.add("人员", **{"编号（系统填，勿改）": number, "姓名": "李新"})
    admin = await send(stage, book)
    assert admin.sees(f"第{first}、{line}行编号相同，新增的请清空编号")


async def test_nobody_but_an_administrator_may_send_one(stage: Stage) -> None:
    book = await export(stage)
    wang = await stage["王芳"].sends_file(book.save(), "学校.xlsx")
    with stage.service.runtime.reading() as session:
        assert session.query(WorkbookIn).count() == 0
    assert not wang.sees("正在看")


async def test_the_school_without_an_administrator_is_refused(stage: Stage) -> None:
    book = await export(stage)
    for name in ("系统管理员", "沈佳"):
        cell = book.put("人员", name, "主要角色", "教师")
        book.put("人员", name, "其他角色", None)
    admin = await send(stage, book)
    assert admin.sees("管理员")
    assert cell.partition("!")[0] in admin.messages[-2]["text"]
    assert person(stage, "沈佳").holds("R25")


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "学校.et", ".xlsx"),
        ("姓名,电话\n王芳,1\n".encode(), "学校.csv", ".xlsx"),
        (b"", "学校.xlsx", "空"),
        (b"PK\x03\x04 torn", "学校.xlsx", ""),
    ],
    ids=["et", "csv", "empty", "torn"],
)
async def test_what_is_no_workbook_gets_an_answer(
    stage: Stage, content: bytes, name: str, says: str
) -> None:
    admin = await stage["管理员"].sends_file(content, name)
    assert says in admin.last
    assert admin.last != "收到工作簿，正在看，请稍等。"
    with stage.service.runtime.reading() as session:
        assert session.query(WorkbookIn).one().state == Come.CLOSED


async def test_the_bot_answers_others_while_a_workbook_is_read(stage: Stage) -> None:
    book = await export(stage)
    stage["管理员"].phone.document(book.save(), "学校.xlsx", "application/octet-stream")
    await stage.takes_in()
    while stage.service.inbox.work_once():
        pass
    importer = asyncio.create_task(_until_answered(stage))
    longest, start = 0.0, time.perf_counter()
    while not importer.done():
        begun = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - begun)
    await importer
    # The one transaction of the answer holds the loop; reading 700 rows of a file does not.
    assert longest < (time.perf_counter() - start) / 2


async def _until_answered(stage: Stage) -> None:
    while await stage.service.importer.work_once():
        pass
