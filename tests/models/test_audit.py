"""Every change leaves a trace, chained to the one before, that nobody can change unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from office import Office, open_office
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.audit import PRIVATE, Audit, broken_link, values_then
from models.base import Base
from models.people.person import Person
from models.tickets import work
from models.visits.visit import Visit


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def traces(session: Session, table: str) -> list[tuple[str, dict[str, Any]]]:
    """What was done to the rows of a table, the newest last."""
    found = session.scalars(select(Audit).where(Audit.table == table).order_by(Audit.id))
    return [(one.verb, json.loads(one.change)) for one in found]


def test_a_change_says_from_what_to_what(office: Office) -> None:
    ticket = office.working()
    office.session.commit()
    office.passes(hours=1)
    until = office.now + timedelta(days=2)
    before = ticket.due_at
    office.do(work.wait, ticket, office.chen, work.Waiting.PARTS, until, "")
    office.session.commit()
    verb, change = traces(office.session, "repair")[-1]
    assert verb == "update"
    assert change["state"] == ["working", "waiting"]
    assert change["waiting_for"] == [None, "parts"]
    assert before is not None
    assert change["due_at"][1] == until.astimezone(UTC).isoformat()
    assert broken_link(office.session) is None


def test_what_was_taken_back_leaves_no_trace(office: Office) -> None:
    session = office.session
    session.commit()
    office.wang.name = "王芳芳"
    session.flush()
    with session.begin_nested() as savepoint:
        office.chen.name = "陈小勇"
        session.flush()
        savepoint.rollback()
    session.commit()
    changed = [change for verb, change in traces(session, "person") if verb == "update"]
    assert changed == [{"name": ["王芳", "王芳芳"]}]


def test_roles_that_are_given_and_taken_stand_there_and_a_telephone_does_not(
    office: Office,
) -> None:
    worker = office.role("R12")
    office.wang.phone = "13800001111"
    office.wang.roles = [worker]
    office.session.commit()
    _, change = traces(office.session, "person")[-1]
    assert change["phone"][1] == PRIVATE
    assert change["roles"][1] == ["R12"]
    assert "R12" not in change["roles"][0]


def test_the_database_refuses_to_change_the_record(office: Office) -> None:
    office.working()
    office.session.commit()
    for statement in ("UPDATE audit SET by = 1", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="only added to"):
            office.session.execute(text(statement))
        office.session.rollback()
    assert broken_link(office.session) is None


@pytest.mark.parametrize("change", ["UPDATE audit SET change = '{}' WHERE id = 3",
                                    "DELETE FROM audit WHERE id = 3"])  # fmt: skip
def test_a_change_beside_the_program_breaks_the_chain(office: Office, change: str) -> None:
    office.working()
    office.session.commit()
    for trigger in ("audit_no_update", "audit_no_delete"):
        office.session.execute(text(f"DROP TRIGGER {trigger}"))
    office.session.execute(text(change))
    assert broken_link(office.session) in (3, 4)


def test_what_a_row_held_at_a_moment_is_known_afterwards(office: Office) -> None:
    ticket = office.working()
    office.session.info["now"] = office.now
    office.session.commit()
    then, due = office.now, ticket.due_at
    office.passes(hours=1)
    for days in (2, 4):
        until = office.now + timedelta(days=days)
        office.do(work.wait, ticket, office.chen, work.Waiting.PARTS, until, "")
        office.session.info["now"] = office.now
        office.session.commit()
    assert due is not None
    found = values_then(office.session, "repair", [ticket.id], then)[ticket.id]
    assert (found["due_at"], found["state"]) == (due.astimezone(UTC).isoformat(), "working")
    assert values_then(office.session, "repair", [ticket.id], office.now) == {}


def test_what_is_private_is_said_to_be(office: Office) -> None:
    hidden = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("private")
    }
    assert {"person.phone", "invitation.code"} <= hidden
    assert office.session.get(Person, 1) is not None


def test_who_came_to_the_gate_is_not_kept_beyond_the_row(office: Office) -> None:
    visit = Visit(
        state="waiting", state_at=office.now, opened_at=office.now, guard=office.zhao,
        name="张三", plate="京A12345", text="张三 找李老师", people=2,
    )  # fmt: skip
    office.session.add(visit)
    office.session.commit()
    ((_, change),) = traces(office.session, "visit")
    assert {change[name][1] for name in ("name", "plate", "text")} == {PRIVATE}
    assert change["people"][1] == 2


def test_who_told_without_a_name_is_not_named_by_the_record(office: Office) -> None:
    ticket = office.working(office.wang)
    office.session.commit()
    ticket.anonymous = True  # type: ignore[attr-defined]  # as kinds have it that are told so
    seen = office.session.scalar(select(func.max(Audit.id))) or 0
    for by in (office.wang, office.chen):
        office.session.info["by"] = by.id
        ticket.comment(office.act(by), [], "还在响")
        office.session.commit()
    first, second = office.session.scalars(select(Audit).where(Audit.id > seen).order_by(Audit.id))
    assert (first.by, json.loads(first.change)["by_id"]) == (None, [None, PRIVATE])
    assert (second.by, json.loads(second.change)["by_id"]) == (
        office.chen.id,
        [None, office.chen.id],
    )
