"""What sort of file somebody sent, told by its first bytes and its table of contents.

Nothing is unpacked here, so it is cheap and safe for files from anybody.
"""

from __future__ import annotations

import codecs
import re
import struct
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.workbook.resources import Limits
from models.base import Refused

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
# An entry in a zip's table of contents. Counting them costs nothing, making objects of them does.
ENTRY = b"PK\x01\x02"
# Microsoft's older container: .xls, .et, and every .xlsx with a password.
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A bare .xls from before the container.
BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00")
# WPS's own tables and templates; inside they are nearly an .xls.
WPS = {".et", ".ett"}
WIDE_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UNPRINTED = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
ENCRYPTED = 1


def check_kind(data: bytes, file_name: str, limits: Limits) -> None:
    """Refuse whatever is no `.xlsx`, saying what it is. The content decides, then the name."""
    if not data:
        raise Refused("workbook.empty")
    if len(data) > limits.size:
        raise Refused("workbook.too_large", megabytes=limits.size >> 20)
    suffix = PurePath(file_name.strip().lower()).suffix
    if data.startswith(ZIPPED):
        _check_zip(data, limits)
    elif suffix in WPS:
        raise Refused("workbook.is_et")
    elif data.startswith(CONTAINER):
        raise Refused(_kind_of_container(data, suffix))
    elif data.startswith(BARE_XLS):
        raise Refused("workbook.is_xls")
    elif _is_text(data):
        raise Refused(_kind_of_text(data, suffix))
    else:
        raise Refused("workbook.is_other")


def _check_zip(data: bytes, limits: Limits) -> None:
    if data.count(ENTRY) > limits.entries:
        raise Refused("workbook.bomb")
    entries = _contents(data)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Refused("workbook.bomb")
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/") for name in names) or "xl/workbook.bin" in names:
        raise Refused("workbook.is_other")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Refused("workbook.password")


def _contents(data: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return archive.infolist()
    except (BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise Refused("workbook.broken") from error


def _kind_of_container(data: bytes, suffix: str) -> str:
    def holds(*streams: str) -> bool:
        return any(f"{stream}\0".encode("utf-16-le") in data for stream in streams)

    if holds("EncryptedPackage"):
        return "workbook.password"
    if holds("Workbook", "Book") or suffix in {".xls", ".xlt"}:
        return "workbook.is_xls"
    return "workbook.is_other"


def _is_text(data: bytes) -> bool:
    if data.startswith(WIDE_TEXT):
        return True
    head = data[:4096]
    return not UNPRINTED.search(head) and any(
        _decodes(head, encoding) for encoding in ("utf-8", "gb18030")
    )


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        # Not final, because the beginning may end within a character.
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _kind_of_text(data: bytes, suffix: str) -> str:
    if suffix == ".xls":
        # Many a school's system calls a web page a table; to save it anew is the right advice.
        return "workbook.is_xls"
    marked_up = data.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<", b"{", b"%PDF"))
    return "workbook.is_other" if marked_up and suffix != ".csv" else "workbook.is_csv"
