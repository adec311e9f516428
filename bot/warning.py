"""The numbers to call where something is dangerous (practice.md §6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.callbacks import copying
from bot.i18n import I18n
from bot.transaction import Rows

# 119 and 120 are dialled faster than they are copied.
SHORT = 4


def numbers(phones: Sequence[Mapping[str, str]], i18n: I18n) -> list[str]:
    """The line with the numbers to call; those that the school has left empty are not in it."""
    language = "en" if i18n.language == "en" else "zh"
    named = [f"{one[language]} {one['number']}" for one in phones if one["number"]]
    return [i18n("danger.phones", phones=i18n.list(named))] if named else []


def copies(phones: Sequence[Mapping[str, str]], i18n: I18n) -> Rows:
    """A button for each number that is too long to remember, which copies it."""
    language = "en" if i18n.language == "en" else "zh"
    return [
        [copying(i18n.plain("danger.copy", who=one[language], number=one["number"]), one["number"])]
        for one in phones
        if len(one["number"]) > SHORT
    ]
