"""/admin → 邀请 and 二维码: paper for the walls and for those who have not joined."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from cast import Actor, Stage, buttons_of, text_of
from scanner import codes_of, needs_poppler, words_of

from models.documents import DocumentOrder
from models.people.invitations import Invitation, not_joined, open_codes
from models.people.person import Person, Role
from models.places import Place, spots


def paper(stage: Stage) -> bytes:
    """The newest paper that was made."""
    papers = stage.service.runtime.store.photos.rglob("*.pdf")
    return max(papers, key=lambda file: file.stat().st_mtime_ns).read_bytes()


def hire(stage: Stage, name: str, role: str) -> None:
    with stage.service.runtime.writing() as session:
        session.add(Person(name=name, roles=[session.query(Role).filter_by(zh=role).one()]))


async def opens(stage: Stage, button: str) -> Actor:
    admin = stage["管理员"]
    await admin.sends("/admin")
    await admin.presses(button)
    return admin


@needs_poppler
async def test_the_labels_of_a_building_come_as_a_paper_and_lead_to_its_places(
    stage: Stage, tmp_path: Path
) -> None:
    admin = await opens(stage, "二维码")
    await admin.presses("教学楼B")
    assert admin.messages[-1]["document"]["file_name"] == "地点标签 教学楼B.pdf"
    scanned = [code for page in codes_of(paper(stage), tmp_path) for code in page]
    with stage.service.runtime.reading() as session:
        building = session.query(Place).filter_by(code="B").one()
        places = spots(session, building)
        assert scanned == [f"https://t.me/houqin_demo_bot?start=p_{place.code}" for place in places]
    assert "B201" in [link.rpartition("_")[2] for link in scanned]
    wang = stage["王芳"]
    await wang.starts(scanned[3].partition("start=")[2])
    assert places[3].zh in text_of(wang.card)


async def test_what_a_label_tells_to_type_is_understood(stage: Stage) -> None:
    with stage.service.runtime.unit() as unit:
        for place in spots(unit.session):
            assert unit.school.places.read(f"{place.code} 灯不亮").sure == place.id, place.code


@needs_poppler
async def test_all_buildings_are_printed_at_once_each_on_its_own_pages(
    stage: Stage, tmp_path: Path
) -> None:
    admin = await opens(stage, "二维码")
    with stage.service.runtime.reading() as session:
        count = len(spots(session))
    await admin.presses(f"全部（{count} 张）")
    assert admin.messages[-1]["document"]["file_name"] == "地点标签 晨光小学.pdf"
    pages = words_of(paper(stage), tmp_path)
    assert "教学楼A（沿虚线裁开）" in pages[0]
    assert "校外周边（沿虚线裁开）" in pages[-1]


@needs_poppler
async def test_an_invitation_card_lets_its_person_in(stage: Stage, tmp_path: Path) -> None:
    hire(stage, "鲁㛃", "教师")
    admin = await opens(stage, "邀请还没加入")
    await admin.presses("邀请卡")
    assert admin.messages[-1]["document"]["file_name"] == "邀请卡 9月16日.pdf"
    with stage.service.runtime.reading() as session:
        person = session.query(Person).filter_by(name="鲁㛃").one()
        code = open_codes(session, stage.now())[person.id].code
    pages = "".join(words_of(paper(stage), tmp_path))
    for text in ("鲁㛃", "教师", f"{code[:5]}-{code[5:]}", f"/start{code}", "9月23日09:00前有效"):
        assert text in pages
    link = f"https://t.me/houqin_demo_bot?start={code}"
    assert link in [one for page in codes_of(paper(stage), tmp_path) for one in page]
    await stage["陌生人"].starts(code)
    await stage["陌生人"].presses("是我")
    assert admin.sees("鲁㛃")


@needs_poppler
async def test_a_leaders_card_lies_on_a_page_of_its_own(stage: Stage, tmp_path: Path) -> None:
    hire(stage, "孙策", "校长")
    hire(stage, "鲁肃", "教师")
    await (await opens(stage, "邀请还没加入")).presses("邀请卡")
    pages = words_of(paper(stage), tmp_path)
    assert ["孙策" in page for page in pages] == ["单独交给本人" in page for page in pages]
    assert "孙策" in pages[-1]
    assert "鲁肃" not in pages[-1]
    assert "鲁肃" in "".join(pages)


async def test_text_and_cards_carry_the_same_code_and_both_last_as_long(stage: Stage) -> None:
    hire(stage, "鲁肃", "教师")
    admin = await opens(stage, "邀请还没加入")
    await admin.presses("群通知")
    found = re.search(r"鲁肃：\S+start=([A-Z0-9]{10})", admin.last)
    assert found is not None, admin.last
    await stage.passes(days=5)
    await admin.presses("邀请卡")
    await stage.passes(days=5)
    with stage.service.runtime.reading() as session:
        assert Invitation.find(session, found[1], stage.now()).person.name == "鲁肃"


async def test_an_expired_code_is_replaced_and_a_revoked_one_stays_worthless(
    stage: Stage,
) -> None:
    admin = await opens(stage, "邀请还没加入")
    await admin.presses("群通知")
    with stage.service.runtime.writing() as session:
        codes = session.query(Invitation).order_by(Invitation.id).all()
        codes[0].revoke(stage.now())
        codes[1].expires_at = stage.now() - timedelta(minutes=1)
        worthless = {codes[0].code, codes[1].code}
    await admin.presses("邀请卡")
    with stage.service.runtime.reading() as session:
        waiting = not_joined(session)
        codes_now = open_codes(session, stage.now())
        assert {person.id for person in waiting} == codes_now.keys()
        assert worthless.isdisjoint(one.code for one in codes_now.values())


async def test_with_leaders_only_the_group_text_names_them_and_says_no_falsehood(
    stage: Stage,
) -> None:
    with stage.service.runtime.writing() as session:
        for number, person in enumerate(not_joined(session)):
            person.telegram_id = 555_000 + number
    hire(stage, "孙策", "校长")
    admin = await opens(stage, "邀请还没加入")
    await admin.presses("群通知")
    assert admin.last == "这几位不放进群通知，请单独交给本人：孙策"


async def test_a_whole_staff_that_has_not_joined_is_shown_page_by_page(stage: Stage) -> None:
    for number in range(120):
        hire(stage, f"教师{number:03}", "教师")
    admin = await opens(stage, "邀请还没加入")
    assert len(admin.buttons) < 40
    await admin.presses("›")
    assert "教师040" in admin.buttons
    await admin.presses("教师040")
    await admin.presses("发邀请")
    assert "教师040" in admin.last


async def test_a_teacher_prints_neither_labels_nor_cards(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/menu")
    for forged in (
        "people.labels",
        "people.labels_of:0",
        "people.cards",
        "people.group_text",
        "people.not_joined",
        "people.turn:0",
    ):
        wang.phone.press(wang.card["message_id"], forged)
        await stage.settles(wang)
        assert wang.last == "这一步由系统管理员办。", forged
    with stage.service.runtime.reading() as session:
        assert session.query(DocumentOrder).count() == 0


async def test_the_code_alone_as_it_is_printed_asks_for_the_whole_name(stage: Stage) -> None:
    admin = await opens(stage, "邀请还没加入")
    await admin.presses("群通知")
    with stage.service.runtime.reading() as session:
        person = session.query(Person).filter_by(name="曹淼").one()
        code = open_codes(session, stage.now())[person.id].code
    stranger = stage["陌生人"]
    await stranger.sends(f"{code[:5]}-{code[5:]}".lower())
    assert "您是曹淼老师吗？" in stranger.last
    question = stranger.card
    await stranger.presses("是我")
    assert buttons_of(stranger.now(question)) == []
    assert admin.sees("曹淼")
