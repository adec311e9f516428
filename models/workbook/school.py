"""学校: the school's name, its habits in numbers, and what makes it unlike the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any

from pydantic import ValidationInfo
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.settings import SchoolSettings, Setting
from models.workbook.cells import Column, Kept, Kind, Number, Text, Whole, YesNo
from models.workbook.choices import Choice
from models.workbook.measures import Numbers
from models.workbook.moments import Clock
from models.workbook.names import Names, fold, wrong
from models.workbook.shapes import Tab, Value
from models.workbook.sheet import Row, Sheet

MEALS = ("self_run", "contracted", "delivered", "none")


class Reminders(Numbers):
    """When somebody is reminded to sign: twice, in hours."""

    def read(self, value: Value, names: Names) -> Any:
        """Two numbers, the smaller first."""
        hours = super().read(value, names)
        if len(hours) != 2 or hours[0] > hours[1]:
            raise wrong("cell.two_reminders")
        return hours

    def one(self, text: str, names: Names) -> int:
        """Hours."""
        return int(Whole(1, 500).read(text, names))


# What each line of the sheet holds, in the order of its lines. The times of the day stand in the
# calendar's timetables.
KINDS: dict[str, Kind] = {
    "school_name": Text(40),
    "canteen": Choice("canteen", MEALS),
    "boarding": YesNo(said=True),
    "pupils": Whole(0, 20_000),
    "security_doors": Whole(0, 500),
    "recording_days": Whole(0, 3650),
    "noon": Clock(),
    "soon_cutoff_hours": Number(0, 12),
    "polite_start": Clock(),
    "polite_end": Clock(),
    "morning_list": Clock(),
    "leader_merge": Clock(),
    "invitation_days": Whole(1, 365),
    "sign_reminder_hours": Reminders(),
    "sign_instead_days": Whole(1, 60),
    "draft_offer_minutes": Whole(1, 1440),
    "nudge_hours": Number(0, 240),
    "same_trouble_minutes": Whole(1, 10_080),
    "reopen_days": Whole(0, 365),
    "risk_red": Whole(1, 25),
    "risk_orange": Whole(1, 25),
    "risk_yellow": Whole(1, 25),
    "guard_rows": Whole(0, 1000),
    "guard_percent": Whole(0, 100),
    "calendar_notice_days": Whole(1, 365),
}


class SettingColumn(Column):
    """What the line is about decides what its cell holds."""

    def _read(self, value: Value | Kept, info: ValidationInfo) -> Any:
        key = info.data.get("key", "")
        return Column(KINDS.get(key, Text()), required=True)._read(value, info)

    def cell(self, row: Any, value: Any, names: Names) -> Value:
        """As text, whatever it is: the column holds times and numbers."""
        written = KINDS[row.key].write(value, names)
        return f"{written:%H:%M}" if isinstance(written, time) else str(written)

    def choices_of(self, row: Any, names: Names) -> tuple[str, ...]:
        """The list of this cell alone."""
        return KINDS[row.key].choices(names)


class SettingRow(Row):
    """One thing that schools differ in."""

    label: Annotated[str, Column(Text(60, width=34), compared=False)] = ""
    value: Annotated[Any, SettingColumn(Text(40, width=22))] = None
    note: Annotated[str, Column(Text(400, width=70), compared=False)] = ""


class SettingSheet(Sheet):
    """学校. Which lines there are is the program's."""

    name = "school"
    tab = Tab.GREEN
    row = SettingRow
    open = False

    def rows(self, session: Session) -> list[SettingRow]:
        """One line for each setting."""
        found = session.scalars(select(Setting))
        settings = SchoolSettings.model_validate({one.key: one.value["is"] for one in found})
        return [
            SettingRow.model_construct(key=key, value=kind.from_row(getattr(settings, key)))
            for key, kind in KINDS.items()
        ]

    def naturals(self, raw: Mapping[str, str]) -> list[tuple[str, ...]]:
        """By what the line is about."""
        return [(raw.get("label", ""),)]

    def naturals_of(self, row: SettingRow, names: Names) -> list[tuple[str, ...]]:
        """The same, from the catalogue."""
        return [(fold(names.dictionary.word("setting", row.key)),)]

    def find(self, session: Session, key: str) -> Setting:
        """The setting with this key."""
        return session.get_one(Setting, key)

    def put(self, act: Act, found: Setting, row: SettingRow, made: Mapping[str, int]) -> None:
        """As JSON."""
        found.value = {"is": row.plain()["value"]}
