"""The house keeps its own order: who knows whom, what answers what, what is written down where."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sources import HOUSE, ROOT, circles, imports, imports_of_modules, name_of, sources, tree

import handlers
import jobs
import models.tables
from bot import db
from bot.callbacks import CallbackButton, CallbackHandler
from bot.config import Settings
from bot.dialogue import Handler
from bot.reading import DRAFTING
from models.base import Base

# architecture.md §1: which drawer knows which; only bot/app.py sees everything.
KNOWS = {
    "models": {"models"},
    "bot": {"bot", "models"},
    "handlers": {"bot", "handlers", "models"},
    "jobs": {"bot", "jobs", "models"},
}
# Modules that import each other, each group until somebody parts it; no new one comes here.
CIRCLES: list[tuple[str, ...]] = []
LONGEST = 300
# SQLAlchemy names these and says what they do.
HOOKS = {"process_bind_param", "process_result_value"}


@pytest.mark.parametrize("drawer", HOUSE)
def test_each_drawer_knows_only_what_lies_below_it(drawer: str) -> None:
    strays = []
    for path in sources(drawer):
        if name_of(path) == "bot/app.py":
            continue
        for module in imports(path):
            top = module.split(".")[0]
            if top in HOUSE and top not in KNOWS[drawer]:
                strays.append(f"{name_of(path)} imports {module}")
    assert strays == []


def test_rules_know_no_telegram() -> None:
    strays = [
        f"{name_of(path)} imports {module}"
        for path in sources("models")
        for module in imports(path)
        if module.split(".")[0] in {"telegram", "aiohttp", "httpx", "apscheduler"}
    ]
    assert strays == []


def test_only_the_front_of_the_house_imports_the_whole_house() -> None:
    allowed = {"bot/__main__.py"}
    strays = [
        name_of(path)
        for path in sources("bot", "handlers", "jobs", "models")
        if "bot.app" in set(imports(path))
        and name_of(path) not in allowed
        and not name_of(path).startswith("bot/demo/")
    ]
    assert strays == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(imports_of_modules(*HOUSE)) == CIRCLES


def test_a_circle_is_found_through_types_functions_and_other_modules(tmp_path: Path) -> None:
    imported = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": set(), "f": {"a", "g"}}
    assert circles({**imported, "g": {"f"}}) == [("a", "b", "c"), ("f", "g")]
    for drawer, text in {
        "bot": "if TYPE_CHECKING:\n    from jobs.a import A\n",
        "jobs": "def f():\n    from bot import a\n",
    }.items():
        (tmp_path / drawer).mkdir()
        (tmp_path / drawer / "__init__.py").touch()
        (tmp_path / drawer / "a.py").write_text(text)
    found = imports_of_modules("bot", "jobs", root=tmp_path)
    assert circles(found) == [("bot.a", "jobs.a")]


def test_no_file_grows_past_what_one_can_read() -> None:
    long = {
        name_of(path): lines
        for path in sources(*HOUSE, "tests")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def inside(all_of: Iterable[Handler]) -> list[CallbackButton]:
    return [handler.press for handler in all_of if isinstance(handler, CallbackHandler)]


WITHIN, STRANGERS = handlers.FEATURES.dialogues(), handlers.FEATURES.strangers()


def answered() -> Counter[str]:
    """Which buttons are answered, and by how many."""
    entries = [*WITHIN.entry_points, *WITHIN.fallbacks, *STRANGERS.entry_points]
    tables = [*WITHIN.states.values(), *STRANGERS.states.values()]
    found = [*entries, *(handler for table in tables for handler in table)]
    return Counter(press.name for press in inside(found))


def test_every_button_has_one_answer() -> None:
    answers = answered()
    silent = sorted(set(CallbackButton.known) - set(answers))
    assert silent == [], f"nobody answers {silent}"
    assert [name for name, count in answers.items() if count > 1] == []


def test_no_buttons_name_is_the_beginning_of_anothers_answer() -> None:
    for handler in WITHIN.entry_points:
        if isinstance(handler, CallbackHandler):
            assert isinstance(handler.pattern, re.Pattern)
            caught = [name for name in CallbackButton.known if handler.pattern.match(f"{name}:1")]
            assert caught == [handler.press.name]


def test_every_question_that_is_asked_is_in_the_tables() -> None:
    asked = {
        value
        for module in modules("handlers")
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and re.fullmatch(r"[a-z]+\.[a-z]+", value)
    }
    known = set(WITHIN.states) | set(STRANGERS.states)
    assert known == asked | {DRAFTING}
    assert not set(WITHIN.states) & set(STRANGERS.states)


def modules(drawer: str) -> list[ModuleType]:
    found = []
    for path in sources(drawer):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if "migrations" not in name and not name.endswith("__main__"):
            found.append(import_module(name))
    return found


def test_every_setting_is_written_down() -> None:
    names = {name.upper() for name in Settings.model_fields}
    example = (ROOT / ".env.example").read_text("utf-8")
    written = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert written == names
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in sorted(names) if name not in readme] == []


def test_every_clock_is_on_the_schedule() -> None:
    assert [clock.name for clock in jobs.SCHEDULE if clock.seconds <= 0] == []
    used = {inspect.getmodule(clock.tick) for clock in jobs.SCHEDULE}
    assert {module for module in modules("jobs") if module is not jobs} == used


# Which argument is what people read.
SAYS = {"say": 0, "say_html": 0, "edit_html": 1, "reply_text": 0, "toast": 0, "button": 0,
        "edit_message_text": 0, "send_message": 1}  # fmt: skip
KEY = re.compile(r"[a-z0-9_.]+")


def spoken(path: Path) -> Iterator[str]:
    """Words for people that a handler writes out instead of naming a sentence."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        nth = SAYS.get(node.func.attr)
        if nth is None or len(node.args) <= nth:
            continue
        for part in ast.walk(node.args[nth]):
            if isinstance(part, ast.Call):
                break
            text = part.value if isinstance(part, ast.Constant) else None
            if isinstance(text, str) and re.search(r"[^\W\d_]", text) and not KEY.fullmatch(text):
                yield f"{name_of(path)}:{node.lineno} says {text!r}"


