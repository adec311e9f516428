"""The administrator is told in time that nobody knows the calendar of what comes."""

from __future__ import annotations

from datetime import datetime

import pytest
from cast import Stage

from models.calendar.china_holidays import Year
from models.calendar.hours import Term


async def test_terms_that_run_out_are_spoken_of_once_and_in_time(stage: Stage) -> None:
    with stage.service.runtime.writing() as session:
        for term in session.query(Term).order_by(Term.first).offset(1):
            session.delete(term)
    admin, zone = stage["管理员"], stage.service.runtime.zone
    await stage.sleeps_until(datetime(2026, 12, 17, 9, 0, tzinfo=zone))
    await stage.comes(datetime(2026, 12, 18, 9, 0, tzinfo=zone))
    assert not admin.sees("校历只填到")
    await stage.comes(datetime(2027, 1, 5, 9, 0, tzinfo=zone))
    said = [m["text"] for m in admin.messages if "校历只填到1月22日" in m.get("text", "")]
    assert len(said) == 1
    assert stage["沈佳"].sees("校历只填到1月22日")
    assert not stage["王芳"].sees("校历只填到")


async def test_a_year_that_is_not_announced_is_spoken_of_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody_knows = Year(announced=False, holidays=frozenset(), worked=frozenset())
    monkeypatch.setattr("models.school.china", lambda _: nobody_knows)
    await stage.passes(days=2)
    said = [m["text"] for m in stage["管理员"].messages if "2026年的放假" in m.get("text", "")]
    assert len(said) == 1
