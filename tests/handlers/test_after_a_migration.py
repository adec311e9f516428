"""A school that ran before goes on: its old buttons are answered, and no reminder is lost or comes
twice.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cast import Actor, Stage
from databases import Databases
from old_school import bring_back, old_school
from sqlalchemy import select

from bot.callbacks import CallbackButton
from models.cases.case import Case
from models.cases.draft import Draft
from models.cases.due import Due
from models.messaging import Card, Outbound
from models.repairs import Repair

SCHOOL = old_school()
MADE: dict[str, int] = SCHOOL["made"]
ROWS: dict[str, list[dict[str, Any]]] = SCHOOL["tables"]
CHEN = next(row["id"] for row in ROWS["person"] if row["name"] == "陈大勇")
UNFILED = {row["id"] for row in ROWS["case"] if row["number"] is None}


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """The old school, before it is migrated."""
    url = databases.empty(tmp_path)
    bring_back(url)
    return url


async def pressed(actor: Actor, data: str) -> Actor:
    """Presses a button as it hung on the phone before."""
    await actor.sends("/menu")
    actor.phone.press(actor.card["message_id"], data)
    return await actor.stage.settles(actor)


def repair(stage: Stage, state: str) -> Repair:
    """The repair that stood there."""
    with stage.service.runtime.reading() as session:
        return session.get_one(Repair, MADE[state])


async def test_every_repair_and_every_draft_is_what_it_was(stage: Stage) -> None:
    with stage.service.runtime.reading() as session:
        for row in ROWS["case"]:
            case = session.get_one(Case, row["id"])
            assert isinstance(case, Draft if row["id"] in UNFILED else Repair)
            for name in ("number", "version", "state", "state_at", "gist", "place_id"):
                assert getattr(case, name) == row[name]
            assert case.text == row["words"]
            shared = ("reporter_id", "recorder_id", "category_code", "urgency_code", "danger_kind")
            assert [getattr(case, name) for name in shared] == [row[name] for name in shared]
            if isinstance(case, Repair):
                kept = ("assignee_id", "due_at", "respond_by", "waiting_for", "signed_by_id")
                assert [getattr(case, name) for name in kept] == [row[name] for name in kept]
        steps = {row["kind"]: row for row in ROWS["event"]}
        assert steps.keys() >= {"filed", "accepted", "joined"}


async def test_old_buttons_are_answered(stage: Stage) -> None:
    chen, wang, li = stage["陈大勇"], stage["王芳"], stage["李国庆"]
    given = repair(stage, "assigned")
    await pressed(chen, f"t_accept:{given.id}:{given.version}")
    assert repair(stage, "assigned").state == "working"
    done = repair(stage, "done")
    await pressed(wang, f"t_sign:{done.id}:{done.version}")
    assert repair(stage, "done").state == "signed"
    new = repair(stage, "reported")
    await pressed(li, f"t_turn:{new.id}:{new.version}:assign")
    await pressed(li, f"t_assign:{new.id}:{new.version}:{CHEN}")
    assert repair(stage, "reported").state == "assigned"
    await pressed(li, "l_turn:tickets:0")
    assert "我的报修" not in li.last
    await pressed(wang, "m_my")
    assert "我的报修" in wang.last


async def test_an_old_draft_is_filed_and_its_old_button_then_says_the_number(stage: Stage) -> None:
    zhang = stage["张敏"]
    with stage.service.runtime.reading() as session:
        draft = session.scalars(select(Draft).where(Draft.text.contains("投影仪"))).unique().one()
        assert len(draft.photos) == 1
    await pressed(zhang, f"submit:{draft.id}")
    with stage.service.runtime.reading() as session:
        filed = session.get_one(Draft, draft.id).became
        assert isinstance(filed, Repair)
        assert len(filed.photos) == 1
        card = select(Card).filter_by(case_id=filed.id, person_id=draft.reporter_id)
        assert session.scalars(card).one().message_id is not None
    await pressed(zhang, f"submit:{draft.id}")
    assert f"已经提交了。编号：{filed.number}" in zhang.last


async def test_words_that_waited_for_a_button_still_go_where_it_leads(stage: Stage) -> None:
    chen = stage["陈大勇"]
    with stage.service.runtime.reading() as session:
        held = session.scalars(select(Draft).where(Draft.text == "修好了")).unique().one()
    await pressed(chen, f"finishwith:{MADE['working']}:{held.id}")
    assert "请拍一张修好的样子" in chen.last


async def test_a_command_that_was_waiting_for_words_takes_them(stage: Stage) -> None:
    emily = stage["Emily Carter"]
    await emily.sends("it just fell off")
    with stage.service.runtime.reading() as session:
        draft = session.scalars(select(Draft).where(Draft.text.contains("fell"))).unique().one()
        assert draft.may_be == "repair"


async def test_no_button_of_before_is_met_with_silence(stage: Stage) -> None:
    li = await stage["李国庆"].sends("/menu")
    for press in CallbackButton.known.values():
        if press.formerly:
            before = answered(stage)
            li.phone.press(li.card["message_id"], press.formerly)
            await stage.settles(li)
            assert answered(stage) == before + 1, press.formerly


async def test_what_was_planned_is_planned_and_comes_once(stage: Stage) -> None:
    old = {row["key"]: row["due_at"] for row in ROWS["due"] if row["state"] == "planned"}
    with stage.service.runtime.reading() as session:
        planned = {due.key: due.due_at for due in session.scalars(select(Due))}
    assert {key: planned[key] for key in old} == old
    await stage.passes(days=1)
    with stage.service.runtime.reading() as session:
        keys = Counter(session.scalars(select(Due.key)))
        told = select(Due.key).where(Due.done_at.is_not(None))
        fired = set(session.scalars(told))
    assert set(keys.values()) == {1}
    assert {key for key, at in old.items() if at <= stage.now()} <= fired


def answered(stage: Stage) -> int:
    """How many presses were answered."""
    with stage.service.runtime.reading() as session:
        return session.query(Outbound).filter_by(method="answerCallbackQuery").count()
