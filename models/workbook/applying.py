"""Puts a plan into the school: everything in one transaction, and on record."""

from __future__ import annotations

from collections import Counter

from models.act import Act
from models.base import Refused
from models.calendar.replanning import follow
from models.cases.case import Event
from models.people.person import Person, Right
from models.workbook.merging import How, Plan
from models.workbook.sheets import SHEETS


def apply(plan: Plan, act: Act, *, file: str, name: str) -> Event:
    """Changes the school as the plan says, and writes who did it, with which file.

    Roles come first, because people hold them; people and places are all made before any is
    filled, because they speak of each other. At the end promises and reminders follow. Raises
    `Refused` for somebody who is no administrator, and where nothing would change.
    """
    act.must(Right.ADMIN)
    if not plan.changes:
        raise Refused("workbook.nothing_new")
    session, before = act.school.session, act.school.hours
    made: dict[str, int] = {}
    order = sorted(SHEETS, key=lambda sheet: (sheet.name != "roles", not sheet.create_first))
    found = {}
    for sheet in order:
        for change in plan.changes:
            if change.sheet == sheet.name and change.how is How.ADD and sheet.create_first:
                found[change.key] = row = sheet.add(act, change.row)
                session.flush()
                made[change.key] = row.id
    for sheet in order:
        for change in plan.changes:
            if change.sheet == sheet.name and change.how is How.CHANGE:
                sheet.release_unique(sheet.find(session, change.key))
        session.flush()
        for change in plan.changes:
            if change.sheet != sheet.name or change.how is How.OFF:
                continue
            if change.how is How.ADD and not sheet.create_first:
                row = sheet.add(act, change.row)
                sheet.put(act, row, change.row, made)
                session.add(row)
            else:
                row = found.get(change.key) or sheet.find(session, change.key)
                sheet.put(act, row, change.row, made)
        session.flush()
    for sheet in reversed(order):
        for change in plan.missing():
            if change.sheet == sheet.name:
                sheet.leave_out(act, sheet.find(session, change.key))
        session.flush()
    event = Event(
        at=act.now,
        by=act.by,
        kind="workbook_applied",
        data={
            "file": file,
            "name": name,
            "counts": counts(plan),
            "new_people": [row.id for row in found.values() if isinstance(row, Person)],
        },
        notify=[one.id for one in act.school.administrators() if one is not act.by],
    )
    session.add(event)
    session.flush()
    follow(act, before)
    return event


def counts(plan: Plan) -> dict[str, int]:
    """How much of what happens on which sheet: people.add, places.change."""
    return dict(Counter(f"{change.sheet}.{change.how}" for change in plan.changes))
