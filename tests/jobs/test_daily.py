"""The lists of the day: whoever repairs gets one in the morning, the office one before a break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

import pytest
from office import SHANGHAI, Office, open_office
from sqlalchemy import select

from models.calendar.hours import Term
from models.cases.due import Due
from models.tickets import closing, work


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def test_every_school_day_has_a_morning_row_and_no_other_day(office: Office) -> None:
    office.now = office.at(9, 18, 7)
    office.comes(office.at(9, 21, 9))
    mornings = select(Due.due_at).filter_by(kind="morning").order_by(Due.due_at)
    days = [at.astimezone(SHANGHAI).date() for at in office.session.scalars(mornings)]
    assert days == [date(2026, 9, 18), date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23)]


def test_the_morning_list_is_sorted_for_the_walk(office: Office) -> None:
    office.tick()
    ids = []
    for place in ("A302", "A101", "A201"):
        ticket = office.report(place=place)
        office.do(work.accept, ticket, office.chen)
        ids.append(ticket.id)
    lists = [event for event in office.comes(office.at(9, 17, 8)) if event.kind == "morning"]
    assert [office.told(event) for event in lists] == [{"陈大勇"}]
    assert lists[0].data["cases"] == [ids[1], ids[2], ids[0]]
    assert lists[0].at == office.at(9, 17, 7, 40)


def test_the_list_of_a_worker_without_a_phone_goes_to_the_office(office: Office) -> None:
    office.tick()
    theirs = office.report(place="A302")
    office.do(work.accept, theirs, office.li, office.ma)
    own = office.report(place="A101")
    office.do(work.accept, own, office.chen)
    office.do(work.call_firm, own, office.li, "永安", "138", office.at(9, 23, 17, 30), office.li)
    lists = [event for event in office.comes(office.at(9, 17, 8)) if event.kind == "morning"]
    assert [office.told(event) for event in lists] == [{"李国庆"}]
    assert lists[0].data["cases"] == [own.id, theirs.id]


def test_a_list_that_comes_too_late_is_recorded_as_missed(office: Office) -> None:
    office.tick()
    ticket = office.report()
    office.do(work.accept, ticket, office.chen)
    office.now = office.at(9, 17, 12)
    office.tick()
    rows = office.session.scalars(select(Due).filter_by(kind="morning").order_by(Due.due_at)).all()
    thursday = next(row for row in rows if row.key == "day.2026-09-17.morning")
    assert thursday.state == "missed"
    assert thursday.done_at == office.now.astimezone(UTC)
    assert not [event for event in office.since(0) if event.kind == "morning"]


def test_a_list_that_is_only_a_little_late_still_comes_once(office: Office) -> None:
    office.tick()
    ticket = office.report()
    office.do(work.accept, ticket, office.chen)
    office.now = office.at(9, 17, 10)
    office.tick()
    office.tick()
    assert len([event for event in office.since(0) if event.kind == "morning"]) == 1


def test_before_a_long_break_the_office_gets_what_lies_open(office: Office) -> None:
    office.now = office.at(9, 28, 9)
    open_one, done = office.report(place="A302"), office.report(place="A101")
    office.do(work.accept, done, office.chen)
    office.do(work.finish, done, office.chen)
    signed = office.report(place="A201")
    office.do(work.accept, signed, office.chen)
    office.do(work.finish, signed, office.chen)
    office.do(closing.sign, signed, office.wang)
    lists = [event for event in office.comes(office.at(10, 9, 18)) if event.kind == "before_break"]
    assert [(event.at, office.told(event)) for event in lists] == [
        (office.at(9, 30, 16, 30), {"李国庆"})
    ]
    assert lists[0].data["cases"] == [done.id, open_one.id]


def test_before_a_short_break_nobody_gets_a_list(office: Office) -> None:
    office.now = office.at(9, 23, 9)
    assert not [event for event in office.comes(office.at(9, 29)) if event.kind == "before_break"]


def test_a_calendar_that_is_not_known_is_spoken_of_once_and_anew_after_it_changed(
    office: Office,
) -> None:
    terms = office.session.scalars(select(Term).order_by(Term.first)).all()
    for later in terms[1:]:
        office.session.delete(later)
    office.now = office.at(12, 25, 9)
    events = office.comes(office.at(12, 31, 9))
    notices = [event for event in events if event.kind.startswith("calendar.")]
    assert [(one.kind, one.data["what"]) for one in notices] == [
        ("calendar.unknown", "2027"),
        ("calendar.runs_out", "2027-01-22"),
    ]
    assert {frozenset(office.told(one)) for one in notices} == {frozenset({"沈佳"})}
    terms[0].last = date(2027, 1, 25)
    office.session.flush()
    events = office.comes(office.at(12, 31, 18))
    assert [one.data["what"] for one in events if one.kind.startswith("calendar.")] == [
        "2027-01-25"
    ]
