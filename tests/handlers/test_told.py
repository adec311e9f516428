"""Who hears of it, and what he can do about it: dangers, late reports, leaders, the unreachable."""

from __future__ import annotations

from datetime import date

from cast import Stage, buttons_of, only_ticket, text_of

from models.act import Act
from models.messaging import Chat
from models.people import staff
from models.people.person import Person
from models.school import School


async def filed(stage: Stage, text: str = "A302灯不亮", *presses: str) -> None:
    """王芳 files a report in one sentence."""
    await stage["王芳"].sends(text)
    # 会 files a danger at once.
    for press in presses if "会" in presses else (*presses, "提交"):
        await stage["王芳"].presses(press)


async def test_a_danger_rings_the_gate_and_the_leaders_at_once(stage: Stage) -> None:
    await filed(stage, "食堂烹饪间有燃气味", "会")
    for name in ("许文慧", "何志明", "周建国"):
        assert text_of(stage[name].card).startswith("🚨 紧急 🚨 王老师报了险情，请过问"), name
        assert {"催办", "批示"} <= set(stage[name].buttons), name
    assert "险情已控制" in stage["门卫室手机"].buttons
    assert "🔔 新报修" in text_of(stage["李国庆"].card)


async def test_the_vice_principal_reads_who_has_it_and_rings_him(stage: Stage) -> None:
    await filed(stage)
    chen, vice = stage["陈大勇"], stage["许文慧"]
    await chen.presses("接单")
    await stage.comes(stage.now().replace(day=22, hour=9))
    assert vice.sees("请您过问：陈师傅还没修好，9月16日 09:00 起没有动静")
    await vice.presses("催办")
    assert vice.phone.toasts[-1] == "已催陈师傅"
    assert "许校长过问，请报进展" in text_of(chen.card)
    await vice.presses("批示")
    await vice.sends("今天务必修好")
    assert vice.last == "已告诉陈师傅。"
    assert "📌 许校长批示：今天务必修好" in text_of(chen.card)
    await chen.presses("报进展")
    await chen.presses("已到现场")
    assert "🔧 陈师傅：已到现场" in text_of(vice.card)
    assert "🔧 陈师傅：已到现场" in text_of(stage["王芳"].card)


async def test_who_cannot_do_it_today_promises_another_day(stage: Stage) -> None:
    await filed(stage)
    chen, wang = stage["陈大勇"], stage["王芳"]
    await chen.presses("接单")
    await stage.passes(hours=9)
    assert chen.sees("还没修好。修好了按【完成】，今天修不了请按【报进展】")
    await chen.presses("报进展")
    await chen.presses("今天修不了，改到…")
    days = [one["text"] for message in chen.messages for one in buttons_of(message)]
    assert "9月20日 周日（补班）" in days
    await chen.presses("9月18日")
    assert chen.phone.toasts[-1] == "已改到9月18日"
    assert "⏱ 陈师傅改到 9月18日 17:30 前修好" in text_of(wang.card)


async def test_a_day_is_named_by_today_and_the_card_follows(stage: Stage) -> None:
    await filed(stage, "A302投影仪坏了")
    ticket = only_ticket(stage)
    assert ticket.due_at is not None
    wang = stage["王芳"]
    heard = len(wang.messages)
    days = []
    while "已逾期" not in text_of(wang.card):
        days.append(next(w for w in ("明天", "今天", "9月") if w in text_of(wang.card)))
        await stage.passes(days=1)
    assert days[-1] in ("今天", "明天")
    assert "今天" in days
    assert len(wang.messages) == heard, "nobody is rung by it"


