"""预案: what the school does first in an emergency, who hears of it, and whom to call."""

from __future__ import annotations

from typing import Annotated

from models.incidents.plans import LONGEST_STEPS, ContingencyPlan
from models.workbook.cells import Column, Text
from models.workbook.choices import Refs, Words
from models.workbook.phones import PhonedSheet
from models.workbook.sheet import Row


class PlanRow(Row):
    """A kind of emergency. A number stands behind the name: 火警 119."""

    zh: Annotated[str, Column(Text(20, width=16), required=True)] = ""
    steps_zh: Annotated[str, Column(Text(LONGEST_STEPS, width=60), required=True)] = ""
    phones_zh: Annotated[tuple[str, ...], Column(Words(width=30))] = ()
    tell: Annotated[
        tuple[str, ...],
        Column(Refs(("posts", "roles"), "whom", ("office",), width=34), required=True),
    ] = ()
    words_zh: Annotated[tuple[str, ...], Column(Words(width=40))] = ()
    en: Annotated[str, Column(Text(40, width=24))] = ""
    steps_en: Annotated[str, Column(Text(LONGEST_STEPS, width=60))] = ""
    phones_en: Annotated[tuple[str, ...], Column(Words(width=30))] = ()
    words_en: Annotated[tuple[str, ...], Column(Words(width=40))] = ()


class PlanSheet(PhonedSheet):
    """预案."""

    name = "plans"
    row = PlanRow
    table = ContingencyPlan
    prefix = "E"
    switch = "active"
    called = ("zh",)
    known_by = ("zh",)
