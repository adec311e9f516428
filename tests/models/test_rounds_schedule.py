"""When a list is due: every kind of schedule, closed days, what is drawn; a list edited at noon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from office import Office, open_office
from sqlalchemy import select
from walking import rounds_of, switch_on

from models.calendar.closing_days import close_school
from models.checklists import Checklist, ChecklistItem
from models.rounds.days import lay_out
from models.rounds.round import Round, State


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def lays_out(office: Office, first: date, days: int) -> None:
    """The beginnings of so many days, one after the other."""
    for n in range(days):
        office.now = office.school.hours.at(first + timedelta(days=n), time())
        lay_out(office.school, office.now)
        office.session.flush()


def days_of(office: Office, code: str) -> list[date]:
    return [one.day for one in rounds_of(office.session, code)]


def test_a_term_has_each_kind_of_round_on_its_days(office: Office) -> None:
    switch_on(office.session, "C01", "C14", "C08", "C09", "C16", "C12", "C13")
    lays_out(office, date(2026, 9, 1), 150)
    school = [
        day
        for n in range(150)
        if office.school.hours.is_school_day(day := date(2026, 9, 1) + timedelta(days=n))
    ]
    assert days_of(office, "C01") == school
    assert days_of(office, "C14") == [day for day in school if day.isoweekday() == 1]
    by_month: dict[int, list[date]] = {}
    for day in school:
        by_month.setdefault(day.month, []).append(day)
    full = [days for days in by_month.values() if len(days) >= 5]
    assert days_of(office, "C09") == [days[4] for days in full]
    assert days_of(office, "C16") == [days[0] for days in by_month.values()]
    term = [day for day in school if day <= date(2027, 1, 22)]
    phases = rounds_of(office.session, "C12")
    assert [one.phase for one in phases] == [1, 2, 3]
    assert [one.day for one in phases] == [term[0], term[(len(term) + 1) // 2 - 1], term[-5]]
    assert [len(one.items) for one in phases] == [19, 17, 19]
    weeks = Counter(day.isocalendar().week for day in days_of(office, "C13"))
    whole = Counter(day.isocalendar().week for day in school)
    assert all(count == min(2, whole[week]) for week, count in weeks.items())
    assert weeks.keys() == whole.keys()


def test_what_is_drawn_falls_on_other_days_from_week_to_week(office: Office) -> None:
    switch_on(office.session, "C13")
    lays_out(office, date(2026, 9, 1), 60)
    weekdays = Counter(day.isoweekday() for day in days_of(office, "C13"))
    assert len(weekdays) >= 4


def test_a_closed_day_calls_the_round_off_and_a_monthly_one_moves(office: Office) -> None:
    switch_on(office.session, "C01", "C16", "C02")
    office.now = office.at(9, 30, 20)
    lay_out(office.school, office.now)
    close_school(office.act(office.admin), date(2026, 10, 8), "台风")
    lays_out(office, date(2026, 10, 7), 6)
    office.comes(office.at(10, 12, 12))
    states = {one.day: one.state for one in rounds_of(office.session, "C16")}
    assert states == {date(2026, 10, 8): State.CALLED_OFF, date(2026, 10, 9): State.MISSED}
    nights = {one.day: one.state for one in rounds_of(office.session, "C02")}
    assert nights[date(2026, 10, 8)] == State.MISSED


def test_a_list_edited_at_noon_changes_the_next_day(office: Office) -> None:
    switch_on(office.session, "C05")
    office.comes(office.at(9, 16, 12))
    listed = office.session.get_one(Checklist, "C05")
    listed.zh, listed.times = "放学护导", ["15:00"]
    listed.items[0].active = False
    office.comes(office.at(9, 17, 12))
    today, later, tomorrow = rounds_of(office.session, "C05")
    assert (today.edition.zh, today.slot, len(today.items)) == ("放学时段校门及周边", "15:40", 11)
    assert later.slot == "17:30"
    assert (tomorrow.edition.zh, tomorrow.slot, len(tomorrow.items)) == ("放学护导", "15:00", 10)


def test_a_schools_own_list_is_asked_the_next_day_and_an_empty_one_never(office: Office) -> None:
    office.comes(office.at(9, 16, 10))
    for code, items in (("C30", 1), ("C31", 0)):
        own = Checklist(
            code=code, zh="晨跑场地", en="", enabled=True, who="R04", cycle="school_days",
            days=[], times=["10:30"],
            items=[
                ChecklistItem(code=f"{code}-{n}", zh="跑道平整", en="", answer="ABN")
                for n in range(items)
            ],
        )  # fmt: skip
        office.session.add(own)
    office.session.flush()
    office.comes(office.at(9, 17, 10, 30))
    found = rounds_of(office.session, "C30")
    assert [(one.day, one.state) for one in found] == [(date(2026, 9, 17), State.OPEN)]
    assert rounds_of(office.session, "C31") == []


def test_after_a_downtime_what_makes_sense_is_asked_and_the_rest_is_on_record(
    office: Office,
) -> None:
    switch_on(office.session, "C01", "C10")
    office.now = office.at(9, 16, 10)
    office.tick()
    # Off until Friday, 09:20: nothing ticks meanwhile.
    office.now = office.at(9, 18, 9, 20)
    office.tick()
    states = [
        (one.checklist_code, one.day.day, one.state, one.unasked)
        for one in office.session.scalars(select(Round).order_by(Round.due_at)).unique()
    ]
    assert states == [
        ("C01", 17, State.MISSED, True),
        ("C10", 17, State.MISSED, True),
        ("C01", 18, State.OPEN, False),
        ("C10", 18, State.OPEN, False),
    ]
