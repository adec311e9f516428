"""`sample`, `template` and `import`: the school on the command line, and through LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cast import Stage
from spreadsheet import Spreadsheet
from sqlalchemy.orm import Session

from bot import db
from bot.app import Service
from bot.cli import workbooks
from bot.cli.labels_and_invites import Unable
from bot.config import Settings
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest
from bot.demo.world import DemoWorld, bring_sample
from bot.i18n import I18n
from bot.workbook.dictionary import BookWords
from bot.workbook.opening import open_workbook
from bot.workbook.proposing import propose
from models import defaults
from models.people.person import Person, Right
from models.school import School
from models.workbook.sheets import SHEETS, names_now, standing

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (libreoffice-calc-nogui) is not installed"
)
TODAY = date(2026, 9, 16)


def shown(session: Session, settings: Settings) -> dict[str, set[tuple[str, ...]]]:
    """Every sheet as people read it, without the numbers of the database."""
    book = BookWords(I18n("zh-CN", settings.zone))
    rows = standing(session)
    names = names_now(session, rows, book, TODAY)
    return {
        sheet.name: {
            tuple(
                str(column.cell(row, getattr(row, name), names))
                for name, column in sheet.row.columns().items()
            )
            for row in rows[sheet.name]
        }
        for sheet in SHEETS
    }


def saved_by_libreoffice(file: Path) -> bytes:
    """The same workbook, opened and saved again."""
    out = file.parent / "out"
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    subprocess.run([*command, str(file)], check=True, capture_output=True)
    return (out / file.name).read_bytes()


async def empty_house(settings: Settings) -> Service:
    service = Service(settings, None, DirectRequest, telegram=Telegram("123456:" + "T" * 35))
    await service.open()
    return service


async def test_the_demos_school_is_the_sample_workbook(settings: Settings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sample.db"
    engine = db.open_engine(url)
    db.migrate(engine)
    with Session(engine) as session:
        defaults.fill(session)
        defaults.fill_sample(session)
        session.flush()
        wanted = shown(session, settings)
    engine.dispose()
    service = await empty_house(settings.model_copy(update={"admin_ids": ()}))
    bring_sample(service)
    with service.runtime.reading() as session:
        found = shown(session, settings)
    await service.close()
    # The one who sent it is the administrator of the first start; all the rest is the workbook.
    for name, rows in wanted.items():
        assert rows <= found[name], name
    assert len(found["people"] - wanted["people"]) <= 1


async def test_everybody_of_the_demo_gets_a_phone(settings: Settings) -> None:
    telegram = Telegram("123456:" + "T" * 35)
    service = Service(
        settings.model_copy(update={"admin_ids": ()}), None, DirectRequest, telegram=telegram
    )
    await service.open()
    DemoWorld(service, telegram).fill()
    with service.runtime.reading() as session:
        joined = session.query(Person).filter(Person.telegram_id.is_not(None)).count()
        school = School(session, settings.zone)
        assert [one.name for one in school.with_right(Right.ADMIN)] == ["沈佳"]
    assert joined == len([1 for _, on in defaults.sample_phones().values() if on])
    await service.close()


async def test_the_sample_is_brought_in_on_the_command_line(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "sample.xlsx"
    file.write_bytes(workbooks.sample(settings))
    await (await empty_house(settings)).close()
    said = workbooks.bring_in(settings, file, dry_run=True)
    assert "新增 32 人" in said
    assert "<b>" not in said
    assert workbooks.bring_in(settings, file, dry_run=False) == said
    again = workbooks.bring_in(settings, file, dry_run=False)
    assert again.startswith("看过了，和现在的资料一样，没有要改的。")
    assert "不能停用的，照旧：人员 系统管理员" in again


async def test_wrong_cells_leave_a_coloured_copy_beside_the_file(
    settings: Settings, tmp_path: Path
) -> None:
    book = Spreadsheet(workbooks.sample(settings))
    cell = book.put("人员", "王芳", "主要角色", "维修")
    file = tmp_path / "sample.xlsx"
    file.write_bytes(book.save())
    await (await empty_house(settings)).close()
    with pytest.raises(Unable) as refused:
        workbooks.bring_in(settings, file, dry_run=False)
    assert cell in str(refused.value)
    marked = Spreadsheet((tmp_path / "sample 请改标红处.xlsx").read_bytes())
    assert marked.sheet("人员")[cell.partition("!")[2]].comment is not None


async def test_beside_the_running_bot_nothing_is_brought_in(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "sample.xlsx"
    file.write_bytes(workbooks.sample(stage.service.settings))
    with pytest.raises(Unable, match="机器人正在运行"):
        workbooks.bring_in(stage.service.settings, file, dry_run=False)


def test_a_template_without_a_school_holds_the_defaults(settings: Settings) -> None:
    book = Spreadsheet(workbooks.template(settings))
    assert book.sheet("检查表").max_row == 2 + 26
    used = book.column("检查表", "启用")
    values = [
        line[used - 1] for line in book.sheet("检查表").iter_rows(min_row=3, values_only=True)
    ]
    assert values.count("是") == 12
    assert book.sheet("检查项").max_row == 2 + 311
    assert book.sheet("人员").max_row == 2


def test_the_program_writes_a_sample(tmp_path: Path) -> None:
    file = tmp_path / "sample.xlsx"
    command = [sys.executable, "-m", "bot", "sample", str(file)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "人员" in Spreadsheet(file.read_bytes()).book.sheetnames


@needs_libreoffice
async def test_a_workbook_that_libreoffice_has_saved_is_taken(stage: Stage, tmp_path: Path) -> None:
    admin = stage["管理员"]
    await admin.sends("/admin")
    await admin.presses("导出工作簿")
    book = Spreadsheet(admin.file()[1])
    book.put("人员", "王芳", "称呼", "段长")
    (tmp_path / "book.xlsx").write_bytes(book.save())
    await admin.sends_file(saved_by_libreoffice(tmp_path / "book.xlsx"), "book.xlsx")
    assert "照它改：改 1 人" in admin.last
    assert "王芳：称呼" in admin.last
    await admin.presses("应用")
    with stage.service.runtime.reading() as session:
        assert session.query(Person).filter_by(name="王芳").one().title == "段长"


def test_a_workbook_from_another_school_is_read_against_this_one(settings: Settings) -> None:
    data = workbooks.sample(settings)
    engine = db.open_engine("sqlite://")
    db.migrate(engine)
    with Session(engine) as session:
        defaults.fill(session)
        session.flush()
        book = open_workbook(data, "sample.xlsx")
        text = BookWords(I18n("en", settings.zone))
        proposal = propose(session, book, text, TODAY, 0)
        assert proposal.sound
        assert {change.sheet for change in proposal.plan.changes} == {
            *("school", "people", "calendar", "weeks", "turns", "dangers", "plans")
        }
