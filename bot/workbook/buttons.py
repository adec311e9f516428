"""The buttons under what a workbook would change; `handlers/workbook/exchange.py` answers them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import PRIMARY, CallbackButton
from bot.i18n import I18n
from bot.transaction import Rows
from models.cases.case import Event
from models.workbook.merging import Change

APPLY = CallbackButton("workbook.apply", formerly="b_apply")
SPARE = CallbackButton("workbook.spare", formerly="b_spare")
INVITE = CallbackButton("workbook.invite", style=PRIMARY)
CANCEL = CallbackButton("workbook.cancel", formerly="b_cancel")


def choices(i18n: I18n, workbook_id: int, missing: Sequence[Change], *, must_ask: bool) -> Rows:
    """应用 or 取消; where much is missing, first which of both is meant (practice.md §10.2)."""
    cancel = [CANCEL.button(i18n.plain("workbook.cancel"), workbook_id)]
    if not must_ask:
        return [[APPLY.button(i18n.plain("workbook.apply"), workbook_id)], cancel]
    people = all(change.sheet == "people" for change in missing)
    key = "workbook.apply_missing_people" if people else "workbook.apply_missing"
    all_of_it = i18n.plain(key, count=len(missing))
    return [
        [SPARE.button(i18n.plain("workbook.spare"), workbook_id)],
        [APPLY.button(all_of_it, workbook_id)],
        cancel,
    ]


def invite(i18n: I18n, applied: Event) -> Rows:
    """After 应用: whoever is new is invited with one press."""
    new = applied.data["new_people"]
    return (
        [[INVITE.button(i18n.plain("workbook.invite", count=len(new)), applied.id)]] if new else []
    )
