"""Labels and invitations from the command line, beside the running bot and without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cast import Stage
from scanner import codes_of, needs_poppler, words_of

from bot import db
from bot.cli import labels_and_invites
from bot.config import Settings
from models.base import Base
from models.messaging import BotName
from models.people.invitations import Invitation, not_joined
from models.people.person import Person

ROOT = Path(__file__).parents[2]


def houqin(settings: Settings, folder: Path, *text: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a command as whoever looks after the school's computer would."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *text],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "DATA_DIR": str(settings.data_dir),
        },
        capture_output=True,
        check=False,
    )


@needs_poppler
async def test_the_labels_are_printed_beside_the_running_bot(
    stage: Stage, settings: Settings, tmp_path: Path
) -> None:
    paper = tmp_path / "labels.pdf"
    done = houqin(settings, tmp_path, "qr", str(paper))
    assert (done.returncode, done.stderr) == (0, b"")
    pages = words_of(paper.read_bytes(), tmp_path)
    assert "教学楼A（沿虚线裁开）" in pages[0]
    assert "A301" in "".join(pages)


async def test_beside_the_running_bot_codes_are_shown_and_none_are_made(
    stage: Stage, settings: Settings
) -> None:
    made, missing = labels_and_invites.invitations(settings, "json")
    rows = json.loads(made)
    assert "beside the running bot" in missing
    assert {row["code"] for row in rows} == {None}
    with stage.service.runtime.reading() as session:
        assert [row["name"] for row in rows] == [person.name for person in not_joined(session)]
        assert session.query(Invitation).count() == 0


async def test_without_the_bot_codes_are_made_by_an_administrator_and_stay(
    stage: Stage, settings: Settings
) -> None:
    stage.service.hold.close()
    made, missing = labels_and_invites.invitations(settings, "json")
    rows = json.loads(made)
    assert missing == ""
    assert all(row["link"] == f"https://t.me/houqin_demo_bot?start={row['code']}" for row in rows)
    with stage.service.runtime.reading() as session:
        administrators = {person.id for person in session.query(Person) if person.holds("R25")}
        assert {one.made_by_id for one in session.query(Invitation)} <= administrators
    assert labels_and_invites.invitations(settings, "json") == (made, "")


async def test_the_list_for_people_marks_whose_is_handed_over_alone(
    stage: Stage, settings: Settings, tmp_path: Path
) -> None:
    with stage.service.runtime.writing() as session:
        principal = session.query(Person).filter_by(name="周建国").one()
        principal.telegram_id = None
    stage.service.hold.close()
    done = houqin(settings, tmp_path, "invites")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [line[4:] for line in lines if line[0] == "周建国"] == [["单独交给本人"]]
    assert next(line for line in lines if line[0] == "马德才")[1] == "维修工"
    assert all(line[3].endswith(line[2]) for line in lines)


@needs_poppler
async def test_the_cards_come_as_a_paper(stage: Stage, settings: Settings, tmp_path: Path) -> None:
    stage.service.hold.close()
    paper = tmp_path / "cards.pdf"
    done = houqin(settings, tmp_path, "invites", "--format", "pdf", "-o", str(paper))
    assert (done.returncode, done.stderr) == (0, b"")
    scanned = [code for page in codes_of(paper.read_bytes(), tmp_path) for code in page]
    rows = json.loads(labels_and_invites.invitations(settings, "json")[0])
    assert sorted(scanned) == sorted(row["link"] for row in rows)


async def test_a_school_without_an_administrator_is_told_so(
    stage: Stage, settings: Settings
) -> None:
    with stage.service.runtime.writing() as session:
        for person in session.query(Person):
            person.roles = [role for role in person.roles if role.code != "R25"]
    stage.service.hold.close()
    made, missing = labels_and_invites.invitations(settings, "text")
    assert "no administrator" in missing
    assert "马德才\t维修工\t-\t-" in made.decode()


async def test_when_everybody_has_joined_the_list_says_so(stage: Stage, settings: Settings) -> None:
    with stage.service.runtime.writing() as session:
        for number, person in enumerate(not_joined(session)):
            person.telegram_id = 555_000 + number
    assert labels_and_invites.invitations(settings, "text") == (
        "都加入了，没有要邀请的。\n".encode(),
        "",
    )
    assert labels_and_invites.invitations(settings, "json") == (b"[]\n", "")


async def test_without_the_bots_name_there_are_no_links_and_that_is_said(
    stage: Stage, settings: Settings
) -> None:
    with stage.service.runtime.writing() as session:
        session.delete(session.get_one(BotName, 1))
    with pytest.raises(labels_and_invites.Unable, match="name is not known yet"):
        labels_and_invites.labels(settings)
    with pytest.raises(labels_and_invites.Unable, match="name is not known yet"):
        labels_and_invites.invitations(settings, "text")


def test_a_school_that_never_ran_is_told_to_start_the_bot(
    settings: Settings, tmp_path: Path
) -> None:
    done = houqin(settings, tmp_path, "qr", str(tmp_path / "labels.pdf"))
    assert done.returncode == 1
    assert done.stderr.decode().startswith("The database is empty")
    assert not (tmp_path / "labels.pdf").exists()


async def test_a_file_that_cannot_be_written_is_a_sentence(
    stage: Stage, settings: Settings, tmp_path: Path
) -> None:
    done = houqin(settings, tmp_path, "qr", str(tmp_path / "nowhere" / "labels.pdf"))
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_cards_need_a_file_to_go_to(settings: Settings, tmp_path: Path) -> None:
    done = houqin(settings, tmp_path, "invites", "--format", "pdf")
    assert done.returncode == 2
    assert b"needs -o FILE" in done.stderr


def test_the_tables_are_what_the_models_say(settings: Settings) -> None:
    engine = db.open_engine(settings.database_url.get_secret_value())
    db.migrate(engine)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert found == []
