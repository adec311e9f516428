"""The ledger of hazards compared with its rows, the digest, and the risk points."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office import SHANGHAI, Office, open_office, refused
from openpyxl import load_workbook
from test_hazards import fixed, found, level, ordered

from bot.i18n import I18n
from handlers.hazards.digest import digest
from handlers.hazards.ledger import LEDGER
from models.cases.as_of import AsOf
from models.hazards import checking, fixing, foreseeing, grave, ordering
from models.hazards.risk_points import Colour, RiskPoint, foreseen, risk_points
from models.store import Store

WORDS = I18n("zh-CN", SHANGHAI)


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def written(office: Office, store: Path, form: str, *days: date) -> bytes:
    office.session.flush()
    first, last = days
    return LEDGER.written(office.school, WORDS, Store(store), first, last, form)[0]


def ledger(office: Office, store: Path, *days: date) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(written(office, store, "json", *days))
    return rows


SEPTEMBER = date(2026, 9, 1), date(2026, 9, 30)


def test_each_hazard_is_one_line_with_all_that_was_done(office: Office, tmp_path: Path) -> None:
    hazard = fixed(office, "S3")
    checking.not_cleared(hazard, office.act(office.safety), "还晃", office.at(9, 18, 17, 30))
    fixing.fix(hazard, office.act(office.chen), "焊牢")
    checking.clear(hazard, office.act(office.li))
    (row,) = ledger(office, tmp_path, *SEPTEMBER)
    assert row["number"] == "YH-260916-01"
    # The school's own level stands there as the law knows it.
    assert row["grade"] == "一般"
    assert (row["measure"], row["fix"]) == ("围挡", "焊牢")
    assert (row["department"], row["owner"]) == ("维修工", "陈大勇")
    assert row["until"] == "2026-09-18"
    assert row["closed_on"] == "2026-09-16"
    assert "复查不通过：还晃" in row["check"]
    assert "李主任复查通过，销号" in row["check"]


def test_a_grave_one_brings_its_plan_and_who_was_told(office: Office, tmp_path: Path) -> None:
    hazard = ordered(office, "S4", office.li)
    made = grave.Plan("清走杂物", "200元", office.at(9, 30, 17, 30), "改走西侧")
    grave.plan(hazard, office.act(office.li), made)
    grave.tell_authority(hazard, office.act(office.safety), "区教育局王科长")
    (row,) = ledger(office, tmp_path, *SEPTEMBER)
    assert row["grade"] == "重大"
    assert (row["fix"], row["money"], row["emergency"]) == ("清走杂物", "200元", "改走西侧")
    assert "区教育局王科长" in row["told"]
    assert "安全出口数量不够" in row["remark"]


def test_a_new_book_begins_each_january_and_carries_over_what_is_open(
    office: Office, tmp_path: Path
) -> None:
    closed, still_open, withdrawn = fixed(office), ordered(office, "S2"), found(office)
    checking.clear(closed, office.act(office.safety))
    ordering.withdraw(withdrawn, office.act(office.wang))
    this, following = (date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31))
    assert [row["number"] for row in ledger(office, tmp_path, *this)] == [
        closed.number,
        still_open.number,
    ]
    assert [row["number"] for row in ledger(office, tmp_path, *following)] == [still_open.number]


def test_what_people_wrote_is_no_formula_and_who_wants_no_name_has_none(
    office: Office, tmp_path: Path
) -> None:
    hazard = found(office, anonymous=True)
    hazard.text = "=HYPERLINK(1)"
    book = load_workbook(io.BytesIO(written(office, tmp_path, "xlsx", *SEPTEMBER)))
    page = book.worksheets[0]
    cells = {cell.value: cell for row in page.iter_rows(min_row=2) for cell in row}
    assert cells["=HYPERLINK(1)"].data_type == "s"
    assert "匿名" in cells
    assert "王芳" not in cells
    assert [cell.value for cell in page[1]][:4] == ["编号", "排查日期", "排查类型", "排查人"]


def test_a_grave_one_stands_in_every_digest_until_it_is_closed_out(office: Office) -> None:
    hazard = ordered(office, "S4", office.li)
    evening = AsOf.day(date(2026, 9, 16), office.at(9, 16, 18, 30), office.school.hours)
    office.session.flush()
    said = digest(office.school, evening)
    assert said.figures == {"new": 1, "closed": 0, "open": 1, "grave": 1, "late": 0}
    assert [(one.item, one.grave) for one in said.issues] == [(f"case.{hazard.id}", True)]
    fixing.control(hazard, office.act(office.li), "看守")
    grave.plan(hazard, office.act(office.li), grave.Plan("清", "无", office.at(9, 30), "改道"))
    fixing.fix(hazard, office.act(office.li), "清空")
    checking.clear(hazard, office.act(office.safety))
    office.session.flush()
    (decision,) = digest(office.school, evening).decisions
    assert [press.label.read(WORDS) for press in decision.presses] == ["销号"]
    checking.clear(hazard, office.act(office.principal), "局里同意")
    office.session.flush()
    assert digest(office.school, evening).issues == []
    # What the day knew it knows for ever.
    morning = AsOf.day(date(2026, 9, 15), office.at(9, 15, 18, 30), office.school.hours)
    assert digest(office.school, morning).figures["open"] == 0


def test_a_hazard_carries_the_colour_of_its_risk_point(office: Office) -> None:
    points = risk_points(office.school)
    assert {point.colour(office.school.settings) for point in points} == {
        Colour.RED,
        Colour.ORANGE,
        Colour.YELLOW,
    }
    stairs = foreseen(office.place("A2E"), None, [p for p in points if p.code == "F03"])
    assert stairs is None
    stairs = next(point for point in points if point.code == "F03")
    assert foreseen(office.place("A2E"), stairs.category, points) is stairs
    assert foreseen(office.place("A301"), stairs.category, points) is None


def test_where_none_was_foreseen_one_tap_adds_it(office: Office) -> None:
    hazard = ordered(office, "S3")
    assert foreseeing.may_be_foreseen(hazard)
    with refused("right.safety"):
        foreseeing.foresee(hazard, office.act(office.chen))
    foreseeing.foresee(hazard, office.act(office.safety))
    risk = hazard.risk
    assert isinstance(risk, RiskPoint)
    assert (risk.code, risk.severity, risk.role_code) == ("F13", 4, "R12")
    with refused("hazards.foreseen_already"):
        foreseeing.foresee(hazard, office.act(office.safety))
    # The next one there is foreseen.
    assert found(office).risk is risk
    assert level(office, "S3").must_control
