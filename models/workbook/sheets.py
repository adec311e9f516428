"""All sheets of the workbook, in the order of their tabs, and what stands on them now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.workbook.approvals import TierSheet
from models.workbook.calendar import CalendarSheet
from models.workbook.checking import ChecklistSheet, ItemSheet
from models.workbook.contingencies import PlanSheet
from models.workbook.deadlines import DeadlineSheet
from models.workbook.duty import ChangeSheet, PostSheet, TurnSheet, WeekSheet
from models.workbook.hazard_levels import (
    HazardCategorySheet,
    HazardCriterionSheet,
    HazardLevelSheet,
)
from models.workbook.merging import Plan, merge
from models.workbook.names import Dictionary, Names
from models.workbook.pages import Reading
from models.workbook.people import PeopleSheet, RoleSheet, without_administrator
from models.workbook.places import PlaceSheet
from models.workbook.reading import Reader, State, names_of
from models.workbook.repairs import CategorySheet, DangerSheet, FirmSheet, UrgencySheet
from models.workbook.retention import RetentionSheet
from models.workbook.risk_points import RiskPointSheet
from models.workbook.school import SettingSheet
from models.workbook.shapes import Grid
from models.workbook.sheet import Complaint, Sheet
from models.workbook.visits import LessonSheet, PurposeSheet

SHEETS: tuple[Sheet, ...] = (
    SettingSheet(),
    PeopleSheet(),
    PlaceSheet(),
    CalendarSheet(),
    PostSheet(),
    WeekSheet(),
    ChangeSheet(),
    TurnSheet(),
    RoleSheet(),
    CategorySheet(),
    UrgencySheet(),
    DangerSheet(),
    FirmSheet(),
    HazardCategorySheet(),
    HazardCriterionSheet(),
    HazardLevelSheet(),
    RiskPointSheet(),
    PlanSheet(),
    ChecklistSheet(),
    ItemSheet(),
    DeadlineSheet(),
    TierSheet(),
    RetentionSheet(),
    PurposeSheet(),
    LessonSheet(),
)
Rows = dict[str, Sequence[Any]]


def standing(session: Session) -> Rows:
    """Every row of the school, by sheet."""
    return {sheet.name: sheet.rows(session) for sheet in SHEETS}


def names_now(session: Session, rows: Rows, dictionary: Dictionary, today: date) -> Names:
    """What the rows of the school are called, for whoever writes them into cells."""
    return names_of(session, SHEETS, rows, Names(dictionary, today))


def understand(
    session: Session,
    grids: Sequence[Grid],
    dictionary: Dictionary,
    today: date,
    before: State | None,
    sender: str,
) -> tuple[Reading, Plan, Rows]:
    """What a workbook says, what it would change, and how the school stood meanwhile."""
    ours = standing(session)
    reading = Reader(session, SHEETS, ours, Names(dictionary, today), before).read(grids)
    plan = merge(reading, SHEETS, ours, before, sender)
    if not reading.complaints:
        _must_have_administrator(reading, plan, ours)
    return reading, plan, ours


def _must_have_administrator(
    reading: Reading, plan: Plan, ours: Mapping[str, Sequence[Any]]
) -> None:
    """Somebody must be left who may send the next workbook."""
    rights = {key: row.rights for key, row in plan.after["roles"].items()}
    if not without_administrator(rights, list(plan.after["people"].values())):
        return
    held = {row.key: row.rights for row in ours["roles"]}
    for person in ours["people"]:
        line = reading.line_of("people", person.key)
        if line is not None and not without_administrator(held, [person]):
            reading.complaints.append(
                Complaint("people", line, "main_role", "people.no_administrator", {})
            )
            return
    reading.complaints.append(Complaint("people", None, None, "people.no_administrator", {}))
