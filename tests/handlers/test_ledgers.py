"""台账: what the school files comes as a file, whole, and as nothing but words."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from cast import Stage
from openpyxl import load_workbook

from bot.app import REGISTRY
from bot.documents.ledger_files import FORMS
from bot.i18n import I18n
from models.base import Refused
from models.people.person import Person
from models.repairs import Repair
from models.school import School

FORMULA = '=HYPERLINK("http://example.com","三楼男厕漏水")'


async def reported(stage: Stage, *texts: str) -> None:
    """These repairs were reported today, by 王芳."""
    with stage.service.runtime.writing() as session:
        school = School(session, stage.service.runtime.zone)
        wang = session.query(Person).filter_by(name="王芳").one()
        for text in texts:
            repair = Repair(
                state="reported", state_at=stage.now(), opened_at=stage.now(), text=text,
                reporter=wang, category=school.categories[0], number=f"BX-{len(text)}",
            )  # fmt: skip
            session.add(repair)


def written(stage: Stage, form: str) -> bytes:
    """The ledger of repairs of this September."""
    runtime = stage.service.runtime
    with runtime.reading() as session:
        school, i18n = School(session, runtime.zone), I18n("zh-CN", runtime.zone)
        days = date(2026, 9, 1), date(2026, 9, 30)
        return REGISTRY.ledgers["repairs"].written(school, i18n, runtime.store, *days, form)[0]


async def test_the_office_takes_this_months_repairs_as_a_spreadsheet(stage: Stage) -> None:
    await reported(stage, "三楼男厕漏水")
    office = stage["李国庆"]
    await office.sends("/menu")
    for label in ("台账导出", "报修台账", "本月", "Excel"):
        await office.presses(label)
    sent = office.messages[-1]["document"]
    assert sent["file_name"] == "报修台账 20260901-20260916.xlsx"


async def test_a_teacher_gets_no_ledger_by_a_forged_press(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/menu")
    assert not any("台账" in button for button in wang.buttons)
    wang.phone.press(wang.card["message_id"], "ledgers.take:repairs:month:xlsx")
    await stage.settles(wang)
    assert "document" not in wang.messages[-1]


async def test_who_may_not_have_it_is_refused_at_the_verb(stage: Stage) -> None:
    runtime = stage.service.runtime
    with runtime.unit() as unit:
        wang = unit.session.query(Person).filter_by(name="王芳").one()
        today = unit.school.today(unit.now)
        with pytest.raises(Refused, match=r"ledgers\.not_yours"):
            REGISTRY.ledgers["repairs"].order(unit.act(wang), today, today, "pdf")


async def test_what_people_wrote_is_a_formula_in_no_file(stage: Stage) -> None:
    await reported(stage, FORMULA, "+1+1")
    rows = list(csv.reader(io.StringIO(written(stage, "csv").decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:]] == ["'" + FORMULA, "'+1+1"]
    page = load_workbook(io.BytesIO(written(stage, "xlsx"))).active
    assert page is not None
    assert [(page.cell(down, 5).value, page.cell(down, 5).data_type) for down in (2, 3)] == [
        (FORMULA, "s"), ("+1+1", "s"),
    ]  # fmt: skip
    assert json.loads(written(stage, "json"))[0]["text"] == FORMULA


async def test_all_forms_hold_the_same_rows(stage: Stage) -> None:
    await reported(stage, *("灯" * n for n in range(1, 60)))
    asked = written(stage, "json")
    assert len(json.loads(asked)) == 59
    assert len(written(stage, "csv").decode().strip().splitlines()) == 60
    assert written(stage, "pdf").startswith(b"%PDF")
    page = load_workbook(io.BytesIO(written(stage, "xlsx"))).active
    assert page is not None
    assert page.max_row == 60


async def test_days_without_anything_are_said_to_be_empty(stage: Stage) -> None:
    for form in FORMS:
        assert written(stage, form)
    assert json.loads(written(stage, "json")) == []
