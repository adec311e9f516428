"""Sheets whose rows name telephones: 火警 119、学校电工 0571-5550 1201, all in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from models.act import Act
from models.workbook.sheet import TableSheet

# A number may be written in groups: 0571-5550 1202. It begins with three signs or a country's code,
# so that 值班室2 8801 is not taken apart at the 2.
NAMED_PHONE = re.compile(r"(.*?)\s*((?:\+\d{1,3}[ -]*)?\d{3}(?:[ -]*\d){0,17})?")
CELLS = ("phones_zh", "phones_en")


class PhonedSheet(TableSheet):
    """The table has a column `phones`; the sheet a cell with the Chinese names and the numbers, and
    one with the English names.
    """

    def _others(self) -> Mapping[str, Any]:
        columns = self.row.columns().items()
        return {name: column.kind for name, column in columns if name not in CELLS}

    def row_of(self, found: Any) -> Any:
        """With its telephones in one cell."""
        values = {
            name: kind.from_row(getattr(found, name)) for name, kind in self._others().items()
        }
        values["phones_zh"] = tuple(f"{one['zh']} {one['number']}".strip() for one in found.phones)
        values["phones_en"] = tuple(one["en"] for one in found.phones)
        return self.row.model_construct(key=str(getattr(found, self.key_column)), **values)

    def put(self, act: Act, found: Any, row: Any, made: Mapping[str, int]) -> None:
        """A number is what stands at the end of its name."""
        for name, kind in self._others().items():
            setattr(found, name, kind.to_row(getattr(row, name), made))
        if self.switch:
            setattr(found, self.switch, True)
        found.phones = [
            {"zh": named[1], "en": english or named[1], "number": named[2] or ""}
            for said, english in zip_longest(row.phones_zh, row.phones_en)
            if said and (named := NAMED_PHONE.fullmatch(said))
        ]
