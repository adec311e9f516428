"""What repairs say in what the principal reads, as of a cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from office import Office, open_office

from handlers.repairs.digest import digest
from models.cases.as_of import AsOf
from models.tickets import closing, work


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def today(office: Office) -> AsOf:
    school = office.school
    return AsOf.day(school.today(office.now), office.now, school.hours)


def test_the_figures_of_a_day_stay_what_they_were(office: Office) -> None:
    ticket = office.report()
    office.working()
    office.passes(hours=1)
    noon = today(office)
    before = digest(office.school, noon).figures
    assert before == {
        **{"due": 2, "met": 0, "new": 2, "done": 0},
        **{"to_sign": 0, "open": 2, "late": 0},
    }
    office.passes(hours=1)
    office.do(work.accept, ticket, office.chen)
    office.do(work.finish, ticket, office.chen)
    office.do(closing.sign, ticket, office.wang)
    assert digest(office.school, noon).figures == before
    assert digest(office.school, today(office)).figures == {
        **before,
        "met": 1,
        "done": 1,
        "open": 1,
    }


def test_what_is_late_names_who_answers_for_it_and_since_when(office: Office) -> None:
    ticket = office.working()
    assert ticket.due_at is not None
    office.now = ticket.due_at + timedelta(days=1)
    said = digest(office.school, today(office))
    (late,) = said.issues
    assert (late.post, late.holder) == (office.chen.main_role, office.chen)
    assert late.since == ticket.due_at
    assert late.tell == [office.chen]
    assert [one.label.key for one in late.cures] == ["repairs.button.finish"]
    assert said.figures["late"] == 1


def test_what_was_put_off_past_its_first_day_stays_amiss_with_its_new_one(office: Office) -> None:
    ticket = office.working()
    office.passes(days=7)
    until = office.now + timedelta(days=2)
    office.do(work.wait, ticket, office.chen, work.Waiting.PARTS, until, "")
    (put_off,) = digest(office.school, today(office)).issues
    assert (put_off.line.key, put_off.promise) == ("repairs.digest.waiting_parts", until)


def test_what_is_promised_for_the_day_ahead_is_named(office: Office) -> None:
    ticket = office.report(urgency="normal")
    assert ticket.due_at is not None
    office.now = ticket.due_at - timedelta(days=1)
    (line,) = digest(office.school, today(office)).ahead
    assert line.values["number"] == ticket.number


def test_a_day_that_is_over_names_who_had_it_then_and_for_what_it_waited(office: Office) -> None:
    ticket = office.working()
    office.passes(days=7)
    until = office.now + timedelta(days=2)
    office.do(work.wait, ticket, office.chen, work.Waiting.PARTS, until, "")
    office.session.info["now"] = office.now
    office.session.commit()
    then = today(office)
    office.passes(hours=1)
    office.do(work.resume, ticket, office.chen)
    office.do(work.assign, ticket, office.li, office.sun)
    office.session.info["now"] = office.now
    office.session.commit()
    (issue,) = digest(office.school, then).issues
    assert (issue.line.key, issue.holder) == ("repairs.digest.waiting_parts", office.chen)
    assert issue.promise == until
