"""Which row of the school a line of the workbook is: by its number, or by what is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from models.workbook.cells import narrow
from models.workbook.names import Names, fold
from models.workbook.pages import KEY, Page, Reading, Strange, said
from models.workbook.sheet import NEW


class Matcher:
    """Matches the lines of one workbook with the rows of the school."""

    def __init__(
        self, found: Reading, session: Session, ours: Mapping[str, Sequence[Any]], names_now: Names
    ) -> None:
        self.found = found
        self.session = session
        self.ours = ours
        self.names_now = names_now

    def recognise(self, page: Page) -> None:
        """By number, else by name. Empty lines and the example are no rows."""
        text = self.found.names.dictionary
        by_key: dict[str, list[int]] = defaultdict(list)
        for line, cells in list(page.lines.items()):
            key = narrow(said(cells.get(KEY))).replace(" ", "")
            rest = {name: fold(said(cell)) for name, cell in cells.items() if name != KEY}
            # Somebody who deletes the column of the numbers takes the mark off the example.
            first = not by_key and not key
            marked = text.code("mark", key) == "example"
            example = (marked or first) and self._is_example(page, rest, whole=first)
            if marked and not example and any(rest.values()):
                # Somebody wrote over the example, and may think that it will be read.
                mark = text.word("mark", "example")
                self.found.strange.append(Strange(f"{page.title}·{mark}", ""))
            if marked or example or not any(rest.values()):
                del page.lines[line]
            else:
                by_key[key].append(line)
        nameless = by_key.pop("", [])
        ours = {row.key: row for row in self.ours[page.sheet.name]}
        for key, bearers in by_key.items():
            if len(bearers) > 1:
                lines = self.found.listed(bearers)
                for line in bearers:
                    self.found.complain(page.sheet.name, line, "cell.same_key", KEY, lines=lines)
            elif key not in ours and not page.sheet.revives(self.session, key):
                self.found.complain(page.sheet.name, bearers[0], "cell.unknown_key", KEY, value=key)
            page.keys[bearers[0]] = key
        page.copied = {line for bearers in by_key.values() for line in bearers[1:]}
        self._by_name(page, sorted([*nameless, *page.copied]), ours)

    def _is_example(self, page: Page, cells: Mapping[str, str], *, whole: bool) -> bool:
        """Whether it is the example, with every column of it or as far as columns are there."""
        for example in self.found.names.dictionary.examples(page.sheet.name):
            seen = {name: fold(text) for name, text in example.items() if name in cells or whole}
            if all(cells.get(name) == text for name, text in seen.items()):
                return True
        return False

    def _by_name(self, page: Page, lines: Sequence[int], ours: Mapping[str, Any]) -> None:
        """Rows without a number: known by what they are called, or new."""
        sheet, taken = page.sheet, set(page.keys.values())
        known: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for key, row in ours.items():
            for natural in sheet.naturals_of(row, self.names_now):
                known[natural].add(key)
        for line in lines:
            raw = {name: fold(said(cell)) for name, cell in page.lines[line].items()}
            matches = [known[one] - taken for one in sheet.naturals(raw) if one in known]
            match = next(filter(None, matches), set())
            if len(match) > 1:
                which = self.found.listed(sorted(match))
                self.found.complain(sheet.name, line, "cell.which_one", KEY, keys=which)
            if len(match) == 1:
                page.keys[line] = match.pop()
            elif sheet.open:
                page.keys[line] = sheet.new_key(self.session, line, taken)
                page.fresh.add(page.keys[line])
            else:
                self.found.complain(sheet.name, line, "cell.no_new_rows")
                page.keys[line] = f"{NEW}{line}"
            taken.add(page.keys[line])

    def settle(self, page: Page) -> None:
        """Looks once more at what seems new, when its cells are understood: what the school has
        already, perhaps from the same workbook sent before, is no second row; nor is a copy.
        """
        sheet = page.sheet
        known: dict[str, list[str]] = defaultdict(list)
        for row in self.ours[sheet.name]:
            if row.key not in page.keys.values():
                known[_known(sheet.known_by, row)].append(row.key)
        lines: dict[str, int] = {}
        for line, row in sorted(page.rows.items(), key=lambda one: page.is_new(one[1].key)):
            natural = _known(sheet.known_by, row)
            first = lines.setdefault(natural, line)
            if not page.is_new(row.key) or not sheet.known_by or line in page.copied:
                continue
            if first != line:
                title = sheet.title_of(row, self.found.names)
                column = sheet.known_by[0]
                self.found.complain(
                    sheet.name, line, "cell.same_row", column, value=title, line=first
                )
            elif known[natural] and not sheet.called:
                # Nobody calls it by name, so that no cell has been led to the new key.
                page.fresh.discard(row.key)
                page.keys[line] = known[natural].pop(0)
                page.rows[line] = row.model_copy(update={"key": page.keys[line]})


def _known(fields: Sequence[str], row: Any) -> str:
    return "\n".join(fold(str(getattr(row, name))) for name in fields)
