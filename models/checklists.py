"""What the school looks at, and when: checklists and their items, all rows that it edits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Named


class Cycle(StrEnum):
    """How often a list is due. `Checklist.days` means something else for each."""

    DAILY = "daily"
    SCHOOL_DAYS = "school_days"
    WEEKLY = "weekly"
    DRAWN = "drawn"
    MONTHLY = "monthly"
    TERM = "term"
    EVENT = "event"


class Answer(StrEnum):
    """How an item is answered (practice.md §13.1)."""

    ABN = "ABN"
    NUM = "NUM"
    CNT = "CNT"
    TXT = "TXT"
    SIGN = "SIGN"


class Opens(StrEnum):
    """What 异常 opens: a repair, a hazard, whichever the checker says, or only a note."""

    NOTE = ""
    REPAIR = "repair"
    HAZARD = "hazard"
    EITHER = "either"


class Checklist(Named, Base):
    """A list that somebody goes through at its times. Codes are printed and never change.

    `who` is the code of a post (whoever is on duty then) or of a role.
    `days`, by cycle: weekly, the weekdays 1 to 7; drawn, on how many school days of the week, which
    nobody knows before; monthly, which school day of the month; term, 1 the beginning, 2 the
    middle, 3 the end. Empty for the others.
    """

    __tablename__ = "checklist"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(80))
    enabled: Mapped[bool] = mapped_column(default=False)
    who: Mapped[str] = mapped_column(String(8))
    # The post or role that signs besides; empty where one signature is enough.
    second: Mapped[str | None] = mapped_column(String(8))
    cycle: Mapped[str] = mapped_column(String(12))
    days: Mapped[list[int]] = mapped_column(default=list)
    # Wall times, each a round of its own: 12:30, 15:00.
    times: Mapped[list[str]] = mapped_column(default=list)
    # So many items, drawn anew each time, want a photo although all is well.
    random_photos: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    items: Mapped[list[ChecklistItem]] = relationship(
        back_populates="checklist", order_by="ChecklistItem.position", lazy="selectin"
    )

    @property
    def asks_anything(self) -> bool:
        """Whether there is something to look at; a list without items is asked of nobody."""
        return any(item.active for item in self.items)


class ChecklistItem(Named, Base):
    """One thing to look at.

    `parts_zh` and `parts_en` name the numbers that a NUM or CNT asks for, if there are several
    (冷藏、冷冻); one that does not apply is left out. `limits` stands beside them, in order:
    "0~8 ℃", "≤-12 ℃", "℃" alone for a number without limits.
    """

    __tablename__ = "checklist_item"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    checklist_code: Mapped[str] = mapped_column(ForeignKey("checklist.code"), index=True)
    zh: Mapped[str] = mapped_column(String(80))
    en: Mapped[str] = mapped_column(String(100))
    answer: Mapped[str] = mapped_column(String(6))
    # Asked once for each door or thing of its kind, not once for all.
    each: Mapped[bool] = mapped_column(default=False)
    # How many there are of it; 0 are as many as the school has security doors.
    things: Mapped[int] = mapped_column(default=0, server_default="0")
    parts_zh: Mapped[list[str]] = mapped_column(default=list)
    parts_en: Mapped[list[str]] = mapped_column(default=list)
    limits: Mapped[list[str]] = mapped_column(default=list)
    # Whether 异常 wants a photo; never where children would be on it.
    photo: Mapped[bool] = mapped_column(default=False)
    opens: Mapped[str] = mapped_column(String(8), default=Opens.NOTE)
    # Of the list's `days`, only on these: an item of the beginning of term, say. Empty is always.
    only: Mapped[list[int]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    checklist: Mapped[Checklist] = relationship(back_populates="items", lazy="raise")


NUMBER = r"-?\d+(?:\.\d+)?"
LIMIT = re.compile(
    rf"(?:(?P<sign>[≥≤])\s*(?P<bound>{NUMBER})|(?P<low>{NUMBER})\s*~\s*(?P<high>{NUMBER}))?"
    r"\s*(?P<unit>[^\s\d≥≤~-]{0,6})"
)


@dataclass(frozen=True)
class Limit:
    """Within what a number is normal. An open side is None."""

    low: float | None
    high: float | None
    unit: str

    @classmethod
    def read(cls, text: str) -> Limit:
        """Reads "0~8 ℃", "≥70 ℃" or "℃". Raises ValueError for anything else."""
        found = LIMIT.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"not a limit: {text}")
        bound, sign, unit = found["bound"], found["sign"], found["unit"]
        if found["low"] is not None:
            low, high = float(found["low"]), float(found["high"])
            if low > high:
                raise ValueError(f"the lower limit is above the upper: {text}")
            return cls(low, high, unit)
        if bound is None:
            return cls(None, None, unit)
        return cls(float(bound), None, unit) if sign == "≥" else cls(None, float(bound), unit)

    def holds(self, number: float) -> bool:
        """Whether the number is normal."""
        above = self.low is None or number >= self.low
        return above and (self.high is None or number <= self.high)
