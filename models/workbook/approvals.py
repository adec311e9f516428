"""审批权限: who approves a purchase."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from models.approvals import ApprovalTier
from models.workbook.cells import Column, Text, Whole, YesNo
from models.workbook.choices import Ref
from models.workbook.names import wrong
from models.workbook.sheet import Row, TableSheet


class TierRow(Row):
    """Who approves a purchase up to an amount, and what must lie beside it."""

    zh: Annotated[str, Column(Text(60, width=28), required=True)] = ""
    up_to: Annotated[int | None, Column(Whole(blank=None))] = None
    role_code: Annotated[str, Column(Ref(("roles",)))] = ""
    quotes: Annotated[int, Column(Whole(high=9))] = 0
    quotes_from: Annotated[int, Column(Whole(width=14))] = 0
    group_size: Annotated[int, Column(Whole(high=99))] = 0
    minutes: Annotated[bool, Column(YesNo())] = False
    contract: Annotated[bool, Column(YesNo())] = False
    outside: Annotated[bool, Column(YesNo())] = False
    en: Annotated[str, Column(Text(90, width=30))] = ""

    @model_validator(mode="after")
    def _somebody_approves(self) -> TierRow:
        if not self.role_code and not self.outside:
            raise wrong("cell.nobody_approves")
        return self


class TierSheet(TableSheet):
    """审批权限."""

    name = "tiers"
    row = TierRow
    table = ApprovalTier
    prefix = "T"
    digits = 1
    called = ("zh",)
    known_by = ("zh",)
    error_columns = {"cell.nobody_approves": "role_code"}
