"""Who may press what, where a forged button would otherwise give somebody a little too much."""

from __future__ import annotations

import pytest
from cast import Actor, Stage, buttons_of, name_of, text_of
from databases import ADMIN
from drafting import reports
from spreadsheet import export, send

from models.cases.case import Case
from models.documents import MOST_ALIKE, MOST_AN_HOUR, DocumentOrder
from models.messaging import In, Inbound
from models.people.invitations import Invitation, invite_everybody
from models.people.person import Person, Right, Role
from models.repairs import Repair
from models.school import Category
from models.workbook.deliveries import Come, WorkbookIn


async def forges(actor: Actor, data: str) -> Actor:
    """Presses a button that is not on this phone."""
    actor.phone.press(actor.messages[-1]["message_id"], data)
    return await actor.stage.settles(actor)


async def reported(stage: Stage) -> Repair:
    """A report of Wang's that Chen has in hand."""
    await stage["王芳"].sends("A301灯不亮")
    await stage["王芳"].presses("提交")
    await stage["陈大勇"].presses("接单")
    with stage.service.runtime.reading() as session:
        found: Repair = reports(session).one()
        return found


def id_of(stage: Stage, name: str) -> int:
    """The row of a person."""
    with stage.service.runtime.reading() as session:
        return session.query(Person).filter_by(name=name).one().id


def papers(stage: Stage) -> list[str]:
    """What was printed."""
    with stage.service.runtime.reading() as session:
        return [order.kind for order in session.query(DocumentOrder)]


async def test_the_menu_shows_the_administration_to_administrators_alone(stage: Stage) -> None:
    with stage.service.runtime.reading() as session:
        admins = {one.name for one in session.query(Person) if one.may(Right.ADMIN)}
    for name, actor in stage.actors.items():
        await actor.sends("/menu")
        if name == "陌生人":
            continue
        shown = [button["text"] for button in buttons_of(actor.card)]
        assert ("管理" in "".join(shown)) is (name in admins or name == "管理员"), name


async def test_a_report_that_is_not_hers_to_see_is_not_found_by_a_forged_button(
    stage: Stage,
) -> None:
    ticket = await reported(stage)
    zhang = await stage["张敏"].sends("/menu")
    for press in ("l_show", "t_slip", "t_photos", "t_accept", "q_comment", "addto"):
        before = len(zhang.messages)
        await forges(zhang, f"{press}:{ticket.id}:{ticket.version}")
        assert len(zhang.messages) == before + 1
        assert "没找到" in zhang.last


async def test_a_draft_is_seen_by_nobody_but_its_writer(stage: Stage) -> None:
    await stage["王芳"].sends("A301灯不亮")
    with stage.service.runtime.reading() as session:
        draft = reports(session).one().id
    for name in ("李国庆", "陈大勇", "周建国"):
        actor = await stage[name].sends("/menu")
        for data in (
            f"repairs.show:{draft}",
            f"drafts.page:{draft}:place",
            f"repairs.anew:{draft}",
        ):
            await forges(actor, data)
            assert not actor.sees("301教室")
            assert not actor.sees("A301灯不亮")


async def test_me_too_joins_only_what_was_offered(stage: Stage) -> None:
    ticket = await reported(stage)
    zhang = await stage["张敏"].sends("B201门锁坏了")
    with stage.service.runtime.reading() as session:
        draft = reports(session).order_by(Case.id.desc()).limit(1).one().id
    await forges(zhang, f"metoo:{draft}:{ticket.id}")
    assert not zhang.sees("A301")
    with stage.service.runtime.reading() as session:
        assert session.get_one(Repair, ticket.id).joined == []
    assert "过时" in text_of(zhang.messages[-1])


async def test_a_teacher_who_may_not_report_for_others_is_shown_no_list_of_people(
    stage: Stage,
) -> None:
    zhang = await stage["张敏"].sends("A301灯不亮")
    with stage.service.runtime.reading() as session:
        draft = reports(session).one().id
    await forges(zhang, f"drafts.page:{draft}:for")
    assert "替别人报修" in text_of(zhang.messages[-1])
    assert "王芳" not in str(zhang.messages)


async def test_a_slip_is_for_the_office_until_the_repair_is_signed(stage: Stage) -> None:
    ticket = await reported(stage)
    wang = await forges(stage["王芳"], f"repairs.slip:{ticket.id}")
    assert "总务主任" in wang.last
    assert papers(stage) == []
    li = await stage["李国庆"].sends("/menu")
    await forges(li, f"repairs.slip:{ticket.id}")
    assert papers(stage) == ["slip"]


async def test_a_work_sheet_is_ones_own_or_the_offices_to_print(stage: Stage) -> None:
    await reported(stage)
    chen = id_of(stage, "陈大勇")
    for name in ("张敏", "孙福来"):
        actor = await stage[name].sends("/menu")
        await forges(actor, f"repairs.sheet_of:{chen}")
        assert "总务" in actor.last
    zhang = await forges(stage["张敏"], "m_sheet")
    assert "维修人员" in zhang.last
    assert papers(stage) == []
    await forges(await stage["李国庆"].sends("/menu"), f"repairs.sheet_of:{chen}")
    assert papers(stage) == ["sheet"]


