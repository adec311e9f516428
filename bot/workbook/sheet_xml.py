"""What stands in a sheet's XML and openpyxl keeps to itself, or would lose on the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.xml.functions import iterparse

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Where Excel, saving, puts the drop-down lists that stand on another sheet.
LATER = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
INNER = "{http://schemas.microsoft.com/office/excel/2006/main}"
# What a list of either generation may say about itself.
SAID = {
    *("type", "operator", "errorStyle", "error", "errorTitle", "prompt", "promptTitle"),
    *("allowBlank", "showDropDown", "showInputMessage", "showErrorMessage"),
}
RANGE = re.compile(r"[A-Z0-9:$]+")
# The schema wants `ignoredErrors` before any of these.
FOLLOWER = re.compile(rb"<(?:drawing|legacyDrawing|tableParts)[\s>]|</worksheet>")
CALM = '<ignoredErrors><ignoredError sqref="{}" numberStoredAsText="1" twoDigitTextYear="1"/>'
CALM += "</ignoredErrors>"


@dataclass
class Part:
    """One sheet's merged ranges, lists, and where numbers stand as text on purpose."""

    merged: list[str] = field(default_factory=list)
    lists: list[DataValidation] = field(default_factory=list)
    calm: list[str] = field(default_factory=list)


def read_part(source: IO[bytes]) -> Part:
    """Walk once through a sheet's XML."""
    part = Part()
    for _, element in iterparse(source):
        if element.tag == f"{MAIN}row":
            # Millions of them are not worth keeping.
            element.clear()
        elif element.tag == f"{MAIN}mergeCell":
            part.merged.append(element.get("ref", ""))
        elif element.tag == f"{MAIN}ignoredError" and element.get("numberStoredAsText"):
            part.calm.extend(filter(RANGE.fullmatch, element.get("sqref", "").split()))
        elif element.tag == f"{LATER}dataValidation":
            part.lists.append(_list(element))
    return part


def _list(element: Any) -> DataValidation:
    found = DataValidation(
        sqref=MultiCellRange(element.findtext(f"{INNER}sqref", "")),
        formula1=element.findtext(f"{LATER}formula1/{INNER}f"),
        formula2=element.findtext(f"{LATER}formula2/{INNER}f"),
    )
    for name in SAID & set(element.attrib):
        setattr(found, name, element.get(name))
    return found


def calmed(xml: bytes, cells: Iterable[str]) -> bytes:
    """A sheet's XML with the green corners away. Texts cannot be taken for tags: theirs are
    escaped.
    """
    ranges = " ".join(cells)
    if not ranges:
        return xml
    return FOLLOWER.sub(lambda found: CALM.format(ranges).encode() + found[0], xml, count=1)
