"""保存期限: how long records are kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from models.retention import Retention
from models.workbook.cells import Column, Text, Whole
from models.workbook.choices import Choice
from models.workbook.names import wrong
from models.workbook.sheet import Row, TableSheet

KEPT = ("days", "months", "years", "forever", "never")
COUNTED = ("record", "school_year", "closing", "leaving", "disposal", "shelf_life")


class RetentionRow(Row):
    """How long a kind of record is kept, from when on, and why."""

    zh: Annotated[str, Column(Text(60, width=34), required=True)] = ""
    amount: Annotated[int, Column(Whole(high=200))] = 0
    unit: Annotated[str, Column(Choice("kept", KEPT), required=True)] = ""
    counted_from: Annotated[str, Column(Choice("counted", COUNTED, blank="record"))] = "record"
    basis_zh: Annotated[str, Column(Text(400, width=34))] = ""
    en: Annotated[str, Column(Text(90, width=40))] = ""
    basis_en: Annotated[str, Column(Text(400, width=40))] = ""

    @model_validator(mode="after")
    def _is_an_amount(self) -> RetentionRow:
        if self.unit in KEPT[:3] and self.amount < 1:
            raise wrong("cell.how_long")
        return self


class RetentionSheet(TableSheet):
    """保存期限. Which kinds of records there are is the program's."""

    name = "retention"
    row = RetentionRow
    table = Retention
    open = False
    titled = ("zh",)
    known_by = ("zh",)
    error_columns = {"cell.how_long": "amount"}
