"""A digest's figures are the counts of the ledger at the same cut-off, this year and in ten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import process_time
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import SHANGHAI, Office, open_office, sample_engine
from school_year import fill
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from bot.app import REGISTRY
from bot.i18n import I18n
from handlers.digests.gathering import gather
from handlers.digests.text import LONGEST, TAGS, Form, front
from models.calendar.hours import Term
from models.cases.as_of import AsOf
from models.cases.case import Case
from models.school import School
from models.store import Store

KEPT = Path(__file__).parents[1] / "data" / "digests"
FIRST, LAST = date(2026, 9, 1), date(2027, 1, 22)
ZH = I18n("zh-CN", SHANGHAI)
TO_DO = {"待受理", "已派工", "维修中", "等待配件", "等待外修", "等待采购"}
DONE = {"待验收", "已验收"}
Row = dict[str, Any]


def moment(written: str | None) -> datetime | None:
    """A moment as the ledger writes it: on the school's wall."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI) if written else None


def is_open(row: Row, as_of: AsOf) -> bool:
    return row["state"] in TO_DO


def is_late(row: Row, as_of: AsOf) -> bool:
    due = moment(row["due_at"])
    return is_open(row, as_of) and due is not None and due < as_of.at


def is_to_sign(row: Row, as_of: AsOf) -> bool:
    return bool(row["state"] == "待验收")


def is_due(row: Row, as_of: AsOf) -> bool:
    due = moment(row["due_at"])
    same_day = due is not None and due.date() == as_of.at.astimezone(SHANGHAI).date()
    return same_day and row["state"] in TO_DO | DONE


def is_met(row: Row, as_of: AsOf) -> bool:
    return is_due(row, as_of) and row["state"] in DONE


# Which rows of a feature's ledger each of its figures counts.
COUNTED: dict[str, dict[str, Callable[[Row, AsOf], bool]]] = {
    "repairs": {
        "due": is_due,
        "met": is_met,
        "new": lambda row, as_of: as_of.holds(moment(row["opened_at"])),
        "done": lambda row, as_of: as_of.holds(moment(row["finished_at"])),
        "to_sign": is_to_sign,
        "open": is_open,
        "late": is_late,
    }
}


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def figures_agree(session: Session, as_of: AsOf) -> None:
    """Every figure of the digest is the count of the ledger that is given out at the cut-off."""
    school = School(session, SHANGHAI)
    said = gather(REGISTRY.digests, school, as_of, COUNTED).said
    nowhere = cast(Store, None)
    for name, counts in COUNTED.items():
        last = school.today(as_of.at)
        written, _ = REGISTRY.ledgers[name].written(school, ZH, nowhere, FIRST, last, "json")
        rows = json.loads(written)
        counted = {
            figure: sum(counts[figure](row, as_of) for row in rows) for figure in said[name].figures
        }
        assert said[name].figures == counted


def at(school: School, day: date, hour: int = 18, minute: int = 30) -> AsOf:
    return AsOf.day(day, school.hours.at(day, time(hour, minute)), school.hours)


@given(st.integers(0, 10_000), st.integers(0, 140), st.integers(6, 23))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_figure_is_the_count_in_the_export_of_the_same_cutoff(
    seed: int, days: int, hour: int
) -> None:
    engine = sample_engine()
    with Session(engine) as session:
        school = School(session, SHANGHAI)
        as_of = at(school, FIRST + timedelta(days=days), hour)
        fill(session, school, FIRST, LAST, as_of.at, seed=seed, a_day=3)
        figures_agree(session, as_of)
        session.rollback()


def test_a_figure_that_is_wrong_in_a_row_is_found(office: Office) -> None:
    as_of = at(office.school, date(2026, 12, 16))
    fill(office.session, office.school, FIRST, LAST, as_of.at)
    figures_agree(office.session, as_of)
    wrong = update(Case).where(Case.state == "working").values(state="signed")
    office.session.execute(wrong)
    office.session.expire_all()
    with pytest.raises(AssertionError):
        figures_agree(office.session, AsOf(as_of.begins, as_of.at + timedelta(seconds=1),
                                           as_of.ahead, as_of.until))  # fmt: skip


def test_a_past_day_has_the_same_figures_at_the_end_of_the_year() -> None:
    """The year goes on, with the same seed: what happened until then is the same."""
    told = []
    for day in (date(2026, 11, 11), LAST):
        with Session(sample_engine()) as session:
            school = School(session, SHANGHAI)
            then = at(school, date(2026, 11, 11))
            fill(session, school, FIRST, LAST, at(school, day).at, seed=7)
            said = gather(REGISTRY.digests, school, then, COUNTED)
            told.append(front(said, school, ZH, Form("daily")))
            session.rollback()
    assert told[0] == told[1]


@pytest.mark.parametrize("day", [date(2026, 9, 2), date(2026, 11, 11), date(2027, 1, 21)])
def test_three_days_of_a_year_read_as_they_did(office: Office, day: date) -> None:
    as_of = at(office.school, day)
    a_day = 0 if day.month == 9 else 6
    fill(office.session, office.school, FIRST, LAST, as_of.at, seed=7, a_day=a_day)
    gathered = gather(REGISTRY.digests, office.school, as_of, COUNTED)
    shown = TAGS.sub("", front(gathered, office.school, ZH, Form("daily")))
    kept = KEPT / f"{day}.txt"
    assert shown == kept.read_text("utf-8").rstrip("\n"), f"read it, and keep it as {kept}"
    assert len(shown) <= LONGEST


def test_a_day_with_ten_years_behind_it_takes_a_tenth_of_a_second(office: Office) -> None:
    session = office.session
    session.query(Term).delete()
    session.add(Term(name="十年", first=date(2016, 9, 1), last=date(2026, 12, 31)))
    session.flush()
    as_of = at(office.school, date(2026, 9, 16))
    fill(session, office.school, date(2016, 9, 1), date(2026, 9, 16), as_of.at, a_day=5)
    session.execute(text("ANALYZE"))
    took: list[float] = []
    for _ in range(3):
        session.expunge_all()
        begun, school = process_time(), School(session, SHANGHAI)
        later = AsOf(
            as_of.begins, as_of.at + timedelta(seconds=len(took)), as_of.ahead, as_of.until
        )
        front(gather(REGISTRY.digests, school, later, COUNTED), school, ZH, Form("daily"))
        took.append(process_time() - begun)
    assert min(took) < 0.1, took
