"""What people do to a workbook out of habit: what is meant is done, or it is said what is wrong."""

from __future__ import annotations

from cast import Stage
from spreadsheet import Spreadsheet, export, send

from models.checklists import Checklist
from models.people.person import Role
from models.places import Place
from models.school import Danger

NUMBER = "编号（系统填，勿改）"
SAME = "看过了，和现在的资料一样，没有要改的。"


def no_bold(text: str) -> str:
    return text.replace("<b>", "").replace("</b>", "")


async def test_without_the_column_of_numbers_the_rows_are_known_and_the_example_is_none(
    stage: Stage,
) -> None:
    book = await export(stage)
    for sheet in book.book.worksheets:
        if sheet["A1"].value == NUMBER:
            sheet.delete_cols(1)
    admin = await send(stage, book)
    assert admin.last == SAME


async def test_who_writes_over_the_example_is_told_that_it_is_not_read(stage: Stage) -> None:
    book = await export(stage)
    book.sheet("人员").cell(2, book.column("人员", "姓名")).value = "鲁㛃"
    admin = await send(stage, book)
    assert "没认出、没有读：人员·例" in admin.last


async def test_an_old_workbook_sent_twice_adds_nothing_twice(stage: Stage) -> None:
    book = await export(stage)
    book.add("地点", 楼="科技楼", 层="二楼", 房间="机器人室")
    book.add("校历", 类型="放假", 名称="校庆", 开始日期="11月5日")
    book.add("值班表", 岗位="行政值班", 从哪天起="2026.10.1", 周一="王芳")
    book.add("值班临时改动", 日期="9月21日", 岗位="护学岗", 谁来值="刘玥", 代替谁="王芳")
    admin = await send(stage, book)
    await admin.presses("应用")
    assert admin.sees("新增 3 处地点")
    await send(stage, book)
    assert admin.last == SAME


async def test_a_building_whose_row_is_deleted_stays_while_rooms_are_in_it(stage: Stage) -> None:
    book = await export(stage)
    sheet = book.sheet("地点")
    assert [cell.value for cell in sheet[3]][1:3] == ["教学楼A", None]
    sheet.delete_rows(3)
    book.put("地点", "A301", "现用班级", "五（1）班")
    admin = await send(stage, book)
    await admin.presses("应用")
    assert admin.sees("已应用：改 1 处地点。")
    with stage.service.runtime.reading() as session:
        assert session.query(Place).filter_by(code="A").one().active


async def test_a_new_list_a_new_role_and_a_new_item_are_added(stage: Stage) -> None:
    book = await export(stage)
    book.add("角色", 角色名称="木工", 称呼="师傅", 能办的事="维修")
    about = {"由谁检查": "值班教师", "多久查一次": "上学日", "检查时间": "12:40"}
    book.add("检查表", 启用="是", 检查表名称="午休检查", **about)
    book.add("检查项", 检查表="午休检查", 检查内容="各班安静", 怎么答="正常/异常")
    admin = await send(stage, book)
    assert "新增角色 1 个，新增检查表 1 张，新增检查项 1 项" in admin.last
    await admin.presses("应用")
    with stage.service.runtime.reading() as session:
        assert session.query(Checklist).filter_by(zh="午休检查").one().enabled
        assert session.query(Role).filter_by(zh="木工").one().address == "师傅"


async def test_formulas_and_merged_cells_where_nothing_is_read_are_no_fault(stage: Stage) -> None:
    book = await export(stage)
    people = book.sheet("人员")
    people.insert_rows(1)
    people["A1"] = "晨光小学教职工花名册"
    people.merge_cells("A1:J1")
    people["M9"] = "=1+1"
    own = book.book.create_sheet("统计")
    own["A1"] = "=COUNTA(人员!B:B)"
    own.merge_cells("A1:C2")
    admin = await send(stage, book)
    assert admin.last.startswith(SAME)


async def test_a_formula_without_a_result_is_named_once(stage: Stage) -> None:
    book = await export(stage)
    cell = book.put("人员", "张敏", "姓名", '="张"&"敏"')
    admin = await send(stage, book)
    assert f"{cell}：这格是公式，没有算出结果。请直接填内容。" in no_bold(
        admin.messages[-2]["text"]
    )
    assert "这格必填" not in admin.messages[-2]["text"]


async def test_two_names_in_a_cell_for_one_and_a_day_in_two_are_told_apart(stage: Stage) -> None:
    book = await export(stage)
    two = book.put("值班表", "护学岗", "周二", "王芳、刘玥")
    line = book.add("校历", 类型="调休上班", 开始日期="2026.10.10", 结束日期="2026.10.11")
    room = book.put("地点", "A301", "层", "301教室")
    admin = await send(stage, book)
    said = no_bold(admin.messages[-2]["text"])
    assert f"{two}：“王芳、刘玥”不止一位，这格只写一位；两人同值的请写两行。" in said
    assert f"校历!E{line}：调休上班一天写一行" in said
    assert f"{room.replace('C', 'D')}：“301教室”不能放在它自己里面" in said
    # In the order of the tabs, as somebody goes through them.
    assert said.index("地点!") < said.index("校历!") < said.index("值班表!")


async def test_roles_may_be_parted_by_a_stroke_or_a_space(stage: Stage) -> None:
    book = await export(stage)
    book.put("人员", "张敏", "其他角色", "值班教师/门卫")
    book.put("人员", "刘玥", "其他角色", "值班教师 门卫")
    admin = await send(stage, book)
    assert admin.last.count("其他角色") == 2


async def test_safety_notes_without_numbers_are_known_by_what_they_say(stage: Stage) -> None:
    book = await export(stage)
    book.sheet("安全提示").delete_cols(1)
    note = book.sheet("安全提示")
    note.cell(3, 2).value = f"{note.cell(3, 2).value}、噼啪响"
    admin = await send(stage, book)
    await admin.presses("应用")
    with stage.service.runtime.reading() as session:
        assert [one for one in session.query(Danger) if "噼啪响" in one.words_zh]


async def test_the_english_workbook_has_its_examples_and_is_read_in_chinese(stage: Stage) -> None:
    admin = stage["管理员"]
    await admin.sends("/language")
    await admin.presses("English")
    await admin.sends("/admin")
    await admin.presses("Export")
    book = Spreadsheet(admin.file()[1])
    book.sheet("People").delete_cols(1)
    await admin.sends("/language")
    await admin.presses("中文")
    await admin.sends_file(book.save(), "school.xlsx")
    assert "新增" not in admin.last
