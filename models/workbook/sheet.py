"""What every sheet of the workbook has: a row model, and how its rows stand in the school."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import Base
from models.workbook.cells import Column
from models.workbook.names import Names, fold
from models.workbook.shapes import Tab

# A row that the school does not have yet: the sheet's row number stands behind it.
NEW = "new:"
# What the database can have given as a number, written as the program writes it.
ID = re.compile(r"[1-9][0-9]{0,8}")


def id_of(key: str) -> int | None:
    """The number of a row, None for what cannot be one."""
    return int(key) if ID.fullmatch(key) else None


class Row(BaseModel):
    """One line of a sheet. `key` says which row of the school it is, whatever it is called now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str

    @classmethod
    @cache
    def columns(cls) -> dict[str, Column]:
        """The columns in their order, by the names of the fields."""
        found = {}
        for name, about in cls.model_fields.items():
            column = next((one for one in about.metadata if isinstance(one, Column)), None)
            if column is not None:
                found[name] = column
        return found

    @classmethod
    @cache
    def compared(cls) -> tuple[str, ...]:
        """The fields by which two rows are compared."""
        shown = {name for name, column in cls.columns().items() if not column.compared}
        return tuple(name for name in cls.model_fields if name != "key" and name not in shown)

    def plain(self) -> dict[str, Any]:
        """The compared fields as JSON."""
        return self.model_dump(mode="json", include=set(self.compared()))


@dataclass(frozen=True)
class Complaint:
    """Something wrong with a row: a sentence of the catalogues. Without a column, the whole row;
    without a row, the whole sheet.
    """

    sheet: str
    row: int | None
    column: str | None
    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Read:
    """What was read of one sheet: its rows by their line, and what to say about them."""

    rows: dict[int, Any]
    session: Session
    complain: Callable[..., None]
    # The rows of the school as it stands.
    ours: Sequence[Any] = ()


class Sheet:
    """One sheet. A new one is a subclass, its words, and a line in `SHEETS`."""

    name: ClassVar[str]
    tab: ClassVar[Tab] = Tab.GREY
    row: ClassVar[type[Row]]
    # Whether a row gets its number from the database, and not a code of its own.
    numbered: ClassVar[bool] = False
    # Whether the school may add rows, and leave rows out.
    open: ClassVar[bool] = True
    # By which fields other sheets call a row.
    called: ClassVar[tuple[str, ...]] = ()
    # What a row is called in a list of changes; else what other sheets call it.
    titled: ClassVar[tuple[str, ...]] = ()
    # What tells a row without a number from all others.
    known_by: ClassVar[tuple[str, ...]] = ()
    # Whether rows speak of each other, so that all are made before any is filled.
    create_first: ClassVar[bool] = False
    # Which column a rule of the row model speaks of, by its sentence.
    error_columns: ClassVar[dict[str, str]] = {}

    def rows(self, session: Session) -> list[Any]:
        """The rows of the school as it stands, in their order."""
        raise NotImplementedError

    def title_of(self, row: Any, names: Names) -> str:
        """What a row is called in a list of changes: 教学楼A 301教室."""
        columns = self.row.columns()
        cells = [
            columns[name].cell(row, getattr(row, name), names)
            for name in self.titled or self.called[:1]
        ]
        return " ".join(str(cell) for cell in cells if cell) or str(row.key)

    def retired(self, session: Session) -> list[Any]:
        """The rows that are switched off: others may still speak of them."""
        return []

    def named_in(self, row: Any) -> Iterator[tuple[str, str]]:
        """The sheet and the key of every row that this row speaks of."""
        for name, column in self.row.columns().items():
            value = getattr(row, name)
            for key in value if isinstance(value, tuple) else (value,):
                for sheet in column.kind.speaks_of:
                    yield sheet, str(key)

    def naturals(self, raw: Mapping[str, str]) -> list[tuple[str, ...]]:
        """By what a row without a number is known, the surest first: the words of its cells."""
        return [tuple(raw.get(name, "") for name in self.known_by)] if self.known_by else []

    def naturals_of(self, row: Any, names: Names) -> list[tuple[str, ...]]:
        """The same of a row of the school."""
        shown = {
            name: fold(str(column.cell(row, getattr(row, name), names) or ""))
            for name, column in self.row.columns().items()
        }
        return self.naturals(shown)

    def revives(self, session: Session, key: str) -> bool:
        """Whether the key belongs to a row that was switched off and comes back."""
        return False

    def new_key(self, session: Session, line: int, taken: set[str]) -> str:
        """The key of a row that is new on this line. Ids are given by the database later."""
        return f"{NEW}{self.name}:{line}"

    def check(self, read: Read) -> None:
        """Rules over several rows. Wrong ones are complained about; rows may be completed."""

    def add(self, act: Act, row: Any) -> Any:
        """Makes an empty row of the school; `put` fills it."""
        raise NotImplementedError

    def find(self, session: Session, key: str) -> Any:
        """The row of the school with this key."""
        raise NotImplementedError

    def put(self, act: Act, found: Any, row: Any, made: Mapping[str, int]) -> None:
        """Writes what the workbook says into the row of the school."""
        raise NotImplementedError

    def release_unique(self, found: Any) -> None:
        """Lets go of what no two rows may have, before rows are filled."""

    def leave_out(self, act: Act, found: Any) -> None:
        """The row was deleted in the workbook: what has history is switched off."""
        raise NotImplementedError

    def already_out(self, row: Any) -> bool:
        """Whether leaving the row out changes nothing."""
        return False


