"""What a feature is handed to make a document, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.documents.ledger import Ledger
from bot.i18n import I18n
from bot.report import Report
from models.documents import DocumentOrder
from models.school import School
from models.store import Store
from models.workbook.deliveries import WorkbookOut


@dataclass(frozen=True)
class Order:
    """A document that somebody asked for, and all that it can be made from."""

    order: DocumentOrder
    session: Session
    school: School
    i18n: I18n
    store: Store
    # How the bot is called, for links to it.
    username: str
    # What lists the features give out, by their names.
    ledgers: Mapping[str, Ledger]
    # What each feature says of a week, a month, a term.
    reports: Mapping[str, Report]
    # Told how many of how many parts are done, by what takes long.
    progress: Callable[[int, int], None]
    # The log of a day as the records stand: a heading, and its lines.
    day_log: Callable[[str, date], Sequence[tuple[str, list[str]]]]


@dataclass(frozen=True)
class Document:
    """A finished file, how it is called, and what must be noted when it goes out."""

    data: bytes
    name: str
    note: WorkbookOut | None = None
    # A picture is sent as one, to be forwarded, with these words (HTML) below it.
    caption: str = ""
