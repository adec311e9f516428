"""The rules of hazards: who may do what, in which order, and how it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from office import Office, open_office, refused

from models.cases import draft as drafts
from models.cases import filing
from models.hazard_levels import HazardCriterion, HazardLevel
from models.hazards import Hazard, checking, fixing, grave, ordering
from models.hazards.plan_text import read_plan
from models.hazards.reading import categories, grave_hint, guess, is_said
from models.people import staff
from models.people.person import Person
from models.tickets import State
from models.tickets.work import NoPhoto

S = State


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def level(office: Office, code: str) -> HazardLevel:
    return office.session.get_one(HazardLevel, code)


def found(office: Office, by: Person | None = None, *, anonymous: bool = False) -> Hazard:
    """A teacher has found one."""
    act = office.act(by or office.wang)
    draft = drafts.start(act, "hazard", "A301护栏松动，有隐患", office.place("A301"))
    drafts.name_nobody(draft, act, anonymous)
    office.session.flush()
    hazard: Hazard = filing.file(draft, act, Hazard)
    office.session.flush()
    return hazard


def ordered(office: Office, code: str, owner: Person | None = None) -> Hazard:
    """The safety officer has given it to somebody."""
    hazard, graded = found(office), level(office, code)
    line = office.session.get_one(HazardCriterion, "Z08") if graded.grave else None
    owner = owner or office.chen
    ordering.order(hazard, office.act(office.safety), graded, owner, criterion=line)
    return hazard


def fixed(office: Office, code: str = "S2", owner: Person | None = None) -> Hazard:
    """Its owner says that it is gone."""
    hazard = ordered(office, code, owner)
    owner = hazard.assignee or office.chen
    if hazard.must_control:
        fixing.control(hazard, office.act(owner), "围挡")
    fixing.fix(hazard, office.act(owner), "已换")
    return hazard


def test_words_call_it_a_hazard_or_speak_of_one(office: Office) -> None:
    kinds = categories(office.school)
    assert is_said("楼梯口有隐患")
    assert not is_said("A301灯不亮")
    kind = guess("二楼消防通道堆了杂物", kinds)
    assert kind is not None
    assert kind.code == "H02"
    assert grave_hint("一楼安全出口被封堵", kind) == "安全出口封堵"
    assert grave_hint("灭火器过期", kind) == ""
    assert guess("今天下午开会", kinds) is None


def test_it_is_put_right_by_somebody_who_was_named(office: Office) -> None:
    hazard = found(office)
    for somebody in (office.chen, office.li, office.safety):
        with refused("hazards.order_first"):
            fixing.fix(hazard, office.act(somebody), "好了")
    with refused("right.safety"):
        ordering.order(hazard, office.act(office.wang), level(office, "S2"), office.chen)
    staff.switch_off(office.sun, office.act(office.admin))
    with refused("hazards.left"):
        ordering.order(hazard, office.act(office.safety), level(office, "S2"), office.sun)


def test_a_serious_one_is_contained_before_it_is_put_right(office: Office) -> None:
    hazard = ordered(office, "S3")
    with refused("hazards.control_first"):
        fixing.fix(hazard, office.act(office.chen), "好了")
    with refused("hazards.not_yours"):
        fixing.control(hazard, office.act(office.wang), "围挡")
    fixing.control(hazard, office.act(office.zhao), "围挡", NoPhoto.SPOT)
    with refused("hazards.contained_already"):
        fixing.control(hazard, office.act(office.chen), "围挡")
    fixing.fix(hazard, office.act(office.chen), "好了")
    assert hazard.state == S.DONE


@pytest.mark.parametrize("by", ["chen", "li", "safety"])
def test_nobody_clears_what_he_put_right_or_said_so_for_another(office: Office, by: str) -> None:
    hazard = ordered(office, "S2")
    fixing.fix(hazard, office.act(getattr(office, by)), "好了")
    for who in {getattr(office, by), office.chen}:
        with refused("hazards.own_work"):
            checking.clear(hazard, office.act(who))


def test_a_stand_in_of_the_fixer_does_not_clear_it_as_such(office: Office) -> None:
    today = office.school.today(office.now)
    hazard = fixed(office, "S2", office.safety)
    staff.be_away(office.safety, office.act(office.li), today, office.wu)
    assert office.wu not in hazard.checkers(office.school, office.now)
    with refused("hazards.others_check"):
        checking.clear(hazard, office.act(office.wu))
    checking.clear(hazard, office.act(office.li))
    assert hazard.state == S.SIGNED


def test_the_gatehouse_phone_is_whoever_holds_it(office: Office) -> None:
    hazard = found(office, office.gate)
    staff.take_phone(office.gate, office.act(office.gate), office.zhao)
    office.session.flush()
    ordering.order(hazard, office.act(office.safety), level(office, "S1"), office.zhao)
    fixing.fix(hazard, office.act(office.zhao), "当场清走")
    with refused("hazards.own_work"):
        checking.clear(hazard, office.act(office.gate))
    checking.clear(hazard, office.act(office.safety))


def test_two_look_at_it_at_once_and_the_slower_hears_who_was_first(office: Office) -> None:
    hazard = fixed(office, "S3")
    seen = hazard.version
    checking.clear(hazard, office.act(office.safety, seen))
    with refused("case.changed"):
        checking.clear(hazard, office.act(office.li, seen))
    with refused("hazards.not_now.signed"):
        checking.clear(hazard, office.act(office.li))


def test_a_day_that_is_past_or_without_school_is_refused_with_the_next_one(office: Office) -> None:
    act = office.act(office.safety)
    with refused("hazards.date_gone"):
        ordering.end_of(date(2026, 9, 15), act)
    with refused("hazards.no_school"):
        ordering.end_of(date(2026, 9, 19), act)
    assert ordering.end_of(date(2026, 9, 18), act) == office.at(9, 18, 17, 30)


def test_the_usual_day_is_the_last_school_day_within_the_time(office: Office) -> None:
    hours = office.school.hours
    thursday = office.at(9, 17)
    # Three days from Thursday is a Sunday: gone by Friday.
    assert ordering.usual_day(level(office, "S3"), thursday, hours) == office.at(9, 18, 17, 30)
    assert ordering.usual_day(level(office, "S1"), thursday, hours) == office.at(9, 17, 17)


def test_lowered_only_with_a_reason_and_raised_it_is_due_sooner(office: Office) -> None:
    hazard = ordered(office, "S2")
    first = hazard.due_at
    assert first is not None
    ordering.regrade(hazard, office.act(office.safety), level(office, "S3"))
    assert hazard.due_at is not None
    assert hazard.due_at < first
    with refused("hazards.reason_first"):
        ordering.regrade(hazard, office.act(office.safety), level(office, "S2"))


def test_an_extension_is_answered_by_somebody_else_and_stays_to_be_read(office: Office) -> None:
    hazard = ordered(office, "S2", office.safety)
    later = office.at(9, 28, 17, 30)
    with refused("hazards.not_later"):
        ordering.ask_extension(hazard, office.act(office.safety), office.at(9, 17), "等配件")
    ordering.ask_extension(hazard, office.act(office.safety), later, "等配件")
    with refused("hazards.grant_others"):
        ordering.answer_extension(hazard, office.act(office.safety), granted=True)
    ordering.answer_extension(hazard, office.act(office.li), granted=True)
    assert (hazard.due_at, hazard.extended) == (later, 1)
    assert hazard.first_due_at == office.at(9, 23, 17, 30)


def test_a_grave_one_needs_its_line_its_plan_and_each_of_those_named(office: Office) -> None:
    hazard, graded = found(office), level(office, "S4")
    with refused("hazards.criterion_first"):
        ordering.order(hazard, office.act(office.safety), graded, office.li)
    line = office.session.get_one(HazardCriterion, "Z08")
    ordering.order(hazard, office.act(office.safety), graded, office.li, criterion=line)
    named = {office.safety, office.vice, office.principal, office.li}
    assert set(hazard.deaf(office.school)) == named
    grave.hear(hazard, office.act(office.vice))
    with refused("hazards.heard_already"):
        grave.hear(hazard, office.act(office.vice))
    assert office.vice not in hazard.deaf(office.school)
    fixing.control(hazard, office.act(office.li), "看守")
    with refused("hazards.plan_first"):
        fixing.fix(hazard, office.act(office.li), "好了")
    made = grave.Plan("清走", "无", office.at(9, 30, 17, 30), "改走西侧")
    grave.plan(hazard, office.act(office.li), made)
    fixing.fix(hazard, office.act(office.li), "好了")
    checking.clear(hazard, office.act(office.safety))
    assert hazard.state == S.DONE
    with refused("hazards.cleared_already"):
        checking.clear(hazard, office.act(office.safety), "局里同意")
    with refused("hazards.opinion_first"):
        checking.clear(hazard, office.act(office.principal))
    checking.clear(hazard, office.act(office.principal), "区教育局同意销号")
    assert hazard.state == S.SIGNED


def test_whoever_leaves_leaves_it_to_another_with_all_that_was_done(office: Office) -> None:
    hazard = ordered(office, "S3")
    fixing.control(hazard, office.act(office.chen), "围挡")
    hazard.release(office.act(office.admin))
    assert (hazard.state, hazard.assignee, hazard.measure) == (S.REPORTED, None, "围挡")
    ordering.order(hazard, office.act(office.safety), level(office, "S3"), office.sun)
    hazard.hand_over(office.act(office.admin), office.li)
    assert hazard.assignee is office.li
    assert not hazard.must_control


def test_who_wants_no_name_on_it_is_named_to_nobody(office: Office) -> None:
    hazard = found(office, anonymous=True)
    assert hazard.hides(office.wang, "filed")
    assert hazard.hides(office.wang, "comment")
    ordering.order(hazard, office.act(office.safety), level(office, "S1"), office.chen)
    fixing.fix(hazard, office.act(office.chen), "好了")
    # The finder would look again, and be known by it.
    assert office.wang not in hazard.checkers(office.school, office.now)


def test_what_is_late_rings_by_the_rows_of_the_school(office: Office) -> None:
    hazard = ordered(office, "S3")
    assert hazard.control_by == office.now + timedelta(hours=2)
    kinds = {step.kind for step in hazard.due_steps(office.school)}
    assert kinds == {"late.control", "late.fix", "late.fix_leader", "late.fix_principal"}
    told = hazard.recipients("late.control", office.school, office.now)
    assert set(told) == {office.chen, office.safety}


def test_the_plan_is_read_from_its_lines() -> None:
    assert read_plan("措施：拆除\n换新的\n资金: 3000元\n3. 预案：封闭") == {
        "measure": "拆除\n换新的",
        "money": "3000元",
        "emergency": "封闭",
    }
    assert read_plan("好的") == {}
