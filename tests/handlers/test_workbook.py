"""The school goes out as a workbook, and comes back changed (practice.md §10)."""

from __future__ import annotations

from cast import Stage, text_of
from spreadsheet import Spreadsheet, export, send

from models.cases.case import Event
from models.people.person import Person
from models.places import Place
from models.workbook.deliveries import Come, WorkbookIn


def person(stage: Stage, name: str) -> Person:
    with stage.service.runtime.reading() as session:
        return session.query(Person).filter_by(name=name).one()


def person_count(stage: Stage, name: str) -> int:
    with stage.service.runtime.reading() as session:
        return session.query(Person).filter_by(name=name).count()


async def test_the_export_is_named_after_the_school_and_comes_back_unchanged(stage: Stage) -> None:
    book = await export(stage)
    assert stage["管理员"].file()[0] == "晨光小学 工作簿 9月16日 第1号.xlsx"
    assert book.book.sheetnames[:4] == ["填表说明", "学校", "人员", "地点"]
    admin = await send(stage, book)
    assert admin.last == "看过了，和现在的资料一样，没有要改的。"


async def test_what_would_change_is_told_first_and_applied_when_pressed(stage: Stage) -> None:
    book = await export(stage)
    book.add("人员", 姓名="鲁㛃", 电话="13800000001")
    book.put("人员", "王芳", "电话", "13800000002")
    book.put("地点", "A301", "现用班级", "四（9）班")
    book.delete("人员", "董洁")
    admin = await send(stage, book)
    assert "新增 1 人" in admin.last
    assert "停用 1 人" in admin.last
    assert "鲁㛃" in admin.last
    assert "董洁" in admin.last
    assert admin.buttons == ["应用", "取消"]
    assert person(stage, "王芳").phone == ""
    await admin.presses("应用")
    assert admin.sees("已应用：新增 1 人，改 1 人，改 1 处地点，停用 1 人")
    assert person(stage, "鲁㛃").holds("R09")
    assert person(stage, "王芳").phone == "13800000002"
    assert not person(stage, "董洁").active
    applied = next(one for one in admin.messages if "已应用" in text_of(one))
    await admin.presses("邀请新来的 1 人", on=applied)
    assert "鲁㛃：https://t.me/" in admin.last
    again = Spreadsheet(admin.file()[1])
    assert again.get("人员", "鲁㛃", "电话") == "13800000001"


async def test_the_file_is_kept_with_the_record_of_who_applied_it(stage: Stage) -> None:
    book = await export(stage)
    book.put("人员", "王芳", "称呼", "主任")
    content = book.save()
    admin = await stage["管理员"].sends_file(content, "学校.xlsx")
    await admin.presses("应用")
    with stage.service.runtime.reading() as session:
        event = session.query(Event).filter_by(kind="workbook_applied").one()
        assert event.by is not None
        assert event.by.name == "系统管理员"
        assert stage.service.runtime.store.read(event.data["file"]) == content
    assert stage["沈佳"].sees("用工作簿改了学校资料：改 1 人。")


async def test_wrong_cells_are_all_named_at_once_and_nothing_is_applied(stage: Stage) -> None:
    book = await export(stage)
    role = book.put("人员", "王芳", "主要角色", "维修")
    when = book.put("值班表", "带班领导", "从哪天起", "开学那天")
    book.put("人员", "张敏", "电话", "13800000003")
    admin = await send(stage, book)
    said = "\n".join(m.get("text", "") for m in admin.messages[-2:])
    assert f"{role}：角色“维修”不存在，是不是“维修工" in said.replace("<b>", "").replace("</b>", "")
    assert when in said
    assert person(stage, "张敏").phone == ""
    name, content = admin.file()
    assert name == "学校 请改标红处.xlsx"
    marked = Spreadsheet(content)
    comment = marked.sheet("人员")[role.partition("!")[2]].comment
    assert comment is not None
    assert "维修" in comment.text


async def test_the_marked_workbook_mended_and_sent_again_is_taken(stage: Stage) -> None:
    book = await export(stage)
    book.put("人员", "王芳", "主要角色", "维修")
    admin = await send(stage, book)
    marked = Spreadsheet(admin.file()[1])
    marked.put("人员", "王芳", "主要角色", "维修工")
    await send(stage, marked)
    await admin.presses("应用")
    assert person(stage, "王芳").holds("R12")


async def test_sending_only_the_new_people_does_not_switch_off_the_school(stage: Stage) -> None:
    book = await export(stage)
    sheet = book.sheet("人员")
    sheet.delete_rows(3, sheet.max_row)
    book.add("人员", 姓名="新来的")
    admin = await send(stage, book)
    assert "王芳" in admin.last
    assert admin.buttons[0] == "只新增和修改"
    assert admin.buttons[1].startswith("确实停用这 3")
    await admin.presses("只新增和修改")
    assert person(stage, "王芳").active
    assert person(stage, "新来的").active


