"""报修类别, 报修时限, 安全提示, 外修单位: all that a repair goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from models.calendar.hours import TimeUnit
from models.school import Category, Danger, Firm, Urgency
from models.workbook.cells import Column, Number, Phone, Text, YesNo
from models.workbook.choices import Choice, Ref, Somebody, Words
from models.workbook.phones import PhonedSheet
from models.workbook.sheet import Row, TableSheet

UNITS = tuple(TimeUnit)


class CategoryRow(Row):
    """A kind of repair: who handles it, how urgent it is, which words mean it."""

    zh: Annotated[str, Column(Text(60, width=30), required=True)] = ""
    short_zh: Annotated[str, Column(Text(20))] = ""
    role_code: Annotated[str, Column(Ref(("roles",)), required=True)] = ""
    fixer_id: Annotated[str, Column(Somebody())] = ""
    urgency_code: Annotated[str, Column(Ref(("urgencies",), width=22), required=True)] = ""
    words_zh: Annotated[tuple[str, ...], Column(Words(width=50))] = ()
    en: Annotated[str, Column(Text(80, width=30))] = ""
    short_en: Annotated[str, Column(Text(30))] = ""
    words_en: Annotated[tuple[str, ...], Column(Words(width=50))] = ()


class CategorySheet(TableSheet):
    """报修类别."""

    name = "categories"
    row = CategoryRow
    table = Category
    prefix = "W"
    switch = "active"
    called = ("zh",)
    known_by = ("zh",)


class UrgencyRow(Row):
    """How soon somebody must react, and be done."""

    zh: Annotated[str, Column(Text(40, width=28), required=True)] = ""
    respond_amount: Annotated[float, Column(Number(), required=True)] = 0
    respond_unit: Annotated[str, Column(Choice("unit", UNITS), required=True)] = ""
    finish_amount: Annotated[float, Column(Number(), required=True)] = 0
    finish_unit: Annotated[str, Column(Choice("unit", UNITS), required=True)] = ""
    en: Annotated[str, Column(Text(60, width=34))] = ""


class UrgencySheet(TableSheet):
    """报修时限. The three degrees are the program's; how long each lasts is the school's."""

    name = "urgencies"
    row = UrgencyRow
    table = Urgency
    open = False
    called = ("zh", "en")
    known_by = ("zh",)


class DangerRow(Row):
    """Words of danger, and what to say at once. A number stands behind the name: 急救 120."""

    raises: Annotated[bool, Column(YesNo())] = False
    words_zh: Annotated[tuple[str, ...], Column(Words(width=50), required=True)] = ()
    safety_zh: Annotated[str, Column(Text(400, width=50), required=True)] = ""
    phones_zh: Annotated[tuple[str, ...], Column(Words(width=30))] = ()
    words_en: Annotated[tuple[str, ...], Column(Words(width=40))] = ()
    safety_en: Annotated[str, Column(Text(400, width=50))] = ""
    phones_en: Annotated[tuple[str, ...], Column(Words(width=30))] = ()


class DangerSheet(PhonedSheet):
    """安全提示. The kinds are the program's; words, sentences and numbers are the school's."""

    name = "dangers"
    row = DangerRow
    table = Danger
    key_column = "kind"
    titled = ("words_zh",)
    open = False

    def naturals(self, raw: Mapping[str, str]) -> list[tuple[str, ...]]:
        """By its words or, where these were changed, by what it says."""
        return [(name, raw.get(name, "")) for name in ("words_zh", "safety_zh")]


class FirmRow(Row):
    """A firm outside the school that repairs under contract."""

    name: Annotated[str, Column(Text(60, width=28), required=True)] = ""
    phone: Annotated[str, Column(Phone())] = ""


class FirmSheet(TableSheet):
    """外修单位."""

    name = "firms"
    row = FirmRow
    table = Firm
    key_column = "id"
    numbered = True
    switch = "active"
    called = ("name",)
    known_by = ("name",)
