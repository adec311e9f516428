"""How the process begins and ends for whoever runs it: a sentence and a status, no traceback."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cast import Stage
from conftest import TOKEN
from databases import ADMIN

from bot import db
from bot.app import Service
from bot.cli import workbooks
from bot.cli.labels_and_invites import Unable
from bot.config import Settings
from bot.demo.server import serve
from bot.demo.telegram import Telegram
from bot.demo.world import PortTaken, run
from models.people.person import Person
from models.places import Place

ROOT = Path(__file__).parents[2]
# Root may write anywhere; without this capability it is held by a folder's marks like anybody.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


async def runs(
    command: str, folder: Path, about: Mapping[str, str], *, like_anybody: bool = False
) -> tuple[int, str, str]:
    """Runs a command with these settings only; its status, and what it says where."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        *(AS_ANYBODY if like_anybody else []),
        sys.executable, "-m", "bot", *command.split(),
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **about},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        out, err = await child.communicate()
    assert child.returncode is not None
    return child.returncode, out.decode(), err.decode()


def one_sentence(err: str) -> str:
    """The last line of what was said, where nothing before it is a traceback."""
    assert "Traceback" not in err
    return err.strip().split("\n")[-1]


async def test_without_a_token_run_ends_with_a_sentence(tmp_path: Path) -> None:
    status, _, err = await runs("run", tmp_path, {})
    assert (status, err) == (
        1,
        "BOT_TOKEN is empty: get one from @BotFather and put it into .env\n",
    )


@pytest.mark.parametrize("name", ["WEBHOOK_URL", "WEBHOOK_LISTEN", "WEBHOOK_SECRET"])
async def test_a_webhook_is_refused_and_not_passed_over(tmp_path: Path, name: str) -> None:
    for command in ("run", "doctor"):
        status, _, err = await runs(command, tmp_path, {"BOT_TOKEN": TOKEN, name: "x"})
        assert status == 1
        assert "not built yet" in one_sentence(err)


async def test_a_setting_that_is_wrong_is_named(tmp_path: Path) -> None:
    for name, value in (("LOG_LEVEL", "LOUD"), ("LANGUAGE", "fr"), ("ADMIN_IDS", "me")):
        status, _, err = await runs("run", tmp_path, {"BOT_TOKEN": TOKEN, name: value})
        assert status == 1
        assert one_sentence(err).startswith(name)


@pytest.mark.parametrize(("level", "shown"), [("INFO", True), ("ERROR", False)])
async def test_a_token_that_telegram_does_not_know_is_a_sentence_and_the_log_has_its_level(
    tmp_path: Path, database_url: str, level: str, shown: bool
) -> None:
    api, url = await serve(Telegram("654321:" + "X" * 35))
    about = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DATABASE_URL": database_url}
    status, _, err = await runs("run", tmp_path, {**about, "LOG_LEVEL": level})
    await api.cleanup()
    assert status == 1
    assert one_sentence(err) == "Telegram does not know BOT_TOKEN: get one from @BotFather."
    assert (" INFO " in err) == shown
    assert TOKEN not in err


