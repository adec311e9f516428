"""What bad input gets: a clear sentence, nothing lost, the question still open."""

from __future__ import annotations

import io

import pytest
from cast import Stage, picture, text_of
from drafting import reports
from PIL import Image

from models.cases.case import Case, Keeping, Photo
from models.cases.draft import DraftState
from models.repairs import Repair
from models.tickets import State

STALE = "这个按钮已经过时，请看最新的卡片，或发 /menu。"


def tickets(stage: Stage) -> list[Repair]:
    """All reports, drafts included."""
    with stage.service.runtime.reading() as session:
        return reports(session).order_by(Case.id).all()


async def test_five_thousand_characters_are_too_long_and_said_so(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("灯" * 4096)
    assert "2000" in wang.last
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    assert [ticket.state for ticket in tickets(stage)] == [State.REPORTED]


async def test_a_file_that_is_no_picture_is_refused_and_the_draft_lives(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    wang.phone.document(b"%PDF-1.4", "list.pdf", "application/pdf")
    await stage.settles(wang)
    assert "照片" in wang.last
    await wang.presses("提交")
    assert tickets(stage)[0].state == State.REPORTED


async def test_a_picture_that_is_too_large_is_refused_at_once(stage: Stage) -> None:
    wang = stage["王芳"]
    wang.phone.document(picture() + b"0" * (21 * 1024 * 1024), "big.jpg", "image/jpeg")
    await stage.settles(wang)
    assert "20" in wang.last
    assert tickets(stage) == []


async def test_a_broken_picture_is_said_so_on_the_report_which_is_not_lost(stage: Stage) -> None:
    wang = stage["王芳"]
    wang.phone.document(b"\xff\xd8\xff\xe0 torn", "torn.jpg", "image/jpeg", "A301灯不亮")
    await stage.settles(wang)
    assert "有一张照片没收到，请再发一张" in wang.last
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        assert session.query(Photo).one().keeping == Keeping.BROKEN
        assert reports(session).one().state == State.REPORTED


async def test_a_picture_sent_as_a_file_goes_out_only_cleaned(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (50, 40), "red").save(out, "JPEG", exif=exif)
    assert b"secret place" in out.getvalue()
    wang.phone.document(out.getvalue(), "p.jpg", "image/jpeg", "A301灯不亮")
    await stage.settles(wang)
    await wang.presses("提交")
    (came,) = [message["photo"] for message in chen.messages if "photo" in message]
    files = stage.telegram.files
    content = files.content(files.where(came[-1]["file_id"])["file_path"])
    assert content is not None
    with Image.open(io.BytesIO(content)) as sent:
        assert sent.size == (50, 40)
        assert not sent.getexif()
    assert b"secret place" not in content


async def test_a_stale_button_from_last_week_says_what_happened_since(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    old = chen.finds("接单")
    await chen.presses("接单")
    await stage.passes(days=7)
    chen.phone.press(*old)
    await stage.settles(chen)
    assert chen.sees("刚才已经有变化了")
    assert tickets(stage)[0].state == State.WORKING


async def test_a_button_that_nobody_knows_is_answered(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/menu")
    wang.phone.press(wang.card["message_id"], "gone:1")
    await stage.settles(wang)
    assert wang.last == STALE


@pytest.mark.parametrize(
    ("forged", "says"),
    [
        ("repairs.accept:999:1", "没找到，或者不归您看。"),
        ("repairs.accept:x", STALE),
        ("drafts.submit:", STALE),
        ("place:1:zzz", "没找到，或者不归您看。"),
        ("people.off:1", "这一步由系统管理员办。"),
    ],
)
async def test_a_forged_button_does_nothing_and_says_something(
    stage: Stage, forged: str, says: str
) -> None:
    wang = stage["王芳"]
    await wang.sends("/menu")
    before = len(wang.messages)
    wang.phone.press(wang.card["message_id"], forged)
    await stage.settles(wang)
    assert len(wang.messages) == before + 1
    assert wang.last == says
    assert tickets(stage) == []


async def test_submit_pressed_twice_files_once(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    where = wang.finds("提交")
    wang.phone.press(*where)
    wang.phone.press(*where)
    wang.phone.redeliver_last_press()
    await stage.settles(wang)
    assert [ticket.number for ticket in tickets(stage)] == ["BX-260916-01"]


async def test_a_command_in_the_middle_of_a_question_is_answered_and_the_draft_lives(
    stage: Stage,
) -> None:
    wang = stage["王芳"]
    await wang.sends("灯不亮")
    await wang.sends("/my")
    assert "还没有报修" in wang.last
    await wang.sends("A301")
    await wang.presses("提交")
    assert tickets(stage)[0].number == "BX-260916-01"


async def test_a_sticker_leaves_the_question_open(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("A301灯不亮")
    wang.phone.sticker()
    await stage.settles(wang)
    await wang.presses("提交")
    await chen.presses("接单")
    await chen.presses("拒绝")
    chen.phone.sticker()
    await stage.settles(chen)
    await chen.sends("没有灯管")
    assert tickets(stage)[0].state == State.REPORTED


async def test_a_voice_message_is_kept_and_the_question_stays_open(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    await chen.presses("接单")
    await chen.presses("拒绝")
    chen.phone.voice(b"OggS-voice", 3)
    await stage.settles(chen)
    assert "话筒" in chen.last
    await chen.sends("没有灯管")
    assert tickets(stage)[0].state == State.REPORTED
    with stage.service.runtime.reading() as session:
        assert session.query(Photo).one().form == "voice"


async def test_an_edited_message_is_not_the_answer_to_the_next_question(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    await chen.presses("接单")
    said = chen.phone.text("/help")
    await stage.settles(chen)
    await chen.presses("拒绝")
    chen.phone.edit(said["message_id"], "改了")
    await stage.settles(chen)
    assert tickets(stage)[0].state == State.WORKING
    assert chen.last == "改过的消息不会自动生效，请把要说的重新发一条。"
    await chen.sends("没有灯管")
    assert tickets(stage)[0].state == State.REPORTED


@pytest.mark.parametrize(
    "text",
    [
        "A301 <b>灯</b> & <script>alert(1)</script> 不亮",
        "A301灯不亮 😀👨‍👩‍👧‍👦🔥",
        "A301 \u202eرمز مصباح\u202c 灯不亮",
        "A301灯不亮 \x00 {place} %s '; DROP TABLE case;--",
    ],
)
async def test_markup_emoji_and_right_to_left_text_come_through_as_text(
    stage: Stage, text: str
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends(text)
    if "提交" not in wang.buttons:
        await wang.presses("别的地方")
        await wang.presses("午休室")
    await wang.presses("提交")
    assert "A301" in text_of(chen.card)
    if "<b>" in text:
        assert "<b>灯</b>" in text_of(chen.card)
    await chen.presses("接单")
    await chen.presses("拒绝")
    await chen.sends(text)
    assert tickets(stage)[0].state == State.REPORTED


async def test_an_empty_report_is_asked_for_words(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/repair")
    await wang.sends("谢谢")
    await wang.starts("p_A301")
    assert "请打几个字" in wang.last
    wang.phone.press(wang.card["message_id"], f"drafts.submit:{tickets(stage)[0].id}")
    await stage.settles(wang)
    assert all(ticket.state == DraftState.DRAFT for ticket in tickets(stage))


async def test_a_report_survives_a_restart_between_two_answers(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("灯不亮")
    await stage.service.close()
    await stage.service.open()
    await wang.sends("A301")
    await wang.presses("提交")
    assert tickets(stage)[0].number == "BX-260916-01"


async def test_going_on_with_a_report_that_was_filed_meanwhile_leads_to_nothing(
    stage: Stage,
) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends("/menu")
    menu = wang.card
    await wang.presses("提交")
    await wang.presses("接着报", menu)
    assert wang.sees("过时")
    assert tickets(stage)[0].state == State.REPORTED


@pytest.mark.parametrize("line", ["灯管 nan", "灯管 Infinity", "灯管 -NaN元"])
async def test_what_only_python_takes_for_a_sum_is_a_word_of_the_materials(
    stage: Stage, line: str
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.shows(picture())
    await chen.presses("用料")
    await chen.presses("用料")
    await chen.sends(line)
    (ticket,) = tickets(stage)
    assert (ticket.materials, ticket.cost) == (line, None)
