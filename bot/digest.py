"""What a feature says in what the principal reads; the digest itself names no feature.

Each feature declares one function (`Feature.digest`): its figures as of a cut-off, what is amiss,
what only the principal can decide, what comes next. Sentences are keys with values, so that it is
computed once and read by each in their language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardButton

from bot.i18n import I18n
from models.base import Named
from models.cases.as_of import AsOf
from models.people.person import Person
from models.school import School


class Line:
    """A sentence by its key, with what fills its gaps. No pupil's name, no telephone number and
    none of people's free words go in: a digest may be passed on to anybody.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values

    def read(self, i18n: I18n) -> str:
        """As HTML, in the reader's language."""
        return i18n(self.key, **self.values)

    def plain(self, i18n: I18n) -> str:
        """Without markup, for a button or on paper."""
        return i18n.plain(self.key, **self.values)


class Press:
    """A button that acts from the message: a button of the feature, answered where it always is."""

    def __init__(
        self, button: Callable[..., InlineKeyboardButton], label: Line, /, *callback_args: object
    ) -> None:
        self.button = button
        self.label = label
        self.callback_args = callback_args

    def drawn(self, i18n: I18n, mark: str = "") -> InlineKeyboardButton:
        """As the reader sees it, with the mark of the line that it belongs to."""
        return self.button(mark + self.label.plain(i18n), *self.callback_args)


@dataclass(frozen=True)
class Issue:
    """Something amiss: a check that was not made, something late.

    `item` names it from day to day, so that the reason that somebody gives stands beside it
    (`case.17`, `round.204`). Who is responsible is a post or a role, and the person who has it;
    `since` is since when it is late, `promise` until when it is promised anew. `tell` hears of it
    an hour before the principal does, with `cures`, the buttons that act. `grave` turns the whole
    digest red.
    """

    item: str
    line: Line
    post: Named | None = None
    holder: Person | None = None
    since: datetime | None = None
    promise: datetime | None = None
    grave: bool = False
    tell: Sequence[Person] = ()
    cures: Sequence[Press] = ()


@dataclass(frozen=True)
class Decision:
    """What only the principal can decide, and the buttons that do it; none once it is decided."""

    line: Line
    presses: Sequence[Press] = ()


@dataclass(frozen=True)
class Said:
    """What a feature says as of one cut-off.

    `figures` fill the gaps of two sentences of the feature, `<feature>.digest.figures` and, on a
    quiet day, `<feature>.digest.short`. What was not checked is an issue, and never counts as
    done. `added_late` is how many of the records were entered after the fact (补录).
    """

    figures: Mapping[str, int]
    issues: Sequence[Issue] = ()
    decisions: Sequence[Decision] = ()
    # Above all else: who leads the school that day.
    head: Sequence[Line] = ()
    # For the day that is looked ahead to: what is due, who is on duty.
    ahead: Sequence[Line] = ()
    added_late: int = 0


Digest = Callable[[School, AsOf], Said]
