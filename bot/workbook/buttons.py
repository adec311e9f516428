"""The buttons under what a workbook would change; `handlers/workbook.py` answers them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Rows
from bot.presses import Press
from bot.words import Words
from models.workbook.merging import Change

APPLY = Press("b_apply")
SPARE = Press("b_spare")
CANCEL = Press("b_cancel")


def choices(words: Words, workbook_id: int, missing: Sequence[Change], *, must_ask: bool) -> Rows:
    """应用 or 取消; where much is missing, first which of both is meant (practice.md §10.2)."""
    cancel = [CANCEL.button(words.plain("workbook.cancel"), workbook_id)]
    if not must_ask:
        return [[APPLY.button(words.plain("workbook.apply"), workbook_id)], cancel]
    people = all(change.sheet == "people" for change in missing)
    key = "workbook.apply_missing_people" if people else "workbook.apply_missing"
    all_of_it = words.plain(key, count=len(missing))
    return [
        [SPARE.button(words.plain("workbook.spare"), workbook_id)],
        [APPLY.button(all_of_it, workbook_id)],
        cancel,
    ]
