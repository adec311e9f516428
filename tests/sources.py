"""The hand-written files of the house, what they import, and which import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOUSE = ("bot", "handlers", "jobs", "models")


def sources(*drawers: str, root: Path = ROOT) -> list[Path]:
    """The hand-written files of some drawers; migrations are written by a tool."""
    found = [path for drawer in drawers for path in sorted((root / drawer).rglob("*.py"))]
    return [path for path in found if "migrations/versions" not in path.as_posix()]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path, root: Path = ROOT) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports by dots"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of_modules(*drawers: str, root: Path = ROOT) -> dict[str, set[str]]:
    """Which modules each module imports: for its types, inside a function, or to be loaded.

    Whoever takes a module out of a package (`from handlers import menu`) imports that module.
    """
    paths = {module_of(path, root): path for path in sources(*drawers, root=root)}
    return {name: set(_modules(path, set(paths))) for name, path in paths.items()}


def _modules(path: Path, known: set[str]) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield from ({inner} & known or {node.module} & known)


def circles(imported: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """The groups of modules that come back to each other by what they import."""
    reached = {name: _reached(name, imported) for name in imported}
    found = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in imported
        if name in reached[name]
    }
    return sorted(found)


def _reached(name: str, imported: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [name]
    while ahead:
        new = imported[ahead.pop()] - found
        found |= new
        ahead.extend(new)
    return found
