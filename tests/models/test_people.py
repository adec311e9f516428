"""Who may what, who comes in by which code, and how people are called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from office import Office, names, open_office, refused

from models.people import staff
from models.people.invitations import CODE_LENGTH, CODE_SIGNS, Invitation
from models.people.join_requests import JoinRequest
from models.people.person import Person, Right


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def test_rights_come_from_roles_and_end_with_service(office: Office) -> None:
    assert office.li.may(Right.DISPATCH)
    assert not office.wang.may(Right.DISPATCH)
    assert office.chen.may(Right.REPAIR)
    office.chen.active = False
    assert not office.chen.may(Right.REPAIR)
    assert office.chen.holds("R12")


def test_a_right_that_is_missing_is_refused_with_who_has_it(office: Office) -> None:
    for right in Right:
        with refused(f"right.{right}"):
            office.act(office.zhang).must(right)


def test_the_last_administrator_stays(office: Office) -> None:
    with refused("people.last_admin"):
        staff.switch_off(office.admin, office.act(office.admin))
    with refused("people.last_admin"):
        staff.change_role(office.admin, office.act(office.admin), office.role("R25"))


def test_with_a_second_administrator_the_first_may_go(office: Office) -> None:
    staff.change_role(office.li, office.act(office.admin), office.role("R25"))
    staff.switch_off(office.admin, office.act(office.admin))
    assert not office.admin.active
    assert office.admin.left_at == office.now
    with refused("right.admin"):
        staff.switch_off(office.wang, office.act(office.admin))
    staff.switch_on(office.admin, office.act(office.li))
    assert office.admin.active
    assert office.admin.left_at is None


def test_only_administrators_switch_off_and_change_roles(office: Office) -> None:
    for somebody in (office.li, office.wang, office.principal):
        with refused("right.admin"):
            staff.switch_off(office.chen, office.act(somebody))
        with refused("right.admin"):
            staff.switch_on(office.chen, office.act(somebody))
        with refused("right.admin"):
            staff.change_role(somebody, office.act(somebody), office.role("R25"))


def test_a_role_is_given_and_taken_by_the_same_tap(office: Office) -> None:
    act = office.act(office.admin)
    staff.change_role(office.wang, act, office.role("R12"))
    assert office.wang.may(Right.REPAIR)
    staff.change_role(office.wang, act, office.role("R12"))
    assert not office.wang.may(Right.REPAIR)


def test_an_invitation_lets_its_person_in_once(office: Office) -> None:
    invitation = Invitation.for_person(office.act(office.admin), office.cao)
    assert len(invitation.code) == CODE_LENGTH
    assert set(invitation.code) <= set(CODE_SIGNS)
    found = Invitation.find(office.session, invitation.code, office.now)
    assert found.admit(5001, "en", office.now) is office.cao
    assert (office.cao.telegram_id, office.cao.language) == (5001, "en")
    assert office.cao.joined_at == office.now
    with refused("invite.used"):
        Invitation.find(office.session, invitation.code, office.now)
    with refused("invite.used"):
        found.admit(5002, "en", office.now)
    assert office.cao.telegram_id == 5001


def test_a_code_typed_from_paper_may_be_small_and_spaced(office: Office) -> None:
    code = Invitation.for_person(office.act(office.admin), office.cao).code
    typed = f" {code[:5].lower()}-{code[5:8]} {code[8:]} "
    assert Invitation.find(office.session, typed, office.now).person is office.cao


def test_a_renewed_invitation_revokes_the_older(office: Office) -> None:
    old = Invitation.for_person(office.act(office.admin), office.cao)
    new = Invitation.for_person(office.act(office.admin), office.cao)
    assert old.code != new.code
    with refused("invite.unknown"):
        Invitation.find(office.session, old.code, office.now)
    assert Invitation.find(office.session, new.code, office.now) is new


def test_an_invitation_expires_and_can_be_revoked(office: Office) -> None:
    invitation = Invitation.for_person(office.act(office.admin), office.cao)
    with refused("invite.expired"):
        Invitation.find(office.session, invitation.code, invitation.expires_at)
    invitation.revoke(office.now)
    with refused("invite.unknown"):
        Invitation.find(office.session, invitation.code, office.now)
    with refused("invite.unknown"):
        Invitation.find(office.session, "NOSUCHCODE", office.now)


def test_who_was_switched_off_meanwhile_does_not_come_in(office: Office) -> None:
    invitation = Invitation.for_person(office.act(office.admin), office.cao)
    staff.switch_off(office.cao, office.act(office.admin))
    with refused("invite.unknown"):
        invitation.admit(5001, None, office.now)


def test_only_administrators_invite_and_nobody_who_is_in(office: Office) -> None:
    with refused("right.admin"):
        Invitation.for_person(office.act(office.li), office.cao)
    with refused("invite.joined_already"):
        Invitation.for_person(office.act(office.admin), office.wang)


def test_a_link_in_wrong_hands_is_taken_back_with_a_new_code(office: Office) -> None:
    first = Invitation.for_person(office.act(office.admin), office.cao)
    first.admit(666, None, office.now)
    with refused("right.admin"):
        Invitation.take_back(office.act(office.zhang), office.cao)
    second = Invitation.take_back(office.act(office.admin), office.cao)
    assert office.cao.telegram_id is None
    assert office.cao.joined_at is None
    with refused("invite.used"):
        Invitation.find(office.session, first.code, office.now)
    Invitation.find(office.session, second.code, office.now).admit(5001, None, office.now)
    assert office.cao.telegram_id == 5001


def request(office: Office, telegram_id: int = 7000) -> JoinRequest:
    made = JoinRequest(telegram_id=telegram_id, name="新来的", language="en", asked_at=office.now)
    office.session.add(made)
    office.session.flush()
    return made


def test_a_stranger_is_let_in_with_a_role(office: Office) -> None:
    asked = request(office)
    with refused("right.admin"):
        asked.approve(office.act(office.li), office.role("R09"))
    person = asked.approve(office.act(office.admin), office.role("R09"))
    assert person.reachable
    assert person.holds("R09")
    assert asked.person_id == person.id


def test_the_slower_of_two_administrators_is_told(office: Office) -> None:
    asked = request(office)
    asked.refuse(office.act(office.admin))
    with refused("people.join.decided"):
        asked.approve(office.act(office.admin), office.role("R09"))
    with refused("people.join.decided"):
        asked.refuse(office.act(office.admin))


def test_who_came_in_by_a_code_meanwhile_is_not_let_in_twice(office: Office) -> None:
    asked = request(office, telegram_id=5001)
    Invitation.for_person(office.act(office.admin), office.cao).admit(5001, None, office.now)
    with refused("invite.joined_already"):
        asked.approve(office.act(office.admin), office.role("R09"))


def test_who_is_away_is_stood_in_for_until_that_day_included(office: Office) -> None:
    chen, sun = office.chen, office.sun
    staff.be_away(chen, office.act(chen), date(2026, 9, 17), sun)
    assert office.school.today_instead(chen, office.at(9, 16, 9)) is sun
    assert office.school.today_instead(chen, office.at(9, 17, 23)) is sun
    assert office.school.today_instead(chen, office.at(9, 18, 0, 1)) is chen
    staff.be_away(chen, office.act(chen), None, None)
    assert office.school.today_instead(chen, office.now) is chen
    assert chen.stand_in is None


def test_a_stand_in_who_left_stands_in_no_more(office: Office) -> None:
    staff.be_away(office.chen, office.act(office.chen), date(2026, 9, 17), office.sun)
    office.sun.active = False
    assert office.school.today_instead(office.chen, office.now) is office.chen


def test_absence_is_noted_by_oneself_or_the_office(office: Office) -> None:
    staff.be_away(office.chen, office.act(office.li), date(2026, 9, 16), office.sun)
    with refused("right.dispatch"):
        staff.be_away(office.chen, office.act(office.sun), date(2026, 9, 16), office.sun)
    with refused("people.own_stand_in"):
        staff.be_away(office.chen, office.act(office.chen), date(2026, 9, 16), office.chen)


def test_the_shared_phone_carries_the_name_of_who_holds_it(office: Office) -> None:
    gate = office.gate
    assert gate.called("zh-CN") == "门卫室手机"
    staff.take_phone(gate, office.act(gate), office.zhao)
    assert gate.called("zh-CN") == "门卫室·赵师傅"
    with refused("people.not_a_shared_phone"):
        staff.take_phone(office.zhao, office.act(office.zhao), office.zhao)
    with refused("people.not_a_shared_phone"):
        staff.take_phone(gate, office.act(office.zhao), office.zhao)


@pytest.mark.parametrize(
    ("name", "title", "language", "called"),
    [
        ("王芳", "", "zh-CN", "王老师"),
        ("欧阳倩", "", "zh-CN", "欧阳老师"),
        ("司马光", "主任", "zh-CN", "司马主任"),
        ("欧阳倩", "", "en", "欧阳倩"),
        ("Emily Carter", "", "zh-CN", "Emily Carter"),
        ("", "", "zh-CN", ""),
        ("系统管理员", "", "zh-CN", "系统管理员"),
        ("阿依古丽·买买提", "", "zh-CN", "阿依古丽·买买提"),
        ("王芳（数学）", "", "zh-CN", "王老师"),
    ],
)
def test_people_are_called_by_surname_and_title(
    name: str, title: str, language: str, called: str
) -> None:
    person = Person(name=name, title=title, shared_phone=False, roles=[])
    assert person.called(language) == called


def test_a_craftsman_is_a_master_and_a_leader_has_a_title(office: Office) -> None:
    assert office.chen.called("zh-CN") == "陈师傅"
    assert office.li.called("zh-CN") == "李主任"
    assert office.wang.called("zh-CN") == "王老师"


def test_work_falls_to_the_office_where_nobody_holds_the_role(office: Office) -> None:
    school = office.school
    assert names(school.fixers(office.category("W02"))) == {"陈大勇", "孙福来", "马德才"}
    assert names(school.fixers(office.category("W06"))) == {"吴喆"}
    assert names(school.fixers(office.category("W20"))) == {"李国庆"}
    office.wu.active = False
    assert names(office.school.fixers(office.category("W06"))) == {"李国庆"}
    assert names(office.school.fixers(None)) == {"李国庆"}
    office.li.active = False
    assert names(office.school.office()) == {"沈佳"}


def test_at_the_gate_the_shared_phone_is_told_and_without_it_every_guard(office: Office) -> None:
    assert names(office.school.guards_on_duty()) == {"门卫室手机"}
    office.gate.active = False
    assert names(office.school.guards_on_duty()) == {"赵铁柱", "钱保生", "冯刚"}


def test_people_stand_in_the_order_of_pinyin(office: Office) -> None:
    found = [person.name for person in office.school.people]
    some = ["Emily Carter", "陈大勇", "李国庆", "王芳", "张敏", "周建国"]
    assert [name for name in found if name in some] == some
