"""The small faults that somebody might have written: each changes one place of one file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

COMPARED = {"<=": "<", ">=": ">", "==": "!=", "!=": "==", "<": "<=", ">": ">=",
            "not in": "in", "is not": "is", "in": "not in", "is": "is not"}  # fmt: skip
RECKONED = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "//"),
            ast.FloorDiv: ("//", "*"), ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|")}  # fmt: skip
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
# What a log says is for the author; how long a column is stands in the migrations, which a test
# compares; how rows are loaded changes nothing but the time; and a width is only a look.
SILENT = {"log", "logging", "warnings"}
LEFT_ALONE = {"String", "relationship"}
Located = ast.expr | ast.stmt | ast.keyword


@dataclass(frozen=True)
class Mutant:
    """One fault: these bytes of the file are written differently."""

    path: str
    line: int
    start: int
    end: int
    new: str

    def applied(self, source: bytes) -> bytes:
        """The file with the fault in it."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    def told(self, source: bytes) -> str:
        """Where it is, what stood there and what stands there now, on one line."""
        old, new = (" ".join(text.split()) for text in (self._old(source), self.new))
        return f"{self.path}:{self.line}: {old} → {new or '(nothing)'}"

    def _old(self, source: bytes) -> str:
        return source[self.start : self.end].decode()


def mutants(root: Path, path: str) -> list[Mutant]:
    """Every fault that this file could be given and still be Python."""
    source = (root / path).read_bytes()
    finder = Finder(source)
    found = []
    for start, end, new in sorted(set(finder.walk(ast.parse(source)))):
        one = Mutant(path, source.count(b"\n", 0, start) + 1, start, end, new)
        try:
            ast.parse(one.applied(source))
        except SyntaxError:
            continue
        found.append(one)
    return found


Change = tuple[int, int, str]


class Finder:
    """Walks through one file and says what could be written differently, as offsets and text."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.lines = [0, *(found.end() for found in re.finditer(b"\n", source))]

    def start(self, node: Located) -> int:
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node: Located) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def whole(self, node: Located, new: str) -> Change:
        return self.start(node), self.end(node), new

    def walk(self, node: ast.AST) -> Iterator[Change]:
        """The changes of a node and of all that it contains, but not in annotations and asserts."""
        if isinstance(node, ast.Assert | ast.JoinedStr) or _left_alone(node):
            return
        if isinstance(node, ast.stmt):
            yield from self.statement(node)
        elif isinstance(node, ast.expr):
            yield from self.expression(node)
        elif isinstance(node, ast.comprehension):
            yield from (self.whole(one, "True") for one in node.ifs)
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns"}:
                continue
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, ast.AST):
                    yield from self.walk(one)

    def statement(self, node: ast.stmt) -> Iterator[Change]:
        match node:
            case ast.Expr(value=ast.Call() | ast.Await()):
                yield self.whole(node, "pass")
            case ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete():
                yield self.whole(node, "pass")
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                yield self.whole(node, "pass")
            case ast.Return(value=None):
                yield self.whole(node, "pass")
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield self.whole(value, "None")
            case ast.If(test=test) | ast.While(test=test):
                yield from self.condition(test)

    def expression(self, node: ast.expr) -> Iterator[Change]:
        match node:
            case ast.Constant(value=bool() as truth):
                yield self.whole(node, str(not truth))
            case ast.Constant(value=int() as number):
                yield self.whole(node, str(number + 1))
                if number > 0:
                    yield self.whole(node, str(number - 1))
            case ast.Compare():
                for left, right in pairwise([node.left, *node.comparators]):
                    yield from self.between(left, right, COMPARED)
            case ast.BoolOp():
                for left, right in pairwise(node.values):
                    yield from self.between(left, right, {"and": "or", "or": "and"})
            case ast.UnaryOp(op=ast.Not()):
                yield self.start(node), self.start(node) + len("not "), ""
            case ast.BinOp() if type(node.op) in RECKONED and not _text(node.left, node.right):
                yield from self.between(node.left, node.right, dict([RECKONED[type(node.op)]]))
            case ast.IfExp(test=test):
                yield from self.condition(test)
            case ast.Call():
                if isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
                    yield self.whole(node.func, SWAPPED[node.func.id])
                everything: list[Located] = [*node.args, *node.keywords]
                yield from self.without([(one, one) for one in everything], len(node.args))
            case ast.Set() | ast.List() | ast.Tuple(ctx=ast.Load()) if len(node.elts) > 1:
                yield from self.without([(one, one) for one in node.elts])
            case ast.Dict() if len(node.keys) > 1 and all(node.keys):
                items = zip(node.keys, node.values, strict=True)
                yield from self.without([(key, value) for key, value in items if key])

    def condition(self, test: ast.expr) -> Iterator[Change]:
        """What has no operator of its own that could be turned is denied as a whole."""
        if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            text = self.source[self.start(test) : self.end(test)].decode()
            yield self.whole(test, f"not ({text})")

    def between(self, left: ast.expr, right: ast.expr, table: dict[str, str]) -> Iterator[Change]:
        """The operator between two operands, written as its neighbour."""
        start, end = self.end(left), self.start(right)
        written = "|".join(re.escape(one) for one in sorted(table, key=len, reverse=True))
        found = re.search(written.encode(), self.source[start:end])
        if found:
            new = table[found.group().decode()]
            yield start + found.start(), start + found.end(), new

    def without(self, parts: Sequence[tuple[Located, Located]], first: int = 0) -> Iterator[Change]:
        """The list without one of its parts, and without the comma before or after it."""
        for at in range(first, len(parts)):
            if _left_alone(parts[at][0]):
                continue
            start, end = self.start(parts[at][0]), self.end(parts[at][1])
            if at + 1 < len(parts):
                end = self.start(parts[at + 1][0])
            elif at:
                start = self.end(parts[at - 1][1])
            yield start, end, ""


def _left_alone(node: ast.AST) -> bool:
    """Whether nobody in the school would notice what is changed in here."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner)))):
            return owner in SILENT
        case ast.Call(func=ast.Name(id=name)):
            return name in LEFT_ALONE
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.keyword(arg="width") | ast.AnnAssign(target=ast.Name(id="width")):
            return True
        case ast.If(test=ast.Name(id=name)):
            return name == "TYPE_CHECKING"
    return False


def _text(*operands: ast.expr) -> bool:
    """Whether words are put together here, which no other operator can do."""
    return any(
        isinstance(one, ast.JoinedStr) or isinstance(getattr(one, "value", None), str)
        for one in operands
    )
