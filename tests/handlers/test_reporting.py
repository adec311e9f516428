"""How a report begins: photos, sentences, labels, and what is asked."""

from __future__ import annotations

from cast import Stage, only_ticket, picture
from drafting import reports

from models.cases.case import Case
from models.tickets import State


async def filed(stage: Stage, text: str = "教学楼A三楼男厕漏水") -> None:
    """王芳 files a report with a photo."""
    await stage["王芳"].shows(picture(), text)
    await stage["王芳"].presses("提交")


async def test_a_photo_with_words_is_two_actions_from_being_filed(stage: Stage) -> None:
    await stage["王芳"].shows(picture(), "A301灯不亮")
    await stage["王芳"].presses("提交")
    assert only_ticket(stage).number == "BX-260916-01"


async def test_ten_photos_are_one_report_and_one_reply(stage: Stage) -> None:
    wang = stage["王芳"]
    colours = ["red", "green", "blue", "white", "black", "cyan", "pink", "gold", "navy", "lime"]
    album = [picture(colour) for colour in colours]
    await wang.shows_album(album, ["", "", "A301灯不亮"])
    assert len(wang.messages) == 1
    assert "10" in wang.last
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        assert len(reports(session).one().photos) == 10


async def test_a_part_of_the_album_after_submit_joins_the_filed_report(stage: Stage) -> None:
    wang = stage["王芳"]
    wang.phone.album([picture("red"), picture("blue")], ["A301灯不亮"])
    _, body = await stage.telegram.call("getUpdates", {"offset": 0, "timeout": 0}, {})
    early, late = body["result"]
    stage.service.inbox.take([early])
    await stage.service.drain()
    wang.phone.press(*wang.finds("提交"))
    stage.service.inbox.store([late])
    await stage.settles(wang)
    stage.service.inbox.store([{**late, "update_id": late["update_id"] + 50}])
    await stage.settles(wang)
    with stage.service.runtime.reading() as session:
        assert len(reports(session).one().photos) == 2


async def test_what_is_missing_is_asked_one_thing_at_a_time(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.shows(picture())
    assert "教学楼A" in " ".join(wang.buttons)
    await wang.presses("教学楼A")
    await wang.presses("三楼")
    await wang.presses("男厕")
    await wang.presses("给排水")
    await wang.presses("提交")
    assert only_ticket(stage).state == State.REPORTED


async def test_a_place_that_does_not_exist_is_offered_what_is_near(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("灯不亮")
    await wang.sends("三搂男厕")
    assert "没找到“三搂男厕”，是不是" in wang.last
    assert any("三楼" in label and "男厕" in label for label in wang.buttons)


async def test_an_answer_that_says_more_than_the_place_is_kept_whole(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.shows(picture())
    await wang.sends("A302门锁坏了")
    await wang.presses("提交")
    assert only_ticket(stage).text == "A302门锁坏了"


async def test_302_may_be_the_room_or_the_class_and_is_asked(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("302灯不亮")
    labels = " ".join(wang.buttons)
    assert "302教室" in labels
    assert "202教室" in labels


async def test_the_label_of_a_place_opens_a_report_with_the_place_filled_in(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.starts("p_A301")
    assert "301教室" in wang.last
    await wang.sends("灯不亮")
    await wang.presses("提交")
    assert only_ticket(stage).state == State.REPORTED


async def test_more_words_and_photos_go_into_the_open_draft(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends("一直闪")
    await wang.shows(picture())
    await wang.presses("提交")
    ticket = only_ticket(stage)
    assert ticket.text == "A301灯不亮\n一直闪"


async def test_a_draft_is_offered_again(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await stage.passes(hours=1)
    assert wang.sees("您有一份未提交的单子")
    await wang.presses("提交")
    assert only_ticket(stage).state == State.REPORTED


async def test_the_same_trouble_is_shown_before_filing_and_can_be_joined(stage: Stage) -> None:
    await filed(stage)
    liu, chen = stage["刘玥"], stage["陈大勇"]
    await liu.shows(picture("blue"), "教学楼A三楼男厕漏水了")
    await liu.presses("提交")
    assert "BX-260916-01" in liu.last
    await liu.presses("我也遇到")
    with stage.service.runtime.reading() as session:
        first = reports(session).filter_by(number="BX-260916-01").one()
        assert [person.name for person in first.joined] == ["刘玥"]
        assert len(first.photos) == 2
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.presses("没带手机")
    assert "我这里还没好" in liu.buttons
    await liu.presses("我这里还没好")
    with stage.service.runtime.reading() as session:
        assert reports(session).filter_by(number="BX-260916-01").one().state == State.WORKING


async def test_a_soon_report_after_the_cutoff_is_promised_for_the_next_noon(stage: Stage) -> None:
    await stage.passes(hours=5)
    await stage["王芳"].sends("A301灯不亮")
    assert "加急，预计 明天 12:00 前" in stage["王芳"].last


async def test_302_says_which_class_is_in_which_room(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("302灯不亮")
    assert "教学楼A 二楼 202教室 三（2）班" in wang.buttons
    assert "教学楼A 三楼 302教室 四（2）班" in wang.buttons


async def test_a_room_that_does_not_exist_is_named(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A999灯不亮")
    assert "没找到“A999”" in wang.last


async def test_a_building_that_does_not_exist_is_not_dropped(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("宿舍楼301灯坏")
    assert "没找到“宿舍楼301”，是不是" in wang.last


async def test_another_fault_in_another_place_is_a_report_of_its_own(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("302灯不亮")
    await wang.sends("男厕漏水")
    assert wang.sees("这是另一件事")
    await wang.sends("厨房有燃气味")
    assert wang.last.startswith("⚠️")
    with stage.service.runtime.reading() as session:
        found = [ticket.text for ticket in reports(session).order_by(Case.id)]
    assert found == ["302灯不亮", "男厕漏水", "厨房有燃气味"]


async def test_the_same_fault_with_a_sure_place_settles_the_place(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("302灯不亮")
    await wang.sends("A301 灯不亮")
    await wang.presses("提交")
    ticket = only_ticket(stage)
    assert (ticket.state, ticket.place and ticket.place.code) == (State.REPORTED, "A301")


async def test_words_after_the_command_are_the_report(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/repair B201 门锁坏了")
    await wang.presses("提交")
    assert only_ticket(stage).text == "B201 门锁坏了"


async def test_a_scanned_label_alone_cannot_be_filed_and_shows_no_empty_kind(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.starts("p_A301")
    assert not any("🔧" in label or "提交" in label for label in wang.buttons)


async def test_cancel_speaks_of_a_kept_report_only_where_there_is_one(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/repair")
    await wang.sends("/cancel")
    assert wang.last == "好，先不问了。"
    await wang.sends("A301灯不亮")
    await wang.sends("/cancel")
    assert "还留着" in wang.last


async def test_all_that_was_begun_is_brought_back(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends("B201门锁坏了")
    await wang.sends("/menu")
    assert wang.last == "您有 2 份未提交的单子。"
    await wang.presses("接着报")
    assert [label for label in wang.buttons if "灯" in label or "门锁" in label] == wang.buttons
    assert len(wang.buttons) == 2
