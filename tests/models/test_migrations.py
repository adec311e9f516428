"""A school that runs already keeps its rows when tables are added, and gets their defaults once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, insert, inspect, select, text
from sqlalchemy.orm import Session

import models.tables
from bot import db
from models import defaults
from models.approvals import ApprovalTier
from models.base import Base
from models.calendar.hours import Break, Timetable
from models.checklists import Checklist, ChecklistItem
from models.duty.roster import Post
from models.hazard_levels import HazardLevel
from models.people.person import Person, Role
from models.retention import Retention
from models.settings import Setting

# Tables that had another name in the first version.
RENAMED = {"pulse": "heartbeat"}
ROOT = Path(models.tables.__file__).parent
OLD_BREAK = {"name": "国庆节", "first": date(2026, 10, 1), "last": date(2026, 10, 7)}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = db.open_engine(f"sqlite:///{tmp_path}/school.db")
    yield engine
    engine.dispose()


def go(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with db.changing_tables(engine) as connection:
        config.attributes["connection"] = connection
        if revision == "0001" and inspect(connection).has_table("break"):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def started_before(engine: Engine) -> None:
    """A school of the first tables, with its own edits."""
    db.migrate(engine)
    with Session(engine) as session:
        defaults.begin(session)
        session.get_one(Role, "R12").zh = "维修师傅"
        session.add(Setting(key="day_end", value={"is": "16:50:00"}))
        session.add(Person(name="王芳", telegram_id=77, roles=[session.get_one(Role, "R09")]))
        session.commit()
    go(engine, "0001")
    with Session(engine) as session:
        old = text("insert into break (name, first, last) values (:name, :first, :last)")
        session.execute(old, OLD_BREAK)
        session.commit()


def counts(session: Session) -> dict[str, int]:
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_migrating_a_school_that_runs_keeps_every_row(engine: Engine) -> None:
    started_before(engine)
    old = inspect(engine).get_table_names()
    with engine.connect() as connection:
        before = {
            RENAMED.get(name, name): connection.scalar(text(f'select count(*) from "{name}"'))
            for name in old
            if name != "alembic_version"
        }
    db.migrate(engine)
    with Session(engine) as session:
        after = counts(session)
        assert {name: after[name] for name in before} == before
        assert session.get_one(Role, "R12").zh == "维修师傅"
        kept = session.scalars(select(Break)).one()
        assert (kept.name, kept.first, kept.last) == tuple(OLD_BREAK.values())
        assert kept.kind == "holiday"
        assert session.scalars(select(Person)).unique().one().holds("R09")


def test_a_school_that_runs_gets_the_new_defaults_once(engine: Engine) -> None:
    started_before(engine)
    db.migrate(engine)
    for _ in range(2):
        with Session(engine) as session:
            defaults.fill(session)
            session.commit()
    with Session(engine) as session:
        found = counts(session)
        assert found["checklist"] == 26
        assert found["checklist_item"] == 311
        assert found["hazard_category"] == 17
        assert all(found[name] for name in ("post", "deadline", "approval_tier", "retention"))
        # Its own times, not ours.
        assert {str(one.day_end) for one in session.scalars(select(Timetable))} == {"16:50:00"}


def test_what_a_school_has_edited_in_the_new_tables_stays(engine: Engine) -> None:
    db.migrate(engine)
    with Session(engine) as session:
        defaults.fill(session)
        session.get_one(Checklist, "C22").enabled = True
        session.get_one(ChecklistItem, "C01-01").zh = "东门、西门"
        session.get_one(Post, "D02").zh = "值日行政"
        session.get_one(HazardLevel, "S2").fix_amount = 5
        session.get_one(ApprovalTier, "T1").up_to = 800
        session.delete(session.get_one(Retention, "dining"))
        session.flush()
        before = counts(session)
        defaults.fill(session)
        session.expire_all()
        assert counts(session) == before
        assert session.get_one(Checklist, "C22").enabled
        assert session.get_one(ChecklistItem, "C01-01").zh == "东门、西门"
        assert session.get_one(Post, "D02").zh == "值日行政"
        assert session.get_one(HazardLevel, "S2").fix_amount == 5
        assert session.get_one(ApprovalTier, "T1").up_to == 800


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    db.migrate(engine)
    assert models.tables.ALL
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_way_back_keeps_the_old_rows(engine: Engine) -> None:
    started_before(engine)
    db.migrate(engine)
    go(engine, "0001")
    assert not inspect(engine).has_table("checklist")
    with engine.connect() as connection:
        assert connection.execute(text("select name from break")).scalars().all() == ["国庆节"]
    db.migrate(engine)
    with engine.begin() as connection:
        connection.execute(insert(Break), OLD_BREAK)
