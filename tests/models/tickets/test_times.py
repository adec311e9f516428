"""Every step leaves the promises that are right from then on, and nothing of what came before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import drafting
import pytest
from office import Office, open_office

from models.calendar.closing_days import close_school
from models.people import staff
from models.repairs import Repair
from models.tickets import closing, work
from models.tickets.work import Waiting

WAITED = ("waiting_for", "waiting_note", "firm", "firm_phone")


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def waited(ticket: Repair) -> list[Any]:
    """What it waits for."""
    return [getattr(ticket, name) for name in WAITED]


def waits(office: Office, how: str) -> Repair:
    """A repair that waits for parts, or for a firm."""
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    until = office.at(9, 23, 17, 30)
    if how == "parts":
        office.do(work.wait, ticket, office.chen, Waiting.PARTS, until, "灯管")
        assert waited(ticket) == ["parts", "灯管", None, None]
    else:
        office.do(work.call_firm, ticket, office.chen, "永安", "138", until, office.li)
        assert waited(ticket) == ["outside", None, "永安", "138"]
    return ticket


@pytest.mark.parametrize("how", ["parts", "firm"])
@pytest.mark.parametrize("verb", ["assign", "hand_over", "refuse", "release", "resume"])
def test_what_is_given_on_or_back_waits_for_nothing(office: Office, how: str, verb: str) -> None:
    ticket = waits(office, how)
    has_it = ticket.assignee
    assert has_it is not None
    by, with_ = {
        "assign": (office.li, (office.sun,)),
        "hand_over": (office.admin, (office.sun,)),
        "refuse": (has_it, ("没空",)),
        "release": (office.admin, ()),
        "resume": (has_it, ()),
    }[verb]
    office.do(getattr(work, verb), ticket, by, *with_)
    assert waited(ticket) == [None] * 4


def test_from_parts_to_a_firm_and_back_nothing_is_left_of_the_other(office: Office) -> None:
    ticket, until = waits(office, "parts"), office.at(9, 24, 17, 30)
    office.do(work.call_firm, ticket, office.chen, "永安", "138", until, office.li)
    assert waited(ticket) == ["outside", None, "永安", "138"]
    office.do(work.wait, ticket, office.li, Waiting.PURCHASE, until, "门")
    assert waited(ticket) == ["purchase", "门", None, None]


@pytest.mark.parametrize(
    ("urgency", "respond_by"), [("normal", (9, 17, 12, 30)), ("urgent", (9, 17, 8, 45))]
)
@pytest.mark.parametrize("verb", ["assign", "hand_over", "refuse", "release"])
def test_whoever_is_asked_anew_has_the_whole_time_to_answer(
    office: Office, verb: str, urgency: str, respond_by: tuple[int, ...]
) -> None:
    ticket = office.report(urgency=urgency)
    office.do(work.accept, ticket, office.chen)
    due_at = ticket.due_at
    office.now = office.at(9, 17, 8, 30)
    by, with_ = {
        "assign": (office.li, (office.sun,)),
        "hand_over": (office.admin, (office.sun,)),
        "refuse": (office.chen, ("没空",)),
        "release": (office.admin, ()),
    }[verb]
    office.do(getattr(work, verb), ticket, by, *with_)
    assert ticket.respond_by == office.at(*respond_by)
    assert ticket.due_at == due_at, "what the reporter was promised stands"


@pytest.mark.parametrize("verb", ["give_back", "still_broken"])
def test_what_is_not_repaired_is_promised_anew(office: Office, verb: str) -> None:
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    office.do(work.finish, ticket, office.chen)
    office.do(closing.join, ticket, office.liu)
    office.now = office.at(9, 24, 9)
    by, with_ = {"give_back": (office.wang, ("还闪",)), "still_broken": (office.liu, ())}[verb]
    office.do(getattr(closing, verb), ticket, by, *with_)
    assert ticket.due_at == office.at(9, 30, 17, 30)


@pytest.mark.parametrize("how", ["joins", "merged"])
def test_an_urgent_report_in_an_urgent_one_leaves_its_time_as_it_is(
    office: Office, how: str
) -> None:
    ticket = office.report(urgency="urgent")
    promised = ticket.respond_by, ticket.due_at
    office.passes(hours=2)
    other = office.draft(office.liu, "A302插座漏电")
    office.do(drafting.answer_hurt, other, office.liu, True)
    if how == "joins":
        office.do(drafting.join_instead, other, office.liu, ticket)
    else:
        filed = office.do(drafting.file, other, office.liu)
        office.do(closing.merge, filed, office.li, ticket)
    assert (ticket.respond_by, ticket.due_at) == promised
    assert ticket.danger_kind == "electric", "but what the danger is, is known now"


def test_an_urgent_report_in_an_ordinary_one_brings_its_time(office: Office) -> None:
    ticket = office.report(urgency="normal")
    office.passes(hours=1)
    other = office.report(office.liu, urgency="urgent")
    office.passes(hours=1)
    office.do(closing.merge, other, office.li, ticket)
    assert ticket.respond_by == office.at(9, 16, 11, 15)
    assert ticket.due_at == office.at(9, 16, 15)


def test_an_ordinary_report_changes_nothing_in_an_ordinary_or_urgent_one(office: Office) -> None:
    for urgency in ("normal", "urgent"):
        ticket = office.report(urgency=urgency)
        before = ticket.urgency, ticket.respond_by, ticket.due_at, ticket.danger_kind
        office.passes(hours=1)
        other = office.report(office.liu, urgency="soon")
        office.do(closing.merge, other, office.li, ticket)
        assert (ticket.urgency, ticket.respond_by, ticket.due_at, ticket.danger_kind) == before


@pytest.mark.parametrize("day", [19, 20])
def test_a_wait_for_a_weekend_is_not_moved_by_a_day_that_is_closed(
    office: Office, day: int
) -> None:
    ticket = office.working()
    until = office.at(9, day, 17, 30)
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, until, "灯管")
    for closed in (date(2026, 9, 18), date(2026, 9, 21)):
        close_school(office.act(office.admin), closed, "临时停课")
    assert ticket.due_at == until
    assert not [event for event in ticket.events if event.kind == "day.closed"]


def test_a_wait_for_the_closed_day_itself_is_moved(office: Office) -> None:
    ticket = office.working()
    until = office.at(9, 21, 17, 30)
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, until, "灯管")
    close_school(office.act(office.admin), date(2026, 9, 21), "临时停课")
    assert ticket.due_at == office.at(9, 22, 17, 30)


def test_of_two_things_in_one_sentence_both_keep_the_danger(office: Office) -> None:
    draft = office.draft(text="A302插座漏电，门锁也坏了")
    assert (draft.danger_kind, draft.second_category) != (None, None)
    twin = office.do(drafting.split, draft, office.wang)
    assert twin.danger_kind == draft.danger_kind == "electric"
    assert twin.asks_hurt
    office.do(drafting.file, twin, office.wang)
    assert twin.urgent, "nobody said that it hurts nobody"


def test_whether_the_other_thing_hurts_is_asked_anew(office: Office) -> None:
    draft = office.draft(text="A302插座漏电，门锁也坏了")
    office.do(drafting.answer_hurt, draft, office.wang, True)
    twin = office.do(drafting.split, draft, office.wang)
    assert (twin.hurt, twin.asks_hurt) == (None, True)


@pytest.mark.parametrize("reason", ["his own", "recorded as his own", "away", "no phone", "left"])
def test_the_office_is_asked_at_once_to_sign_what_the_reporter_cannot(
    office: Office, reason: str
) -> None:
    ticket = office.working(office.chen if "his own" in reason else office.wang)
    match reason:
        case "recorded as his own":
            ticket.recorder = office.li
        case "away":
            staff.be_away(office.wang, office.act(office.li), office.school.today(office.now), None)
        case "no phone":
            office.wang.telegram_id = None
        case "left":
            staff.switch_off(office.wang, office.act(office.admin))
    event = office.do(work.finish, ticket, office.chen)
    assert "李国庆" in office.told(event)


def test_the_office_is_not_asked_to_sign_what_the_reporter_can(office: Office) -> None:
    ticket = office.working()
    assert office.told(office.do(work.finish, ticket, office.chen)) == {"王芳"}


def test_a_question_moves_both_promises_by_as_long_as_it_was_open(office: Office) -> None:
    ticket = office.report(urgency="normal")
    assert ticket.respond_by is not None
    assert ticket.due_at is not None
    later = ticket.respond_by + timedelta(hours=5), ticket.due_at + timedelta(hours=5)
    office.do(work.ask_more, ticket, office.li, "哪一盏？")
    office.passes(hours=5)
    office.do(work.answer, ticket, office.wang, "前门")
    assert (ticket.respond_by, ticket.due_at) == later


def test_the_time_of_a_contained_danger_is_ordinary_for_both_promises(office: Office) -> None:
    ticket = office.report(urgency="urgent")
    office.passes(minutes=10)
    office.do(work.contain, ticket, office.gate)
    calm = office.school.urgency("normal")
    assert ticket.respond_by == calm.respond_by(office.now, office.school.hours)
    assert ticket.due_at == calm.finish_by(office.now, office.school.hours)
