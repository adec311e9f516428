"""The kinds of cells: how each is read from what people type, and written so that it reads back.

A kind has one value for one meaning, so that two rows are the same where their values are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from models.workbook.names import Names, wrong
from models.workbook.shapes import Shape, Value

PHONE = re.compile(r"\+?\d[\d -]{4,28}")


class Kind:
    """What a cell may hold. `blank` is what an empty cell means."""

    shape: ClassVar[Shape] = Shape.TEXT
    width: int = 14
    blank: Any = ""

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The sheets to whose rows its values lead."""
        return ()

    def read(self, value: Value, names: Names) -> Any:
        """The meaning of a cell that is not empty. Raises an error for the cell."""
        raise NotImplementedError

    def write(self, value: Any, names: Names) -> Value:
        """How the meaning is written; what is read from it is the same again."""
        return value  # type: ignore[no-any-return]

    def choices(self, names: Names) -> tuple[str, ...]:
        """The words of its drop-down list, if it has one."""
        return ()

    def from_row(self, value: Any) -> Any:
        """The meaning of what the database holds."""
        return value

    def to_row(self, value: Any, made: Mapping[str, int]) -> Any:
        """What the database holds for the meaning. `made` are the ids of new people by key."""
        return value


def text_of(value: Value) -> str:
    """What stands in a cell as text: spaces around it and signs that hide are gone.

    Raises an error for the cell where Excel made a date or a number with an exponent out of it.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | time):
        # 3-2 became the 2nd of March: only whoever typed it knows (practice.md §10.5).
        raise wrong("cell.became_a_day", value=_said(value))
    if isinstance(value, float):
        if not value.is_integer():
            return str(value)
        value = int(value)
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in str(value))
    kept = (sign for sign in spaced if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(kept).strip()


def _said(value: date | time) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else f"{value:%H:%M}"


def narrow(value: Value) -> str:
    """The same with full-width digits, letters and points made narrow."""
    return unicodedata.normalize("NFKC", text_of(value))


@dataclass(frozen=True)
class Text(Kind):
    """Words, as long as their place in the records. `code` makes full-width signs narrow."""

    most: int = 60
    width: int = 14
    code: bool = False

    def read(self, value: Value, names: Names) -> str:
        """The words, without spaces around them."""
        text = narrow(value) if self.code else text_of(value)
        if len(text) > self.most:
            raise wrong("cell.too_long", count=len(text), most=self.most)
        if self.code and re.search(r"\s", text):
            raise wrong("cell.no_spaces", value=text)
        return text


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number."""

    shape = Shape.NUMBER
    low: int = 0
    high: int = 100_000_000
    width: int = 10
    blank: Any = 0

    def read(self, value: Value, names: Names) -> Any:
        """The number. Raises an error for the cell outside its limits."""
        number = _number(value)
        if not number.is_integer():
            raise wrong("cell.not_whole", value=_shown(number))
        return int(self._within(number))

    def _within(self, number: float) -> float:
        if not self.low <= number <= self.high:
            raise wrong("cell.out_of_range", value=_shown(number), low=self.low, high=self.high)
        return number


@dataclass(frozen=True)
class Number(Whole):
    """A number, halves too."""

    def read(self, value: Value, names: Names) -> Any:
        """The number. Raises an error for the cell outside its limits."""
        return self._within(_number(value))

    def write(self, value: Any, names: Names) -> Value:
        """Without a point where there is nothing behind it."""
        return int(value) if float(value).is_integer() else float(value)

    def from_row(self, value: Any) -> Any:
        """One kind of number, so that 2 and 2.0 are the same."""
        return None if value is None else float(value)


def _number(value: Value) -> float:
    if isinstance(value, bool):
        raise wrong("cell.not_a_number", value=text_of(value))
    if isinstance(value, int | float):
        return float(value)
    text = narrow(value).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text):
        raise wrong("cell.not_a_number", value=text)
    return float(text)


def _shown(number: float) -> str:
    return f"{number:.15g}"


@dataclass(frozen=True)
class YesNo(Kind):
    """是 or 否. Where most are 否, the cell stays empty, and the few 是 are seen."""

    said: bool = False
    width: int = 8
    blank: Any = False

    def read(self, value: Value, names: Names) -> Any:
        """Whether it is so, from 是, √, 1 and the like."""
        return names.code("yes_no", text_of(value), ("yes", "no")) == "yes"

    def write(self, value: Any, names: Names) -> Value:
        """是 or 否."""
        if not value and not self.said:
            return None
        return names.dictionary.word("yes_no", "yes" if value else "no")

    def choices(self, names: Names) -> tuple[str, ...]:
        """Both."""
        return tuple(names.dictionary.word("yes_no", code) for code in ("yes", "no"))


@dataclass(frozen=True)
class Phone(Kind):
    """A telephone number, digits only; the cells are text, so that Excel leaves them alone."""

    width: int = 15

    def read(self, value: Value, names: Names) -> str:
        """The number without the spaces and dashes that people put in."""
        text = narrow(value)
        if not PHONE.fullmatch(text):
            raise wrong("cell.not_a_phone", value=text)
        return text.replace(" ", "").replace("-", "")


@dataclass(frozen=True)
class Kept:
    """The field of a row whose column is not in the workbook: it stays as it is."""

    value: Any


@dataclass(frozen=True)
class Column:
    """A column of a sheet: what its cells hold, and whether they may be empty.

    A column that is not `told` only shows what other fields of the row mean; one that is
    `computed` is for reading only.
    """

    kind: Kind
    required: bool = False
    compared: bool = True
    computed: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """pydantic asks the kind."""
        return core_schema.with_info_plain_validator_function(self._read)

    def _read(self, value: Value | Kept, info: ValidationInfo) -> Any:
        if isinstance(value, Kept):
            return value.value
        if value is None or (isinstance(value, str) and not text_of(value)):
            if self.required:
                raise wrong("cell.required")
            return self.kind.blank
        names: Names = info.context  # type: ignore[assignment]  # Any: what the reader gave.
        return self.kind.read(value, names)

    def cell(self, row: Any, value: Any, names: Names) -> Value:
        """What is written into the cell of a row."""
        return None if value is None else self.kind.write(value, names)

    def choices_of(self, row: Any, names: Names) -> tuple[str, ...]:
        """The drop-down list of this cell alone, where the column has none."""
        return ()
