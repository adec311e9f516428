"""What falls due: planned with every change, told once, politely, and merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import drafting
import pytest
from office import SHANGHAI, Office, open_office
from sqlalchemy import func, select

from handlers import FEATURES
from models.cases.case import Case, Event
from models.cases.due import Due, next_due, plan
from models.people import staff
from models.tickets import State, closing, work
from models.tickets.work import Waiting


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def news(events: list[Event], *kinds: str) -> list[tuple[str, datetime]]:
    """Reminders that somebody was told of, and when."""
    return [
        (event.kind, event.at.astimezone(SHANGHAI))
        for event in events
        if event.notify and (not kinds or event.kind in kinds)
    ]


def of_repairs(events: list[Event]) -> list[Event]:
    """Without what other features bring to a day: duty, rounds, digests."""
    owner = FEATURES.registry().owners
    kinds = ((event, event.kind.removesuffix(".list")) for event in events)
    return [event for event, kind in kinds if owner.get(kind, "repairs") == "repairs"]


def states(office: Office, ticket: Case) -> Counter[str]:
    return Counter(office.session.scalars(select(Due.state).filter_by(case_id=ticket.id)))


def test_a_draft_is_offered_again_once_it_has_lain(office: Office) -> None:
    draft = office.draft()
    assert office.planned(draft) == {"draft.offer": office.at(9, 16, 9, 30)}
    events = office.comes(office.at(9, 16, 12))
    assert news(events, "draft.offer") == [("draft.offer", office.at(9, 16, 9, 30))]
    assert office.told(events[-1]) == {"王芳"}


def test_filing_cancels_the_offer_and_plans_the_promises(office: Office) -> None:
    draft = office.draft()
    draft.urgency = office.school.urgency("normal")
    ticket = office.do(drafting.file, draft, office.wang)
    assert office.planned(ticket) == {
        "late.accept": office.at(9, 16, 13),
        "late.office": office.at(9, 22, 9, 30),
        "late.leader": office.at(9, 22, 16, 30),
    }
    assert states(office, ticket) == {"planned": 3}
    assert states(office, draft) == {"cancelled": 1}


def test_accepting_cancels_what_was_due_and_plans_for_the_fixer(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    assert set(office.planned(ticket)) == {"late.assignee", "late.office", "late.leader"}
    assert office.planned(ticket)["late.assignee"] == office.at(9, 21, 17, 30)


def test_a_new_date_plans_anew_and_cancels_the_old(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    until = office.at(9, 23, 17, 30)
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, until, "灯管")
    planned = office.planned(ticket)
    assert planned["wait.day"] == office.at(9, 23, 7, 40)
    assert planned["late.assignee"] == until
    assert planned["late.office"] == office.at(9, 24, 9, 30)
    office.do(work.resume, ticket, office.chen)
    assert "wait.day" not in office.planned(ticket)


def test_no_reminder_comes_for_the_day_on_which_it_was_put_off(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, office.at(9, 16, 17, 30), "")
    assert "wait.day" not in office.planned(ticket)


def test_planning_twice_changes_nothing_and_keys_are_unique(office: Office) -> None:
    ticket = office.report()
    query = select(Due.key, Due.state, Due.due_at).order_by(Due.key)
    before = office.session.execute(query).all()
    plan(ticket, office.school)
    office.session.flush()
    assert office.session.execute(query).all() == before
    assert len({key for key, *_ in before}) == len(before)


def test_what_was_told_stays_told_when_it_is_planned_again(office: Office) -> None:
    ticket = office.report(urgency="normal")
    first = office.comes(office.at(9, 16, 14))
    assert news(first, "late.accept") == [("late.accept", office.at(9, 16, 13))]
    plan(ticket, office.school)
    assert of_repairs(office.comes(office.at(9, 17, 7, 30))) == []


def test_a_tick_twice_tells_once(office: Office) -> None:
    office.report(urgency="normal")
    office.now = office.at(9, 16, 13)
    office.tick()
    count = office.session.scalar(select(func.count()).select_from(Event))
    office.tick()
    office.tick()
    assert office.session.scalar(select(func.count()).select_from(Event)) == count


def test_the_next_thing_due_is_the_earliest(office: Office) -> None:
    assert next_due(office.session) is None
    ticket = office.report(urgency="normal")
    due = next_due(office.session)
    assert due is not None
    assert (due.kind, due.case) == ("late.accept", ticket)


def test_urgent_counts_in_real_time_day_and_night(office: Office) -> None:
    office.now = office.at(9, 18, 23)
    ticket = office.report(urgency="urgent")
    assert office.planned(ticket) == {
        "late.accept": office.at(9, 18, 23, 15),
        "late.office": office.at(9, 19, 3, 15),
        "late.leader_now": office.at(9, 19, 3, 30),
    }
    office.do(work.accept, ticket, office.chen)
    assert office.planned(ticket)["late.assignee"] == office.at(9, 19, 3)


def test_all_else_disturbs_nobody_at_night_or_on_weekends(office: Office) -> None:
    office.now = office.at(9, 18, 17)
    ticket = office.report(urgency="normal")
    for moment in office.planned(ticket).values():
        assert moment == office.school.hours.polite(moment)
    assert office.planned(ticket)["late.accept"] == office.at(9, 21, 11)


def test_a_contained_danger_is_an_ordinary_repair_from_then_on(office: Office) -> None:
    office.now = office.at(9, 16, 22)
    ticket = office.report(urgency="urgent")
    office.passes(minutes=10)
    office.do(work.contain, ticket, office.gate)
    planned = office.planned(ticket)
    assert "late.leader_now" not in planned
    assert planned["late.accept"] == office.at(9, 17, 11, 30)
    assert of_repairs(office.comes(office.at(9, 17, 7))) == []
    office.do(work.assign, ticket, office.li, office.chen)
    assert ticket.respond_by is not None
    assert ticket.respond_by > office.at(9, 17, 11)


def test_what_is_given_back_after_it_was_contained_stays_ordinary(office: Office) -> None:
    office.now = office.at(9, 16, 22)
    ticket = office.report(urgency="urgent")
    office.do(work.contain, ticket, office.gate)
    office.do(work.accept, ticket, office.chen)
    office.do(work.finish, ticket, office.chen)
    office.do(closing.give_back, ticket, office.wang, "还漏")
    assert ticket.due_at == office.at(9, 21, 17, 30)


def test_a_question_stops_the_clock_until_its_answer(office: Office) -> None:
    ticket = office.report(urgency="normal")
    assert ticket.due_at is not None
    due_at = ticket.due_at
    office.do(work.ask_more, ticket, office.li, "哪一盏？")
    assert office.planned(ticket).keys() == {"ask.open", "ask.late"}
    events = of_repairs(office.comes(office.at(9, 17, 9)))
    assert [one.kind for one in events] == ["ask.open", "ask.open"]
    office.do(work.answer, ticket, office.wang, "前门那盏")
    assert ticket.due_at == due_at + timedelta(days=1)
    assert "late.accept" in office.planned(ticket)


def test_a_break_stops_the_clock_and_its_end_merges(office: Office) -> None:
    office.now = office.at(9, 30, 16)
    tickets = [office.report(urgency="normal") for _ in range(3)]
    for ticket in tickets:
        office.do(work.accept, ticket, office.chen)
        office.do(work.finish, ticket, office.chen)
    events = of_repairs(office.comes(office.at(10, 8, 8)))
    assert [one for one in events if office.at(10, 1, 0) <= one.at < office.at(10, 8, 0)] == []
    first_day = [one for one in news(events) if one[0].startswith("sign.")]
    assert first_day == [("sign.0.list", office.at(10, 8, 7, 30))]
    listed = next(event for event in events if event.kind == "sign.0.list")
    assert listed.data["cases"] == [ticket.id for ticket in tickets]
    assert office.told(listed) == {"王芳"}


def test_signing_is_asked_for_again_and_then_left_to_the_office(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    office.do(work.finish, ticket, office.chen)
    events = office.comes(office.at(9, 30, 18))
    asked = [(event.kind, office.told(event)) for event in events if event.case is ticket]
    assert asked[:2] == [("sign.0", {"王芳"}), ("sign.1", {"王芳"})]
    assert asked[2:] == [("sign.instead", {"李国庆"})] * 3
    again = [office.at(9, 28, 17, 30), office.at(9, 29, 7, 40), office.at(9, 30, 7, 40)]
    assert [at for _, at in news(events, "sign.instead")] == again


def test_the_vice_principal_hears_the_urgent_at_once(office: Office) -> None:
    office.now = office.at(9, 16, 20)
    office.report(urgency="urgent")
    office.report(urgency="urgent")
    events = office.comes(office.at(9, 17, 1))
    at_once = [event for event in events if event.kind.startswith("late.leader_now")][:2]
    assert [office.told(event) for event in at_once] == [{"许文慧"}, {"许文慧"}]
    assert news(at_once) == [("late.leader_now", office.at(9, 17, 0, 30))] * 2


def test_the_vice_principal_hears_all_else_in_one_message_at_half_past_four(office: Office) -> None:
    office.now = office.at(9, 15, 9)
    office.report(urgency="normal")
    office.now = office.at(9, 15, 15)
    office.report(urgency="normal")
    office.report(urgency="soon")
    office.now = office.at(9, 16, 9)
    events = office.comes(office.at(9, 22, 18))
    leader = [event for event in events if event.kind.startswith("late.leader") and event.notify]
    assert [event.at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for event in leader] == [
        "09-16 16:30",
        "09-17 16:30",
        "09-18 16:30",
        "09-21 16:30",
        "09-22 16:30",
    ]
    assert [event.kind for event in leader[:3]] == ["late.leader"] * 3
    assert leader[3].kind == "late.leader.list"
    assert leader[-1].kind == "late.leader.list"
    assert len(leader[-1].data["cases"]) == 3
    assert {name for event in leader for name in office.told(event)} == {"许文慧"}


def test_several_that_fall_due_together_become_one_list_for_each_person(office: Office) -> None:
    for _ in range(3):
        ticket = office.report(urgency="normal")
        office.do(work.accept, ticket, office.chen)
    other = office.report(urgency="normal")
    office.do(work.accept, other, office.sun)
    events = office.comes(office.at(9, 21, 17, 30))
    late = [event for event in events if event.kind.startswith("late.assignee") and event.notify]
    assert {event.kind: office.told(event) for event in late} == {
        "late.assignee": {"孙福来"},
        "late.assignee.list": {"陈大勇"},
    }
    kept = [event for event in events if event.kind == "late.assignee"]
    assert len(kept) == 4


def test_a_fixer_without_a_phone_is_reminded_through_the_office(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.li, office.ma)
    events = office.comes(office.at(9, 21, 17, 30))
    late = [event for event in events if event.kind == "late.assignee"]
    assert [office.told(event) for event in late] == [{"李国庆"}]


def test_a_fixer_who_is_away_is_reminded_through_the_stand_in(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    staff.be_away(office.chen, office.act(office.chen), date(2026, 9, 25), office.sun)
    events = office.comes(office.at(9, 21, 17, 30))
    late = [event for event in events if event.kind == "late.assignee"]
    assert [office.told(event) for event in late] == [{"孙福来"}]


def test_what_has_ended_has_nothing_ahead(office: Office) -> None:
    ticket = office.report()
    office.do(closing.withdraw, ticket, office.wang)
    assert ticket.state == State.WITHDRAWN
    assert office.planned(ticket) == {}
    draft = office.draft()
    office.do(drafting.discard, draft, office.wang)
    assert office.planned(draft) == {}


def test_what_several_people_hear_of_is_written_down_once(office: Office) -> None:
    ticket = office.report()
    office.do(work.assign, ticket, office.li, office.ma)
    office.do(work.accept, ticket, office.li, office.ma)
    office.do(work.finish, ticket, office.li)
    events = [one for one in office.comes(office.at(9, 29)) if one.kind == "sign.instead"]
    # A principal is not asked to sign for others while somebody else can.
    assert [office.told(one) for one in events] == [{"何志明", "许文慧"}] * 2
