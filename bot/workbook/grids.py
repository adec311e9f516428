"""What passes between a workbook's file and its meaning: values in rows, and how they look."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.workbook.shapes import Grid as Grid
from models.workbook.shapes import Shape as Shape
from models.workbook.shapes import Tab as Tab
from models.workbook.shapes import Value as Value


@dataclass(frozen=True)
class Fault:
    """A cell that holds no plain value, as a sentence of the catalogues. Counted from 1."""

    title: str
    row: int
    column: int
    key: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A workbook as it was read."""

    grids: tuple[Grid, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What is written beside a wrong cell of the workbook that goes back."""

    title: str
    row: int
    column: int
    text: str


@dataclass(frozen=True)
class ColumnLook:
    """One column as it is drawn. `width` counts characters of ASCII."""

    heading: str
    note: str
    width: int
    shape: Shape = Shape.TEXT
    choices: tuple[str, ...] = ()
    # Where a few words are only proposals, others may be written too.
    closed: bool = True
    required: bool = False
    # Filled in by the program; the eye passes over it.
    system: bool = False


@dataclass(frozen=True)
class SheetLook:
    """One sheet as it is drawn. `example` is shown above the rows, and is not read back.

    `choices_of` gives single cells a list of their own: row among `rows` and column, from 0.
    """

    title: str
    tab: Tab
    columns: tuple[ColumnLook, ...]
    example: tuple[Value, ...]
    rows: tuple[tuple[Value, ...], ...]
    choices_of: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class GuideLook:
    """The first sheet: how to fill in the others. `stamp` tells which export this is."""

    title: str
    head: str
    lines: tuple[str, ...]
    # What each colour of a tab asks for.
    legend: tuple[tuple[Tab, str], ...]
    # Title, colour and purpose of every sheet that follows; a title leads to its sheet.
    sheets: tuple[tuple[str, Tab, str], ...]
    stamp: str
