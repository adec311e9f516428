"""A file from anybody's phone costs a child process, and never more than that may cost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.limited_process import Crashed, OverLimit, ProcessLimits, Unfit, ask

LIMITS = ProcessLimits(memory=1 << 30, cpu_seconds=20, seconds=40.0)


def told(word: str, limits: ProcessLimits = LIMITS) -> bytes:
    return ask("tests.models.child", word.encode(), limits)


def test_a_child_holds_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1234:secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://school:secret@db/school")
    environment = json.loads(told("environment"))
    assert "PATH" in environment
    assert "BOT_TOKEN" not in environment
    assert "secret" not in json.dumps(environment)


def test_a_child_writes_no_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Crashed):
        told(f"write {tmp_path / 'note'}")
    assert "OSError" in caplog.text
    assert (tmp_path / "note").read_bytes() == b""


def test_a_child_gets_no_more_memory_than_it_may() -> None:
    assert len(told(f"allocate {64 << 20}")) == 64 << 20
    with pytest.raises(OverLimit):
        told(f"allocate {64 << 20}", replace(LIMITS, memory=64 << 20))


@pytest.mark.parametrize("limits", [replace(LIMITS, cpu_seconds=0), replace(LIMITS, seconds=0.3)])
def test_a_child_gets_no_more_time_than_it_may(limits: ProcessLimits) -> None:
    with pytest.raises(OverLimit):
        told("spin", limits)


def test_what_the_child_will_not_have_is_said_in_its_words() -> None:
    with pytest.raises(Unfit) as unfit:
        told("refuse 不是照片")
    assert unfit.value.reason == "不是照片"


def test_a_crash_is_logged_with_its_place_but_without_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(Crashed):
        told("quote 13800000000")
    assert "ValueError in work" in caplog.text
    assert "13800000000" not in caplog.text


def test_no_answer_is_a_crash() -> None:
    with pytest.raises(Crashed):
        told("nothing")
