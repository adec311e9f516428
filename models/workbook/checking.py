"""检查表 and 检查项: what is looked at, by whom, and when."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import model_validator
from sqlalchemy.orm import Session

from models.act import Act
from models.checklists import Answer, Checklist, ChecklistItem, Cycle, Opens
from models.workbook.cells import Column, Text, Whole, YesNo
from models.workbook.choices import Choice, Ref, Words
from models.workbook.measures import Limits, Numbers, Times
from models.workbook.names import wrong
from models.workbook.shapes import Tab
from models.workbook.sheet import Row, TableSheet

OPENS = tuple(one for one in Opens if one)
# The highest number that `days` may hold, by cycle; the others have none.
MOST_DAYS = {Cycle.WEEKLY: 7, Cycle.DRAWN: 5, Cycle.MONTHLY: 23, Cycle.TERM: 3}


class ChecklistRow(Row):
    """A list: whether it is used comes first (practice.md §10.7)."""

    enabled: Annotated[bool, Column(YesNo(said=True))] = False
    zh: Annotated[str, Column(Text(60, width=26), required=True)] = ""
    who: Annotated[str, Column(Ref(("posts", "roles")), required=True)] = ""
    second: Annotated[str, Column(Ref(("posts", "roles")))] = ""
    cycle: Annotated[str, Column(Choice("cycle", tuple(Cycle)), required=True)] = ""
    days: Annotated[tuple[int, ...], Column(Numbers())] = ()
    times: Annotated[tuple[str, ...], Column(Times())] = ()
    random_photos: Annotated[int, Column(Whole(high=20))] = 0
    en: Annotated[str, Column(Text(80, width=36))] = ""

    @model_validator(mode="after")
    def _days_fit_the_cycle(self) -> ChecklistRow:
        most = MOST_DAYS.get(Cycle(self.cycle), 0)
        if any(not 1 <= day <= most for day in self.days):
            raise wrong("cell.days_of_cycle" if most else "cell.no_days", most=most)
        return self


class ChecklistSheet(TableSheet):
    """检查表. One that is left out is switched off, and comes back with 启用."""

    name = "checklists"
    tab = Tab.GREY
    row = ChecklistRow
    table = Checklist
    prefix = "C"
    called = ("zh", "en")
    known_by = ("zh",)
    error_columns = {"cell.days_of_cycle": "days", "cell.no_days": "days"}

    def leave_out(self, act: Act, found: Checklist) -> None:
        """What was answered on it stays."""
        found.enabled = False

    def already_out(self, row: ChecklistRow) -> bool:
        """A list that is not used may be left out without a word."""
        return not row.enabled


class ItemRow(Row):
    """One thing to look at, and what comes of it."""

    checklist_code: Annotated[str, Column(Ref(("checklists",), width=24), required=True)] = ""
    zh: Annotated[str, Column(Text(80, width=44), required=True)] = ""
    answer: Annotated[str, Column(Choice("answer", tuple(Answer)), required=True)] = ""
    each: Annotated[bool, Column(YesNo())] = False
    things: Annotated[int, Column(Whole(high=60))] = 0
    parts_zh: Annotated[tuple[str, ...], Column(Words())] = ()
    limits: Annotated[tuple[str, ...], Column(Limits())] = ()
    photo: Annotated[bool, Column(YesNo())] = False
    opens: Annotated[str, Column(Choice("opens", OPENS))] = ""
    only: Annotated[tuple[int, ...], Column(Numbers())] = ()
    en: Annotated[str, Column(Text(100, width=44))] = ""
    parts_en: Annotated[tuple[str, ...], Column(Words())] = ()


class ItemSheet(TableSheet):
    """检查项."""

    name = "items"
    row = ItemRow
    table = ChecklistItem
    prefix = "I"
    digits = 3
    switch = "active"
    known_by = ("checklist_code", "zh")
    titled = ("checklist_code", "zh")

    def _all(self, session: Session) -> Any:
        """In the order of the lists."""
        return (
            session.query(ChecklistItem)
            .join(Checklist, Checklist.code == ChecklistItem.checklist_code)
            .order_by(Checklist.position, ChecklistItem.position, ChecklistItem.code)
        )
