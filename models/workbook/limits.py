"""隐患类别, 隐患级别, 时限与升级, 审批权限, 保存期限: the school's limits, a row each."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import model_validator

from models.calendar import Unit
from models.limits import ApprovalTier, Deadline, HazardCategory, HazardLevel, Retention
from models.workbook.cells import Column, Number, Text, Whole, YesNo
from models.workbook.choices import Choice, Ref, Refs
from models.workbook.moments import Clock
from models.workbook.names import wrong
from models.workbook.sheet import Row, TableSheet

UNITS = tuple(Unit)
KEPT = ("days", "months", "years", "forever", "never")
COUNTED = ("record", "school_year", "closing", "leaving", "disposal", "shelf_life")


class HazardCategoryRow(Row):
    """A kind of hazard, and what suggests that it is a grave one."""

    zh: Annotated[str, Column(Text(60, width=40), required=True)] = ""
    grave_zh: Annotated[str, Column(Text(80, width=36))] = ""
    en: Annotated[str, Column(Text(80, width=40))] = ""
    grave_en: Annotated[str, Column(Text(120, width=40))] = ""


class HazardCategorySheet(TableSheet):
    """隐患类别."""

    name = "hazards"
    row = HazardCategoryRow
    table = HazardCategory
    prefix = "H"
    switch = "active"
    called = ("zh",)
    known_by = ("zh",)


class HazardLevelRow(Row):
    """How bad, how soon under control, how soon gone, and who knows at once."""

    zh: Annotated[str, Column(Text(40, width=24), required=True)] = ""
    control_amount: Annotated[float, Column(Number(), required=True)] = 0
    control_unit: Annotated[str, Column(Choice("unit", UNITS), required=True)] = ""
    fix_amount: Annotated[float, Column(Number(), required=True)] = 0
    fix_unit: Annotated[str, Column(Choice("unit", UNITS), required=True)] = ""
    by_plan: Annotated[bool, Column(YesNo())] = False
    grave: Annotated[bool, Column(YesNo())] = False
    tell: Annotated[tuple[str, ...], Column(Refs(("roles",), "whom", ("authority",)))] = ()
    recheck: Annotated[
        tuple[str, ...], Column(Refs(("roles",), "whom", ("finder", "authority")))
    ] = ()
    measure_zh: Annotated[str, Column(Text(60, width=26))] = ""
    en: Annotated[str, Column(Text(60, width=30))] = ""
    measure_en: Annotated[str, Column(Text(100, width=34))] = ""


class HazardLevelSheet(TableSheet):
    """隐患级别. The four levels are the program's, their limits the school's and the district's."""

    name = "levels"
    row = HazardLevelRow
    table = HazardLevel
    open = False
    titled = ("zh",)
    known_by = ("zh",)


class DeadlineRow(Row):
    """How long something may take, and who hears of it when it has not happened."""

    zh: Annotated[str, Column(Text(60, width=30), required=True)] = ""
    amount: Annotated[float, Column(Number())] = 0
    unit: Annotated[str, Column(Choice("unit", UNITS, blank="days"))] = "days"
    before: Annotated[bool, Column(YesNo())] = False
    at: Annotated[time | None, Column(Clock())] = None
    tell: Annotated[
        tuple[str, ...], Column(Refs(("posts", "roles"), "whom", ("holder", "next"), width=34))
    ] = ()
    en: Annotated[str, Column(Text(90, width=44))] = ""


class DeadlineSheet(TableSheet):
    """时限与升级. Which steps there are is the program's; when, and who hears, is the school's."""

    name = "deadlines"
    row = DeadlineRow
    table = Deadline
    open = False
    titled = ("zh",)
    known_by = ("zh",)


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
    blames = {"cell.nobody_approves": "role_code"}


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
    blames = {"cell.how_long": "amount"}
