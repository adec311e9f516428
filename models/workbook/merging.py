"""What a workbook changes: the difference between three states of the school.

`before` is the school in the export that was filled in, `ours` the school now, and the workbook
what somebody made of it. What was changed in the school meanwhile, and not in the workbook, stays;
where nobody knows the export, the school now stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.workbook.names import Names
from models.workbook.pages import Page, Reading
from models.workbook.reading import State, state_of
from models.workbook.sheet import Row, Sheet


class How(StrEnum):
    """What happens to a row."""

    ADD = "add"
    CHANGE = "change"
    # Deleted in the workbook: switched off, or gone where nothing depends on it.
    OFF = "off"
    # It was switched off, and stands in the workbook.
    BACK = "back"


@dataclass(frozen=True)
class Change:
    """What happens to one row, and in which fields."""

    sheet: str
    key: str
    how: How
    label: str
    row: Row
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A field that was changed in the school after the export, or in both.

    `ours` is told where the workbook leaves it alone; where both changed it, the workbook wins.
    """

    sheet: str
    key: str
    label: str
    fields: tuple[str, ...]
    both: bool


@dataclass
class Plan:
    """All that a workbook would do."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    # Rows that were deleted in the workbook, and cannot be.
    stays: list[Kept] = field(default_factory=list)
    # How many rows each sheet has now, by which what is missing is measured.
    sizes: dict[str, int] = field(default_factory=dict)
    # The rows of every sheet as they will be.
    after: dict[str, dict[str, Any]] = field(default_factory=dict)

    def missing(self) -> list[Change]:
        """The rows that the workbook leaves out."""
        return [change for change in self.changes if change.how is How.OFF]

    def must_ask(self, rows: int, percent: int) -> bool:
        """Whether so much is missing that it may be a mistake (practice.md §10.2)."""
        for sheet, size in self.sizes.items():
            count = sum(1 for change in self.missing() if change.sheet == sheet)
            if count > rows or (count and count * 100 > percent * size):
                return True
        return False

    def spared(self) -> Plan:
        """The same without what is missing: 只新增和修改."""
        changes = [change for change in self.changes if change.how is not How.OFF]
        after = {sheet: dict(rows) for sheet, rows in self.after.items()}
        for change in self.missing():
            after[change.sheet][change.key] = change.row
        return Plan(changes, self.kept, self.stays, self.sizes, after)


def merge(
    reading: Reading,
    sheets: Sequence[Sheet],
    ours: Mapping[str, Sequence[Any]],
    before: State | None,
    sender: str,
) -> Plan:
    """What the workbook changes. Whoever sent it is never left out by it."""
    plan = Plan(after={name: {row.key: row for row in rows} for name, rows in ours.items()})
    now = state_of(ours)
    for sheet in sheets:
        page = reading.pages.get(sheet.name)
        if page is None or not page.columns:
            continue
        plan.sizes[sheet.name] = len(ours[sheet.name])
        known = before.get(sheet.name, {}) if before is not None else now[sheet.name]
        for row in page.rows.values():
            at = row.key
            _one(plan, page, reading.names, row, now[sheet.name].get(at), known.get(at))
        for line, row in page.rows.items():
            if line < 0 and row.key in now[sheet.name] and row.key in known:
                # A building without a line of its own, with a room that has one.
                label = sheet.title_of(row, reading.names)
                plan.stays.append(Kept(sheet.name, row.key, label, (), both=False))
        stays = {sender} if sheet.name == "people" else set()
        if not sheet.open:
            stays = set(known)
        _left_out(plan, page, reading.names, ours[sheet.name], known, stays)
    return plan


def _one(
    plan: Plan,
    page: Page,
    names: Names,
    row: Row,
    now: dict[str, Any] | None,
    known: dict[str, Any] | None,
) -> None:
    """A row of the workbook against the same row of the school."""
    sheet = page.sheet
    said, label = row.plain(), sheet.title_of(row, names)
    if now is None:
        if known is not None and known == said:
            # Switched off since the export, and untouched in the workbook: it stays off.
            plan.kept.append(Kept(sheet.name, row.key, label, (), both=False))
            return
        how = How.ADD if page.is_new(row.key) else How.BACK
        plan.changes.append(Change(sheet.name, row.key, how, label, row, sheet.row.compared()))
        plan.after[sheet.name][row.key] = row
        return
    known = known or now
    mine = [name for name in said if said[name] == known.get(name) and now[name] != said[name]]
    both = [
        name
        for name in said
        if name not in mine and now[name] not in (said[name], known.get(name, now[name]))
    ]
    standing = plan.after[sheet.name][row.key]
    merged = row.model_copy(update={name: getattr(standing, name) for name in mine})
    changed = tuple(name for name in said if name not in mine and now[name] != said[name])
    if mine:
        plan.kept.append(Kept(sheet.name, row.key, label, tuple(mine), both=False))
    if both:
        plan.kept.append(Kept(sheet.name, row.key, label, tuple(both), both=True))
    if changed:
        change = Change(sheet.name, row.key, How.CHANGE, label, merged, changed)
        plan.changes.append(change)
    plan.after[sheet.name][row.key] = merged


def _left_out(
    plan: Plan,
    page: Page,
    names: Names,
    ours: Sequence[Any],
    known: Mapping[str, Any],
    stays: set[str],
) -> None:
    """Rows of the school that the workbook had, and has no more. Some stay all the same."""
    here, sheet = set(page.keys.values()), page.sheet
    for row in ours:
        if row.key in here or row.key not in known or sheet.already_out(row):
            continue
        label = sheet.title_of(row, names)
        if row.key in stays:
            plan.stays.append(Kept(sheet.name, row.key, label, (), both=False))
            continue
        plan.changes.append(Change(sheet.name, row.key, How.OFF, label, row))
        plan.after[sheet.name].pop(row.key)
