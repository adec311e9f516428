"""A repair's way from the first word to the signature, verb by verb."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import drafting
import pytest
from office import Office, open_office, refused

from models.people import staff
from models.people.person import Person
from models.repairs import afterwards
from models.repairs.afterwards import Cause
from models.tickets import State, closing, work
from models.tickets.work import NoPhoto, Waiting

S = State


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def test_from_the_first_word_to_the_signature(office: Office) -> None:
    ticket: Any = office.draft()
    states, told = [], []
    steps: list[tuple[Any, Person, tuple[Any, ...]]] = [
        (drafting.file, office.wang, ()),
        (work.assign, office.li, (office.chen,)),
        (work.accept, office.chen, ()),
        (work.wait, office.chen, (Waiting.PARTS, office.at(9, 18, 17, 30), "灯管")),
        (work.resume, office.chen, ()),
        (work.finish, office.chen, ()),
        (closing.give_back, office.wang, ("还闪",)),
        (work.finish, office.chen, (NoPhoto.LOOK,)),
        (closing.sign, office.wang, ()),
    ]
    for verb, by, with_ in steps:
        event = office.do(verb, ticket, by, *with_)
        if verb is drafting.file:
            ticket, event = event, event.events[-1]
        states.append(ticket.state)
        told.append(office.told(event))
    assert states == [
        S.REPORTED, S.ASSIGNED, S.WORKING, S.WAITING, S.WORKING, S.DONE, S.WORKING, S.DONE,
        S.SIGNED,
    ]  # fmt: skip
    assert told == [
        {"陈大勇", "孙福来", "马德才", "李国庆"},
        {"陈大勇", "王芳"},
        {"王芳"},
        {"王芳"},
        set(),
        {"王芳"},
        {"陈大勇"},
        {"王芳"},
        {"陈大勇"},
    ]
    assert (ticket.signed_by, ticket.signed_at) == (office.wang, office.now)
    assert ticket.version == 1 + len(steps)


def test_one_takes_it_and_the_slower_is_told_who(office: Office) -> None:
    ticket = office.report()
    seen = ticket.version
    work.accept(ticket, office.act(office.chen, seen))
    with refused("case.changed"):
        work.accept(ticket, office.act(office.sun, seen))
    assert ticket.assignee is office.chen
    step = ticket.last_step()
    assert step is not None
    assert (step.kind, step.by) == ("accepted", office.chen)


def test_comments_and_reminders_cross_nobodys_button(office: Office) -> None:
    ticket = office.report()
    seen = ticket.version
    office.do(closing.join, ticket, office.liu)
    office.do(closing.comment, ticket, office.wang, "是前门的灯")
    office.comes(office.at(9, 16, 14))
    step = ticket.last_step()
    assert step is not None
    assert step.kind == "filed"
    work.accept(ticket, office.act(office.chen, seen))


def test_only_those_of_the_kind_take_a_report(office: Office) -> None:
    ticket = office.report()
    for somebody in (office.wu, office.zhang, office.wang, office.zhao, office.admin):
        with refused("ticket.not_your_kind"):
            work.accept(ticket, office.act(somebody))
    office.do(work.assign, ticket, office.li, office.wu)
    office.do(work.accept, ticket, office.wu)
    assert ticket.assignee is office.wu


def test_what_is_given_to_one_is_not_taken_by_another(office: Office) -> None:
    ticket = office.report()
    office.do(work.assign, ticket, office.li, office.chen)
    with refused("ticket.not_yours"):
        work.accept(ticket, office.act(office.sun))


def test_work_goes_only_to_those_who_repair(office: Office) -> None:
    ticket = office.report()
    for verb in (work.assign, work.accept, work.hand_over):
        with refused("ticket.no_fixer"):
            verb(ticket, office.act(office.li), office.wang)
        office.sun.active = False
        with refused("ticket.no_fixer"):
            verb(ticket, office.act(office.li), office.sun)
        office.sun.active = True
    with refused("right.dispatch"):
        work.assign(ticket, office.act(office.chen), office.sun)
    with refused("right.dispatch"):
        work.accept(ticket, office.act(office.chen), office.sun)


def test_whoever_has_it_may_hand_it_on_and_both_are_told(office: Office) -> None:
    ticket = office.working()
    event = office.do(work.assign, ticket, office.chen, office.sun)
    assert office.told(event) == {"孙福来", "王芳"}
    event = office.do(work.assign, ticket, office.li, office.chen)
    assert office.told(event) == {"孙福来", "陈大勇", "王芳"}


def test_the_office_accepts_and_finishes_for_a_worker_without_a_phone(office: Office) -> None:
    ticket = office.report()
    event = office.do(work.accept, ticket, office.li, office.ma)
    assert event.data["behalf"] is True
    assert ticket.assignee is office.ma
    event = office.do(work.finish, ticket, office.li)
    assert event.data["behalf"] is True
    assert ticket.finished_by is office.li
    with refused("ticket.own_work"):
        closing.sign_instead(ticket, office.act(office.li), "急")


def test_who_had_it_hears_that_the_office_gave_it_to_another(office: Office) -> None:
    ticket = office.report()
    office.do(work.assign, ticket, office.li, office.chen)
    event = office.do(work.accept, ticket, office.li, office.ma)
    assert "陈大勇" in office.told(event)


def test_refusing_gives_it_back_with_the_reason(office: Office) -> None:
    ticket = office.report()
    office.do(work.assign, ticket, office.li, office.chen)
    with refused("ticket.not_yours"):
        work.refuse(ticket, office.act(office.li), "没空")
    event = office.do(work.refuse, ticket, office.chen, "在外面")
    assert (ticket.state, ticket.assignee) == (S.REPORTED, None)
    assert event.data["reason"] == "在外面"
    assert office.told(event) == {"孙福来", "马德才", "李国庆"}


def test_a_wait_has_a_day_that_lies_ahead(office: Office) -> None:
    ticket = office.working()
    with refused("ticket.date_gone"):
        work.wait(ticket, office.act(office.chen), Waiting.PARTS, office.now, "")
    with refused("ticket.not_yours"):
        work.wait(ticket, office.act(office.sun), Waiting.PARTS, office.at(9, 20), "")
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, office.at(9, 20), "灯管")
    assert (ticket.state, ticket.due_at, ticket.waiting_for) == (
        S.WAITING, office.at(9, 20), Waiting.PARTS,
    )  # fmt: skip
    office.do(work.resume, ticket, office.chen)
    assert ticket.waiting_for is None


def test_with_a_firm_somebody_of_the_office_answers_for_it(office: Office) -> None:
    ticket = office.working()
    until = office.at(9, 20)
    with refused("right.dispatch"):
        work.call_firm(ticket, office.act(office.chen), "永安", "138", until, office.chen)
    with refused("ticket.date_gone"):
        work.call_firm(ticket, office.act(office.chen), "永安", "138", office.now, office.li)
    event = office.do(work.call_firm, ticket, office.chen, "永安", "138", until, office.li)
    assert office.told(event) == {"李国庆", "王芳"}
    assert (ticket.assignee, ticket.firm, ticket.waiting_for) == (
        office.li, "永安", Waiting.OUTSIDE,
    )  # fmt: skip
    office.do(work.wait, ticket, office.li, Waiting.PARTS, until, "")
    assert ticket.firm is None


def test_costs_are_added_once_it_is_repaired(office: Office) -> None:
    ticket = office.working()
    with refused("ticket.not_now"):
        afterwards.note_costs(ticket, office.act(office.chen), cost=Decimal("35"))
    office.do(work.finish, ticket, office.chen)
    afterwards.note_costs(ticket, office.act(office.chen), materials="灯管", cost=Decimal("35"))
    afterwards.note_costs(ticket, office.act(office.li), cause=Cause.WEAR, in_warranty=False)
    assert (ticket.materials, ticket.cost, ticket.cause) == ("灯管", Decimal("35"), Cause.WEAR)
    with refused("ticket.not_yours"):
        afterwards.note_costs(ticket, office.act(office.sun), cost=Decimal("1"))


def test_a_question_pauses_and_only_the_reporter_answers(office: Office) -> None:
    ticket = office.working()
    with refused("right.dispatch"):
        work.ask_more(ticket, office.act(office.sun), "哪一盏？")
    event = office.do(work.ask_more, ticket, office.chen, "哪一盏？")
    assert office.told(event) == {"王芳"}
    with refused("ticket.not_now"):
        work.ask_more(ticket, office.act(office.li), "还有呢？")
    with refused("ticket.answer_first"):
        closing.comment(ticket, office.act(office.wang), "快点")
    with refused("ticket.reporter_only"):
        work.answer(ticket, office.act(office.liu), "前门")
    due_at = ticket.due_at
    assert due_at is not None
    office.passes(hours=3)
    event = office.do(work.answer, ticket, office.wang, "前门那盏")
    assert office.told(event) == {"陈大勇"}
    assert ticket.due_at == due_at + timedelta(hours=3)
    with refused("ticket.not_now"):
        work.answer(ticket, office.act(office.wang), "还有")


def test_what_ends_while_a_question_is_open_asks_no_more(office: Office) -> None:
    ticket = office.report()
    office.do(work.ask_more, ticket, office.li, "哪一盏？")
    office.do(closing.decline, ticket, office.li, "不归学校修")
    assert ticket.paused_at is None
    with refused("ticket.not_now"):
        work.answer(ticket, office.act(office.wang), "前门那盏")


def test_the_guard_contains_a_danger_once(office: Office) -> None:
    ordinary = office.report(urgency="soon")
    with refused("ticket.not_now"):
        work.contain(ordinary, office.act(office.gate))
    ticket = office.report(urgency="urgent")
    with refused("right.guard"):
        work.contain(ticket, office.act(office.chen))
    event = office.do(work.contain, ticket, office.gate)
    assert office.told(event) == {"李国庆"}
    assert ticket.contained_at == office.now
    with refused("ticket.not_now"):
        work.contain(ticket, office.act(office.gate))


def test_what_somebody_had_in_hand_is_handed_over_or_put_back(office: Office) -> None:
    first, second = office.working(), office.working()
    office.do(work.wait, first, office.chen, Waiting.PARTS, office.at(9, 20), "灯管")
    for verb, with_ in ((work.hand_over, (office.sun,)), (work.release, ())):
        with refused("right.admin"):
            verb(first, office.act(office.wang), *with_)
    event = office.do(work.hand_over, first, office.admin, office.sun)
    assert office.told(event) == {"孙福来", "王芳"}
    assert (first.state, first.assignee, first.waiting_for) == (S.ASSIGNED, office.sun, None)
    office.do(work.release, second, office.admin)
    assert (second.state, second.assignee) == (S.REPORTED, None)


def test_nothing_is_handed_to_somebody_for_whom_one_stands_in_oneself(office: Office) -> None:
    today = office.school.today(office.now)
    staff.be_away(office.chen, office.act(office.chen), today, office.sun)
    ticket = office.report()
    office.do(work.accept, ticket, office.sun)
    with refused("ticket.stand_in_has_it"):
        work.assign(ticket, office.act(office.sun), office.chen)
    office.do(work.assign, ticket, office.sun, office.ma)
    assert ticket.assignee is office.ma