async def test_fifty_presses_print_no_fifty_papers(stage: Stage) -> None:
    chen = await stage["陈大勇"].sends("/menu")
    where = chen.finds("派工单")
    for _ in range(3):
        chen.phone.press(*where)
    await stage.takes_in()
    while stage.service.inbox.work_once():
        continue
    assert papers(stage) == ["sheet"]
    for _ in range(50):
        chen.phone.press(*where)
        await stage.settles(chen)
    assert papers(stage) == ["sheet"] * MOST_ALIKE
    assert "过一小时" in chen.last
    await stage.passes(hours=1, minutes=1)
    await chen.presses("派工单")
    assert papers(stage) == ["sheet"] * (MOST_ALIKE + 1)


async def test_many_different_papers_have_an_end_too(stage: Stage) -> None:
    with stage.service.runtime.unit() as unit:
        admin = unit.session.query(Person).filter_by(telegram_id=ADMIN).one()
        for _ in range(MOST_AN_HOUR):
            made = DocumentOrder(kind="slip", reader=admin, ordered_at=unit.now, made_at=unit.now)
            unit.session.add(made)
    await stage["管理员"].sends("/admin")
    await stage["管理员"].presses("导出工作簿")
    assert "过一小时" in stage["管理员"].last
    assert len(papers(stage)) == MOST_AN_HOUR


async def test_a_teacher_revokes_no_invitation_and_names_no_fixer(stage: Stage) -> None:
    with stage.service.runtime.unit() as unit:
        admin = unit.session.query(Person).filter_by(telegram_id=ADMIN).one()
        invited = invite_everybody(unit.act(admin))[0].id
    zhang, sun = await stage["张敏"].sends("/menu"), id_of(stage, "孙福来")
    for data in (
        f"people.revoke:{invited}",
        f"repairs.fixer:W02:{sun}",
        "people.group_text",
        "people.labels",
        "menu.admin",
    ):
        await forges(zhang, data)
        assert "系统管理员" in zhang.last, data
    with stage.service.runtime.reading() as session:
        assert session.get_one(Invitation, invited).revoked_at is None
        assert session.get_one(Category, "W02").fixer is None


async def test_only_who_repairs_becomes_the_fixer_of_a_kind(stage: Stage) -> None:
    admin = await stage["管理员"].sends("/admin")
    for callback_args in (id_of(stage, "张敏"), "x", 2**31, 99999):
        await forges(admin, f"repairs.fixer:W02:{callback_args}")
    await forges(admin, f"repairs.fixer:W02:{id_of(stage, '孙福来')}")
    with stage.service.runtime.reading() as session:
        assert name_of(session.get_one(Category, "W02").fixer) == "孙福来"
        assert session.query(Inbound).filter_by(state=In.QUARANTINED).count() == 0


async def test_a_fixer_who_is_away_names_nobody_who_does_not_repair(stage: Stage) -> None:
    chen, zhang = await stage["陈大勇"].sends("/menu"), stage["张敏"]
    await forges(chen, f"people.stand_in:{id_of(stage, '张敏')}")
    assert zhang.messages == []
    await zhang.sends("/menu")
    await forges(zhang, "m_away")
    assert "维修人员" in zhang.last
    await forges(zhang, f"people.stand_in:{id_of(stage, '孙福来')}")
    assert stage["孙福来"].messages == []


async def test_the_gatehouse_names_none_but_a_guard(stage: Stage) -> None:
    gate = await stage["门卫室手机"].sends("/menu")
    for name in ("周建国", "门卫室手机"):
        await forges(gate, f"people.shift:{id_of(stage, name)}")
        with stage.service.runtime.reading() as session:
            assert session.query(Person).filter_by(name="门卫室手机").one().on_phone is None


@pytest.mark.parametrize("press", ["letin:1", "letas:1:R12", "turnaway:1"])
async def test_whoever_asks_to_be_let_in_is_an_administrators_to_see(
    stage: Stage, press: str
) -> None:
    stranger = await stage["陌生人"].starts()
    await stranger.presses("申请加入")
    await stranger.sends("张三丰")
    zhang = await stage["张敏"].sends("/menu")
    await forges(zhang, press)
    assert "系统管理员" in zhang.last
    assert "张三丰" not in str(zhang.messages)


@pytest.mark.parametrize("pressed_before", [True, False])
async def test_whoever_is_no_administrator_any_more_applies_no_workbook(
    stage: Stage, pressed_before: bool
) -> None:
    book = await export(stage)
    book.put("人员", "王芳", "称呼", "主任")
    admin = await send(stage, book)
    where = admin.finds("应用")
    if pressed_before:
        admin.phone.press(*where)
        await stage.takes_in()
        assert stage.service.inbox.work_once()
    with stage.service.runtime.writing() as session:
        person = session.query(Person).filter_by(telegram_id=ADMIN).one()
        person.roles = [session.get_one(Role, "R09")]
    if not pressed_before:
        admin.phone.press(*where)
    await stage.settles(admin)
    assert admin.last == "这一步由系统管理员办。"
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="王芳").one().title == ""
        stands = session.query(WorkbookIn).one().state
        assert stands == (Come.CLOSED if pressed_before else Come.ASKED)
