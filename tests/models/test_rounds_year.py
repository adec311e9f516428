"""Windows of a simulated year: whatever the calendar, the roster, restarts and clocks do, every due
round is there exactly once, none is asked on a day off, and the auditor stays silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from office import Office, open_office
from sqlalchemy import select

from bot.runtime import Runtime
from jobs import due
from models.base import Refused
from models.calendar.closing_days import close_school
from models.cases.auditor import trunk
from models.cases.due import plan_days
from models.checklists import Checklist, ChecklistItem, Cycle
from models.duty.roster import RosterTurn
from models.rounds import walking
from models.rounds.auditor import auditor
from models.rounds.days import DAYS
from models.rounds.round import Round, State
from models.rounds.schedule import open_without_closure, term_of
from models.school import School

START = date(2026, 9, 1)
# A window of the year for each example; a whole year at once takes a minute and more.
DAYS_LIVED = 25
# Each cycle once; 02:30 does not exist, or comes twice, where the clock is changed.
LISTS = {
    "Y1": ("D06", Cycle.DAILY, [], "02:30"),
    "Y2": ("R04", Cycle.SCHOOL_DAYS, [], "08:30"),
    "Y3": ("R05", Cycle.WEEKLY, [1], "09:30"),
    "Y4": ("R05", Cycle.MONTHLY, [3], "10:30"),
    "Y5": ("R02", Cycle.TERM, [1, 2, 3], "11:30"),
    "Y6": ("D02", Cycle.DRAWN, [2], "13:40"),
}
hours_off = st.integers(1, 80)
troubles = st.lists(
    st.tuples(
        st.integers(0, 24), st.sampled_from(["off", "ahead", "back", "closed", "gap"]), hours_off
    ),
    max_size=6,
)


class Elsewhere(Office):
    """The school in another zone."""

    zone = ZoneInfo("Asia/Shanghai")

    def tick(self) -> None:
        """The clocks, as far as rounds have to do with them."""
        plan_days(DAYS, self.school, self.now)
        due.fire(cast(Runtime, self))

    @property
    def school(self) -> School:
        return School(self.session, self.zone)


@contextmanager
def opened(zone: str, first: date = START) -> Iterator[Elsewhere]:
    """A school with the lists of every cycle, before its first day."""
    for office in open_office():
        there = Elsewhere(office.session)
        there.zone = ZoneInfo(zone)
        for code, (who, cycle, days, wall) in LISTS.items():
            item = ChecklistItem(code=f"{code}-1", zh="看一看", en="", answer="ABN")
            there.session.add(
                Checklist(code=code, zh=code, en="", enabled=True, who=who, cycle=cycle,
                          days=days, times=[wall], items=[item])
            )  # fmt: skip
        there.now = there.school.hours.at(first, time())
        there.session.flush()
        yield there


def lives(
    office: Elsewhere, first: date, days: int, trouble: list[tuple[int, str, int]], seed: int
) -> None:
    """So many days: what is asked is mostly answered, and then something goes wrong."""
    luck = Random(seed)  # luck, and no secret
    for n in range(days):
        noon = office.school.hours.at(first + timedelta(days=n), time(15))
        for _, what, much in (one for one in trouble if one[0] == n):
            goes_wrong(office, what, much)
        if noon <= office.now:
            continue
        office.comes(noon)
        for found in office.session.scalars(
            select(Round).where(Round.state == State.OPEN)
        ).unique():
            if found.asked and luck.random() < 0.8:
                try:
                    walking.rest_is_normal(found, office.act(found.people()[0]))
                except Refused:
                    continue
        office.session.flush()
        said = [*trunk(office.school, office.now), *auditor(office.school, office.now)]
        assert [(one.key, one.values) for one in said] == [], office.now
        office.session.expunge_all()
        office.people.clear()


def goes_wrong(office: Elsewhere, what: str, much: int) -> None:
    """The bot is off, the clock is set, a day is closed, the night guards leave a gap."""
    match what:
        case "off" | "ahead":
            office.now += timedelta(hours=much)
            office.tick()
        case "back":
            office.now -= timedelta(hours=min(much, 5))
            office.tick()
        case "closed":
            day = next(office.school.hours.school_days_after(office.school.today(office.now)))
            close_school(office.act(office.admin), day, "台风")
        case "gap":
            for turn in office.session.scalars(select(RosterTurn)):
                turn.turns = turn.turns[:-1] or turn.turns


def proves(office: Elsewhere, first: date) -> None:
    """Every due round exactly once, none asked on a day off, each ended."""
    hours, last = office.school.hours, office.school.today(office.now)
    rounds = list(office.session.scalars(select(Round)).unique())
    assert max(Counter((one.checklist_code, one.day, one.slot) for one in rounds).values()) == 1
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    school = [day for day in days if open_without_closure(hours, day)]
    made = {code: [one.day for one in rounds if one.checklist_code == code] for code in LISTS}
    before = {code: [day for day in found if day < last] for code, found in made.items()}
    assert sorted(before["Y1"]) == days
    assert sorted(before["Y2"]) == school
    assert sorted(before["Y3"]) == [day for day in school if day.isoweekday() == 1]
    live = [one for one in rounds if one.state != State.CALLED_OFF]
    per_month = Counter((one.day.month, one.day.year) for one in live if one.checklist_code == "Y4")
    assert not per_month or max(per_month.values()) == 1
    weeks = Counter(one.day.isocalendar()[:2] for one in live if one.checklist_code == "Y6")
    assert not weeks or max(weeks.values()) <= 2
    phases = Counter((one.phase, term_of(hours, one.day)) for one in live if one.phase)
    assert not phases or max(phases.values()) == 1
    for one in rounds:
        asked = [event for event in one.events if event.kind == "round.ask"]
        assert len(asked) <= 1
        if asked and one.of_school:
            assert open_without_closure(hours, one.day)
        if one.due_at < office.now - timedelta(hours=2):
            assert one.state in (State.DONE, State.MISSED, State.CALLED_OFF), one.state


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    zone=st.sampled_from(["Asia/Shanghai", "Europe/London", "America/Sao_Paulo"]),
    first=st.integers(0, 364).map(lambda n: START + timedelta(days=n)),
    trouble=troubles,
    seed=st.integers(0, 999),
)
@example(
    zone="Europe/London",
    first=date(2027, 3, 20),
    trouble=[(4, "off", 50), (9, "back", 2), (12, "closed", 1), (14, "gap", 1), (18, "ahead", 3)],
    seed=7,
)
@example(
    zone="Asia/Shanghai",
    first=date(2026, 12, 28),
    trouble=[(2, "closed", 1), (5, "off", 80), (20, "off", 30)],
    seed=1,
)
def test_whatever_happens_every_round_is_there_once(
    zone: str, first: date, trouble: list[tuple[int, str, int]], seed: int
) -> None:
    with opened(zone, first) as office:
        lives(office, first, DAYS_LIVED, trouble, seed)
        proves(office, first)


def test_the_hour_that_is_missing_in_spring_has_its_round() -> None:
    with opened("Europe/London") as office:
        at = office.school.hours.at(date(2027, 3, 28), time(1, 30))
        assert datetime(2027, 3, 28, 1, 30, tzinfo=ZoneInfo("UTC")) == at