def test_handlers_name_sentences_and_never_write_them() -> None:
    assert [line for path in sources("handlers") for line in spoken(path)] == []


def test_no_handler_keeps_anything_outside_the_transaction() -> None:
    forbidden = {"create_task", "user_data", "chat_data", "bot_data", "job_queue", "get_file"}
    strays = [
        f"{name_of(path)}:{node.lineno} {node.attr}"
        for path in sources("handlers", "jobs")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in forbidden
    ]
    assert strays == []


def test_every_file_says_what_it_is_and_every_rule_what_it_means() -> None:
    bare = [name_of(path) for path in sources(*HOUSE) if path.stat().st_size and not says(path)]
    for path in sources("models"):
        for node in tree(path).body:
            inner = node.body if isinstance(node, ast.ClassDef) else []
            for one in [node, *inner]:
                if not isinstance(one, ast.ClassDef | ast.FunctionDef) or one.name in HOOKS:
                    continue
                if not one.name.startswith("_") and not ast.get_docstring(one) and not shape(one):
                    bare.append(f"{name_of(path)}: {one.name}")
    assert bare == []


def shape(one: ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether it only says of which shape something must be (a protocol)."""
    body = one.body[0]
    return isinstance(body, ast.Expr) and getattr(body.value, "value", None) is ...


def says(path: Path) -> bool:
    return bool(ast.get_docstring(tree(path)))


def test_nothing_is_left_for_later() -> None:
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3 + r"\b", "HA" + "CK")))
    found = [
        f"{name_of(path)}:{number}"
        for path in sources(*HOUSE, "tests")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_migrations_describe_the_tables_exactly(tmp_path: Path) -> None:
    assert models.tables.ALL
    engine = db.open_engine(f"sqlite:///{tmp_path}/school.db")
    db.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    engine = db.open_engine(f"sqlite:///{tmp_path}/school.db")
    dumps = []
    for _ in range(2):
        db.migrate(engine)
        with engine.connect() as connection:
            query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
            rows = [tuple(row) for row in connection.exec_driver_sql(query)]
            version = connection.exec_driver_sql("SELECT * FROM alembic_version").all()
            dumps.append((rows, [tuple(row) for row in version]))
    assert dumps[0] == dumps[1]
    engine.dispose()


def test_the_commands_of_the_readme_exist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    face = import_module("bot.__main__")
    monkeypatch.setattr(sys, "argv", ["houqin", "--help"])
    with pytest.raises(SystemExit) as end:
        face.main()
    assert end.value.code == 0
    offered = set(re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE))
    assert {"run", "demo", "doctor"} <= offered
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"(?:python -m bot|houqin) ([a-z]+)\b", readme))
    assert named <= offered


def test_a_wrong_command_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    face = import_module("bot.__main__")
    monkeypatch.setattr(sys, "argv", ["houqin", "fly"])
    with pytest.raises(SystemExit) as end:
        face.main()
    assert end.value.code == 2
