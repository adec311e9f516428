"""Numbers as people type them: 38.5, ３８．５℃, 38度5, 零下12, 二十四."""

from __future__ import annotations

import re
from unicodedata import normalize

from models.checklists import Limit

DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
}
CHINESE = re.compile(r"[零〇一二两三四五六七八九十百]+")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NONE = re.compile(r"没有|不适用|无|/|(?<![\d.])-(?!\d)|\bnone\b|\bn/?a\b", re.IGNORECASE)
TOKEN = re.compile(rf"{NUMBER.pattern}|{NONE.pattern}", re.IGNORECASE)
LARGEST = 1_000_000


def read_numbers(text: str) -> list[float | None]:
    """The numbers of a line in their order; what does not apply (无, /) is None."""
    plain = normalize("NFKC", text).replace("−", "-").replace("－", "-").replace("、", " ")
    plain = re.sub(r"(?:零下|负|minus\s+)(?=[\d零一二两三四五六七八九十])", "-", plain)
    plain = CHINESE.sub(lambda found: str(_chinese(found[0])), plain)
    # 38度5 is 38.5, as one says it.
    plain = re.sub(r"(\d)\s*[度°]\s*(\d)(?!\d)", r"\1.\2", plain)
    plain = re.sub(r"(\d),(\d{1,2})(?!\d)", r"\1.\2", plain) if plain.count(",") == 1 else plain
    found = [
        None if NUMBER.fullmatch(part) is None else float(part) for part in TOKEN.findall(plain)
    ]
    return [one for one in found if one is None or abs(one) <= LARGEST]


def _chinese(text: str) -> int:
    """二十四 as 24; a row of digits (一二) as they stand."""
    if "十" not in text and "百" not in text:
        return int("".join(str(DIGITS[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += max(digit, 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[sign]
    return total + digit


def say_number(number: float) -> str:
    """38.5, 12: without zeros that nobody typed."""
    return f"{number:g}" if abs(number) < LARGEST else f"{number:.0f}"


def say_limit(limit: Limit) -> str:
    """≥70 ℃, 0~8 ℃; nothing where every number is normal."""
    if limit.low is not None and limit.high is not None:
        span = f"{say_number(limit.low)}~{say_number(limit.high)}"
    elif limit.low is not None:
        span = f"≥{say_number(limit.low)}"
    elif limit.high is not None:
        span = f"≤{say_number(limit.high)}"
    else:
        return ""
    return f"{span} {limit.unit}".strip()
