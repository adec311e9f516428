"""Puts small faults into the house, one at a time, and says which of them no test sees.

    make mutants                                 two hundred, over rules and mechanisms
    make mutants ARGS="--sample 50 models/tickets bot/dispatcher.py"
    make mutants ARGS="models/people/person.py:122"     every fault of one line

Each fault is written into a copy of the tree, and the tests that were seen to run this line run
there, fastest first, until one fails. The lots can be drawn again with `--seed`.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue

import pytest
from changes import Mutant, mutants
from relation import Relation, names_at, related, sources

ROOT = Path(__file__).resolve().parent.parent.parent
# The rules, and what carries them. Not the demo, which is the tests' own stage, nor migrations,
# which have run, nor how paper and sheets look, where a millimetre more is nobody's fault; nor
# lists of words, which are data.
HABIT = ("models", "bot")
LEFT_OUT = ("bot/demo/", "bot/papers/", "bot/workbook/styles.py", "models/migrations/",
            "models/language/vocabulary.py")  # fmt: skip
ENOUGH = 90
# A test run that a signal has ended has no answer, unless it ends so again and again.
ASKED = 3
# A fault may send a test round in circles, or eat the machine's memory.
MEMORY = 8 << 30


def main() -> int:
    """Exit status 0 where at least nine of ten faults were seen."""
    parser = argparse.ArgumentParser("make mutants", description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=HABIT, help="drawers, files, or file:line")
    parser.add_argument("--sample", type=int, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="draws these lots again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at the same time")
    parser.add_argument("--anew", action="store_true", help="see anew which test runs which line")
    parser.add_argument("--patience", type=float, default=120, help="seconds of tests for each")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [copy(Path(folder) / str(number)) for number in range(wanted.jobs)]
        relation = related(copies[0], ROOT / ".mutants", wanted.jobs, anew=wanted.anew)
        drawn = draw(copies[0], wanted.paths, wanted.sample, wanted.seed)
        print(f"{len(drawn)} faults, --seed {wanted.seed}", flush=True)
        return judge(drawn, copies, relation, wanted.patience)


def copy(folder: Path) -> Path:
    """The tree as it stands, without what git ignores; the faults are written here."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def draw(root: Path, paths: list[str], sample: int, seed: int) -> list[Mutant]:
    """A sample of the faults, at most one on each line; of a line that is named, all."""
    found: list[Mutant] = []
    lots = random.Random(seed)
    for path in sources(root):
        asked = [one for one in paths if f"{path}/".startswith(f"{one.split(':')[0].rstrip('/')}/")]
        if not asked or (path.startswith(LEFT_OUT) and path not in asked):
            continue
        exact = {int(one.split(":")[1]) for one in asked if ":" in one}
        for line, group in groupby(mutants(root, path), key=lambda one: one.line):
            if not exact:
                found.append(lots.choice(list(group)))
            elif line in exact:
                found.extend(group)
    return sorted(lots.sample(found, min(sample, len(found))), key=lambda one: (one.path, one.line))


def judge(drawn: list[Mutant], copies: list[Path], relation: Relation, patience: float) -> int:
    """Prints each fault that lives through its tests, and how many did not."""
    # As they are here; the author may write on while this runs.
    written = {one.path: (copies[0] / one.path).read_bytes() for one in drawn}
    free: SimpleQueue[Path] = SimpleQueue()
    for one in copies:
        free.put(one)

    def lives(mutant: Mutant) -> bool:
        root = free.get()
        try:
            return survives(mutant, root, relation, patience)
        finally:
            free.put(root)

    survived = 0
    with ThreadPoolExecutor(len(copies)) as pool:
        for number, (mutant, alive) in enumerate(
            zip(drawn, pool.map(lives, drawn), strict=True), 1
        ):
            if sys.stderr.isatty():
                print(f"\r{number}/{len(drawn)} ", end="", file=sys.stderr, flush=True)
            if alive:
                survived += 1
                print(mutant.told(written[mutant.path]), flush=True)
    killed = len(drawn) - survived
    percent = 100 * killed / max(1, len(drawn))
    print(f"{killed} of {len(drawn)} were seen by a test: {percent:.0f} %")
    return 0 if percent >= ENOUGH else 1


def survives(mutant: Mutant, root: Path, relation: Relation, patience: float) -> bool:
    """Whether no test fails, hangs or cannot even be read with this fault in the copy at `root`."""
    file = root / mutant.path
    source = file.read_bytes()
    tests: list[str] = []
    left = patience
    for test in relation.of(mutant.path, mutant.line, names_at(ast.parse(source), mutant.line)):
        left -= relation.seconds[test]
        if left < 0 and tests:
            break
        tests.append(test)
    if not tests:
        return True
    (root / "chosen.txt").write_text("\n".join(tests), "utf-8")
    file.write_bytes(mutant.applied(source))
    try:
        for _ in range(ASKED):
            status = asked(root, 3 * patience)
            if status >= 0:
                break
        return status == 0
    finally:
        file.write_bytes(source)


def asked(root: Path, seconds: float) -> int:
    """What pytest ends with in a copy: 0 where all is well, below 0 where a signal ended it."""
    # Tests on a server have a database for each worker of this name.
    environment = os.environ | {"PYTHONPATH": str(root), "PYTEST_XDIST_WORKER": f"m{root.name}"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "@chosen.txt"]
    tested = subprocess.Popen(
        command, cwd=root, env=environment, preexec_fn=_bounded, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return tested.wait(seconds)
    except subprocess.TimeoutExpired:
        return pytest.ExitCode.TESTS_FAILED
    finally:
        # Also whatever the tests have started.
        with suppress(ProcessLookupError):
            os.killpg(tested.pid, signal.SIGKILL)
        tested.wait()


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())
