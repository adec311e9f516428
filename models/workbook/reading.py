"""Reads a workbook's grids as rows of the school, and finds all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from models.workbook.cells import Kept
from models.workbook.matching import Matcher
from models.workbook.names import Names, fold
from models.workbook.pages import Page, Reading, open_pages, said
from models.workbook.shapes import Grid
from models.workbook.sheet import Complaint, Read, Row, Sheet

State = Mapping[str, Mapping[str, dict[str, Any]]]


class Reader:
    """Reads one workbook, against the school as it stands."""

    def __init__(
        self,
        session: Session,
        sheets: Sequence[Sheet],
        ours: Mapping[str, Sequence[Any]],
        names: Names,
        before: State | None,
    ) -> None:
        self.session = session
        self.sheets = sheets
        self.ours = ours
        self.names = names
        self.names_now = names_of(session, sheets, ours, Names(names.dictionary, names.today))
        # The school in the export that was filled in, where that is known.
        self.before = before
        self.found = Reading(names)

    def read(self, grids: Sequence[Grid]) -> Reading:
        """Everything. Cells that speak of other rows are read when all rows have their names."""
        open_pages(self.found, self.sheets, grids)
        pages = self.found.pages.values()
        matcher = Matcher(self.found, self.session, self.ours, self.names_now)
        for page in pages:
            matcher.recognise(page)
        for sheet in self.sheets:
            self._name(sheet)
        for page in pages:
            self._understand(page)
        for page in pages:
            self._blame_the_second(page)
            matcher.settle(page)
            read = Read(page.rows, self.session, self._complainer(page), self.ours[page.sheet.name])
            page.sheet.check(read)
            page.keys |= {line: row.key for line, row in page.rows.items()}
        return self.found

    def _complainer(self, page: Page) -> Callable[..., None]:
        """What a sheet's own rules complain with. A line that the program added has no cell."""

        def complain(line: int | None, column: str | None, key: str, /, **values: Any) -> None:
            here = line if line is None or line > 0 else None
            self.found.complain(page.sheet.name, here, key, column, **values)

        return complain

    def _name(self, sheet: Sheet) -> None:
        """What the rows are called now, and what they were called before."""
        fields = _called(sheet, self.names)
        page = self.found.pages.get(sheet.name)
        if page is not None:
            for line, key in page.keys.items():
                cells = page.lines.get(line, {})
                here = [said(cells[name]) for name in fields if name in cells]
                self.names.add(sheet.name, key, [" ".join(one.split()) for one in here if one])
        before = self.before.get(sheet.name, {}) if self.before is not None else None
        for row in self.ours[sheet.name]:
            # Who was added since the export is not in the workbook, and stays.
            stays = page is None or (before is not None and row.key not in before)
            labels = [getattr(row, name) for name in fields]
            self.names.add(sheet.name, row.key, labels, former=not stays)
        for row in sheet.retired(self.session):
            labels = [getattr(row, name) for name in fields]
            self.names.add(sheet.name, row.key, labels, former=True)

    def _understand(self, page: Page) -> None:
        """Reads every cell. A column that is not there leaves its field as it was."""
        ours = {row.key: row for row in self.ours[page.sheet.name]}
        model = page.sheet.row
        for line, cells in page.lines.items():
            key = page.keys.get(line)
            if key is None:
                continue
            values: dict[str, Any] = {"key": key}
            for name in model.columns():
                if name in page.columns:
                    values[name] = cells[name]
                elif key in ours:
                    values[name] = Kept(getattr(ours[key], name))
            try:
                page.rows[line] = model.model_validate(values, context=self.names)
            except ValidationError as fault:
                for error in fault.errors(include_url=False):
                    self._blame(page, line, error)

    def _blame(self, page: Page, line: int, error: Any) -> None:
        key, values = str(error["type"]), dict(error.get("ctx", {}))
        values.pop("key", None)
        column = str(error["loc"][0]) if error["loc"] else page.sheet.error_columns.get(key)
        self.found.complain(page.sheet.name, line, key, column, **values)

    def _blame_the_second(self, page: Page) -> None:
        """Who bears the name of another and is new is blamed where he stands, once, and not in
        every cell that says the name.
        """
        fields = _called(page.sheet, self.names)
        for line, row_key in page.keys.items():
            if not fields or not page.is_new(row_key):
                continue
            name = said(page.lines[line].get(fields[0]))
            hit = [one for one in self.found.complaints if _is_twice(one, name)]
            if hit:
                others = [one for one in self.found.complaints if one not in hit]
                self.found.complaints[:] = others
                marked, sheet, field = hit[0].values["marked"], page.sheet.name, fields[0]
                self.found.complain(
                    sheet, line, "cell.second_of_that_name", field, value=name, marked=marked
                )


def _is_twice(complaint: Complaint, name: str) -> bool:
    """Whether a cell was not clear because two bear this name."""
    twice = complaint.key == "cell.two_of_that_name"
    return twice and fold(complaint.values["value"]) == fold(name)


def names_of(
    session: Session, sheets: Sequence[Sheet], rows: Mapping[str, Sequence[Any]], names: Names
) -> Names:
    """What the rows of the school are called, as it stands."""
    for sheet in sheets:
        fields = _called(sheet, names)
        for row in rows[sheet.name]:
            names.add(sheet.name, row.key, [getattr(row, name) for name in fields])
        for row in sheet.retired(session) if fields else ():
            labels = [getattr(row, name) for name in fields]
            names.add(sheet.name, row.key, labels, former=True)
    return names


def _called(sheet: Sheet, names: Names) -> tuple[str, ...]:
    return sheet.called[::-1] if names.dictionary.language == "en" else sheet.called


def state_of(rows: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows as JSON, by sheet and key."""
    return {sheet: {row.key: row.plain() for row in found} for sheet, found in rows.items()}
