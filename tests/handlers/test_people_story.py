"""How people come in, leave, stand in, and what strangers and groups get."""

from __future__ import annotations

import re

from cast import Actor, Stage, name_of, picture, text_of
from drafting import reports

from models.people.invitations import Invitation
from models.people.join_requests import JoinRequest
from models.people.person import Person
from models.tickets import State


def code_in(text: str) -> str:
    """The invitation code in a message."""
    found = re.search(r"start=([A-Z0-9]{10})", text)
    assert found is not None, text
    return found[1]


async def invited(stage: Stage, name: str = "赵云", role: str = "维修工") -> str:
    """The administrator invites somebody; returns the code."""
    admin = await stage["管理员"].sends("/admin")
    await admin.presses("邀请")
    await admin.sends(name)
    await admin.presses(role)
    return code_in(admin.last)


async def test_an_invitation_admits_at_once_and_tells_the_administrator(stage: Stage) -> None:
    code = await invited(stage)
    stranger = stage["陌生人"]
    await stranger.starts(code)
    assert "赵云师傅" in stranger.last
    await stranger.presses("是我")
    assert stranger.sees("赵师傅")
    assert stage["管理员"].sees("赵云")
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="赵云").one().telegram_id == 7777


async def test_an_invitation_works_once(stage: Stage) -> None:
    code = await invited(stage)
    await stage["陌生人"].starts(code)
    await stage["陌生人"].presses("是我")
    late = Actor(stage, stage.telegram.add(7778, "另一个人"))
    await late.starts(code)
    assert not late.sees("赵云师傅")


async def test_a_code_may_be_typed_from_paper(stage: Stage) -> None:
    code = await invited(stage)
    await stage["陌生人"].sends(f"/start {code[:5].lower()}-{code[5:]}")
    assert "赵云师傅" in stage["陌生人"].last


async def test_not_me_makes_the_code_worthless_and_tells_the_administrator(stage: Stage) -> None:
    code = await invited(stage)
    await stage["陌生人"].starts(code)
    await stage["陌生人"].presses("不是我")
    with stage.service.runtime.reading() as session:
        assert session.query(Invitation).filter_by(code=code).one().revoked_at is not None
    assert stage["管理员"].sees("赵云")


async def test_a_link_claimed_by_the_wrong_hands_is_taken_back_in_one_tap(stage: Stage) -> None:
    await stage["陌生人"].starts(await invited(stage))
    await stage["陌生人"].presses("是我")
    admin = stage["管理员"]
    await admin.presses("作废")
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="赵云").one().telegram_id is None
    assert code_in(admin.last)


async def test_an_invitation_expires_after_seven_days(stage: Stage) -> None:
    code = await invited(stage)
    await stage.passes(days=8)
    await stage["陌生人"].starts(code)
    assert "赵云师傅" not in stage["陌生人"].last


async def test_after_five_wrong_codes_a_phone_has_to_wait(stage: Stage) -> None:
    code = await invited(stage)
    stranger = stage["陌生人"]
    for _ in range(5):
        await stranger.starts("AAAAAAAAAA")
    await stranger.starts(code)
    assert not stranger.sees("赵师傅")


async def test_a_stranger_asks_to_join_and_is_approved_in_two_taps(stage: Stage) -> None:
    stranger, admin = stage["陌生人"], stage["管理员"]
    await stranger.sends("你好，我们班的灯坏了")
    assert not stage["陈大勇"].sees("灯坏了")
    await stranger.presses("申请加入")
    await stranger.sends("张三")
    await admin.presses("同意")
    await admin.presses("班主任")
    assert stranger.sees("班主任")
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="张三").one().active


async def test_a_refused_stranger_stays_outside_and_is_told(stage: Stage) -> None:
    stranger, admin = stage["陌生人"], stage["管理员"]
    await stranger.starts()
    await stranger.presses("申请加入")
    await stranger.sends("张三")
    before = len(stranger.messages)
    await admin.presses("拒绝")
    assert len(stranger.messages) > before
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="张三").count() == 0
        assert session.query(JoinRequest).one().decided_at is not None


async def test_the_text_for_the_group_leaves_the_leaders_out(stage: Stage) -> None:
    await invited(stage, "孙策", "校长")
    admin = stage["管理员"]
    await invited(stage, "鲁肃", "教师")
    await admin.sends("/admin")
    await admin.presses("还没加入")
    await admin.presses("群通知")
    assert "鲁肃" in admin.last
    assert "孙策" not in admin.last


async def test_a_teacher_is_no_administrator(stage: Stage) -> None:
    await stage["王芳"].sends("/admin")
    assert "管理" in stage["王芳"].last
    assert not stage["王芳"].sees("邀请新人")


