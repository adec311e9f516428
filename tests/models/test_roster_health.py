"""The roster looked through: what is wrong is found, and who may put it right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from office import Office, sample_engine
from sqlalchemy.orm import Session

from models.base import Refused
from models.calendar.hours import Break
from models.duty import shifts
from models.duty.health import Wrong, gaps
from models.duty.roster import Post, RosterChange, RosterWeek
from models.escalation import named

THURSDAY, FRIDAY, MONDAY = date(2026, 9, 17), date(2026, 9, 18), date(2026, 9, 21)


@pytest.fixture
def office() -> Iterator[Office]:
    engine = sample_engine()
    with Session(engine, expire_on_commit=False) as session:
        yield Office(session)
    engine.dispose()


def wrong(office: Office, day: date) -> set[tuple[str, str, str]]:
    """What is wrong with a day: the trouble, the post, and with whom."""
    found = gaps(office.school, day, day, office.now)
    return {(one.wrong, one.post.code, one.person.name if one.person else "") for one in found}


def put(office: Office, code: str, day: date, person: str) -> None:
    """Somebody has the post on the day."""
    row = RosterChange(post_code=code, day=day, person_id=getattr(office, person).id)
    office.session.add(row)
    office.session.flush()


def test_a_day_on_which_all_is_well_has_no_gap(office: Office) -> None:
    assert wrong(office, FRIDAY) == set()


def test_one_person_in_two_places_at_a_time(office: Office) -> None:
    put(office, "D01", FRIDAY, "wang")
    put(office, "D03", FRIDAY, "wang")
    assert wrong(office, FRIDAY) == {(Wrong.TWICE, "D03", "王芳")}


def test_away_without_a_stand_in_never_joined_and_nobody_at_all(office: Office) -> None:
    office.vice.away_until = FRIDAY
    assert wrong(office, FRIDAY) == {(Wrong.AWAY, "D01", "许文慧")}
    assert wrong(office, THURSDAY) == {(Wrong.NOT_JOINED, "D02", "董洁")}
    for row in office.session.query(RosterWeek).filter_by(post_code="D03"):
        row.monday_id = None
    assert (Wrong.EMPTY, "D03", "") in wrong(office, MONDAY)


def test_a_holiday_without_a_leader_is_named_as_that(office: Office) -> None:
    office.session.add(Break(name="校庆", first=MONDAY, last=MONDAY))
    for row in office.session.query(RosterWeek).filter_by(post_code="D07"):
        row.monday_id = None
    office.session.flush()
    assert (Wrong.NO_LEADER, "D07", "") in wrong(office, MONDAY)


def test_on_a_holiday_the_leader_of_days_off_stands_for_the_leader_on_duty(office: Office) -> None:
    office.session.add(Break(name="校庆", first=MONDAY, last=MONDAY))
    office.session.flush()
    now = office.at(9, 21, 10)
    holiday = office.session.query(RosterWeek).filter_by(post_code="D07").one()
    assert [one.id for one in named(["D01"], office.school, now)] == [holiday.monday_id]


def test_the_office_chooses_of_those_who_are_free_the_least_burdened_first(office: Office) -> None:
    post = office.session.get_one(Post, "D03")
    able = shifts.candidates(office.school, post, FRIDAY, office.now)
    assert [count for _, count in able] == sorted(count for _, count in able)
    names = [person.name for person, _ in able]
    assert "高婷" not in names  # She has D02 on Fridays.
    shifts.put_on(office.act(office.li), post, FRIDAY, able[0][0], None)
    (held,) = [one for one in shifts.shifts(office.school, FRIDAY, FRIDAY) if one.post is post]
    assert held.people == [able[0][0]]


def test_a_teacher_may_not_change_the_roster_and_nobody_the_past(office: Office) -> None:
    post = office.session.get_one(Post, "D03")
    with pytest.raises(Refused, match=r"duty\.office_only"):
        shifts.put_on(office.act(office.wang), post, FRIDAY, office.liu, None)
    with pytest.raises(Refused, match=r"duty\.not_now"):
        shifts.put_on(office.act(office.li), post, date(2026, 9, 14), office.liu, None)
    with pytest.raises(Refused, match=r"duty\.not_yours"):
        shifts.arrive(office.act(office.liu), post, date(2026, 9, 16))


def test_i_am_there_is_said_once_and_not_when_the_shift_is_over(office: Office) -> None:
    post, day = office.session.get_one(Post, "D03"), date(2026, 9, 16)
    first = shifts.arrive(office.act(office.zhang), post, day)
    office.passes(minutes=20)
    assert shifts.arrive(office.act(office.zhang), post, day) == first
    office.passes(hours=9)
    with pytest.raises(Refused, match=r"duty\.not_now"):
        shifts.arrive(office.act(office.zhang), post, day)
