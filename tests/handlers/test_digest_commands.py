"""The command line: a day as the principal read it, and whether the audit holds."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta

from cast import Stage
from conftest import SHANGHAI
from pydantic import SecretStr
from sqlalchemy import select, text

from bot.app import REGISTRY
from bot.cli import digest, doctor, registers
from bot.config import Settings
from models.audit import Audit, broken_link
from models.people.person import Person

# What somebody with the database in hand can do.
UNGUARDED = {
    "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    "postgresql": ("DROP TRIGGER audit_no_change ON audit",),
}
EVENING = datetime(2026, 9, 16, 18, 30, tzinfo=SHANGHAI)


async def test_the_command_line_reads_a_past_day_as_the_principal_did(
    stage: Stage, settings: Settings
) -> None:
    await stage["王芳"].sends("A302灯不亮")
    await stage["王芳"].presses("提交")
    await stage.comes(EVENING + timedelta(hours=1))
    sent = next(one for one in stage["周建国"].messages if "日报" in str(one.get("text")))
    assert digest.digest(settings, REGISTRY, date(2026, 9, 16)).strip() == sent["text"]


async def test_what_is_done_at_a_phone_is_on_record_under_its_owner(
    stage: Stage, settings: Settings
) -> None:
    await stage["王芳"].sends("A302灯不亮")
    await stage["王芳"].presses("提交")
    await stage["陈大勇"].presses("接单")
    with stage.service.runtime.reading() as session:
        chen = session.query(Person).filter_by(name="陈大勇").one()
        query = select(Audit).where(Audit.table == "repair", Audit.verb == "update")
        accepted = next(one for one in session.scalars(query) if '"state"' in one.change)
        assert accepted.by == chen.id
        assert stage.now() - accepted.at < timedelta(minutes=1)
        assert json.loads(accepted.change)["state"] == ["reported", "working"]
        assert broken_link(session) is None
    days = date(2026, 9, 16), date(2026, 9, 16)
    written = registers.export(settings, REGISTRY.ledgers["audit"], *days, "csv")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[-1]["经办人"] == "陈大勇"


async def test_the_doctor_finds_a_record_that_was_changed_beside_the_program(
    stage: Stage, settings: Settings
) -> None:
    await stage["王芳"].sends("A302灯不亮")
    # Without a token nothing is asked of Telegram.
    alone = settings.model_copy(update={"bot_token": SecretStr("")})
    assert not [fault for fault in await doctor.examine(alone) if "audit" in fault]
    with stage.service.runtime.writing() as session:
        for statement in UNGUARDED[stage.service.engine.dialect.name]:
            session.execute(text(statement))
        session.execute(text("UPDATE audit SET change = '{}' WHERE id = 2"))
    assert [fault for fault in await doctor.examine(alone) if "row 2" in fault]
