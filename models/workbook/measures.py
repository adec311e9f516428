"""Cells that hold several numbers: days, times of the day, and within what limits all is well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from models.checklists import Limit
from models.workbook.cells import narrow
from models.workbook.choices import Many
from models.workbook.moments import Clock
from models.workbook.names import Names, wrong
from models.workbook.shapes import Value

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Numbers(Many):
    """Days by their number: 1、3、5. 周一 is 1."""

    width: int = 12
    blank: Any = ()

    def one(self, text: str, names: Names) -> int:
        """The number; of a weekday, 1 to 7."""
        text = narrow(text)
        if text[:1] in "周星" and text[-1] in WEEKDAYS + "天":
            return WEEKDAYS.index(text[-1].replace("天", "日")) + 1
        if not re.fullmatch(r"\d{1,2}", text):
            raise wrong("cell.not_a_number", value=text)
        return int(text)


@dataclass(frozen=True)
class Times(Many):
    """Wall times: 12:30、15:00."""

    width: int = 16
    blank: Any = ()

    def read(self, value: Value, names: Names) -> Any:
        """The times as they follow each other, past midnight too; one that Excel made is one."""
        if not isinstance(value, str):
            return (f"{Clock().read(value, names):%H:%M}",)
        return super().read(value, names)

    def one(self, text: str, names: Names) -> str:
        """One time."""
        return f"{Clock().read(text, names):%H:%M}"


@dataclass(frozen=True)
class Limits(Many):
    """Within what numbers are normal: 0~8 ℃、≤-12 ℃."""

    width: int = 16
    blank: Any = ()

    def one(self, text: str, names: Names) -> str:
        """One limit, as it was written."""
        try:
            Limit.read(text)
        except ValueError:
            raise wrong("cell.not_a_limit", value=text) from None
        return text

    def read(self, value: Value, names: Names) -> Any:
        """The limits; two numbers may have the same."""
        return tuple(self.all(value, names))
