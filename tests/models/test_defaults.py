"""What a school begins with is filled in once, and what it edits is its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from office import Office, open_office
from sqlalchemy import func, select

from models import defaults
from models.base import Base
from models.people import staff
from models.people.person import Person, Right, Role
from models.places import Place
from models.school import Category, Danger, Urgency
from models.settings import Setting


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def counts(office: Office) -> dict[str, int]:
    tables = (Role, Urgency, Danger, Category, Place, Setting, Person)
    return {
        table.__tablename__: office.session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
    }


def test_the_tables_are_filled_once(office: Office) -> None:
    before = counts(office)
    assert all(before.values())
    defaults.fill(office.session)
    assert counts(office) == before


def test_what_the_school_edited_is_never_overwritten(office: Office) -> None:
    edits: list[tuple[type[Base], Any, str, Any]] = [
        (Role, "R12", "zh", "维修师傅"),
        (Category, "W02", "urgency_code", "normal"),
        (Urgency, "normal", "finish_amount", 5),
        (Setting, "invitation_days", "value", {"is": 3}),
        (Danger, "gas", "raises", False),
    ]
    for table, key, column, value in edits:
        setattr(office.session.get_one(table, key), column, value)
    office.place("A302").class_name = "一（9）班"
    office.session.flush()
    defaults.fill(office.session)
    office.session.expire_all()
    for table, key, column, value in edits:
        assert getattr(office.session.get_one(table, key), column) == value
    assert office.place("A302").class_name == "一（9）班"
    assert office.school.settings.invitation_days == 3


def test_the_rules_are_read_from_their_rows(office: Office) -> None:
    rules = office.school.settings
    assert rules.school_name == "晨光小学"
    assert rules.sign_reminder_hours == (24, 72)
    assert rules.sign_instead_days == 7
    assert office.school.hours.dismissal == rules.dismissal


def test_the_first_administrators_administer_whoever_they_are(office: Office) -> None:
    wang_phone = office.wang.telegram_id
    assert wang_phone is not None
    for _ in range(2):
        defaults.first_administrators(office.session, (9001, wang_phone))
        office.session.flush()
    stranger = office.session.scalars(select(Person).filter_by(telegram_id=9001)).unique().one()
    assert stranger.may(Right.ADMIN)
    assert stranger.reachable
    assert office.wang.may(Right.ADMIN)
    assert office.wang.holds("R10")
    assert [role.code for role in office.wang.roles].count("R25") == 1


def test_a_first_administrator_who_was_switched_off_is_back_after_a_start(office: Office) -> None:
    phone = office.admin.telegram_id
    assert phone is not None
    staff.change_role(office.li, office.act(office.admin), office.role("R25"))
    staff.switch_off(office.admin, office.act(office.li))
    defaults.first_administrators(office.session, (phone,))
    assert office.admin.may(Right.ADMIN)


def test_people_of_the_sample_school_hold_their_phones(office: Office) -> None:
    assert office.wang.telegram_id == 1015
    assert office.gate.shared_phone
    assert not office.ma.reachable
    assert not office.cao.reachable
