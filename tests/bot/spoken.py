"""Reads the code for what it says: every key that a handler, a rule or a job asks for."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRAWERS = ("bot", "handlers", "models", "jobs")
SAYING = {
    *("named", "Help", "Command", "i18n", "plain", "raw", "say", "toast"),
    *("Refused", "Finding", "wrong", "Unreadable", "LogPart", "_close", "Line"),
}
# What complains about a cell: the sentence stands behind where it is, what fills it may be a dict.
BLAMING = {"Fault", "Complaint", "complain", "_complain"}
# What asks the workbook's dictionary; the key is made of a kind of word and a code.
WORDING = {"word", "text", "code"}
MARKLESS = {"plain", "raw", "toast", "Refused", "wrong", "Unreadable", *BLAMING}
# What `bot.timeline` hands to the sentence of every event.
ALWAYS_KNOWN = frozenset({"by", "reason", "number", "photos"})
# A helper that hands the key on, and what it fills in.
HANDS_ON = {"_tell_administrators": frozenset({"who"}), "button": frozenset[str]()}
# The helpers that make the buttons of a report.
VERBED = {"button", "do", "row"}
WRITING = {"note", "move"}
Names = Mapping[str, list[ast.expr]]


@dataclass(frozen=True)
class Spoken:
    """One place where a sentence is asked for. A `pattern` has {} for each gap of an f-string."""

    where: str
    pattern: str
    values: frozenset[str] | None
    plain: bool
    toast: bool


@dataclass(frozen=True)
class Written:
    """One place where an event is written: what it holds, whether somebody is told, and in which
    folder it stands.
    """

    values: frozenset[str]
    told: bool
    owner: str


def _files() -> Iterator[tuple[Path, ast.Module]]:
    for drawer in DRAWERS:
        for file in sorted((ROOT / drawer).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file, ast.parse(file.read_text("utf-8"))


def _texts(node: ast.AST | None, names: Names, before: int) -> Iterator[str]:
    """The texts that an expression can be, as far as its function tells; {} where it does not."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _texts(node.body, names, before)
            yield from _texts(node.orelse, names, before)
        case ast.Name():
            given = [value for value in names.get(node.id, ()) if value.lineno < before]
            if given:
                yield from _texts(given[-1], names, given[-1].lineno)
        case ast.Call(func=ast.Name(id=name)):
            for value in names.get(f"{name}()", ()):
                yield from _texts(value, {}, 0)
        case ast.FormattedValue():
            yield from _filling(node.value, names, before)
        case ast.JoinedStr():
            parts = [set(_texts(part, names, before)) for part in node.values]
            yield from ("".join(choice) for choice in product(*parts))


def _filling(node: ast.expr, names: Names, before: int) -> set[str]:
    """What an f-string's gap can hold; where one branch is not told, the gap stays a gap, too."""
    if isinstance(node, ast.Name):
        given = [value for value in names.get(node.id, ()) if value.lineno < before]
        if given:
            return _filling(given[-1], names, given[-1].lineno)
    if isinstance(node, ast.IfExp):
        return _filling(node.body, names, before) | _filling(node.orelse, names, before)
    return set(_texts(node, names, before)) or {"{}"}


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, Names]]:
    """Every call, with what the names around it were given and what functions() return."""
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    returned = {f"{function.name}()": _returned(function) for function in functions}
    seen: set[int] = set()
    # What stands outside all functions comes last.
    for function in (*reversed(functions), tree):
        names: Names = defaultdict(list, returned)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        names[target.id].append(node.value)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and id(node) not in seen:
                seen.add(id(node))
                yield node, names


def _returned(function: ast.AST) -> list[ast.expr]:
    returns = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    return [node.value for node in returns if node.value is not None]


