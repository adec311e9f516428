"""What people write in a cell when they mean a role, a person, a list, or one of a few words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz, process

# Below this a proposal (是不是“维修工”？) would be a guess.
ALIKE = 50
MARK = "#"


def wrong(key: str, **values: Any) -> PydanticCustomError:
    """What is wrong with a cell: a sentence of the catalogues, and what fills its gaps."""
    return PydanticCustomError(key, "{key}", {**values, "key": key})


def fold(text: str) -> str:
    """The text as it is compared: full-width signs narrow, no spaces, no difference of case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def nearest(text: str, known: Iterable[str]) -> str:
    """The known word that is most like it, or nothing. Of words alike the one of like length: 老师
    means 教师 and not 信息技术老师.
    """
    by_fold, said = {fold(word): word for word in known}, fold(text)
    alike = process.extract(said, list(by_fold), scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=None)
    if alike:
        lengths = {word: sorted((len(said), len(word))) for word, _, _ in alike}
        best = max(alike, key=lambda one: one[1] * lengths[one[0]][0] / lengths[one[0]][1])
        return by_fold[best[0]]
    # Two short Chinese words that share a sign are alike enough to ask.
    shared = [word for word in by_fold if set(fold(text)) & set(word)]
    return by_fold[max(shared, key=lambda word: fuzz.ratio(fold(text), word))] if shared else ""


class Dictionary(Protocol):
    """The words for codes: written in the reader's language, read in any of ours."""

    language: str

    def word(self, kind: str, code: str) -> str:
        """The word for a code: days becomes 天."""

    def examples(self, sheet: str) -> Sequence[Mapping[str, str]]:
        """What stands in the example above the rows, in any of our languages."""

    def code(self, kind: str, word: str) -> str | None:
        """The code for a word, None for a word that means none of them."""


class Names:
    """What the rows of the sheets are called, so that cells can speak of them."""

    def __init__(self, dictionary: Dictionary, today: date) -> None:
        self.dictionary = dictionary
        self.today = today
        self._labels: dict[str, dict[str, str]] = {}
        self._keys: dict[str, dict[str, list[str]]] = {}
        # Rows that are known by a former name only: nobody is to choose them anew.
        self._former: set[tuple[str, str]] = set()

    def add(self, sheet: str, key: str, labels: Iterable[str], *, former: bool = False) -> None:
        """Notes what a row is called; the first label is the one that is written.

        A former name, and the name of a row that is switched off, still leads to its row, unless
        another row bears it now.
        """
        keys = self._keys.setdefault(sheet, {})
        for label in filter(None, labels):
            if former and key not in self._labels.get(sheet, {}):
                self._former.add((sheet, key))
            self._labels.setdefault(sheet, {}).setdefault(key, label)
            bearers = keys.setdefault(fold(label), [])
            if key not in bearers and not (former and bearers):
                bearers.append(key)

    def known(self, *sheets: str) -> list[str]:
        """The words for all rows of some sheets, for a list to choose from."""
        return [
            self.label(sheet, key)
            for sheet in sheets
            for key in self._labels.get(sheet, {})
            if (sheet, key) not in self._former
        ]

    def said(self, key: str, *sheets: str) -> str:
        """What a row of one of the sheets is called, with its number where it could be another."""
        home = next((sheet for sheet in sheets if key in self._labels.get(sheet, {})), sheets[0])
        label = self.label(home, key)
        earlier = sheets[: sheets.index(home)]
        taken = any(fold(label) in self._keys.get(sheet, {}) for sheet in earlier)
        return f"{label}{MARK}{key}" if taken else label

    def label(self, sheet: str, key: str) -> str:
        """What a row is called; where two bear the name, its number stands behind it."""
        label = self._labels.get(sheet, {}).get(key)
        if label is None:
            return f"{MARK}{key}"
        alone = self._keys[sheet][fold(label)] == [key]
        return label if alone else f"{label}{MARK}{key}"

    def find(self, text: str, *sheets: str) -> str:
        """The key of the row that is meant. Raises an error for the cell where it is not clear."""
        name, _, number = (part.strip() for part in text.rpartition(MARK))
        for sheet in sheets:
            if fold(self._labels.get(sheet, {}).get(number, "")) == fold(name) != "":
                return number
            found = self._keys.get(sheet, {}).get(fold(text), [])
            if len(found) > 1:
                raise wrong("cell.two_of_that_name", value=text, marked=f"{text}{MARK}{found[0]}")
            if found:
                return found[0]
        for sheet in sheets:
            if text.strip() in self._labels.get(sheet, {}):
                return text.strip()
        raise self.unknown(text, sheets[0], self.known(*sheets))

    def unknown(self, text: str, kind: str, words: Iterable[str]) -> PydanticCustomError:
        """The error for a word that is not known, with the one that was perhaps meant."""
        near = nearest(text, words)
        key = "cell.unknown_near" if near else "cell.unknown"
        return wrong(key, value=text, kind=kind, near=near)

    def code(self, kind: str, text: str, codes: Iterable[str]) -> str:
        """The code that a word of a closed choice means. Raises an error for the cell."""
        codes = list(codes)
        code = self.dictionary.code(kind, text)
        if code is None or code not in codes:
            raise self.unknown(text, "choice", [self.dictionary.word(kind, one) for one in codes])
        return code
