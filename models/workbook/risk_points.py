"""风险点: one line for each, with its colour by likelihood and severity."""

from __future__ import annotations

from typing import Annotated

from models.hazards.risk_points import RiskPoint
from models.workbook.cells import Column, Text, Whole
from models.workbook.choices import Ref, Words
from models.workbook.sheet import Row, TableSheet


class RiskPointRow(Row):
    """Where, what could happen, how likely, how bad, what is done about it, who answers."""

    zh: Annotated[str, Column(Text(60, width=26), required=True)] = ""
    where_zh: Annotated[tuple[str, ...], Column(Words(width=24))] = ()
    category_code: Annotated[str, Column(Ref(("hazards",), width=26))] = ""
    harm_zh: Annotated[str, Column(Text(120, width=30))] = ""
    likelihood: Annotated[int, Column(Whole(1, 5), required=True)] = 3
    severity: Annotated[int, Column(Whole(1, 5), required=True)] = 3
    measure_zh: Annotated[str, Column(Text(200, width=44))] = ""
    role_code: Annotated[str, Column(Ref(("roles",)))] = ""
    checklist_code: Annotated[str, Column(Ref(("checklists",), width=24))] = ""
    en: Annotated[str, Column(Text(80, width=30))] = ""
    harm_en: Annotated[str, Column(Text(160, width=30))] = ""
    measure_en: Annotated[str, Column(Text(300, width=44))] = ""


class RiskPointSheet(TableSheet):
    """风险点."""

    name = "risks"
    row = RiskPointRow
    table = RiskPoint
    prefix = "F"
    switch = "active"
    titled = ("zh",)
    known_by = ("zh",)
