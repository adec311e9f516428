"""A wrong workbook goes back as it was, red where it is wrong, and can be sent again."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import GREY, SHEET, changed, opened, people, rows, saved

from bot.workbook.drawing import draw
from bot.workbook.grids import ColumnLook, GuideLook, Mark, SheetLook, Tab
from bot.workbook.marking import WRONG
from bot.workbook.opening import mark_workbook
from bot.workbook.styles import ACCENT, SHADE, TINT

US = "后勤助手"
ROLES = ColumnLook("主要角色", "从下拉中选。", 12, choices=("教师", "维修工"))
PEOPLE = SheetLook(
    title="人员",
    tab=Tab.GREEN,
    columns=(
        ColumnLook("姓名", "必填。", 12, required=True),
        ROLES,
        ColumnLook("电话", "", 14),
        ColumnLook("编号", "系统填，勿改。", 12, system=True),
    ),
    example=("例：王芳", "教师", "13800138000", None),
    rows=(("王芳", "教师", "01390000", "P1"), ("李强", "维修", "-", "P2")),
)
GUIDE = GuideLook(
    "填表说明", "改好后整份发回来。", (), (), (("人员", Tab.GREEN, "老师"),), "导出 7F3A"
)


def drawn() -> bytes:
    created = datetime(2026, 9, 1, tzinfo=UTC)
    return draw(GUIDE, [PEOPLE], created=created, author=US, options_title="选项")


def marked(book: Workbook | bytes, *marks: Mark) -> bytes:
    data = book if isinstance(book, bytes) else saved(book)
    return mark_workbook(data, marks, author=US)


def sheet_of(data: bytes, title: str = "人员") -> Worksheet:
    sheet = load_workbook(BytesIO(data))[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def comments(sheet: Worksheet) -> dict[str, str]:
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None:
                found[cell.coordinate] = cell.comment.text
    return found


def ground(sheet: Worksheet, cell: str) -> object:
    return sheet[cell].fill.fgColor.rgb


def by_libreoffice(data: bytes, folder: Path) -> bytes:
    """Opened and saved by LibreOffice."""
    before, after = folder / "学校.xlsx", folder / "saved"
    before.write_bytes(data)
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", "xlsx", "--outdir", str(after), str(before)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (after / before.name).read_bytes()


def test_wrong_cells_are_red_and_say_why() -> None:
    wrong = [Mark("人员", 4, 2, "角色“维修”不存在"), Mark("人员", 4, 2, "是不是“维修工”？")]
    sheet = sheet_of(marked(drawn(), *wrong))
    assert comments(sheet)["B4"] == "角色“维修”不存在\n是不是“维修工”？"
    assert ground(sheet, "B4") == f"FF{WRONG}"
    assert ground(sheet, "B3") != f"FF{WRONG}"
    assert comments(sheet)["A1"] == "必填。"


def test_boxes_are_big_enough_for_what_they_say() -> None:
    data = marked(drawn(), Mark("人员", 4, 2, "很长的一句话。" * 20))
    drawing = ZipFile(BytesIO(data)).read("xl/drawings/commentsDrawing1.vml").decode()
    heights = [int(part.split("px")[0]) for part in drawing.split("height:")[1:]]
    assert max(heights) > 150
    assert "width:250px" in drawing


def test_marks_of_the_last_time_go_and_the_colours_and_notes_from_before_return() -> None:
    wrong = [Mark("人员", 3, 1, "一"), Mark("人员", 4, 4, "二"), Mark("人员", 1, 1, "三")]
    first = marked(drawn(), *wrong, Mark("人员", 1, 2, "四"))
    assert comments(sheet_of(first))["A1"].startswith("三")
    sheet = sheet_of(marked(first, Mark("人员", 3, 2, "五")))
    assert comments(sheet) == {**comments(sheet_of(drawn())), "B3": "五"}
    assert [ground(sheet, cell) for cell in ("A1", "B1", "D4")] == [
        f"FF{colour}" for colour in (ACCENT, TINT, SHADE)
    ]
    assert ground(sheet, "A3") == ground(sheet_of(drawn()), "A3")


def test_what_others_noted_stays_beside_what_is_wrong() -> None:
    book = people()
    book.worksheets[0]["A2"].comment = Comment("问一下主任", "王芳")
    first = marked(book, Mark("人员", 2, 1, "重名"))
    text = comments(sheet_of(first))["A2"]
    assert text.startswith("重名\n")
    assert text.endswith("问一下主任")
    assert comments(sheet_of(marked(first))) == {"A2": "问一下主任"}


@pytest.mark.parametrize(
    ("mark", "title"),
    [(Mark("地点", 3, 3, "缺表"), "填表说明"), (Mark("人员", 0, 0, "太少"), "人员")],
)
def test_what_has_no_cell_is_said_at_the_top(mark: Mark, title: str) -> None:
    sheet = sheet_of(marked(drawn(), mark), title)
    assert comments(sheet)["A1"].startswith(mark.text)
    assert ground(sheet, "A1") == f"FF{WRONG}"


def test_merged_cells_come_back_apart_and_filled() -> None:
    book = people(("组", "姓名"), ("数学组", "王芳"), (None, "李强"))
    sheet = book.worksheets[0]
    sheet["A2"].fill = GREY
    sheet.merge_cells("A2:A3")
    again = marked(book)
    assert opened(again).faults == ()
    assert rows(again) == (("组", "姓名"), ("数学组", "王芳"), ("数学组", "李强"))
    assert ground(sheet_of(again), "A3") == GREY.fgColor.rgb


def test_formulas_come_back_as_what_they_came_to() -> None:
    book = people(("=1+2", "=A9", "=B9", "=C9"), ("=D9", "王芳"))
    results = {b"1+2": b"<v>3</v>", b"A9": b"<v>=1+1</v>", b"B9": b"<v>#N/A</v>"}

    def calculated(xml: bytes) -> bytes:
        for formula, result in results.items():
            xml = xml.replace(b"<f>" + formula + b"</f><v />", b"<f>" + formula + b"</f>" + result)
        return xml.replace(b'<c r="B1">', b'<c r="B1" t="str">').replace(
            b'<c r="C1">', b'<c r="C1" t="e">'
        )

    again = marked(changed(saved(book), calculated))
    cells = [sheet_of(again)[cell] for cell in ("A1", "B1", "C1", "D1", "A2")]
    assert [cell.value for cell in cells] == [3, "=1+1", "#N/A", None, None]
    assert [cell.data_type for cell in cells[:3]] == ["n", "s", "e"]
    assert b"<f>" not in ZipFile(BytesIO(again)).read(SHEET)
    assert [fault.key for fault in opened(again).faults] == ["workbook.error_value"]


def test_texts_that_look_like_formulas_stay_texts() -> None:
    typed = ("=1+1", "+86", "-", "@学校", "＝1")
    book = people(typed)
    for cell in book.worksheets[0][1]:
        assert isinstance(cell, Cell)
        cell.data_type = "s"
    again = marked(book, Mark("人员", 1, 1, "=HYPERLINK(1)\x00\ud800"))
    assert rows(again) == (typed,)
    assert opened(again).faults == ()
    assert comments(sheet_of(again)) == {"A1": "=HYPERLINK(1)"}


def test_a_workbook_with_nothing_wrong_reads_the_same_afterwards() -> None:
    assert opened(marked(drawn())) == opened(drawn())


def test_lists_that_excel_has_put_elsewhere_still_drop_down() -> None:
    inner = b'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    later = b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    lists = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" ' + later + b" " + inner + b">"
        b'<x14:dataValidations count="1"><x14:dataValidation type="list" allowBlank="1" '
        b'showErrorMessage="1"><x14:formula1><xm:f>Options!$A$1:$A$2</xm:f></x14:formula1>'
        b"<xm:sqref>B2:B500 D2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    data = changed(
        saved(people()), lambda xml: xml.replace(b"</worksheet>", lists + b"</worksheet>")
    )
    (found,) = sheet_of(marked(data)).data_validations.dataValidation
    assert found.formula1 == "Options!$A$1:$A$2"
    assert (found.type, found.allowBlank, found.showErrorMessage) == ("list", True, True)
    assert str(found.sqref) == "B2:B500 D2"


def test_numbers_that_are_texts_on_purpose_stay_without_warnings() -> None:
    part = "xl/worksheets/sheet2.xml"
    before, after = (ZipFile(BytesIO(data)).read(part) for data in (drawn(), marked(drawn())))
    for xml in (before, after):
        assert xml.count(b"<ignoredErrors>") == 1
        assert xml.index(b"<ignoredErrors>") < xml.index(b"<legacyDrawing")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_it_and_saves_what_it_should(tmp_path: Path) -> None:
    wrong = [Mark("人员", 4, 2, "没有“维修”"), Mark("人员", 1, 1, "三")]
    mine = by_libreoffice(marked(drawn(), *wrong), tmp_path)
    assert opened(mine) == opened(drawn())
    sheet = sheet_of(mine)
    assert comments(sheet)["B4"] == "没有“维修”"
    assert ground(sheet, "B4") == f"FF{WRONG}"
    (validation,) = sheet.data_validations.dataValidation
    assert isinstance(validation, DataValidation)
    assert "选项" in str(validation.formula1)
    again = sheet_of(marked(mine))
    assert comments(again) == comments(sheet_of(drawn()))
    assert ground(again, "A1") == f"FF{ACCENT}"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_what_libreoffice_has_saved_reads_the_same(tmp_path: Path) -> None:
    book = people(("王芳", date(2026, 9, 1), "007"), ("李强", None, 2.5), ("=1+2", None, "x"))
    book.worksheets[0].merge_cells("A2:B2")
    found = opened(by_libreoffice(saved(book), tmp_path))
    assert found.grids[0].rows == (
        ("王芳", date(2026, 9, 1), "007"), ("李强", "李强", 2.5), (3, None, "x"),
    )  # fmt: skip
    assert {fault.key for fault in found.faults} == {"workbook.formula", "workbook.merged"}
