"""Dates as people write them: 9月18日, 2026.9.18, 9-18, 明天, 周五, 18 Sep."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

_FULL = re.compile(r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})[.\-/月](\d{1,2})(?:日|号)?(?!\d)")
_ENGLISH = re.compile(
    r"(?<!\d)(\d{1,2})\s*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "大后天": 3}
_WEEKDAY = re.compile(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])")


def read_date(text: str, today: date) -> tuple[date | None, str]:
    """The date in a line, and the line without it. Without a year, the next such day is meant."""
    for pattern in (_FULL, _SHORT, _ENGLISH, _WEEKDAY):
        match = pattern.search(text)
        if match is not None:
            try:
                day = _meant(match, today)
            except ValueError:
                return None, text
            return day, (text[: match.start()] + " " + text[match.end() :]).strip()
    for word in sorted(_DAYS, key=len, reverse=True):
        if word in text.lower():
            at = text.lower().index(word)
            rest = text[:at] + " " + text[at + len(word) :]
            return today + timedelta(days=_DAYS[word]), rest.strip()
    return None, text


def last_such_day(text: str, day: date, today: date) -> date:
    """The same words said of the past: 周五 is last Friday, 9-18 the last 18th of September."""
    if day <= today or _FULL.search(text):
        return day
    if _WEEKDAY.search(text):
        return day - timedelta(days=7)
    # The 29th of February comes every fourth year only.
    back = 4 if (day.month, day.day) == (2, 29) else 1
    return date(day.year - back, day.month, day.day)


def _meant(match: re.Match[str], today: date) -> date:
    if match.re is _FULL:
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match.re is _SHORT:
        return _coming(int(match[1]), int(match[2]), today)
    if match.re is _ENGLISH:
        return _coming(_MONTHS.index(match[2].lower()) + 1, int(match[1]), today)
    return _weekday(match[2], bool(match[1]), today)


def _coming(month: int, day: int, today: date) -> date:
    # Between two 29ths of February lie up to eight years.
    for year in range(today.year, today.year + 9):
        with suppress(ValueError):
            if (found := date(year, month, day)) >= today:
                return found
    raise ValueError(f"no year has {month}-{day}")


def _weekday(sign: str, next_week: bool, today: date) -> date:
    wanted = "一二三四五六日".index("日" if sign == "天" else sign)
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=wanted + (7 if next_week else 0))
    return day if day >= today else day + timedelta(days=7)
