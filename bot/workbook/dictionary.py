"""The workbook's words in the catalogues: sheets, headings, and what may be chosen in a cell."""

from __future__ import annotations

from functools import cache

from bot.i18n import LANGUAGES, I18n, catalogue
from models.workbook.names import fold

# Several words for one thing stand in one sentence of the catalogue; the first is written.
OR = "|"
KEY = "key"


class BookWords:
    """Writes in the reader's language, and reads both."""

    def __init__(self, i18n: I18n) -> None:
        self.i18n = i18n
        self.language = i18n.language

    def word(self, kind: str, code: str) -> str:
        """The word for a code. Every sheet's first heading is the same."""
        if code == KEY and kind.startswith("column."):
            kind = "column"
        return self.i18n.raw(f"book.{kind}.{code}").split(OR)[0]

    def text(self, kind: str, code: str) -> str:
        """A sentence about a code, or nothing where none is needed."""
        key = f"book.{kind}.{code}"
        return self.i18n.raw(key) if self.i18n.has(key) else ""

    def examples(self, sheet: str) -> list[dict[str, str]]:
        """What stands in the example above the rows, in any of our languages."""
        return _examples(sheet)

    def code(self, kind: str, word: str) -> str | None:
        """The code for a word in any of our languages."""
        return _codes(kind).get(fold(word))


@cache
def _examples(sheet: str) -> list[dict[str, str]]:
    prefix = f"book.example.{sheet}."
    return [
        {
            key.removeprefix(prefix): text
            for key, text in catalogue(language).items()
            if key.startswith(prefix)
        }
        for language in LANGUAGES
    ]


@cache
def _codes(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    prefixes = [f"book.{kind}."]
    if kind.startswith("column."):
        prefixes.append("book.column.key")
    for language in LANGUAGES:
        for key, text in catalogue(language).items():
            for prefix in prefixes:
                code = key.removeprefix(prefix) or KEY
                if key.startswith(prefix) and "." not in code:
                    for word in text.split(OR):
                        found.setdefault(fold(word), code)
    return found
