"""What the workbook needs words for: its sheets, columns, settings, and all that can be chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from spoken import worded

from bot.workbook.building import GUIDE_LINES
from bot.workbook.dictionary import KEY
from models.workbook.cells import Kind, YesNo
from models.workbook.choices import Choice, Ref, Refs, Several
from models.workbook.duty import Turns
from models.workbook.merging import How
from models.workbook.school import KINDS
from models.workbook.shapes import Tab
from models.workbook.sheets import SHEETS


def cells() -> Iterator[Kind]:
    """What can stand in a cell of any sheet."""
    for sheet in SHEETS:
        yield from (column.kind for column in sheet.row.columns().values())
    yield from KINDS.values()


def choices() -> dict[str, set[str]]:
    """The closed choices: for every kind of word, the codes that a cell may hold."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for cell in cells():
        match cell:
            case YesNo():
                found["yes_no"] |= {"yes", "no"}
            case Turns():
                found["turn"].add("off")
            case Choice() | Several():
                found[cell.kind].update(cell.codes)
            case Refs() if cell.kind:
                found[cell.kind].update(cell.codes)
    return dict(found)


def nouns() -> set[str]:
    """What a word that nobody knows was taken for: 角色“水工”不存在."""
    found = set()
    for cell in cells():
        match cell:
            case YesNo() | Choice() | Several():
                found.add("choice")
            case Ref() | Refs():
                found.add(cell.sheets[0])
            case Turns():
                found.add("posts")
    return found


def hidden() -> set[str]:
    """The fields by which rows are compared and which have no column of their own."""
    return {name for one in SHEETS for name in set(one.row.compared()) - one.row.columns().keys()}


def _under(table: str, codes: set[str]) -> set[str]:
    return {f"book.{table}.{code}" for code in codes}


def _of_columns(table: str) -> set[str]:
    return {f"book.{table}.{sheet.name}.{name}" for sheet in SHEETS for name in sheet.row.columns()}


TITLES = {sheet.name for sheet in SHEETS}
CHOICES = choices()
# The keys by how the code names the kind of word.
KINDS_OF_WORDS: dict[str, set[str]] = {
    **{kind: _under(kind, codes) for kind, codes in CHOICES.items()},
    "guide": _under("guide", {"title"}),
    "sheet": _under("sheet", TITLES),
    "about": _under("about", TITLES),
    "note": _under("note", {KEY}),
    "mark": _under("mark", {"example"}),
    "noun": _under("noun", nouns()),
    "setting": _under("setting", set(KINDS)),
    "setting_note": _under("setting_note", set(KINDS)),
    "column.{}": _under("column", {KEY}) | _of_columns("column"),
    "note.{}": _of_columns("note"),
    "example.{}": _of_columns("example"),
}
# A cell asks for its own kind of word; all else is named where it is asked for.
BOOK = {key for kind in worded() | CHOICES.keys() for key in KINDS_OF_WORDS[kind]}
BOOK_FAMILIES: dict[str, set[str]] = {
    "book.{}.{}": BOOK,
    "book.column.{}": _under("column", {KEY}),
    "book.guide.line_{}": _under("guide", {f"line_{n}" for n in range(1, GUIDE_LINES + 1)}),
    "book.guide.legend_{}": _under("guide", {f"legend_{tab}" for tab in Tab}),
    "book.measure.{}": _under("measure", TITLES),
    "book.hidden.{}": _under("hidden", hidden()),
    "workbook.how_{}": {f"workbook.how_{how}" for how in How},
}
