"""Whatever stands in the school's workbook is read as it was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from time import monotonic
from zipfile import ZipFile

import pytest
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.worksheet.formula import ArrayFormula
from workbooks import GREY, SHEET, changed, opened, people, refusal, rows, saved

from bot.workbook.grids import Fault
from bot.workbook.opening import LIMITS, open_workbook
from models.base import Refused


def test_an_ordinary_workbook_is_read_sheet_by_sheet() -> None:
    book = people(("姓名", "工龄"), ("王芳", 3), ("李 强 ", 2.5), (None, True))
    book.create_sheet("地点").append(["教学楼A"])
    found = opened(book)
    assert [grid.title for grid in found.grids] == ["人员", "地点"]
    assert found.grids[0].rows == (("姓名", "工龄"), ("王芳", 3), ("李 强 ", 2.5), (None, True))
    assert found.faults == ()


def test_days_and_times_keep_their_sort() -> None:
    book = people((date(2026, 9, 1), time(7, 50), datetime(2026, 9, 1, 7, 50)))  # noqa: DTZ001
    book.worksheets[0]["D1"] = timedelta(hours=7, minutes=50)
    book.worksheets[0]["E1"] = timedelta(hours=30)
    book.worksheets[0]["F1"] = datetime(2026, 9, 1)  # noqa: DTZ001
    moment = datetime(2026, 9, 1, 7, 50)  # noqa: DTZ001
    day = date(2026, 9, 1)
    assert rows(book) == ((day, time(7, 50), moment, time(7, 50), "1 day, 6:00:00", day),)
    assert type(rows(book)[0][5]) is date


def test_texts_are_left_as_they_were_typed() -> None:
    typed = ("１３８　００", "2026.9.1", " 3-2 ", "一\n二", "+86", "'=1+1", "😀㛃", "007")
    assert rows(people(typed)) == (typed,)


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    book = people(("=1+1", "=cmd|'/c calc'!A1"))
    for cell in book.worksheets[0][1]:
        assert isinstance(cell, Cell)
        cell.data_type = "s"
    found = opened(book)
    assert found.grids[0].rows == (("=1+1", "=cmd|'/c calc'!A1"),)
    assert found.faults == ()


def test_text_in_several_colours_is_plain_text() -> None:
    book = people()
    blocks = CellRichText("王", TextBlock(InlineFont(b=True), "芳"))
    book.worksheets[0]["A2"] = blocks
    assert rows(book)[1] == ("王芳", "教师")


def test_empty_rows_and_columns_behind_are_cut() -> None:
    book = people()
    sheet = book.worksheets[0]
    for row in range(3, 200):
        for column in range(1, 30):
            sheet.cell(row, column).fill = GREY
    sheet["AD250"] = "  "
    assert rows(book) == (("姓名", "主要角色"), ("王芳", "教师"))


def test_a_sheet_that_claims_a_million_rows_is_read_at_once() -> None:
    book = people(*[("王芳", "教师")] * 30)
    book.worksheets[0].cell(1_048_576, 16_384).fill = GREY
    claim = b'<dimension ref="A1:XFD1048576"'
    assert claim in ZipFile(BytesIO(saved(book))).read(SHEET)
    begun = monotonic()
    assert len(rows(book)) == 30
    assert monotonic() - begun < 5


def test_the_words_of_the_lists_are_not_a_sheet_but_other_hidden_sheets_are() -> None:
    book = people()
    for title in ("选项", "Options", "旧人员"):
        book.create_sheet(title).append([title])
        book[title].sheet_state = "hidden"
    book.create_sheet("Options2").append(["x"])
    book.create_chartsheet("图").add_chart(BarChart())
    assert [grid.title for grid in opened(book).grids] == ["人员", "旧人员", "Options2"]
    book["选项"].sheet_state = "visible"
    assert [grid.title for grid in opened(book).grids] == ["人员", "选项", "旧人员", "Options2"]


def test_every_formula_is_named_and_its_result_is_there() -> None:
    book = people(("姓名", "工龄"), ("王芳", "=1+2"), ("李强", None))
    book.worksheets[0]["B3"] = ArrayFormula("B3:B3", "=SUM(B2:B2)")

    def calculated(xml: bytes) -> bytes:
        return xml.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>")

    found = opened(changed(saved(book), calculated))
    assert found.grids[0].rows == (("姓名", "工龄"), ("王芳", 3), ("李强", None))
    keys = [(fault.row, fault.column, fault.key) for fault in found.faults]
    assert keys == [(2, 2, "workbook.formula"), (3, 2, "workbook.no_result")]


def test_merged_cells_are_named_and_each_holds_the_value() -> None:
    book = people(("组", "姓名"), ("数学组", "王芳"), (None, "李强"), (None, "赵敏"))
    book.worksheets[0].merge_cells("A2:A4")
    found = opened(book)
    assert [row[0] for row in found.grids[0].rows] == ["组", "数学组", "数学组", "数学组"]
    assert found.faults == (Fault("人员", 2, 1, "workbook.merged", {"range": "A2:A4"}),)


def test_a_title_merged_over_the_whole_row_does_not_widen_the_sheet() -> None:
    book = people(("人员表",), ("姓名", "角色", "电话"))
    data = saved(book)
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1"/></mergeCells>'
    found = opened(changed(data, lambda xml: xml.replace(b"</sheetData>", merged)))
    assert found.grids[0].rows == (("人员表",) * 3, ("姓名", "角色", "电话"))


def test_an_error_in_a_cell_is_named_and_is_no_value() -> None:
    found = opened(people(("姓名", "#N/A"), ("王芳", "#REF!")))
    assert found.grids[0].rows == (("姓名",), ("王芳",))
    assert [(each.row, each.key, each.values) for each in found.faults] == [
        (1, "workbook.error_value", {"value": "#N/A"}),
        (2, "workbook.error_value", {"value": "#REF!"}),
    ]


def test_twenty_thousand_rows_are_too_many_and_are_counted() -> None:
    book = people(*[("王芳", "教师", number) for number in range(20_000)])
    with pytest.raises(Refused) as refused:
        opened(book)
    assert refused.value.key == "workbook.too_many_rows"
    assert refused.value.values == {"sheet": "人员", "rows": 20_000, "most": 5000}


def test_a_sheet_is_taken_up_to_its_last_row_and_its_last_cell() -> None:
    data = saved(people(("姓名", "工龄"), ("王芳", 3), ("李强", 2)))
    for limits in (replace(LIMITS, rows=3), replace(LIMITS, cells=6)):
        assert len(open_workbook(data, "", limits=limits).grids[0].rows) == 3
    assert refusal(data, limits=replace(LIMITS, rows=2)) == "workbook.too_many_rows"
    assert refusal(data, limits=replace(LIMITS, cells=5)) == "workbook.bomb"


def test_empty_rows_between_are_no_rows_until_there_are_ten_times_too_many() -> None:
    book = people(("姓名",))
    book.worksheets[0]["A20"] = "王芳"
    assert len(open_workbook(saved(book), "", limits=replace(LIMITS, rows=2)).grids[0].rows) == 20
    book.worksheets[0]["A21"] = "王芳"
    assert refusal(saved(book), limits=replace(LIMITS, rows=2)) == "workbook.too_many_rows"


def test_one_stray_word_a_million_rows_below_is_told_too() -> None:
    book = people()
    book.worksheets[0]["C1048576"] = "x"
    with pytest.raises(Refused) as refused:
        opened(book)
    assert refused.value.key == "workbook.too_many_rows"
    assert refused.value.values["rows"] == 1_048_576


def test_two_thousand_rows_are_read_in_a_moment() -> None:
    book = people(*[tuple(f"文字{row}-{column}" for column in range(12)) for row in range(2000)])
    data = saved(book)
    begun = monotonic()
    assert len(rows(data)) == 2000
    assert monotonic() - begun < 5
