"""迎检资料: what inspectors are shown of one topic, as one file: ledgers, photos, an index.

Which ledgers belong to a topic is said where they are declared.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from html import escape
from typing import TYPE_CHECKING

from bot.documents.ledger import Ledger, Pictures

if TYPE_CHECKING:
    from bot.documents.making import Order

FORMS = ("xlsx", "pdf")
STYLE = (
    "body{font-family:sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1c2733}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}"
)


def topics(ledgers: Mapping[str, Ledger]) -> dict[str, list[Ledger]]:
    """The ledgers of each topic."""
    found: dict[str, list[Ledger]] = defaultdict(list)
    for ledger in ledgers.values():
        for topic in ledger.topics:
            found[topic].append(ledger)
    return dict(found)


def bundle(ledgers: Sequence[Ledger], title: str, wanted: Order, first: date, last: date) -> bytes:
    """The file; the index page opens everything else in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        links: list[str] = []
        for ledger in ledgers:
            for form in FORMS:
                wanted.progress(len(links), len(ledgers) * len(FORMS))
                data, name = ledger.written(
                    wanted.school, wanted.i18n, wanted.store, first, last, form
                )
                archive.writestr(name, data)
                links.append(name)
        photos = list(_photos(ledgers, wanted, first, last, archive))
        archive.writestr("index.html", _index(title, wanted, first, last, links, photos))
    return file.getvalue()


def _photos(
    ledgers: Iterable[Ledger], wanted: Order, first: date, last: date, archive: zipfile.ZipFile
) -> Iterator[tuple[str, str]]:
    """The photos in the rows of the ledgers, each under the number of its row; one that can no
    longer be read is left out. Returns names in the file, and what they belong to.
    """
    hours = wanted.school.hours
    span = hours.at(first, time()), hours.at(last + timedelta(days=1), time())
    known: set[str] = set()
    for ledger in ledgers:
        for row in ledger.rows(wanted.school, *span):
            values = [column.of(row, wanted.i18n) for column in ledger.columns]
            for kept in (one.kept for one in values if isinstance(one, Pictures)):
                for number, sha256 in enumerate(kept, 1):
                    name = f"photos/{values[0]}-{number}.jpg"
                    if name in known:
                        continue
                    try:
                        archive.writestr(name, wanted.store.read(sha256))
                    except OSError:
                        continue
                    known.add(name)
                    yield name, str(values[0])


def _index(
    title: str,
    wanted: Order,
    first: date,
    last: date,
    files: Sequence[str],
    photos: Sequence[tuple[str, str]],
) -> str:
    i18n, school = wanted.i18n, wanted.school.settings.school_name
    period = i18n.plain("ledgers.period", first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
    listed = "".join(f'<li><a href="{escape(one)}">{escape(one)}</a></li>' for one in files)
    shown = "".join(
        f'<tr><td>{escape(what)}</td><td><a href="{escape(name)}">{escape(name)}</a></td></tr>'
        for name, what in photos
    )
    return (
        f'<!doctype html><html lang="{i18n.language}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<h1>{escape(school)} {escape(title)}</h1><p>{escape(period)}</p><ul>{listed}</ul>"
        f"<table>{shown}</table></html>"
    )
