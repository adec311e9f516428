"""A feature moves in with folders of its own and one line: the toy in `tests/toy/`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sources import ROOT

TOY = ROOT / "tests" / "toy"
NAMES = ("lost_property", "LostItem", "lost_item")
# The page that tells how it is done, and this test, may name it.
MAY_NAME = {"docs/new-feature.md", "tests/test_a_new_feature.py"}


def test_lost_property_lives_from_the_sentence_to_the_reminder() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    played = subprocess.run(
        [*command, str(TOY / "play_lost_property.py")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout[-4000:]


def test_nothing_else_names_it() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [Path(name) for name in listed.stdout.splitlines()]
    naming = {
        file.as_posix()
        for file in files
        if (ROOT / file).suffix in (".py", ".toml", ".md", ".js")
        and not (ROOT / file).is_relative_to(TOY)
        and any(name in (ROOT / file).read_text("utf-8") for name in NAMES)
    }
    assert naming <= MAY_NAME
