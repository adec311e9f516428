"""The workbook becomes a file: the same school at the same moment gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

# A spreadsheet marks every room and telephone number with "number stored as text", and offers
# to turn it into a number: the very harm that the text format prevents.
CALM = '<ignoredErrors><ignoredError sqref="{}" numberStoredAsText="1" twoDigitTextYear="1"/>'
CALM += "</ignoredErrors>"
# The schema wants it directly before this, which the notes bring along.
FOLLOWER = b"<legacyDrawing"
END = b"</worksheet>"


def seal(book: Workbook, *, created: datetime, author: str, calm: Mapping[str, str]) -> bytes:
    """Write the file. `calm` tells by sheet title in which cells numbers may stand as text."""
    moment = created.astimezone(UTC).replace(tzinfo=None)
    book.properties.creator = book.properties.lastModifiedBy = author
    book.properties.created = book.properties.modified = moment
    drawn = BytesIO()
    # Saving by the workbook itself would put the present moment in place of ours.
    ExcelWriter(book, ZipFile(drawn, "w", ZIP_DEFLATED)).save()
    parts = {sheet.path[1:]: calm[sheet.title] for sheet in book.worksheets if sheet.title in calm}
    sealed = BytesIO()
    with ZipFile(drawn) as source, ZipFile(sealed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name in parts:
                data = calmed(data, parts[name])
            entry = ZipInfo(name, moment.timetuple()[:6])
            target.writestr(entry, data, ZIP_DEFLATED)
    return sealed.getvalue()


def calmed(part: bytes, cells: str) -> bytes:
    """One sheet's XML without warnings. Texts cannot be taken for it: their `<` are escaped."""
    before, found, after = part.rpartition(FOLLOWER)
    if not found:
        before, found, after = part.rpartition(END)
    return before + CALM.format(cells).encode() + found + after