def _callee(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Call():
            return _callee(node.func)
    return ""


def spoken() -> list[Spoken]:
    """Every place in the code where a sentence is asked for."""
    found = []
    for file, tree in _files():
        for node, names in _calls(tree):
            name = _callee(node.func)
            given = {word.arg for word in node.keywords}
            values = None if None in given else frozenset(word for word in given if word)
            if name in HANDS_ON:
                values = HANDS_ON[name]
            elif name in BLAMING:
                values = frozenset(word for word in given if word) | _filled(node)
            elif name not in SAYING:
                continue
            where = f"{file.relative_to(ROOT)}:{node.lineno}"
            for pattern in _patterns(node, names, deep=name in (*BLAMING, "Command")):
                if (name in ("button", "Command", *BLAMING)) and "." not in pattern:
                    continue
                raw = None if name == "raw" else values
                plain = name in MARKLESS
                toast = name in ("toast", "Refused")
                found.append(Spoken(where, pattern, raw, plain, toast))
    return found


def _patterns(node: ast.Call, names: Names, *, deep: bool) -> set[str]:
    """The keys among the first two arguments: `say(key)`, and `unit.say(person, key)`.

    Whoever complains says before it which sheet, line and column it is about: that is `deep`.
    """
    arguments = node.args if deep else node.args[:2]
    texts = {text for argument in arguments for text in _texts(argument, names, node.lineno + 1)}
    return {text for text in texts if _is_key(text)}


def _filled(node: ast.Call) -> frozenset[str]:
    """The names in a dict among the arguments."""
    keys = (
        key for argument in node.args if isinstance(argument, ast.Dict) for key in argument.keys
    )
    return frozenset(text for key in keys for text in _texts(key, {}, 0))


def worded() -> set[str]:
    """The kinds of words that the workbook's dictionary is asked for: sheet, column.{}."""
    return {
        kind
        for file, tree in _files()
        if "workbook" in file.parts
        for node, names in _calls(tree)
        if _callee(node.func) in WORDING and len(node.args) > 1
        for kind in _texts(node.args[0], names, node.lineno)
    }


def _is_key(text: str) -> bool:
    bare = text.replace("{}", "x")
    return bare.replace(".", "").replace("_", "").isalnum() and bare.isascii() and bare.islower()


def events() -> dict[str, list[Written]]:
    """Every kind of event that the code writes on a timeline, and what each place puts in."""
    found: dict[str, list[Written]] = defaultdict(list)
    for file, tree in _files():
        owner = file.relative_to(ROOT).parts[1]
        for node, names in _calls(tree):
            name = _callee(node.func)
            if name in WRITING and len(node.args) > 1:
                held = frozenset(
                    word.arg for word in node.keywords if word.arg not in (None, "notify")
                )
                values = frozenset(word for word in held if word)
                told = len(node.args) > 2 or any(word.arg == "notify" for word in node.keywords)
                for kind in _texts(node.args[1], names, node.lineno):
                    found[kind].append(Written(values, told, owner))
            elif name in ("late", "step") and len(node.args) > 1:
                for kind in _texts(node.args[1], names, node.lineno):
                    found[kind].append(Written(frozenset(), told=True, owner=owner))
            elif name in ("Event", "Step"):
                text = {word.arg: word.value for word in node.keywords}
                kinds = text.get("kind") or (node.args[0] if name == "Step" else None)
                for kind in _texts(kinds, names, node.lineno):
                    for one in _expanded(kind):
                        found[one].append(Written(frozenset(), told=True, owner=owner))
    return dict(found)


def _expanded(kind: str) -> tuple[str, ...]:
    """The school reminds a reporter twice; each time is an event of its own."""
    return ("sign.0", "sign.1") if kind == "sign.{}" else (kind,)


def pressed() -> set[str]:
    """The verbs that the buttons of a report are made of."""
    verbs = set()
    for file, tree in _files():
        if file.name not in ("buttons.py", "pages.py") or file.parent.name != "repairs":
            continue
        for node, _ in _calls(tree):
            if isinstance(node.func, ast.Name | ast.Attribute) and _callee(node.func) in VERBED:
                literals = (text for part in node.args for text in _texts(part, {}, 0))
                verbs |= {text.removeprefix("ask_") for text in literals if _is_key(text)}
    return verbs