async def test_who_cannot_be_reached_is_marked_and_the_next_one_is_told_why(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        school = School(session, stage.service.runtime.zone)
        people = {one.name: one for one in session.query(Person)}
        act = Act(people["李国庆"], stage.now(), school)
        staff.be_away(people["孙福来"], act, date(2026, 9, 16), None)
        session.add(Chat(id=people["陈大勇"].telegram_id, blocked_at=stage.now()))
    li = stage["李国庆"]
    await filed(stage)
    await li.presses("派单")
    assert "孙师傅（今日不在，手上 0 件）" in li.buttons
    assert "陈师傅（停用了和助手的聊天，手上 0 件）" in li.buttons
    assert "马师傅（没在用手机，手上 0 件）" in li.buttons
    assert not any("吴" in label for label in li.buttons), "another trade"
    await li.presses("陈师傅")
    await stage.passes(hours=5)
    assert li.sees("陈师傅停用了和助手的聊天，所以请您来办")
    await li.presses("改派")
    await li.presses("其他人")
    li.finds("吴")


async def test_who_has_just_refused_is_not_offered_again(stage: Stage) -> None:
    await filed(stage)
    li, chen = stage["李国庆"], stage["陈大勇"]
    for press in ("派单", "陈师傅"):
        await li.presses(press)
    await chen.presses("拒绝")
    await chen.sends("在外面")
    await li.presses("派单")
    assert not any("陈师傅" in label for label in li.buttons)
    assert any("孙师傅" in label for label in li.buttons)


async def test_an_unanswered_question_rings_and_can_be_given_up(stage: Stage) -> None:
    await filed(stage)
    li, wang = stage["李国庆"], stage["王芳"]
    for press in ("更多", "请补充"):
        await li.presses(press)
    await li.sends("哪一盏？")
    await stage.comes(stage.now().replace(day=18, hour=10))
    assert wang.sees("还等您补充一句")
    wang.finds("回答")
    assert li.sees("报修人一直没补充")
    await li.presses("不等补充了")
    assert only_ticket(stage).paused_at is None


async def test_without_a_photo_every_phone_shows_that_it_waits_for_a_signature(
    stage: Stage,
) -> None:
    await filed(stage)
    chen, li, wang = stage["陈大勇"], stage["李国庆"], stage["王芳"]
    await chen.presses("接单")
    await chen.presses("完成")
    await chen.presses("无外观变化")
    for actor in (chen, li, wang):
        assert "🔧 待验收 陈师傅" in text_of(actor.card), actor.phone.name
        assert not {"完成", "等待", "报进展"} & set(actor.buttons)
    assert text_of(chen.card).startswith("✅ 已记下，等王老师验收。")
    await chen.presses("补用料费用")
    assert "跳过" in chen.buttons
    await chen.presses("跳过")
    await wang.presses("验收")
    assert "修得怎么样？" in text_of(wang.card)


async def test_the_teachers_card_has_eight_lines_at_most(stage: Stage) -> None:
    await filed(stage, "三楼男厕漏水", "教学楼A 三楼 男厕")
    wang, chen = stage["王芳"], stage["陈大勇"]
    for press in (None, "接单", "完成", "无外观变化"):
        if press is not None:
            await chen.presses(press)
        card = text_of(wang.card).split("\n")
        assert len(card) <= 8, card
        assert "".join(card).count("漏水") == 1, card


async def test_help_says_all_that_this_person_can_do(stage: Stage) -> None:
    for name, parts in {
        "王芳": ("怎么报修",),
        "陈大勇": ("怎么报修", "接到报修", "替别人报"),
        "李国庆": ("派单", "过问", "待办报修单"),
        "许文慧": ("过问", "【批示】", "/tickets"),
        "沈佳": ("导出工作簿",),
        "门卫室手机": ("险情已控制",),
    }.items():
        before = len(stage[name].messages)
        await stage[name].sends("/help")
        assert len(stage[name].messages) == before + 1
        for part in parts:
            assert part in stage[name].last, (name, part)
    await stage["许文慧"].sends("/menu")
    assert "待办报修单" in stage["许文慧"].buttons


async def test_lists_show_the_most_urgent_first_and_how_long_nobody_came(stage: Stage) -> None:
    await filed(stage)
    await filed(stage, "B202门锁坏了")
    await stage.passes(hours=3)
    await filed(stage, "A301插座漏电", "会")
    li = stage["李国庆"]
    await li.sends("/tickets")
    rows = [line for line in li.last.split("\n") if line.startswith("•")]
    assert "🚨" in rows[0]
    assert "3 小时没人接" in rows[1]
    assert len(li.buttons) == len(rows)


async def test_drafts_that_are_open_are_offered_as_one_list(stage: Stage) -> None:
    wang = stage["王芳"]
    for text in ("A302灯不亮", "B202门锁坏了"):
        await wang.sends("/cancel")
        await wang.sends(text)
    before = len(wang.messages)
    await wang.sends("/repair")
    assert len(wang.messages) == before + 1
    assert "2 份未提交的" in wang.last
    await wang.presses("门锁")
    assert "请核对后提交" in wang.last