class TableSheet(Sheet):
    """A sheet whose columns are those of a table, under the same names."""

    table: ClassVar[type[Base]]
    key_column: ClassVar[str] = "code"
    # What switches a row off; without it a row that has no history is deleted.
    switch: ClassVar[str] = ""
    # How the code of a new row begins, and of how many digits the rest is.
    prefix: ClassVar[str] = ""
    digits: ClassVar[int] = 2

    def _all(self, session: Session) -> Iterable[Any]:
        order = [
            getattr(self.table, name)
            for name in ("position", self.key_column)
            if hasattr(self.table, name)
        ]
        return session.scalars(select(self.table).order_by(*order)).unique()

    def rows(self, session: Session) -> list[Any]:
        """Those in force."""
        return [
            self.row_of(found)
            for found in self._all(session)
            if not self.switch or getattr(found, self.switch)
        ]

    def retired(self, session: Session) -> list[Any]:
        """Those that are switched off, if rows of this sheet are."""
        if not self.switch:
            return []
        return [
            self.row_of(found) for found in self._all(session) if not getattr(found, self.switch)
        ]

    def row_of(self, found: Any) -> Any:
        """One row, as it is compared and written."""
        values = {
            name: column.kind.from_row(getattr(found, name))
            for name, column in self.row.columns().items()
            if column.compared
        }
        return self.row.model_construct(key=str(getattr(found, self.key_column)), **values)

    def revives(self, session: Session, key: str) -> bool:
        """A row that was switched off comes back with its number."""
        return self._get(session, key) is not None

    def new_key(self, session: Session, line: int, taken: set[str]) -> str:
        """The next code after all that were ever given, or a mark that the database replaces."""
        if not self.prefix:
            return super().new_key(session, line, taken)
        every = {str(getattr(found, self.key_column)) for found in self._all(session)} | taken
        numbers = [
            int(code.removeprefix(self.prefix))
            for code in every
            if code.startswith(self.prefix) and code.removeprefix(self.prefix).isdigit()
        ]
        return f"{self.prefix}{max(numbers, default=0) + 1:0{self.digits}d}"

    def _get(self, session: Session, key: str) -> Any:
        kind = inspect(self.table).columns[self.key_column].type.python_type
        if kind is int:
            number = id_of(key)
            return None if number is None else session.get(self.table, number)
        return session.get(self.table, key)

    def find(self, session: Session, key: str) -> Any:
        """The row with this code or id."""
        found = self._get(session, key)
        assert found is not None
        return found

    def add(self, act: Act, row: Any) -> Any:
        """A new row at the end; its code was given when it was read."""
        session = act.school.session
        given = {} if row.key.startswith(NEW) else {self.key_column: row.key}
        if hasattr(self.table, "position"):
            given["position"] = len(list(self._all(session)))
        return self.table(**given)

    def put(self, act: Act, found: Any, row: Any, made: Mapping[str, int]) -> None:
        """Field by field."""
        for name, column in self.row.columns().items():
            if column.compared:
                setattr(found, name, column.kind.to_row(getattr(row, name), made))
        if self.switch:
            setattr(found, self.switch, True)

    def leave_out(self, act: Act, found: Any) -> None:
        """Switched off, or deleted where nothing can refer to it."""
        if self.switch:
            setattr(found, self.switch, False)
        else:
            act.school.session.delete(found)
