"""台账: what a feature keeps a list of, and how that list is written between two days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_args

from bot.documents import ledger_files
from bot.i18n import I18n
from models.act import Act
from models.base import Refused
from models.documents import DocumentOrder
from models.people.person import Person, Right
from models.school import School
from models.store import Store

OVERSEERS = frozenset({Right.ADMIN, Right.DISPATCH, Right.OVERSEE})


@dataclass(frozen=True)
class Pictures:
    """Pictures in a cell, by their names in the store; files of words alone say how many."""

    kept: tuple[str, ...]


Value = str | int | Decimal | date | datetime | Pictures | None


@dataclass(frozen=True)
class Column:
    """One column. Its heading is the sentence `<words>.<name>`; `width` is its share of the page,
    as many Chinese characters as should stand in one line. `value` is a function, or the way to an
    attribute of the row (`assignee.name`); without it, the attribute is called like the column.
    """

    name: str
    width: float
    value: Callable[[Any, I18n], Value] | str = ""

    def of(self, row: Any, i18n: I18n) -> Value:
        """What stands in this column for one row."""
        if callable(self.value):
            return self.value(row, i18n)
        found = row
        for step in (self.value or self.name).split("."):
            found = None if found is None else getattr(found, step)
        return found if isinstance(found, get_args(Value)) else i18n.show(found)


@dataclass(frozen=True)
class Ledger:
    """A list that a feature can give out. `words` is where its sentences lie: `<words>.title` and
    one for each column. `rows` reads what belongs between two moments, the second one not
    included, the oldest first.
    """

    name: str
    words: str
    columns: Sequence[Column]
    rows: Callable[[School, datetime, datetime], Iterable[Any]]
    rights: frozenset[Right] = OVERSEERS
    # The topics of an inspection that it belongs to: hazards, fire, gate, duty, canteen.
    topics: tuple[str, ...] = ()

    def sees(self, person: Person) -> bool:
        """Whether the person may have it."""
        return any(person.may(right) for right in self.rights)

    def order(self, act: Act, first: date, last: date, form: str) -> None:
        """Orders the file. Raises `Refused` for whoever may not have it, and for a false form."""
        if not self.sees(act.by):
            raise Refused("ledgers.not_yours")
        if form not in ledger_files.FORMS or first > last:
            raise Refused("stale")
        DocumentOrder.give(act, "ledger", subject=self.name, first=first, last=last, form=form)

    def written(
        self, school: School, i18n: I18n, store: Store, first: date, last: date, form: str
    ) -> tuple[bytes, str]:
        """The file and its name, both days included."""
        start = school.hours.at(first, time())
        end = school.hours.at(last + timedelta(days=1), time())
        headings = [i18n.plain(f"{self.words}.{column.name}") for column in self.columns]
        rows = [
            [column.of(row, i18n) for column in self.columns]
            for row in self.rows(school, start, end)
        ]
        title = i18n.plain(f"{self.words}.title")
        sheet = ledger_files.Sheet(
            school=school.settings.school_name,
            title=title,
            period=i18n.plain("ledgers.period", first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}"),
            names=[column.name for column in self.columns],
            headings=headings,
            widths=[column.width for column in self.columns],
            rows=[[_plain(value, i18n) for value in row] for row in rows],
            nothing=i18n.plain("ledgers.nothing"),
            page_label=i18n.raw("ledgers.page"),
            created=school.hours.at(last, time()),
        )
        name = f"{title} {first:%Y%m%d}-{last:%Y%m%d}.{form}"
        return ledger_files.FORMS[form](sheet, store), name


def _plain(value: Value, i18n: I18n) -> ledger_files.Written:
    """What stands in a cell: moments on the school's clock, pictures as their names."""
    if isinstance(value, datetime):
        return value.astimezone(i18n.zone).replace(tzinfo=None, second=0, microsecond=0)
    return value.kept if isinstance(value, Pictures) else value
