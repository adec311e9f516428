"""What the bot says of a workbook: what is wrong, cell by cell, and what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from bot.i18n import I18n
from bot.workbook.dictionary import KEY, OR, BookWords
from bot.workbook.grids import Fault, Mark
from bot.workbook.proposing import Proposal
from models.workbook.merging import Change, How, Kept, Plan
from models.workbook.names import Names
from models.workbook.pages import Reading
from models.workbook.sheet import Complaint
from models.workbook.sheets import SHEETS

# Telegram takes 4096 signs in a message; a page of them is as much as anybody reads.
LONGEST_MESSAGE = 3400
MOST_COMPLAINTS = 30
MOST_DETAILS = 15
MOST_NAMES = 100
LONGEST_VALUE = 30
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


class Answers:
    """The sentences about one workbook, in its sender's language."""

    def __init__(self, i18n: I18n) -> None:
        self.i18n = i18n
        self.book = BookWords(i18n)

    def marks(self, reading: Reading, faults: Sequence[Fault]) -> list[Mark]:
        """What is wrong, by cell, in the order of the sheets, lines and columns."""
        marks = [
            Mark(one.title, one.row, one.column, self.i18n.plain(one.key, **one.values))
            for one in faults
        ]
        # Of a cell that holds a formula it is no news that it is empty.
        told = {(one.title, one.row, one.column) for one in marks}
        more = (self._mark(reading, one) for one in reading.complaints)
        marks += [one for one in more if (one.title, one.row, one.column) not in told]
        pages = [reading.pages[one.name] for one in SHEETS if one.name in reading.pages]
        order = [page.title for page in pages]
        return sorted(marks, key=lambda one: (order.index(one.title), one.row, one.column))

    def _mark(self, reading: Reading, complaint: Complaint) -> Mark:
        page = reading.pages[complaint.sheet]
        values = dict(complaint.values)
        if "kind" in values:
            values["kind"] = self.book.word("noun", values["kind"])
        column = page.columns.get(complaint.column or KEY, 1)
        line = complaint.row or page.header
        return Mark(page.title, line, column, self.i18n.plain(complaint.key, **values))

    def wrong(self, marks: Sequence[Mark], reading: Reading) -> str:
        """All that is wrong, as far as a message holds it; the rest stands in the workbook."""
        lines = [
            self.i18n("workbook.wrong_cell", cell=cell_of(mark), what=mark.text)
            for mark in marks[:MOST_COMPLAINTS]
        ]
        head = self.i18n("workbook.wrong", count=len(marks))
        more = len(marks) - len(lines)
        tail = [self.i18n("workbook.wrong_more", count=more)] if more else []
        return "\n".join([head, *lines, *tail, *self._unread(reading)])

    def nothing_new(self, proposal: Proposal) -> str:
        """Nothing to apply, and what was passed over."""
        head = self.i18n("workbook.nothing_new")
        return self._cut([head, *self._left(proposal.plan), *self._unread(proposal.reading)])

    def summary(self, counts: Mapping[str, int]) -> str:
        """新增 3 人，停用 1 人，改 2 处地点."""
        said = []
        for how in How:
            for sheet in SHEETS:
                count = counts.get(f"{sheet.name}.{how}", 0)
                if count:
                    forms = self.i18n.plain(f"book.measure.{sheet.name}", count=count).split(OR)
                    what = forms[0] if count == 1 else forms[-1]
                    said.append(self.i18n.plain(f"workbook.how_{how}", what=what))
        return self.i18n.plain("workbook.comma").join(said)

    def proposal(self, proposal: Proposal, *, must_ask: bool) -> str:
        """What would change, in a line and then by name, and what was left alone and why."""
        reading, plan, before = proposal.reading, proposal.plan, proposal.ours
        counts = Counter(f"{change.sheet}.{change.how}" for change in plan.changes)
        lines = [self.i18n("workbook.would_change", summary=self.summary(counts))]
        for how in (How.ADD, How.BACK, How.OFF):
            lines += self._by_name(plan, how)
        lines += self._details(reading.names, plan, before)
        lines += self._still_named(reading.names, plan)
        lines += self._dead_labels(plan, before)
        lines += [*self._left(plan), *self._unread(reading)]
        if must_ask:
            question = self.i18n("workbook.missing_ask", count=len(plan.missing()))
            return f"{self._cut(lines)}\n\n{question}"
        return self._cut(lines)

    def _cut(self, lines: Sequence[str]) -> str:
        """As many lines as one message holds."""
        kept: list[str] = []
        length = 0
        for line in lines:
            length += len(line) + 1
            if length > LONGEST_MESSAGE:
                return "\n".join([*kept, self.i18n("workbook.cut")])
            kept.append(line)
        return "\n".join(kept)

    def changed_since(self, stood: Mapping[str, Any], proposal: Proposal) -> str:
        """What is not as it was: the names of the rows, by sheet."""
        said = []
        names = proposal.reading.names
        for sheet in SHEETS:
            then = stood.get(sheet.name, {})
            now = {row.key: row for row in proposal.ours[sheet.name]}
            changed = [
                self._name_of(sheet.name, key, sheet.title_of(row, names))
                for key, row in now.items()
                if then.get(key) != row.plain()
            ]
            gone = [str(self._gone(then[key])) for key in then.keys() - now.keys()]
            if changed or gone:
                rows = self.i18n.list([*changed, *gone][:MOST_DETAILS])
                said.append(f"{self.book.word('sheet', sheet.name)} {rows}")
        return self.i18n.plain("workbook.comma").join(said)

    @staticmethod
    def _gone(fields: Mapping[str, Any]) -> str:
        named = (fields.get(name) for name in ("name", "zh", "code"))
        return str(next(filter(None, named), "—"))

    def _by_name(self, plan: Plan, how: How) -> list[str]:
        lines = []
        for sheet in SHEETS:
            names = [c.label for c in plan.changes if c.sheet == sheet.name and c.how is how]
            if names:
                key = "workbook.named" if len(names) <= MOST_NAMES else "workbook.named_more"
                lines.append(
                    self.i18n(
                        key,
                        how=self.i18n.plain(
                            f"workbook.how_{how}", what=self.book.word("sheet", sheet.name)
                        ),
                        names=names[:MOST_NAMES],
                        count=len(names),
                    )
                )
        return lines

    def _details(self, names: Names, plan: Plan, before: Mapping[str, Any]) -> list[str]:
        changed = [change for change in plan.changes if change.how is How.CHANGE]
        lines = [self._detail(names, one, before) for one in changed[:MOST_DETAILS]]
        if len(changed) > MOST_DETAILS:
            more = len(changed) - MOST_DETAILS
            lines.append(self.i18n("workbook.changed_more", count=more))
        return lines

    def _detail(self, names: Names, change: Change, before: Mapping[str, Any]) -> str:
        old = next(row for row in before[change.sheet] if row.key == change.key)
        parts = []
        for field in change.fields:
            heading, was, now = self._field(names, change, field, old)
            parts.append(self.i18n.plain("workbook.field", field=heading, was=was, now=now))
        return self.i18n(
            "workbook.changed",
            sheet=self.book.word("sheet", change.sheet),
            who=self._name_of(change.sheet, change.key, change.label),
            what=self.i18n.plain("workbook.comma").join(parts),
        )

    def _name_of(self, sheet: str, key: str, label: str) -> str:
        """A line of 学校 is called by what it is about."""
        return self.book.word("setting", key) if sheet == "school" else label

    def _field(self, names: Names, change: Change, field: str, old: Any) -> tuple[str, str, str]:
        """The heading, and what stood and stands below it."""
        column = BY_NAME[change.sheet].row.columns().get(field)
        if column is None:
            # Where a place hangs is told by the columns that lead to it.
            heading = self.i18n.plain(f"book.hidden.{field}")
            if field == "zh":
                return heading, *(getattr(row, field) for row in (old, change.row))
            return heading, _way(old), _way(change.row)
        heading = self.book.word(f"column.{change.sheet}", field)
        was, now = (
            _shown(column.cell(row, getattr(row, field), names)) for row in (old, change.row)
        )
        return heading, was or "—", now or "—"

    def _still_named(self, names: Names, plan: Plan) -> list[str]:
        """Where the workbook still names people, roles or posts that it leaves out."""
        # The items of a list that is left out are not asked any more.
        gone = {
            (one.sheet, one.key): one.label for one in plan.missing() if one.sheet != "checklists"
        }
        found: dict[str, list[str]] = {}
        for sheet in SHEETS:
            for row in plan.after[sheet.name].values():
                for named in sheet.named_in(row):
                    if named in gone:
                        title = self.book.word("sheet", sheet.name)
                        where = f"{title} {sheet.title_of(row, names)}"
                        found.setdefault(gone[named], []).append(where)
        lines = []
        for label, places in found.items():
            shown = list(dict.fromkeys(places))
            values = {"what": label, "where": shown[:MOST_DETAILS], "count": len(shown)}
            lines.append(self.i18n("workbook.still_named", **values))
        return lines[:MOST_DETAILS]

    def _dead_labels(self, plan: Plan, before: Mapping[str, Any]) -> list[str]:
        """The labels on the wall carry the codes of places; a new code needs a new label."""
        codes = {row.key: row.code for row in before["places"]}
        names = [
            f"{codes[one.key]} → {one.row.plain()['code']}"
            for one in plan.changes
            if one.sheet == "places" and one.how is How.CHANGE and "code" in one.fields
        ]
        if not names:
            return []
        return [self.i18n("workbook.new_labels", names=names[:MOST_DETAILS], count=len(names))]

    def _left(self, plan: Plan) -> list[str]:
        """What was changed in the school since the export."""
        lines = []
        for both in (False, True):
            kept = [one for one in plan.kept if one.both is both]
            if kept:
                names = list(dict.fromkeys(self._kept(one) for one in kept))
                key = "workbook.both_changed" if both else "workbook.kept"
                lines.append(self.i18n(key, count=len(kept), names=names[:MOST_DETAILS]))
        if plan.stays:
            names = [
                f"{self.book.word('sheet', one.sheet)} {_shown(self._kept(one))}"
                for one in plan.stays
            ]
            lines.append(self.i18n("workbook.stays", names=names[:MOST_DETAILS]))
        return lines

    def _unread(self, reading: Reading) -> list[str]:
        """Sheets and columns that nobody knows, and what they were perhaps meant to be."""
        if not reading.strange:
            return []
        what = [
            self.i18n.plain("workbook.perhaps", what=one.what, near=one.near)
            if one.near
            else one.what
            for one in reading.strange[:MOST_DETAILS]
        ]
        return [self.i18n("workbook.not_read", what=what)]

    def _kept(self, kept: Kept) -> str:
        label = self._name_of(kept.sheet, kept.key, kept.label)
        fields = [
            self.book.word(f"column.{kept.sheet}", field)
            for field in kept.fields
            if field in BY_NAME[kept.sheet].row.columns()
        ]
        return f"{label}（{self.i18n.list(fields)}）" if fields else label


def cell_of(mark: Mark) -> str:
    """人员!D7."""
    return f"{mark.title}!{get_column_letter(max(mark.column, 1))}{max(mark.row, 1)}"


def _way(row: Any) -> str:
    return " ".join(part for part in (row.building, row.floor, row.spot) if part)


def _shown(value: Any) -> str:
    said = "" if value is None else f"{value:%H:%M}" if hasattr(value, "minute") else str(value)
    return said if len(said) <= LONGEST_VALUE else said[: LONGEST_VALUE - 1] + "…"
