"""What the bot says: sentences by key, in the reader's language, people's text always escaped."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models.base import Named, in_language
from models.people.person import Person
from models.places import Place
from models.school import Category

LANGUAGES = ("zh-CN", "en")
FEATURES = Path(__file__).parents[2] / "handlers"
WEEKDAYS = {"zh-CN": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Signs that turn the direction of a line or hide; they come out of people's text on arrival.
INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of a language by their dotted keys."""
    found: dict[str, str] = {}

    def gather(prefix: str, table: dict[str, Any]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                gather(f"{prefix}{name}.", value)
            else:
                found[prefix + name] = value

    for file in sorted(Path(__file__).parent.glob(f"{language}/*.toml")):
        gather("", tomllib.loads(file.read_text("utf-8")))
    # A feature's sentences lie in its folder, and their keys begin with its name.
    for file in sorted(FEATURES.glob(f"*/i18n/{language}/*.toml")):
        gather(f"{file.parents[2].name}.", tomllib.loads(file.read_text("utf-8")))
    return found


def language_of(code: str | None, default: str) -> str:
    """The product's language for what a phone says it speaks."""
    if not code:
        return default
    return "zh-CN" if code.lower().startswith("zh") else "en"


def tidy(text: str) -> str:
    """People's text without signs that no database takes or that turn a line around."""
    return "".join(
        sign
        for sign in text.translate(INVISIBLE)
        if sign != "\x00" and not "\ud800" <= sign <= "\udfff"
    ).strip()


@dataclass(frozen=True)
class Until:
    """A moment that is promised, and said as people say it: 今天 17:30, 9月20日 周日（补班）17:30.
    The phone is given the moment itself beside it, to show in its own way.
    """

    moment: datetime

    def marked(self, words: str) -> str:
        """The words as a `date_time` entity; without a format the phone shows them as they are."""
        return f'<tg-time unix="{int(self.moment.timestamp())}">{words}</tg-time>'


def until(moment: datetime | None) -> Until | None:
    """What is promised for this moment; nothing where nothing is."""
    return None if moment is None else Until(moment)


def _never(day: date) -> bool:
    return False


@dataclass(frozen=True)
class I18n:
    """How one reader is spoken to: language and time zone; and, where it is read at once, which
    day is today, and which weekends are worked. Paper is read later and knows neither.
    """

    language: str
    zone: ZoneInfo
    today: date | None = None
    made_up: Callable[[date], bool] = field(default=_never, compare=False)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The sentence as HTML; every value is escaped."""
        return self._fill(key, values, escape)

    def plain(self, key: str, /, **values: Any) -> str:
        """The sentence for places that know no markup: buttons, answers to presses, paper."""
        return self._fill(key, values, str)

    def raw(self, key: str) -> str:
        """The sentence with its gaps, for whoever fills them later (page numbers on paper)."""
        return catalogue(self.language)[key]

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in catalogue(self.language)

    def _fill(self, key: str, values: dict[str, Any], quote: Callable[[str], str]) -> str:
        shown = {name: quote(self.show(value)) for name, value in values.items()}
        if quote is escape:
            promises = ((name, one) for name, one in values.items() if isinstance(one, Until))
            shown |= {name: one.marked(shown[name]) for name, one in promises}
        return catalogue(self.language)[key].format_map(shown)

    def show(self, value: Any) -> str:
        """A value as people read it: 陈师傅, 9月16日 15:20, 三楼男厕."""
        match value:
            case None:
                return ""
            case str() if isinstance(value, StrEnum):
                return self.plain(f"{type(value).__name__.lower()}.{value}")
            case str():
                return value
            case bool():
                return self.plain("yes" if value else "no")
            case Person():
                return value.called(self.language)
            case Category() | Place():
                return value.short(self.language)
            case Named():
                return value.name_in(self.language)
            case Until():
                day = value.moment.astimezone(self.zone).date()
                return f"{self.near(day)} {self.clock(value.moment)}".replace("） ", "）")
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case Decimal():
                return f"{value:.2f}"
            case list() | tuple():
                return self.list(self.show(item) for item in value)
        return str(value)

    def list(self, items: Iterable[str]) -> str:
        """Several things in one line."""
        return in_language(self.language, "、", ", ").join(items)

    def day(self, day: date) -> str:
        """9月16日, 16 Sep."""
        english = f"{day.day} {MONTHS[day.month - 1]}"
        return in_language(self.language, f"{day.month}月{day.day}日", english)

    def near(self, day: date) -> str:
        """今天, 明天, 9月20日 周日（补班）; any other day by its date."""
        if self.today is not None and day == self.today:
            return self.plain("day.today")
        if self.today is not None and day == self.today + timedelta(days=1):
            return self.plain("day.tomorrow")
        if not self.made_up(day):
            return self.day(day)
        return self.plain("day.made_up", day=self.day(day), weekday=self.weekday(day))

    def ago(self, past: timedelta) -> str:
        """How long something has taken: 3 小时, 2 天."""
        minutes = int(past.total_seconds() // 60)
        sizes = {"days": minutes // (24 * 60), "hours": minutes // 60, "minutes": minutes}
        unit = next((unit for unit, count in sizes.items() if count), "minutes")
        key = f"day.{unit}_1" if sizes[unit] == 1 else f"day.{unit}"
        return self.plain(key, count=sizes[unit])

    def dated_day(self, day: date) -> str:
        """2026年9月16日: what is kept for years has the year."""
        return in_language(
            self.language, f"{day.year}年{self.day(day)}", f"{self.day(day)} {day.year}"
        )

    def dated(self, moment: datetime) -> str:
        """2026年9月16日 15:20."""
        return f"{self.dated_day(moment.astimezone(self.zone).date())} {self.clock(moment)}"

    def weekday(self, day: date) -> str:
        """周三, Wed."""
        name = WEEKDAYS[self.language][day.weekday()]
        return in_language(self.language, f"周{name}", name)

    def clock(self, moment: datetime) -> str:
        """15:20 on the school's wall."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """9月16日 15:20."""
        return f"{self.day(moment.astimezone(self.zone).date())} {self.clock(moment)}"
