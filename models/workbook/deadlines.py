"""时限与升级: how long something may take, and who hears of it."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from models.calendar.hours import TimeUnit
from models.deadlines import Deadline
from models.workbook.cells import Column, Number, Text, YesNo
from models.workbook.choices import Choice, Refs
from models.workbook.moments import Clock
from models.workbook.sheet import Row, TableSheet

UNITS = tuple(TimeUnit)
WHOM = ("holder", "next", "office")


class DeadlineRow(Row):
    """How long something may take, and who hears of it when it has not happened."""

    zh: Annotated[str, Column(Text(60, width=30), required=True)] = ""
    amount: Annotated[float, Column(Number())] = 0
    unit: Annotated[str, Column(Choice("unit", UNITS, blank="days"))] = "days"
    before: Annotated[bool, Column(YesNo())] = False
    at: Annotated[time | None, Column(Clock())] = None
    tell: Annotated[
        tuple[str, ...],
        Column(Refs(("posts", "roles"), "whom", ("holder", "next", "office"), width=34)),
    ] = ()
    again: Annotated[float, Column(Number())] = 0
    again_unit: Annotated[str, Column(Choice("unit", UNITS, blank="days"))] = "days"
    en: Annotated[str, Column(Text(90, width=44))] = ""


class DeadlineSheet(TableSheet):
    """时限与升级. Which steps there are is the program's; when, and who hears, is the school's."""

    name = "deadlines"
    row = DeadlineRow
    table = Deadline
    open = False
    titled = ("zh",)
    known_by = ("zh",)