async def test_who_sends_the_workbook_is_never_left_out_by_it(stage: Stage) -> None:
    book = await export(stage)
    sheet = book.sheet("人员")
    sheet.delete_rows(3, sheet.max_row)
    admin = await send(stage, book)
    await admin.presses("确实停用")
    assert person(stage, "系统管理员").active
    assert not person(stage, "王芳").active


async def test_what_was_changed_in_the_chat_since_the_export_stays(stage: Stage) -> None:
    book = await export(stage)
    admin = stage["管理员"]
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="王芳").one().title = "段长"
        session.add(Person(name="刚来的"))
    book.put("人员", "张敏", "称呼", "组长")
    await send(stage, book)
    assert "照旧：王芳（称呼）" in admin.last
    await admin.presses("应用")
    assert person(stage, "王芳").title == "段长"
    assert person(stage, "张敏").title == "组长"
    assert person(stage, "刚来的").active


async def test_a_change_between_reading_and_applying_is_told_and_asked_again(stage: Stage) -> None:
    book = await export(stage)
    book.put("人员", "张敏", "称呼", "组长")
    admin = await send(stage, book)
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="王芳").one().title = "段长"
    await admin.presses("应用")
    assert "刚才又有人改了：人员 王芳" in admin.last
    assert person(stage, "张敏").title == ""
    await admin.presses("应用")
    assert person(stage, "张敏").title == "组长"


async def test_a_press_on_an_old_proposal_changes_nothing(stage: Stage) -> None:
    book = await export(stage)
    book.put("人员", "张敏", "称呼", "组长")
    admin = await send(stage, book)
    proposal = admin.card
    await admin.presses("取消", on=proposal)
    admin.phone.redeliver_last_press()
    await stage.settles(admin)
    with stage.service.runtime.reading() as session:
        assert [row.state for row in session.query(WorkbookIn)] == [Come.CLOSED]
    assert person(stage, "张敏").title == ""


async def test_a_renamed_person_stays_the_same_person_in_the_roster_too(stage: Stage) -> None:
    book = await export(stage)
    before = person(stage, "王芳").id
    book.put("人员", "王芳", "姓名", "王芳芳")
    admin = await send(stage, book)
    assert "姓名 王芳 → 王芳芳" in admin.last
    await admin.presses("应用")
    assert person(stage, "王芳芳").id == before


async def test_a_room_that_moves_keeps_its_history(stage: Stage) -> None:
    book = await export(stage)
    book.put("地点", "A301", "层", "二楼")
    admin = await send(stage, book)
    await admin.presses("应用")
    with stage.service.runtime.reading() as session:
        place = session.query(Place).filter_by(code="A301").one()
        assert place.full("zh-CN") == "教学楼A 二楼 301教室"


async def test_a_new_code_says_that_the_label_on_the_wall_is_dead(stage: Stage) -> None:
    book = await export(stage)
    book.put("地点", "A301", "编码", "A399")
    admin = await send(stage, book)
    assert "墙上的旧二维码扫了没用，要重新打印：A301 → A399" in admin.last


async def test_a_new_room_gets_its_code_from_its_building_and_number(stage: Stage) -> None:
    book = await export(stage)
    book.add("地点", **{"楼": "教学楼A", "层": "三楼", "房间": "309教室"})
    admin = await send(stage, book)
    await admin.presses("应用")
    with stage.service.runtime.reading() as session:
        assert session.query(Place).filter_by(code="A309").one().building().zh == "教学楼A"


async def test_what_was_pressed_before_a_restart_is_applied_after_it_and_once(
    stage: Stage,
) -> None:
    book = await export(stage)
    book.add("人员", 姓名="鲁㛃")
    admin = await send(stage, book)
    admin.phone.press(*admin.finds("应用"))
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    assert person_count(stage, "鲁㛃") == 0
    await stage.service.close()
    await stage.service.open()
    await stage.service.drain()
    assert person_count(stage, "鲁㛃") == 1
    assert admin.sees("已应用：新增 1 人")


async def test_of_two_administrators_at_once_the_slower_is_asked_again(stage: Stage) -> None:
    mine, theirs = await export(stage), await export(stage)
    mine.put("人员", "张敏", "称呼", "组长")
    theirs.put("人员", "张敏", "称呼", "段长")
    admin, shen = await send(stage, mine), stage["沈佳"]
    await shen.sends_file(theirs.save(), "沈.xlsx")
    await admin.presses("应用")
    await shen.presses("应用")
    assert shen.sees("刚才又有人改了：人员 张敏")
    assert shen.sees("以表为准：张敏（称呼）")
    assert person(stage, "张敏").title == "组长"
