"""Nothing that is open falls silent: what nobody answers comes again, and not too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from office import SHANGHAI, Office, open_office
from sqlalchemy import select

from models.cases.case import Event
from models.cases.due import Due, plan
from models.deadlines import Deadline
from models.messaging import Chat
from models.people import staff
from models.people.person import Person
from models.repairs import Repair
from models.tickets import work
from models.tickets.work import Waiting

VICE, PRINCIPAL = "许文慧", "周建国"


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def rings(office: Office, events: list[Event], kind: str) -> list[str]:
    """When somebody heard of it, on the school's wall."""
    return [
        f"{event.at.astimezone(SHANGHAI):%d %H:%M}"
        for event in events
        if event.kind.removesuffix(".list") == kind and event.notify
    ]


def gas(office: Office) -> Repair:
    """Gas leaks in the kitchen, and somebody could be hurt."""
    return office.report(text="食堂烹饪间有燃气味", urgency="urgent")


def test_a_gas_leak_that_nobody_accepts_rings_every_quarter_of_an_hour_day_and_night(
    office: Office,
) -> None:
    ticket = gas(office)
    events = office.comes(office.at(9, 16, 15))
    assert rings(office, events, "late.accept")[:4] == [
        "16 09:15",
        "16 09:30",
        "16 09:45",
        "16 10:00",
    ]
    assert rings(office, events, "late.leader_now")[:3] == ["16 13:30", "16 13:45", "16 14:00"]
    events = office.comes(office.at(9, 20, 4))
    moments = [event.at for event in events if event.kind == "late.accept"]
    assert len(moments) > 300
    assert {later - sooner for sooner, later in pairwise(moments)} == {timedelta(minutes=15)}
    office.do(work.accept, ticket, office.li, office.chen)
    assert "late.accept" not in office.planned(ticket)


def test_all_who_may_take_it_hear_it_and_at_night_the_gate(office: Office) -> None:
    ticket = office.report(urgency="urgent")
    day = next(one for one in office.comes(office.at(9, 16, 9, 20)) if one.kind == "late.accept")
    assert office.told(day) == {"陈大勇", "孙福来", "李国庆"}
    office.comes(office.at(9, 16, 20))
    night = office.comes(office.at(9, 16, 20, 20))
    assert any(office.told(one) >= {"门卫室手机", "陈大勇"} for one in night)
    assert ticket.state == "reported"


def test_once_somebody_has_the_danger_it_rings_once_a_day_until_it_is_repaired(
    office: Office,
) -> None:
    ticket = office.report(urgency="urgent")
    office.do(work.accept, ticket, office.chen)
    events = office.comes(office.at(9, 20, 12))
    # The 19th and 20th are a weekend.
    assert rings(office, events, "late.leader_now") == [
        "16 13:30", "17 07:30", "18 07:30", "19 07:30", "20 07:30",
    ]  # fmt: skip
    assert rings(office, events, "late.accept") == []
    office.do(work.finish, ticket, office.chen)
    assert not any(kind.startswith("late.") for kind in office.planned(ticket))


def test_what_is_ordinary_and_not_accepted_comes_again_each_school_day(office: Office) -> None:
    office.report(urgency="normal")
    events = office.comes(office.at(9, 22, 12))
    assert rings(office, events, "late.accept") == [
        "16 13:00", "17 07:40", "18 07:40", "21 07:40", "22 07:40",
    ]  # fmt: skip


def test_what_is_ordinary_and_late_comes_to_the_leaders_each_school_day(office: Office) -> None:
    ticket = office.working()
    events = office.comes(office.at(9, 24, 18))
    assert rings(office, events, "late.leader") == [
        "17 16:30", "18 16:30", "21 16:30", "22 16:30", "23 16:30", "24 16:30",
    ]  # fmt: skip
    assert rings(office, events, "late.office") == ["17 09:30"]
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, office.at(9, 29, 17, 30), "灯管")
    assert rings(office, office.comes(office.at(9, 28, 18)), "late.leader") == []


def test_several_that_come_again_are_one_list_for_each_person(office: Office) -> None:
    for _ in range(3):
        office.report(urgency="normal")
        office.passes(minutes=7)
    events = office.comes(office.at(9, 17, 8))
    again = [event for event in events if event.kind == "late.accept.list"]
    assert [office.told(event) for event in again] == [{"李国庆"}]
    assert len(again[0].data["cases"]) == 3


