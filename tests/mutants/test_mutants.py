"""What `make mutants` writes into the house: each fault in one place, and still Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from changes import mutants
from relation import Relation, names_at
from run import ROOT, draw


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("a < b", {"a <= b"}),
        ("(学, 校) >= b", {"(学, 校) > b", "(校) >= b", "(学) >= b"}),
        ("a not in b", {"a in b"}),
        ("a is None", {"a is not None"}),
        ("a and b or c", {"a or b or c", "a and b and c"}),
        ("x = not a", {"x = a"}),
        ("x = 3 if a else b",
         {"x = 4 if a else b", "x = 2 if a else b", "x = 3 if not (a) else b"}),
        ("x = a + b * True", {"x = a - b * True", "x = a + b // True", "x = a + b * False"}),
        ("x = a + '字'", set()),
        ("f(a, b=c)", {"f(a)", "pass"}),
        ("x = any(a)", {"x = all(a)"}),
        ("x = {a, b}", {"x = {b}", "x = {a}"}),
        ("x = {a: b, c: d}", {"x = {c: d}", "x = {a: b}"}),
        ("x = [a for a in b if a.c]", {"x = [a for a in b if True]"}),
        ("self.a = b", {"pass"}),
        ("a += b", {"pass"}),
        ("raise a", {"pass"}),
        ("log.info(a, b=c)", set()),
        ("assert a < b", set()),
        ("kind = Text(code=True, width=10)", {"kind = Text(width=10)",
         "kind = Text(code=False, width=10)"}),
        ("name: Mapped[str] = mapped_column(String(40), index=a)",
         {"name: Mapped[str] = mapped_column(String(40))"}),
    ],
)  # fmt: skip
def test_each_fault_changes_one_thing(tmp_path: Path, line: str, faults: set[str]) -> None:
    source = f"'''学校。'''\n{line}\n".encode()
    (tmp_path / "rule.py").write_bytes(source)
    found = mutants(tmp_path, "rule.py")
    assert {one.applied(source).decode().splitlines()[1] for one in found} == faults
    assert {one.line for one in found} <= {2}


def test_a_guard_can_be_forgotten_and_an_answer_too(tmp_path: Path) -> None:
    source = b"def f(a):\n    if a:\n        return\n    return g(a)\n"
    (tmp_path / "rule.py").write_bytes(source)
    told = [one.told(source) for one in mutants(tmp_path, "rule.py")]
    assert told == [
        "rule.py:2: a → not (a)",
        "rule.py:3: return → pass",
        "rule.py:4: g(a) → None",
    ]


def test_the_same_seed_draws_the_same_faults_at_most_one_on_a_line() -> None:
    first, again, other = (draw(ROOT, ["models"], 50, seed) for seed in (7, 7, 8))
    assert first == again != other
    assert len({(one.path, one.line) for one in first}) == 50
    assert not any(one.path.startswith("models/migrations/") for one in first)
    every = draw(ROOT, ["models/clock.py:1", "models/people/person.py:133"], 50, 7)
    assert {(one.path, one.line) for one in every} == {("models/people/person.py", 133)}
    assert len(every) > 2


def test_a_table_is_related_to_whoever_names_it_and_a_line_to_whoever_runs_it() -> None:
    tree = ast.parse("MOST = 3\ndef f(a):\n    return MOST\n")
    assert (names_at(tree, 1), names_at(tree, 3)) == ({"MOST"}, {"f"})
    lines = {"models/a.py": {3: {"t::runs"}}, "models/b.py": {9: {"t::names"}, 10: {"t::other"}}}
    relation = Relation(
        lines, {"t::names": 1.0, "t::other": 1.0, "t::runs": 2.0}, {"MOST": {"models/b.py": {9}}}
    )
    assert relation.of("models/a.py", 3, {"f"}) == ["t::runs"]
    assert relation.of("models/a.py", 1, {"MOST"}) == ["t::names", "t::runs"]


def test_what_runs_in_a_process_of_its_own_is_related_to_whoever_starts_it() -> None:
    text = {"bot.child": {"bot/opens.py": {5}}, "bot.deep": {"bot/child.py": {1}}}
    relation = Relation({"bot/opens.py": {5: {"t::opens"}}}, {"t::opens": 1.0}, text)
    assert relation.of("bot/deep.py", 7, set()) == ["t::opens"]
    assert relation.of("bot/alone.py", 7, set()) == []
