"""A day without school: what was promised for it moves, what was planned for it does not come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from office import Office, open_office, refused
from sqlalchemy import select

from models.calendar.closing_days import close_school, closed_days, open_school
from models.calendar.hours import Break
from models.cases.case import Event
from models.cases.due import Due
from models.tickets import work

WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 9, day) for day in (16, 17, 18))
LAST_BEFORE_OCTOBER = date(2026, 9, 30)


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def close(office: Office, day: date) -> Break:
    closed = close_school(office.act(office.admin), day, "台风")
    office.session.flush()
    return closed


def lift(office: Office, closed: Break) -> None:
    open_school(office.act(office.admin), closed)
    office.session.flush()


def planned_lists(office: Office, kind: str) -> list[str]:
    query = select(Due.key).filter_by(kind=kind, state="planned").order_by(Due.due_at)
    return list(office.session.scalars(query))


def test_closing_and_opening_are_on_record_with_who_did_it(office: Office) -> None:
    lift(office, close(office, THURSDAY))
    query = select(Event).where(Event.kind.startswith("closure_")).order_by(Event.id)
    found = list(office.session.scalars(query).unique())
    assert [(one.kind, one.by, one.data["day"]) for one in found] == [
        ("closure_set", office.admin, "2026-09-17"),
        ("closure_lifted", office.admin, "2026-09-17"),
    ]
    assert {"周建国", "许文慧", "李国庆"} <= office.told(found[0])
    assert "王芳" not in office.told(found[0])
    assert "沈佳" not in office.told(found[0])


def test_only_an_administrator_closes_and_opens(office: Office) -> None:
    with refused("right.admin"):
        close_school(office.act(office.li), THURSDAY, "台风")
    closed = close(office, THURSDAY)
    with refused("right.admin"):
        open_school(office.act(office.li), closed)
    assert closed_days(office.session, WEDNESDAY) == [closed]


def test_a_day_is_not_closed_twice_nor_one_without_school_nor_one_that_has_passed(
    office: Office,
) -> None:
    closed = close(office, THURSDAY)
    with refused("calendar.closure.already"):
        close(office, THURSDAY)
    with refused("calendar.closure.no_school"):
        close(office, date(2026, 10, 1))
    with refused("calendar.closure.past"):
        close(office, date(2026, 9, 15))
    office.passes(days=2)
    with refused("calendar.closure.past"):
        lift(office, closed)


def test_a_break_of_the_calendar_is_not_lifted_as_a_closed_day(office: Office) -> None:
    holiday = office.session.scalars(select(Break).filter_by(name="周末")).one()
    with refused("stale"):
        lift(office, holiday)


def test_in_whatever_order_days_are_opened_the_first_promise_holds_again(office: Office) -> None:
    for order in ((0, 1), (1, 0)):
        ticket = office.report(urgency="soon")
        promised, respond_by = ticket.due_at, ticket.respond_by
        assert promised == office.at(9, 16, 17, 30)
        days = [close(office, WEDNESDAY), close(office, THURSDAY)]
        assert ticket.due_at == office.at(9, 18, 17, 30)
        lift(office, days[order[0]])
        expected = promised if order == (0, 1) else office.at(9, 17, 17, 30)
        assert ticket.due_at == expected
        lift(office, days[order[1]])
        assert (ticket.due_at, ticket.respond_by) == (promised, respond_by)


def test_what_is_urgent_stays_unless_the_danger_is_under_control(office: Office) -> None:
    urgent = office.report(urgency="urgent")
    contained = office.report(urgency="urgent", place="A101")
    office.do(work.contain, contained, office.zhao)
    before = urgent.due_at
    assert contained.due_at is not None
    day = contained.due_at.astimezone(office.school.zone).date()
    closed = [close(office, WEDNESDAY), close(office, day)]
    assert urgent.due_at == before
    assert contained.due_at > office.at(day.month, day.day, 23)
    assert len(closed) == 2


def test_what_is_late_already_is_not_forgiven(office: Office) -> None:
    ticket = office.report(urgency="soon")
    office.now = office.at(9, 16, 16)
    responded, due = ticket.respond_by, ticket.due_at
    assert responded is not None
    assert responded < office.now
    close(office, WEDNESDAY)
    assert ticket.respond_by == responded
    assert ticket.due_at == office.at(9, 17, 17, 30)
    assert due == office.at(9, 16, 17, 30)


def test_what_has_been_promised_anew_since_is_left_alone(office: Office) -> None:
    ticket = office.report(urgency="soon")
    office.do(work.accept, ticket, office.chen)
    closed = close(office, WEDNESDAY)
    office.do(work.wait, ticket, office.chen, work.Waiting.PARTS, office.at(9, 24, 17, 30), "")
    lift(office, closed)
    assert ticket.due_at == office.at(9, 24, 17, 30)


def test_opening_does_not_make_anything_late(office: Office) -> None:
    ticket = office.report(urgency="soon")
    closed = close(office, WEDNESDAY)
    office.now = office.at(9, 16, 18)
    lift(office, closed)
    assert ticket.due_at == office.at(9, 17, 17, 30)


def test_reminders_planned_for_a_closed_day_come_after_it(office: Office) -> None:
    office.now = office.at(9, 16, 16)
    ticket = office.done()
    before = office.planned(ticket)
    assert any(at.astimezone(office.school.zone).date() == THURSDAY for at in before.values())
    closed = close(office, THURSDAY)
    moved = office.planned(ticket)
    assert min(moved.values()) >= office.at(9, 18, 7, 30)
    lift(office, closed)
    assert office.planned(ticket) == before


def test_the_list_before_a_break_comes_once_on_the_last_day_with_school(office: Office) -> None:
    office.now = office.at(9, 28, 9)
    office.report(place="A302")
    office.tick()
    assert planned_lists(office, "before_break") == ["break.2026-10-01.open"]
    closed = close(office, LAST_BEFORE_OCTOBER)
    office.tick()
    assert planned_lists(office, "before_break") == ["break.2026-09-30.open"]
    assert "day.2026-09-30.morning" not in planned_lists(office, "morning")
    lift(office, closed)
    office.tick()
    assert planned_lists(office, "before_break") == ["break.2026-10-01.open"]
    lists = [event for event in office.comes(office.at(10, 9, 18)) if event.kind == "before_break"]
    assert [event.at for event in lists] == [office.at(9, 30, 16, 30)]


def test_a_closed_day_is_a_day_like_any_other_for_what_is_not_due_on_it(office: Office) -> None:
    ticket = office.report(urgency="normal")
    due = ticket.due_at
    close(office, THURSDAY)
    assert ticket.due_at == due
    assert due is not None
    assert due - office.now > timedelta(days=2)


def test_a_closed_day_is_nothing_that_a_button_could_have_crossed(office: Office) -> None:
    ticket = office.working()
    ticket.due_at = office.at(9, 18, 17, 30)
    seen = ticket.last_step()
    close_school(office.act(office.admin), office.at(9, 18).date(), "台风")
    assert ticket.events[-1].kind == "day.closed"
    assert ticket.last_step() is seen