async def test_a_switched_off_person_gets_a_neutral_answer(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        session.query(Person).filter_by(name="王芳").one().active = False
    await stage["王芳"].sends("A301灯不亮")
    with stage.service.runtime.reading() as session:
        assert reports(session).count() == 0
    assert stage["王芳"].last == "您的账号已停用。如有疑问，请联系总务处。"


async def test_who_leaves_hands_everything_over_in_one_tap(stage: Stage) -> None:
    admin, chen = stage["管理员"], stage["陈大勇"]
    await stage["王芳"].sends("A301灯不亮")
    await stage["王芳"].presses("提交")
    await chen.presses("接单")
    await admin.sends("/admin")
    await admin.presses("人员")
    await admin.presses("陈大勇")
    await admin.presses("停用")
    assert "1" in admin.last
    await admin.presses("孙师傅")
    with stage.service.runtime.reading() as session:
        assert name_of(reports(session).one().assignee) == "孙福来"
        assert not session.query(Person).filter_by(name="陈大勇").one().active


async def test_away_today_new_reports_go_to_the_stand_in(stage: Stage) -> None:
    chen, sun, li = stage["陈大勇"], stage["孙福来"], stage["李国庆"]
    await chen.sends("/menu")
    await chen.presses("今日不在")
    await chen.presses("孙师傅")
    assert sun.sees("陈师傅")
    await stage["王芳"].sends("A301灯不亮")
    await stage["王芳"].presses("提交")
    await li.presses("派单")
    await li.presses("陈师傅")
    with stage.service.runtime.reading() as session:
        assert name_of(reports(session).one().assignee) == "孙福来"


async def test_the_gatehouse_phone_carries_the_name_of_who_took_over(stage: Stage) -> None:
    gate = stage["门卫室手机"]
    await gate.sends("/menu")
    await gate.presses("接班")
    await gate.presses("钱保生")
    await gate.sends("A301灯不亮")
    await gate.presses("提交")
    assert stage["陈大勇"].sees("门卫室·钱师傅")


async def test_the_next_guard_does_not_become_the_one_who_reported(stage: Stage) -> None:
    gate, chen = stage["门卫室手机"], stage["陈大勇"]

    async def takes_over(guard: str) -> None:
        await gate.sends("/menu")
        await gate.presses("接班")
        await gate.presses(guard)

    await gate.sends("A301灯不亮")
    await gate.presses("提交")
    await takes_over("钱保生")
    await gate.sends("B201门锁坏了")
    await gate.presses("提交")
    await takes_over("赵铁柱")
    await chen.sends("/tickets")
    for place in ("301教室", "201教室"):
        await chen.presses(place)
        await chen.presses("接单")
    said = "\n".join(text_of(message) for message in chen.messages[-2:])
    assert "👤 门卫室手机 9月16日" in said
    assert "👤 门卫室·钱师傅 9月16日" in said
    assert "赵师傅" not in said


async def test_the_office_files_for_somebody_else_and_that_person_signs(stage: Stage) -> None:
    li, wang = stage["李国庆"], stage["王芳"]
    await li.sends("A301灯不亮")
    await li.presses("报修人")
    await li.presses("王芳")
    await li.presses("提交")
    assert "代录" in text_of(wang.card)
    with stage.service.runtime.reading() as session:
        ticket = reports(session).one()
        assert (name_of(ticket.reporter), name_of(ticket.recorder)) == ("王芳", "李国庆")


async def test_a_forwarded_message_is_reported_for_whoever_wrote_it(stage: Stage) -> None:
    li = stage["李国庆"]
    li.phone.forward("A301灯不亮", origin_name="王芳", origin_id=stage["王芳"].phone.user_id)
    await stage.settles(li)
    await li.presses("提交")
    with stage.service.runtime.reading() as session:
        assert name_of(reports(session).one().reporter) == "王芳"


async def test_a_forwarded_writer_who_hides_is_known_by_name(stage: Stage) -> None:
    li = stage["李国庆"]
    li.phone.forward("A301灯不亮", origin_name="王芳")
    await stage.settles(li)
    await li.presses("提交")
    with stage.service.runtime.reading() as session:
        assert name_of(reports(session).one().reporter) == "王芳"


async def test_a_group_gets_one_line_an_hour_and_no_report(stage: Stage) -> None:
    wang, admin = stage["王芳"], stage["管理员"]
    stage.telegram.add_group(-100, "三年级组", [admin.phone.user_id], privacy=False)
    stage.telegram.chats[-100].members.add(wang.phone.user_id)
    wang.phone.text("A301灯不亮", chat=-100)
    await stage.settles(wang)
    group = stage.telegram.chats[-100]

    def answers() -> int:
        return sum(1 for one in group.messages if one["from"]["is_bot"])

    assert answers() == 0
    for _ in range(2):
        wang.phone.text("@houqin_demo_bot A301灯不亮", chat=-100)
        await stage.settles(wang)
    assert answers() == 1
    await stage.passes(hours=2)
    wang.phone.text("/repair@houqin_demo_bot", chat=-100)
    await stage.settles(wang)
    assert answers() == 2
    with stage.service.runtime.reading() as session:
        assert reports(session).count() == 0


async def test_a_language_is_chosen_from_the_phone_and_changed(stage: Stage) -> None:
    emily = stage["Emily Carter"]
    await emily.sends("room 302 the projector is dark")
    assert "Submit" in emily.buttons
    await emily.sends("/language")
    await emily.presses("中文")
    await emily.sends("/menu")
    assert emily.sees("要办什么")


async def test_a_default_fixer_gets_a_kind_without_a_question(stage: Stage) -> None:
    admin, wang = stage["管理员"], stage["王芳"]
    await admin.sends("/admin")
    await admin.presses("默认维修人")
    await admin.presses("电和灯")
    await admin.presses("孙福来")
    await wang.sends("A301灯不亮")
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        ticket = reports(session).one()
        assert (ticket.state, name_of(ticket.assignee)) == (State.ASSIGNED, "孙福来")
    assert "接单" in stage["孙福来"].buttons


async def test_a_slip_and_a_work_sheet_come_as_paper(stage: Stage) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    await wang.shows(picture(), "A301灯不亮")
    await wang.presses("提交")
    await chen.presses("接单")
    await chen.sends("/menu")
    await chen.presses("派工单")
    assert chen.messages[-1]["document"]["file_name"].endswith(".pdf")
    await chen.presses("完成")
    await chen.shows(picture("green"))
    await wang.presses("验收")
    await wang.presses("打印")
    assert "BX-260916-01" in wang.messages[-1]["document"]["file_name"]
