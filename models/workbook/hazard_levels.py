"""隐患类别, 重大隐患判定, 隐患级别: what kinds of hazards there are, and how bad one can be."""

from __future__ import annotations

from typing import Annotated

from models.calendar.hours import TimeUnit
from models.hazard_levels import HazardCategory, HazardCriterion, HazardLevel
from models.workbook.cells import Column, Number, Text, YesNo
from models.workbook.choices import Choice, Ref, Refs, Words
from models.workbook.sheet import Row, TableSheet

UNITS = tuple(TimeUnit)


class HazardCategoryRow(Row):
    """A kind of hazard, and what suggests that it is a grave one."""

    zh: Annotated[str, Column(Text(60, width=40), required=True)] = ""
    grave_zh: Annotated[str, Column(Text(80, width=36))] = ""
    words_zh: Annotated[tuple[str, ...], Column(Words(width=40))] = ()
    en: Annotated[str, Column(Text(80, width=40))] = ""
    grave_en: Annotated[str, Column(Text(120, width=40))] = ""
    words_en: Annotated[tuple[str, ...], Column(Words(width=40))] = ()


class HazardCategorySheet(TableSheet):
    """隐患类别."""

    name = "hazards"
    row = HazardCategoryRow
    table = HazardCategory
    prefix = "H"
    switch = "active"
    called = ("zh",)
    known_by = ("zh",)


class HazardCriterionRow(Row):
    """A line of the list that makes a hazard a 重大 one."""

    zh: Annotated[str, Column(Text(200, width=60), required=True)] = ""
    category_code: Annotated[str, Column(Ref(("hazards",), width=30))] = ""
    source: Annotated[str, Column(Text(80, width=36))] = ""
    en: Annotated[str, Column(Text(300, width=60))] = ""


class HazardCriterionSheet(TableSheet):
    """重大隐患判定. The district's own lines are added below those of the ministry."""

    name = "criteria"
    row = HazardCriterionRow
    table = HazardCriterion
    prefix = "Z"
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
    must_control: Annotated[bool, Column(YesNo())] = False
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
