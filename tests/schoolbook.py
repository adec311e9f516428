"""The sample school as the cells of its workbook, to be changed by the names of the fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.i18n import I18n
from bot.workbook.dictionary import KEY, BookWords
from models import defaults
from models.act import Act
from models.base import Base
from models.people.person import Right
from models.school import School
from models.workbook.applying import apply
from models.workbook.merging import Plan
from models.workbook.pages import Reading
from models.workbook.reading import State, state_of
from models.workbook.shapes import Grid, Value
from models.workbook.sheets import SHEETS, names_now, standing, understand

TODAY = date(2026, 9, 16)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 16, 9, 0, tzinfo=SHANGHAI)
BOOK = BookWords(I18n("zh-CN", SHANGHAI))
COLUMNS = {sheet.name: (KEY, *sheet.row.columns()) for sheet in SHEETS}


class Book:
    """The cells of the sample school, to be changed by the names of sheets and fields."""

    def __init__(self, session: Session) -> None:
        self.session = session
        # The school in the export, where somebody still knows it; and whose workbook it is.
        self.before: State | None = None
        self.sender = ""
        rows = standing(session)
        names = names_now(session, rows, BOOK, TODAY)
        self.cells: dict[str, list[list[Value]]] = {
            sheet.name: [
                [
                    row.key,
                    *(
                        column.cell(row, getattr(row, name), names)
                        for name, column in sheet.row.columns().items()
                    ),
                ]
                for row in rows[sheet.name]
            ]
            for sheet in SHEETS
        }

    def export(self) -> Book:
        """Notes how the school stands, as an export does."""
        self.before = state_of(standing(self.session))
        return self

    def line(self, sheet: str, named: str) -> list[Value]:
        """The row in which something stands."""
        return next(line for line in self.cells[sheet] if named in line)

    def put(self, sheet: str, named: str, **values: Value) -> int:
        """Types into a row, and says on which line it stands."""
        line = self.line(sheet, named)
        for field, value in values.items():
            line[COLUMNS[sheet].index(field)] = value
        return self.cells[sheet].index(line) + 2

    def add(self, sheet: str, **values: Value) -> int:
        """A new row below all others."""
        self.cells[sheet].append([values.get(field) for field in COLUMNS[sheet]])
        return len(self.cells[sheet]) + 1

    def delete(self, sheet: str, named: str) -> None:
        """Deletes a row."""
        self.cells[sheet].remove(self.line(sheet, named))

    def read(self) -> tuple[Reading, Plan]:
        """Sends it."""
        grids = []
        for sheet, lines in self.cells.items():
            head: list[Value] = [BOOK.word(f"column.{sheet}", field) for field in COLUMNS[sheet]]
            every = tuple(tuple(line) for line in (head, *lines))
            grids.append(Grid(BOOK.word("sheet", sheet), every))
        reading, plan, _ = understand(self.session, grids, BOOK, TODAY, self.before, self.sender)
        return reading, plan

    def wrong(self) -> list[tuple[str, int | None, str | None, str]]:
        """What is wrong with it, and where."""
        return [(one.sheet, one.row, one.column, one.key) for one in self.read()[0].complaints]

    def changes(self) -> set[tuple[str, str, str]]:
        """What it would change."""
        reading, plan = self.read()
        assert reading.complaints == []
        return {(one.sheet, str(one.how), one.label) for one in plan.changes}

    def apply(self) -> None:
        """Applies it."""
        reading, plan = self.read()
        assert reading.complaints == []
        school = School(self.session, SHANGHAI)
        act = Act(school.with_right(Right.ADMIN)[0], NOW, school)
        apply(plan, act, file="", name="")


def sample_session() -> Iterator[Session]:
    """The sample school in memory, for a fixture."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        defaults.fill(session)
        defaults.fill_sample(session)
        session.flush()
        yield session
    engine.dispose()


def open_book() -> Iterator[Book]:
    """The sample school's, for a fixture."""
    for session in sample_session():
        yield Book(session)
