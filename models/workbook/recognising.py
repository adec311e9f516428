"""Which row of the school each line of a sheet is: by its number, or by what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from models.workbook.names import Names, fold
from models.workbook.pages import KEY, Page, Reading, said
from models.workbook.shapes import Value
from models.workbook.sheet import NEW, Complaint, Row


def recognise(
    page: Page, ours: Sequence[Row], found: Reading, names_now: Names, session: Session
) -> None:
    """Gives every line the key of its row. Empty lines and the example are no rows."""
    _Recogniser(page, ours, found, names_now, session).all()


class _Recogniser:
    """Recognises the lines of one sheet."""

    def __init__(
        self, page: Page, ours: Sequence[Row], found: Reading, names_now: Names, session: Session
    ) -> None:
        self.page = page
        self.sheet = page.sheet
        self.ours = {row.key: row for row in ours}
        self.found = found
        # What the rows of the school are called as it stands.
        self.names_now = names_now
        self.session = session

    def all(self) -> None:
        """Those with a number first; what they leave over may be others without one."""
        page, lines = self.page, dict(self._numbers())
        page.lines = {line: page.lines[line] for line in lines}
        by_key: dict[str, list[int]] = defaultdict(list)
        for line, key in lines.items():
            by_key[key].append(line)
        for key, bearers in by_key.items():
            if not key:
                continue
            if len(bearers) > 1:
                listed = self._listed(bearers)
                for line in bearers:
                    self._complain(line, "cell.same_key", KEY, lines=listed)
            elif key not in self.ours and self.sheet.revives(self.session, key):
                page.back.add(key)
            elif key not in self.ours:
                self._complain(bearers[0], "cell.unknown_key", KEY, value=key)
            page.keys[bearers[0]] = key
        self._match([line for line in lines if line not in page.keys])

    def _numbers(self) -> Iterator[tuple[int, str]]:
        """Every line that is a row, and its number if it has one."""
        mark = self.names_now.dictionary.code
        for line, cells in self.page.lines.items():
            words = {name: fold(said(cell)) for name, cell in cells.items() if said(cell)}
            key = said(cells.get(KEY)).replace(" ", "")
            words.pop(KEY, None)
            example = words in self._examples()
            if key and mark("mark", key) == "example":
                if words and not example:
                    # Somebody wrote over the example, and may think that it will be read.
                    example_word = self.names_now.dictionary.word("mark", "example")
                    self.found.strange.append(f"{self.page.title}·{example_word}")
            elif words and not (example and KEY not in self.page.columns):
                yield line, key

    def _examples(self) -> list[dict[str, str]]:
        """The example in each of our languages, as far as its columns are still there."""
        return [
            {name: fold(word) for name, word in one.items() if name in self.page.columns}
            for one in self.names_now.dictionary.examples(self.sheet.name)
        ]

    def _match(self, lines: list[int]) -> None:
        """Rows without a number: known by what they are called, or new."""
        sheet, page = self.sheet, self.page
        taken = set(page.keys.values())
        known: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for key, row in self.ours.items():
            for natural in sheet.naturals_of(row, self.names_now):
                known[natural].add(key)
        for line in lines:
            raw = {name: self._as_written(name, cell) for name, cell in page.lines[line].items()}
            matches = [known[one] - taken for one in sheet.naturals(raw) if one in known]
            match = next(filter(None, matches), set())
            if len(match) > 1:
                self._complain(line, "cell.which_one", KEY, keys=self._listed(sorted(match)))
            if len(match) == 1:
                page.keys[line] = match.pop()
            elif sheet.open:
                page.keys[line] = sheet.new_key(self.session, line, taken)
            else:
                self._complain(line, "cell.no_new_rows")
                page.keys[line] = f"{NEW}{line}"
            taken.add(page.keys[line])

    def _as_written(self, name: str, cell: Value) -> str:
        """The cell as the export would write it: 11月5日 is 2026-11-05."""
        column = self.sheet.row.columns().get(name)
        if column is None or not column.told or cell is None:
            return fold(said(cell))
        try:
            meaning = column.kind.read(cell, self.names_now)
        except PydanticCustomError:
            return fold(said(cell))
        return fold(str(column.kind.write(meaning, self.names_now) or ""))

    def _complain(self, line: int, key: str, column: str | None = None, /, **values: Any) -> None:
        self.found.complaints.append(Complaint(self.sheet.name, line, column, key, values))

    def _listed(self, items: Sequence[object]) -> str:
        between = ", " if self.names_now.dictionary.language == "en" else "、"
        return between.join(str(item) for item in items)
