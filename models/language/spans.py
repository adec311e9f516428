"""Days that are looked back to, as people say them: 昨天, 上周五, 本月, 9月, 去年, 9月15日."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from models.language.dates import last_such_day, read_date

Span = tuple[date, date]
_DAYS = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_WEEKDAY = re.compile(r"(上上|上|这|本)个?(?:周|星期|礼拜)([一二三四五六日天])")
_WEEK = re.compile(r"(上上|上|这|本)个?(?:周|星期|礼拜)(?![一二三四五六日天])|(last|this) week")
_MONTH = re.compile(r"(上|这|本)个?月(?:份)?|(last|this) month")
_NUMBERED = re.compile(r"(?:(\d{4})年)?(?<!\d)(1[0-2]|0?[1-9])月(?:份)?(?!\d)")
_YEAR = re.compile(r"(今|去)年(?!\d)|(last|this) year")
_BACK = {"上上": 2, "上": 1, "last": 1, "去": 1}
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)


def read_span(text: str, today: date) -> tuple[Span | None, str]:
    """The days that a line names, both included, and the line without them."""
    low = text.lower()
    for word, back in _DAYS.items():
        if word in low:
            day = today - timedelta(days=back)
            return (day, day), _without(text, low.index(word), low.index(word) + len(word))
    for pattern in (_WEEKDAY, _WEEK, _MONTH, _NUMBERED, _YEAR):
        match = pattern.search(low)
        if match is not None:
            return _meant(match, today), _without(text, match.start(), match.end())
    day_, rest = read_date(text, today)
    if day_ is None:
        return None, text
    said = last_such_day(text, day_, today)
    return (said, said), rest


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}".strip()


def _meant(match: re.Match[str], today: date) -> Span:
    back = next((_BACK[one] for one in match.groups() if one in _BACK), 0)
    monday = today - timedelta(days=today.weekday()) - back * WEEK
    if match.re is _WEEKDAY:
        day = monday + timedelta(days="一二三四五六日".index(match[2].replace("天", "日")))
        return day, day
    if match.re is _WEEK:
        return monday, monday + WEEK - ONE_DAY
    if match.re is _YEAR:
        return date(today.year - back, 1, 1), date(today.year - back, 12, 31)
    if match.re is _MONTH:
        first = today.replace(day=1)
        return _month(first - ONE_DAY if back else first)
    number = int(match[2])
    # Without a year it is the last such month.
    last = today.year - (number > today.month)
    return _month(date(int(match[1] or last), number, 1))


def _month(day: date) -> Span:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
