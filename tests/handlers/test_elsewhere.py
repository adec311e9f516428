"""What belongs elsewhere is answered with whom to turn to, and never becomes a report by itself."""

from __future__ import annotations

import pytest
from cast import Stage
from drafting import reports

from models.cases.case import Case
from models.cases.draft import Draft


def kept(stage: Stage) -> int:
    """How many cases and drafts there are."""
    with stage.service.runtime.reading() as session:
        return session.query(Case).count()


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("我班上有孩子被欺负", "12355"),
        ("我明天请假", "请假还不能在这里办"),
    ],
)
async def test_whom_to_turn_to_is_said_and_nothing_is_kept(
    stage: Stage, said: str, first: str
) -> None:
    wang = stage["王芳"]
    await wang.sends(said)
    assert len(wang.messages) == 1
    assert first in wang.last
    assert kept(stage) == 0


async def test_what_is_private_is_kept_nowhere_even_while_a_draft_is_open(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends("我班上有孩子被霸凌")
    assert "不会写进任何报修或记录" in wang.last
    with stage.service.runtime.reading() as session:
        assert session.query(Draft).one().text == "A301灯不亮"


async def test_a_visit_that_is_why_it_is_urgent_belongs_to_the_report(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends("明天有家长来访，急用")
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        assert "来访" in reports(session).one().text


async def test_who_is_on_duty_is_read_from_the_roster(stage: Stage) -> None:
    await stage["王芳"].sends("今天谁值班")
    assert "带班领导：何主任" in stage["王芳"].last


async def test_in_english_too(stage: Stage) -> None:
    await stage["Emily Carter"].sends("one of my pupils is being bullied")
    assert "tell somebody you trust" in stage["Emily Carter"].last
    assert kept(stage) == 0