def torn(file: Path) -> None:
    """A database of which a page in the middle is rubbish."""
    engine = db.open_engine(f"sqlite:///{file}")
    db.migrate(engine)
    engine.dispose()
    whole = bytearray(file.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(whole)


@pytest.mark.parametrize("how", ["no database", "torn"])
async def test_a_broken_database_is_a_sentence_and_doctor_says_it(tmp_path: Path, how: str) -> None:
    file = tmp_path / "school.db"
    if how == "torn":
        torn(file)
    else:
        file.write_bytes(b"no database at all " * 300)
    about = {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:9"}
    about["DATABASE_URL"] = f"sqlite:///{file}"
    status, _, err = await runs("run", tmp_path, about)
    assert status == 1
    assert one_sentence(err).startswith(f"The database {file}")
    status, out, err = await runs("doctor", tmp_path, about)
    assert (status, err) == (1, "")
    assert one_sentence(out).startswith(f"The database {file}")


@pytest.mark.parametrize("what", ["the folder", "the file", "the photos"])
async def test_what_cannot_be_written_is_a_sentence_and_doctor_says_it(
    tmp_path: Path, what: str
) -> None:
    folder, photos = tmp_path / "data", tmp_path / "photos"
    file = folder / "school.db"
    for each in (folder, photos):
        each.mkdir()
    torn(file) if what == "the folder" else file.touch()
    locked = {"the folder": folder, "the file": file, "the photos": photos}[what]
    locked.chmod(0o500 if locked.is_dir() else 0o400)
    about = {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:9", "DATA_DIR": str(photos)}
    about["DATABASE_URL"] = f"sqlite:///{file}"
    for command in ("run", "doctor"):
        status, out, err = await runs(command, tmp_path, about, like_anybody=True)
        assert status == 1
        assert "cannot be written" in one_sentence(out + err)
        assert str(locked) in one_sentence(out + err)
    locked.chmod(0o700)


async def test_a_folder_that_cannot_be_made_is_a_sentence_and_doctor_says_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    about = {"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://127.0.0.1:9"}
    about["DATABASE_URL"] = f"sqlite:///{tmp_path}/file/school.db"
    for command in ("run", "doctor", "qr labels.pdf", "template school.xlsx"):
        status, out, err = await runs(command, tmp_path, about)
        assert status == 1
        assert f"The folder {tmp_path}/file cannot be made" in one_sentence(out + err)


async def test_doctor_finds_nothing_where_the_bot_runs_and_says_what_is_missing(
    tmp_path: Path, database_url: str
) -> None:
    telegram = Telegram(TOKEN)
    api, url = await serve(telegram)
    about = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DATABASE_URL": database_url}
    status, out, _ = await runs("doctor", tmp_path, about)
    assert status == 1
    assert out.split("\n")[0] == "ADMIN_IDS is empty: nobody can approve or invite anybody."
    assert "the bot has not run yet" in out
    settings = Settings(_env_file=None, bot_token=TOKEN, bot_api_url=url, database_url=database_url)
    service = Service(settings)
    service.settings.data_dir = tmp_path
    await service.open()
    beat = asyncio.create_task(service.beat())
    service.in_doubt.set()
    await asyncio.sleep(0.5)
    beat.cancel()
    status, out, err = await runs("doctor", tmp_path, {**about, "ADMIN_IDS": "9001"})
    assert (status, out, err) == (0, "Nothing is wrong.\n", "")
    await service.close()
    await api.cleanup()


def test_import_into_an_empty_database_makes_the_tables_itself(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "sample.xlsx"
    file.write_bytes(workbooks.sample(settings))
    would = workbooks.bring_in(settings, file, dry_run=True)
    engine = db.open_engine(settings.database_url.get_secret_value())
    with engine.connect() as connection:
        assert not engine.dialect.has_table(connection, "person")
    assert workbooks.bring_in(settings, file, dry_run=False) == would
    with db.readers(engine)() as session:
        assert session.query(Person).filter_by(name="王芳").count() == 1
        assert session.query(Person).filter_by(telegram_id=ADMIN).count() == 1
        assert session.query(Place).count() > 20
    engine.dispose()


def test_import_into_an_empty_database_needs_an_administrator_and_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "sample.xlsx"
    file.write_bytes(workbooks.sample(settings))
    with pytest.raises(Unable, match="ADMIN_IDS"):
        workbooks.bring_in(settings.model_copy(update={"admin_ids": ()}), file, dry_run=False)


async def test_import_makes_nothing_beside_a_running_bot(stage: Stage, tmp_path: Path) -> None:
    settings = stage.service.settings
    file = tmp_path / "sample.xlsx"
    file.write_bytes(workbooks.sample(settings))
    with pytest.raises(Unable, match="正在"):
        workbooks.bring_in(settings, file, dry_run=False)


def test_the_demo_says_that_its_port_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken.*make demo PORT={port + 1}"):
            asyncio.run(run(port))
    assert capsys.readouterr().out == ""
