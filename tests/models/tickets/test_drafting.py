"""A report before it is filed, and what filing it sets going."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import drafting
import pytest
from office import Office, names, open_office, refused

from models.cases.draft import Draft, DraftState
from models.people import staff
from models.repairs import Repair, alike
from models.tickets import State, closing, work

S = State


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def test_numbers_of_a_day_have_no_gaps_and_no_twins(office: Office) -> None:
    first = office.report()
    office.do(drafting.discard, office.draft(), office.wang)
    others = [office.report() for _ in range(3)]
    office.now = office.at(9, 17)
    tomorrow = office.report()
    assert [one.number for one in (first, *others, tomorrow)] == [
        "BX-260916-01", "BX-260916-02", "BX-260916-03", "BX-260916-04", "BX-260917-01",
    ]  # fmt: skip


def test_the_day_of_a_number_is_the_schools_day(office: Office) -> None:
    office.now = office.at(9, 17, 0, 30)
    assert office.report().number == "BX-260917-01"


def test_a_report_needs_words_or_a_picture_a_place_and_a_kind(office: Office) -> None:
    draft = drafting.start(office.act(office.wang))
    office.session.flush()
    mended = {"text": "坏了", "place": office.place("A302"), "category": office.category("W02")}
    for gap, value in mended.items():
        key = "repairs" if gap == "category" else "drafts"
        with refused(f"{key}.missing_{gap}"):
            drafting.file(draft, office.act(office.wang))
        setattr(draft, gap, value)
    office.do(drafting.file, draft, office.wang)
    with refused("drafts.filed"):
        drafting.file(draft, office.act(office.wang))
    with refused("drafts.filed"):
        drafting.discard(draft, office.act(office.wang))


def test_a_draft_belongs_to_whoever_writes_it(office: Office) -> None:
    draft = office.draft(office.wang)
    for verb in (drafting.file, drafting.discard, drafting.split):
        with refused("ticket.reporter_only"):
            verb(draft, office.act(office.li))


def test_words_have_a_limit(office: Office) -> None:
    with refused("text.too_long"):
        drafting.start(office.act(office.wang), "灯" * (drafting.LONGEST_TEXT + 1))


@pytest.mark.parametrize(
    ("said", "principal"),
    [
        ("食堂烹饪间有燃气味", True),
        ("食堂冒烟了", True),
        ("A301天花板塌了", True),
        ("A301门掉下来，砸伤一个学生", True),
        ("A301插座漏电", False),
    ],
)
def test_a_danger_reaches_gate_safety_office_and_vice_principal_at_once(
    office: Office, said: str, principal: bool
) -> None:
    filed = office.report(text=said, urgency="urgent").events[-1]
    assert office.told(filed) >= {"门卫室手机", "何志明", "许文慧", "李国庆"}
    assert ("周建国" in office.told(filed)) is principal


def test_what_is_no_danger_reaches_no_leader(office: Office) -> None:
    told = office.told(office.report().events[-1])
    assert not told & {"门卫室手机", "何志明", "许文慧", "周建国"}


def test_a_kind_with_a_fixer_of_its_own_is_given_to_him_at_once(office: Office) -> None:
    office.category("W02").fixer = office.sun
    ticket = office.report()
    assert (ticket.state, ticket.assignee) == (S.ASSIGNED, office.sun)
    filed = next(event for event in ticket.events if event.kind == "filed")
    assert office.told(filed) == {"孙福来", "李国庆"}
    office.sun.active = False
    assert office.report().state == S.REPORTED


def test_the_stand_in_gets_what_is_new_and_is_told(office: Office) -> None:
    today = office.school.today(office.now)
    staff.be_away(office.chen, office.act(office.chen), today, office.wu)
    ticket = office.report()
    assert "吴喆" in office.told(ticket.events[-1])
    assert "陈大勇" not in office.told(ticket.events[-1])
    office.do(work.assign, ticket, office.li, office.chen)
    assert ticket.assignee is office.wu
    office.category("W02").fixer = office.chen
    assert office.report().assignee is office.wu


def test_two_things_in_one_sentence_become_two_drafts(office: Office) -> None:
    draft = office.draft(text="A302灯和门锁都坏了")
    assert draft.category is office.category("W03") or draft.category is office.category("W02")
    assert draft.second_category is not None
    first, second = draft.category.code, draft.second_category
    twin = drafting.split(draft, office.act(office.wang))
    office.session.flush()
    assert twin.category is not None
    assert (draft.category.code, twin.category.code) == (first, second)
    assert twin.place is draft.place
    assert twin.text == draft.text
    with refused("repairs.draft.nothing_to_split"):
        drafting.split(draft, office.act(office.wang))
    filed = [office.do(drafting.file, one, office.wang) for one in (draft, twin)]
    assert {one.number for one in filed} == {"BX-260916-01", "BX-260916-02"}


def test_a_twin_is_the_same_persons_as_its_draft(office: Office) -> None:
    draft = office.draft(office.li, "A302灯和门锁都坏了")
    drafting.set_reporter(draft, office.act(office.li), office.wang)
    twin = drafting.split(draft, office.act(office.li))
    assert (twin.reporter, twin.recorder) == (office.wang, office.li)


def test_joining_instead_carries_words_people_and_pictures(office: Office) -> None:
    ticket = office.working()
    same = office.photo(ticket, "same")
    draft = office.draft(office.liu, "A302灯也不亮")
    new, twin = office.photo(draft, "new", office.liu), office.photo(draft, "same2", office.liu)
    twin.unique_id = same.unique_id
    office.do(drafting.join_instead, draft, office.liu, ticket)
    assert (draft.state, draft.became, draft.number) == (DraftState.DISCARDED, ticket, None)
    assert names(ticket.joined) == {"刘玥"}
    joined = ticket.events[-1]
    assert (joined.kind, joined.data["words"]) == ("joined", "A302灯也不亮")
    assert office.told(joined) == {"陈大勇"}
    office.session.expire_all()
    assert set(ticket.photos) == {same, new}
    assert new.event is joined
    assert draft.photos == [twin]


def test_what_has_ended_is_not_joined(office: Office) -> None:
    ticket = office.done()
    draft = office.draft(office.liu)
    with refused("ticket.not_now"):
        drafting.join_instead(draft, office.act(office.liu), ticket)


def test_joining_instead_never_loses_a_danger(office: Office) -> None:
    ticket = office.report(urgency="normal")
    draft = office.draft(office.liu, "A302灯冒火花")
    office.do(drafting.join_instead, draft, office.liu, ticket)
    assert ticket.urgent
    assert ticket.due_at == office.now + timedelta(hours=4)
    assert "李国庆" in office.told(ticket.events[-1])


@pytest.mark.parametrize(
    ("text", "urgency"),
    [("A302插座漏电", "urgent"), ("A302灯管松动", "soon"), ("A302灯没有漏电，就是不亮", "soon")],
)
def test_unanswered_only_the_grave_dangers_become_urgent(
    office: Office, text: str, urgency: str
) -> None:
    assert office.report(text=text).urgency_code == urgency


def test_the_answer_decides_over_the_words(office: Office) -> None:
    for hurt, urgency in ((True, "urgent"), (False, "soon")):
        draft = office.draft(text="A302插座漏电")
        office.do(drafting.answer_hurt, draft, office.wang, hurt)
        filed = office.do(drafting.file, draft, office.wang)
        assert filed.urgency_code == urgency


def test_a_danger_named_later_is_asked_about_again(office: Office) -> None:
    draft = office.draft(text="A302灯管松动")
    office.do(drafting.answer_hurt, draft, office.wang, False)
    drafting.add_text(draft, office.act(office.wang), "现在插座冒烟了")
    assert draft.danger_kind == "smoke"
    assert draft.asks_hurt
    filed = office.do(drafting.file, draft, office.wang)
    assert filed.urgent


def test_what_was_chosen_is_never_guessed_over(office: Office) -> None:
    draft = drafting.start(office.act(office.wang), "")
    office.session.flush()
    act = office.act(office.wang)
    drafting.set_place(draft, act, office.place("A101"))
    drafting.set_urgency(draft, act, office.school.urgency("soon"))
    drafting.add_text(draft, act, "A302桌子坏了")
    assert draft.place is office.place("A101")
    assert draft.category is office.category("W04")
    assert draft.urgency_code == "soon"


def test_without_a_choice_the_urgency_follows_the_kind(office: Office) -> None:
    draft = office.draft(text="A302灯不亮")
    assert draft.urgency is office.school.urgency("soon")
    drafting.set_category(draft, office.act(office.wang), office.category("W04"))
    assert draft.urgency is office.school.urgency("normal")


def test_recorded_for_somebody_else_card_and_signature_are_theirs(office: Office) -> None:
    draft = office.draft(office.gate)
    with refused("right.record"):
        own = office.draft(office.zhang)
        drafting.set_reporter(own, office.act(office.zhang), office.wang)
    drafting.set_reporter(draft, office.act(office.gate), office.wang)
    filed = office.do(drafting.file, draft, office.gate)
    assert "王芳" in office.told(filed.events[-1])
    office.do(work.accept, filed, office.chen)
    office.do(work.finish, filed, office.chen)
    with refused("ticket.reporter_only"):
        closing.sign(filed, office.act(office.gate))
    office.do(closing.sign, filed, office.wang)


def test_a_record_at_the_shared_phone_names_who_held_it(office: Office) -> None:
    staff.take_phone(office.gate, office.act(office.gate), office.zhao)
    ticket = office.report(office.gate)
    assert ticket.events[-1].holder is office.zhao


def test_a_report_for_oneself_has_no_recorder(office: Office) -> None:
    draft = office.draft(office.li)
    drafting.set_reporter(draft, office.act(office.li), office.wang)
    drafting.set_reporter(draft, office.act(office.li), office.li)
    assert (draft.reporter, draft.recorder) == (office.li, None)


def test_drafts_wait_for_whoever_wrote_them(office: Office) -> None:
    own, other = office.draft(office.li), office.draft(office.li)
    drafting.set_reporter(other, office.act(office.li), office.wang)
    office.session.flush()
    assert list(drafting.drafts_of(office.session, office.li)) == [other, own]
    assert list(drafting.drafts_of(office.session, office.wang)) == []


def trouble(office: Office, draft: Draft) -> list[Repair]:
    return list(alike.same_trouble(draft, office.act(office.wang)))


def test_the_same_trouble_in_one_building_within_the_hour_is_noticed(office: Office) -> None:
    first = office.report(office.liu, place="A201")
    elsewhere = office.report(office.liu, place="A302")
    assert elsewhere.place is not first.place
    draft = office.draft(text="A101灯不亮")
    assert trouble(office, draft) == [first, elsewhere]
    assert list(alike.same_place(draft)) == []
    assert list(alike.same_place(office.draft(text="A302灯不亮"))) == [elsewhere]
    office.passes(minutes=61)
    assert trouble(office, draft) == []


def test_a_draft_in_which_somebody_may_be_hurt_is_offered_at_night_too(office: Office) -> None:
    office.now = office.at(9, 16, 21)
    gas, lamp = office.draft(text="食堂烹饪间有燃气味"), office.draft(text="A302灯不亮")
    assert office.planned(gas) == {"draft.offer": office.at(9, 16, 21, 30)}
    assert office.planned(lamp) == {"draft.offer": office.at(9, 17, 7, 30)}
