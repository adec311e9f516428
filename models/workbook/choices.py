"""Cells that choose: one of a few words, a row of another sheet, or several of them with 、."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from models.base import in_language
from models.workbook.cells import Kind, text_of
from models.workbook.names import Names, fold, wrong
from models.workbook.shapes import Value

BETWEEN = re.compile(r"[、；;\n]")
COMMAS = re.compile(r"[，,]")
# What people also put between two names; in a name it parts nothing.
LOOSE = re.compile(r"[、；;，,/／\s]")


def parts_of(value: Value, between: re.Pattern[str] = BETWEEN) -> list[str]:
    """What stands between the signs that part one from another."""
    return [part.strip() for part in between.split(text_of(value)) if part.strip()]


def joined(parts: list[str], names: Names) -> str:
    """Several words in one cell; in English, names hold commas (Guard, early shift)."""
    return in_language(names.dictionary.language, "、", "; ").join(parts)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words. `kind` names them in the catalogues; `blank` is the code of an empty
    cell.
    """

    kind: str
    codes: tuple[str, ...]
    width: int = 14
    blank: Any = ""

    def read(self, value: Value, names: Names) -> Any:
        """The code of the word."""
        return names.code(self.kind, text_of(value), self.codes)

    def write(self, value: Any, names: Names) -> Value:
        """The word of the code."""
        return names.dictionary.word(self.kind, value) if value else None

    def choices(self, names: Names) -> tuple[str, ...]:
        """All the words."""
        return tuple(names.dictionary.word(self.kind, code) for code in self.codes)


class Many(Kind):
    """Several meanings in one cell, in the order in which they are written."""

    def one(self, text: str, names: Names) -> Any:
        """The meaning of one part."""
        return text

    def said(self, one: Any, names: Names) -> str:
        """One part as it is written."""
        return str(one)

    def all(self, value: Value, names: Names) -> list[Any]:
        """The meanings of the parts. Commas, strokes and spaces part, too, unless in a name."""
        found = []
        for part in parts_of(value):
            try:
                found.append(self.one(part, names))
            except PydanticCustomError:
                pieces = parts_of(part, COMMAS)
                if len(pieces) > 1:
                    found += [one for piece in pieces for one in self._loose(piece, names)]
                else:
                    found += self._loose(part, names)
        return found

    def _loose(self, part: str, names: Names) -> list[Any]:
        """One meaning, or several with only a stroke or a space between them, if all are known."""
        try:
            return [self.one(part, names)]
        except PydanticCustomError as fault:
            pieces = parts_of(part, LOOSE)
            try:
                return [self.one(piece, names) for piece in pieces]
            except PydanticCustomError:
                raise fault from None

    def read(self, value: Value, names: Names) -> Any:
        """The meanings of the parts, each once."""
        return tuple(dict.fromkeys(self.all(value, names)))

    def write(self, value: Any, names: Names) -> Value:
        """The parts with commas between them."""
        return joined([self.said(one, names) for one in value], names) or None

    def from_row(self, value: Any) -> Any:
        """A list, as it lies in the database."""
        return tuple(value)

    def to_row(self, value: Any, made: Mapping[str, int]) -> Any:
        """A list again."""
        return list(value)


@dataclass(frozen=True)
class Words(Many):
    """Words that mean the same thing: other names of a place, words for a kind of repair."""

    most: int = 40
    width: int = 24
    blank: Any = ()

    def all(self, value: Value, names: Names) -> list[Any]:
        """The words; a comma always parts."""
        return [
            self.one(piece, names) for part in parts_of(value) for piece in parts_of(part, COMMAS)
        ]

    def one(self, text: str, names: Names) -> str:
        """The word."""
        if len(text) > self.most:
            raise wrong("cell.too_long", count=len(text), most=self.most)
        return text


@dataclass(frozen=True)
class Several(Many):
    """Several of a few words."""

    kind: str
    codes: tuple[str, ...]
    width: int = 24
    blank: Any = ()

    def one(self, text: str, names: Names) -> str:
        """The code of the word."""
        return names.code(self.kind, text, self.codes)

    def said(self, one: Any, names: Names) -> str:
        """The word of the code."""
        return names.dictionary.word(self.kind, one)


@dataclass(frozen=True)
class Ref(Kind):
    """A row of another sheet by its name: a role, a post, a list."""

    sheets: tuple[str, ...]
    width: int = 16
    blank: Any = ""

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The sheets to whose rows its values lead."""
        return self.sheets

    def read(self, value: Value, names: Names) -> Any:
        """The key of the row."""
        return names.find(text_of(value), *self.sheets)

    def write(self, value: Any, names: Names) -> Value:
        """The name of the row."""
        return names.said(value, *self.sheets) if value else None

    def choices(self, names: Names) -> tuple[str, ...]:
        """The names of all its rows."""
        return tuple(names.known(*self.sheets))

    def from_row(self, value: Any) -> Any:
        """No row is an empty cell."""
        return "" if value is None else str(value)

    def to_row(self, value: Any, made: Mapping[str, int]) -> Any:
        """An empty cell is no row."""
        return value or None


@dataclass(frozen=True)
class Somebody(Ref):
    """A person by name. Who is new in the same workbook can be named too."""

    sheets: tuple[str, ...] = ("people",)
    width: int = 12

    def read(self, value: Value, names: Names) -> Any:
        """The key of the person. Who writes two names is told that one cell holds one."""
        try:
            return super().read(value, names)
        except PydanticCustomError:
            everybody = {fold(name) for name in names.known(*self.sheets)}
            several = parts_of(value, LOOSE)
            if len(several) > 1 and everybody & {fold(one) for one in several}:
                raise wrong("cell.one_person", value=text_of(value)) from None
            raise

    def choices(self, names: Names) -> tuple[str, ...]:
        """A list of a hundred names is no help on a drop-down; they are typed."""
        return ()

    def to_row(self, value: Any, made: Mapping[str, int]) -> Any:
        """The id of the person."""
        return made.get(value) or int(value) if value else None


@dataclass(frozen=True)
class Refs(Many):
    """Several rows of other sheets. `kind` names a few words that may stand there as well."""

    sheets: tuple[str, ...]
    kind: str = ""
    codes: tuple[str, ...] = ()
    width: int = 20
    blank: Any = ()

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The sheets to whose rows its values lead."""
        return self.sheets

    def read(self, value: Value, names: Names) -> Any:
        """The keys in one order, because they are a set."""
        return tuple(sorted(super().read(value, names)))

    def from_row(self, value: Any) -> Any:
        """The same order."""
        return tuple(sorted(value))

    def one(self, text: str, names: Names) -> str:
        """The key of the row, or the code of the word."""
        code = names.dictionary.code(self.kind, text) if self.kind else None
        return code if code in self.codes and code else names.find(text, *self.sheets)

    def said(self, one: Any, names: Names) -> str:
        """The name of the row, or the word."""
        if one in self.codes:
            return names.dictionary.word(self.kind, one)
        return names.said(one, *self.sheets)
