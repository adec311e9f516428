"""What the workbook says and nobody reads, and what it leaves out and yet stays: it is told."""

from __future__ import annotations

import io

from cast import Stage
from openpyxl import Workbook
from spreadsheet import Spreadsheet, export, send


async def test_a_sheet_under_another_name_is_asked_about(stage: Stage) -> None:
    book = await export(stage)
    book.add("人员", 姓名="鲁㛃")
    book.sheet("人员").title = "人员资料"
    admin = await send(stage, book)
    assert "没有要改的" in admin.last
    assert "没认出、没有读：人员资料（是不是“人员”？）" in admin.last


async def test_a_column_that_nobody_knows_is_told(stage: Stage) -> None:
    book = await export(stage)
    sheet = book.sheet("人员")
    sheet.cell(1, sheet.max_column + 1).value = "工龄"
    book.put("人员", "王芳", "称呼", "主任")
    admin = await send(stage, book)
    assert "改 1 人" in admin.last
    assert "没认出、没有读：人员·工龄" in admin.last


async def test_two_columns_of_one_heading_are_refused(stage: Stage) -> None:
    book = await export(stage)
    sheet = book.sheet("人员")
    sheet.cell(1, sheet.max_column + 1).value = "手机号码"
    admin = await send(stage, book)
    assert admin.sees("人员!E1：“电话”有两列，请只留一列。")


async def test_a_file_without_one_known_sheet_is_no_workbook_of_the_school(stage: Stage) -> None:
    out = io.BytesIO()
    Workbook().save(out)
    admin = await send(stage, Spreadsheet(out.getvalue()))
    assert "没有一张认得的表" in admin.last


async def test_a_role_that_somebody_has_is_not_left_out_in_silence(stage: Stage) -> None:
    book = await export(stage)
    book.delete("角色", "绿化工")
    admin = await send(stage, book)
    assert "停用角色 1 个" in admin.last
    for where in ("人员 徐长青", "报修类别 树木绿化", "检查表 绿化养护"):
        assert where in admin.last


async def test_rows_that_cannot_be_left_out_are_named(stage: Stage) -> None:
    book = await export(stage)
    book.delete("学校", "学生人数")
    book.delete("人员", "系统管理员")
    book.sheet("地点").delete_rows(3)
    admin = await send(stage, book)
    assert "没有要改的" in admin.last
    stays = admin.last.partition("不能停用的，照旧：")[2]
    assert stays == "学校 学生人数、人员 系统管理员、地点 教学楼A"
