"""The numbers to call where something is dangerous (practice.md §6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n import I18n


def numbers(phones: Sequence[Mapping[str, str]], i18n: I18n) -> list[str]:
    """The line with the numbers to call; those that the school has left empty are not in it."""
    language = "en" if i18n.language == "en" else "zh"
    named = [f"{one[language]} {one['number']}" for one in phones if one["number"]]
    return [i18n("danger.phones", phones=i18n.list(named))] if named else []