def test_after_a_time_switched_off_each_thing_rings_once(office: Office) -> None:
    first, second = gas(office), office.report(urgency="normal")
    office.now = office.at(9, 19, 3)
    before = office.since(0)[-1].id
    office.tick()
    late = Counter((event.case_id, event.kind) for event in office.since(before) if event.case_id)
    assert late.keys() == {
        (first.id, "late.accept"), (first.id, "late.office"), (first.id, "late.leader_now"),
        (second.id, "late.accept"),
    }  # fmt: skip
    assert set(late.values()) == {1}
    assert office.planned(first)["late.accept"] == office.at(9, 19, 3, 15)
    assert office.planned(second)["late.accept"] == office.at(9, 21, 7, 40)


def test_a_case_has_one_row_for_what_comes_again(office: Office) -> None:
    ticket = gas(office)
    office.comes(office.at(9, 18, 9))
    rows = office.session.scalars(select(Due.kind).filter_by(case_id=ticket.id)).all()
    assert Counter(rows).most_common(1)[0][1] == 1


def test_planning_anew_does_not_ring_anew(office: Office) -> None:
    ticket = gas(office)
    office.comes(office.at(9, 16, 9, 20))
    before = office.planned(ticket)
    assert before["late.accept"] == office.at(9, 16, 9, 30)
    office.passes(minutes=5)
    plan(ticket, office.school)
    assert office.planned(ticket) == before
    events = office.comes(office.at(9, 16, 9, 29))
    assert events == []


def test_whoever_gives_it_back_begins_a_new_time(office: Office) -> None:
    ticket = office.report(urgency="urgent")
    office.comes(office.at(9, 16, 9, 40))
    office.do(work.assign, ticket, office.li, office.chen)
    assert office.planned(ticket)["late.accept"] == office.at(9, 16, 9, 55)


def test_how_often_it_rings_is_the_schools(office: Office) -> None:
    office.session.get_one(Deadline, "danger.accept").again = 5
    gas(office)
    events = office.comes(office.at(9, 16, 9, 26))
    assert rings(office, events, "late.accept") == ["16 09:15", "16 09:20", "16 09:25"]


def off(office: Office, person: Person, how: str) -> None:
    """The person's phone cannot be reached."""
    if how == "blocked":
        telegram_id = person.telegram_id
        office.session.add(Chat(id=telegram_id, blocked_at=office.now))
    else:
        person.telegram_id = None
    office.session.flush()


def leaders(office: Office, until: datetime) -> set[str]:
    """Who hears that the danger is reported to the leaders."""
    heard = [one for one in office.comes(until) if one.kind == "late.leader_now"]
    assert len(heard) == 1
    return office.told(heard[0])


@pytest.mark.parametrize("how", ["no phone", "blocked"])
def test_where_the_vice_principals_phone_is_not_reached_the_next_in_line_hears(
    office: Office, how: str
) -> None:
    gas(office)
    off(office, office.vice, how)
    assert leaders(office, office.at(9, 16, 13, 30)) == {PRINCIPAL}
    off(office, office.principal, how)
    assert leaders(office, office.at(9, 16, 13, 45)) == {"李国庆", "何志明"}


def test_the_stand_in_hears_for_a_leader_who_is_away(office: Office) -> None:
    staff.be_away(office.vice, office.act(office.li), date(2026, 9, 18), office.safety)
    gas(office)
    assert leaders(office, office.at(9, 16, 13, 30)) == {"何志明"}


def test_where_the_whole_office_is_not_reached_the_leaders_hear(office: Office) -> None:
    office.report(urgency="normal")
    off(office, office.li, "blocked")
    events = office.comes(office.at(9, 16, 13))
    assert [office.told(event) for event in events if event.kind == "late.accept"] == [{VICE}]


def test_nobody_at_all_is_no_reason_to_stop(office: Office) -> None:
    ticket = office.report(urgency="urgent")
    for person in office.session.query(Person):
        person.telegram_id = None
    office.session.flush()
    office.comes(office.at(9, 16, 12))
    assert office.planned(ticket)["late.accept"] == office.at(9, 16, 12, 15)
