"""Which tests would see a fault in a line: those that were seen to run it.

All tests run once while coverage.py notes which of them runs which line. That is kept in a folder
that git ignores; later, only test files that were changed run again. Where a file of the house was
changed, whoever ran any line of it is asked, until everything is recorded anew.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from coverage import CoverageData

HOUSE = ("bot", "handlers", "jobs", "models")
# A page in a browser is too slow an answer, and not about a rule.
RECORD = ("-m", "not browser", "--cov-config=tests/mutants/coverage.ini", "--cov",
          "--cov-context=test", "--cov-report=", "-o", "junit_family=xunit1",
          "-W", "ignore")  # fmt: skip
HOUSE_TESTS = "tests/test_house.py"


@dataclass(frozen=True)
class Relation:
    """What ran which line, as `tests/…/test_x.py::test_y`, and how long each test took."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]
    words: dict[str, dict[str, set[int]]]

    def of(self, path: str, line: int, names: set[str]) -> list[str]:
        """The tests to run for a fault in a line, fastest first.

        What runs when the house is loaded (tables, limits) or in a process of its own is run by no
        test: for that, whoever runs a line that mentions it by name, anything in the same file, or
        what starts that process.
        """
        found = set(self.lines.get(path, {}).get(line, ()))
        if not found:
            found = {test for test in self.seconds if test.startswith(HOUSE_TESTS)}
            found |= set().union(*self.lines.get(path, {}).values())
            found |= set().union(*(self._by_word(name) for name in names))
            found |= self._starting(path, set())
        own = re.compile(rf"test_{Path(path).stem}\b")
        known = (test for test in found if test in self.seconds)
        return sorted(known, key=lambda test: (not own.search(test), self.seconds[test]))

    def _by_word(self, word: str) -> set[str]:
        """Who runs a line that holds this word."""
        tests: set[str] = set()
        for path, places in self.words.get(word, {}).items():
            lines = self.lines.get(path, {})
            tests |= set().union(*(lines.get(place, set()) for place in places))
        return tests

    def _starting(self, path: str, seen: set[str]) -> set[str]:
        """Who runs a line that names the module, or a module that names it, and so on: whoever
        starts the process in which it runs.
        """
        module = path.removesuffix(".py").replace("/", ".")
        if path in seen:
            return set()
        seen.add(path)
        return self._by_word(module) or set().union(
            *(self._starting(other, seen) for other in self.words.get(module, {}))
        )


def names_at(tree: ast.Module, line: int) -> set[str]:
    """What is defined around a line: functions, and what a module or a class calls its values."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)):
            continue
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {one.id for one in targets if isinstance(one, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


def related(root: Path, kept: Path, jobs: int, *, anew: bool) -> Relation:
    """The relation as it is now; records what is not known yet, in a copy of the tree at `root`."""
    kept.mkdir(exist_ok=True)
    noted, data = kept / "noted.json", kept / "coverage"
    house = {path: _digest(root / path) for path in sources(root)}
    tests = {
        _name(root, path): _digest(path)
        for path in sorted(root.glob("tests/**/test_*.py"))
        if path.parent != root / "tests/mutants"
    }
    if anew or not noted.exists():
        data.unlink(missing_ok=True)
        before: dict[str, Any] = {"house": house, "tests": {}, "seconds": {}}
    else:
        before = json.loads(noted.read_text("utf-8"))
    stale = [test for test, digest in tests.items() if before["tests"].get(test) != digest]
    kept_tests = set(tests) - set(stale)
    seconds = {
        test: one for test, one in before["seconds"].items() if test.split("::")[0] in kept_tests
    }
    if stale:
        seconds |= _record(root, data, stale, jobs)
        now = {"house": before["house"], "tests": tests, "seconds": seconds}
        noted.write_text(json.dumps(now), "utf-8")
    lines = _lines(data, seconds)
    for path in [path for path in lines if before["house"].get(path) != house.get(path)]:
        lines[path] = {0: set().union(*lines[path].values())}
    for test in _by_time(root) & seconds.keys():
        del seconds[test]
    return Relation(lines, seconds, _words(root))


def _record(root: Path, data: Path, stale: list[str], jobs: int) -> dict[str, float]:
    print(f"seeing which lines {len(stale)} files of tests run", file=sys.stderr, flush=True)
    report = root / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(jobs), "--dist", "worksteal", *stale]
    command += [*RECORD, f"--junitxml={report}"]
    if data.exists():
        (root / ".coverage").write_bytes(data.read_bytes())
        command.append("--cov-append")
    subprocess.run(command, cwd=root, check=False, stdout=sys.stderr)
    data.write_bytes((root / ".coverage").read_bytes())
    seconds: dict[str, float] = defaultdict(float)
    failed = set()
    for case in ElementTree.parse(report).iter("testcase"):
        test = f"{case.attrib['file']}::{case.attrib['name'].split('[')[0]}"
        seconds[test] += float(case.attrib["time"])
        if any(child.tag in {"failure", "error"} for child in case):
            failed.add(test)
    if failed:
        print(f"fails without any fault, and is left out: {sorted(failed)}", file=sys.stderr)
    return {test: one for test, one in seconds.items() if test not in failed}


def _by_time(root: Path) -> set[str]:
    """The tests that hold a watch: on a busy machine they fail without any fault."""
    found = set()
    for path in root.glob("tests/**/test_*.py"):
        text = path.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = ast.get_source_segment(text, node) or ""
                if re.search(r"perf_counter|monotonic|_milliseconds\(", body):
                    found.add(f"{_name(root, path)}::{node.name}")
    return found


def _lines(data: Path, tests: Iterable[str]) -> dict[str, dict[int, set[str]]]:
    by_file: dict[str, set[str]] = defaultdict(set)
    for test in tests:
        by_file[test.split("::")[0]].add(test)
    kept = CoverageData(str(data))
    kept.read()
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in kept.measured_files():
        for line, contexts in kept.contexts_by_lineno(path).items():
            for context in filter(None, contexts):
                test, phase = context.rsplit("|", 1)
                file, _, name = test.partition("::")
                found[path][line].add(f"{file}::{name.split('[')[0]}")
                if phase == "setup":
                    # What is set up once for a file stands in the name of its first test.
                    found[path][line] |= by_file[file]
    return found


def _words(root: Path) -> dict[str, dict[str, set[int]]]:
    """On which lines of which files each name is written."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for path in sources(root):
        text = (root / path).read_text("utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            for name in re.findall(r"[A-Za-z_][\w]*(?:\.[a-z_]+)*", line):
                for one in {name, *name.split(".")}:
                    found[one][path].add(number)
    return found


def sources(root: Path) -> Iterator[str]:
    """All files of the house, as they are named from its root."""
    for drawer in HOUSE:
        yield from (_name(root, path) for path in sorted((root / drawer).rglob("*.py")))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
