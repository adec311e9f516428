"""What the README promises and no story touches: the disk, the child processes, the proxy."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from cast import Stage
from conftest import TOKEN
from PIL import Image
from sqlalchemy import text

from bot import application, db
from bot.app import Service
from bot.cli import workbooks
from bot.config import Settings
from bot.demo.server import serve
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest
from bot.line import Holds
from bot.outbox import allow_network
from bot.workbook.opening import open_workbook
from models.cases.case import Keeping, Photo
from models.picture import clean_picture

SECRET = b"31.2304N 121.4737E"
TELLS = """
import json, os, sys
with open({file!r}, "w") as out:
    json.dump(dict(os.environ), out)
"""


def test_on_sqlite_a_commit_is_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    engine = db.open_engine(f"sqlite:///{tmp_path}/school.db")
    with db.single_instance(engine) as held, held.writing() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


@pytest.mark.parametrize("child", ["picture", "workbook"])
def test_a_child_process_has_no_secrets_in_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, child: str
) -> None:
    book = workbooks.sample(settings)
    seen = tmp_path / "seen.json"
    (tmp_path / "sitecustomize.py").write_text(TELLS.format(file=str(seen)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "a secret")
    monkeypatch.setenv("PGPASSWORD", "a secret")
    if child == "picture":
        clean_picture(photo())
    else:
        open_workbook(book, "sample.xlsx")
    environment = json.loads(seen.read_text())
    assert "a secret" not in environment.values()
    allowed = {"PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "LC_CTYPE"}
    assert set(environment) <= allowed
    assert "a secret" in os.environ.values()


def photo() -> bytes:
    """A photo that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue()


def went_out(stage: Stage) -> list[bytes]:
    """Every picture that the bot sent to anybody."""
    files = stage.telegram.files
    found = []
    for logged in stage.telegram.log:
        for size in logged.message.get("photo", ())[-1:]:
            content = files.content(files.where(size["file_id"])["file_path"])
            assert content is not None
            found.append(content)
    return found


async def test_a_photo_that_came_as_a_file_never_goes_out_uncleaned(stage: Stage) -> None:
    assert SECRET in photo()
    wang = stage["王芳"]
    stage.telegram.trouble.fail_next("getFile", 502, "Bad Gateway", times=100)
    await wang.sends("A301灯不亮")
    await wang.sends_file(photo(), "lamp.jpg")
    await wang.presses("提交")
    assert went_out(stage) == []
    stage.telegram.trouble.forgive("getFile")
    stage.service.fetcher.holds = Holds(stage.service.runtime.line)
    await stage.service.drain()
    with stage.service.runtime.reading() as session:
        kept = session.query(Photo).one()
        assert kept.keeping == Keeping.KEPT
        assert kept.sha256 is not None
        assert SECRET not in stage.service.runtime.store.read(kept.sha256)
    pictures = went_out(stage)
    assert pictures
    assert not any(SECRET in picture for picture in pictures)
    assert not any("document" in logged.message for logged in stage.telegram.log)


async def test_a_photo_that_cannot_be_cleaned_never_goes_out(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("A301灯不亮")
    await wang.sends_file(photo()[:400], "lamp.jpg")
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        assert session.query(Photo).one().keeping == Keeping.BROKEN
    assert went_out(stage) == []
    assert not any("document" in logged.message for logged in stage.telegram.log)


async def test_with_a_proxy_every_call_goes_through_it(settings: Settings) -> None:
    telegram = Telegram(TOKEN)
    proxy, url = await serve(telegram)
    there = Settings(
        _env_file=None, bot_token=TOKEN, bot_api_url="http://telegram.invalid", proxy_url=url
    )
    bot = application.build(there).bot
    async with bot:
        with allow_network():
            assert (await bot.get_me()).username == telegram.username
            await bot.do_api_request(
                "getUpdates", api_kwargs={"timeout": 0, "allowed_updates": ["message"]}
            )
    assert telegram.updates.allowed == {"message"}
    await proxy.cleanup()


async def test_what_was_half_written_when_the_process_was_killed_is_swept_at_the_start(
    settings: Settings,
) -> None:
    service = Service(settings, None, DirectRequest, telegram=Telegram(TOKEN))
    sha256 = service.runtime.store.put(b"a whole photo", "jpg")
    folder = service.runtime.store.path(sha256).parent
    leftover = folder / ".writing-a1b2c3"
    leftover.write_bytes(b"half a pho")
    await service.open()
    assert not leftover.exists()
    assert service.runtime.store.read(sha256) == b"a whole photo"
    assert list(folder.parent.iterdir()) == [folder]
    await service.close()
