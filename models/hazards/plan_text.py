"""Reads 五落实 out of a few lines: 措施：… 资金：… 时限：… 预案：…"""

from __future__ import annotations

import re
from datetime import date

from models.language.dates import read_date

FIELDS = ("measure", "money", "until", "emergency")
_LABELS = {
    "measure": ("整改措施", "措施", "measure", "what is done"),
    "money": ("整改资金", "资金", "经费", "money", "cost"),
    "until": ("整改时限", "时限", "期限", "until", "by"),
    "emergency": ("应急预案", "预案", "应急", "emergency", "if it gets worse"),
}
_LINE = re.compile(r"^\s*(?:\d+[.、)]\s*)?(?P<label>[^:：]{1,20})[:：]\s*(?P<words>.+)$")


def read_plan(text: str) -> dict[str, str]:
    """What the lines say, by field. A line without a label goes on with the one before it."""
    found: dict[str, str] = {}
    last = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        match = _LINE.match(line)
        field = _field(match["label"]) if match else ""
        if match and field:
            found[field], last = match["words"].strip(), field
        elif last:
            found[last] += f"\n{line}"
    return found


def _field(label: str) -> str:
    said = label.strip().casefold()
    return next((field for field, names in _LABELS.items() if said in names), "")


def day_in(words: str, today: date) -> date | None:
    """The day that the plan names."""
    return read_date(words, today)[0]
