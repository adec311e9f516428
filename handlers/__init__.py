"""The order of everything, on one page.

A person has one question open at a time. What comes is offered first to the open question, then
to the entries below in their order, and at last to whatever answers when nobody else does.
"""

from __future__ import annotations

from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.dialogue import Dialogues, Handler
from bot.gate import Gate
from handlers import (
    admin,
    closing_days,
    filing,
    follow_ups,
    handing_out,
    joining,
    kinds,
    leaving,
    lists,
    menu,
    messages,
    questions,
    repairs,
    reports,
    workbook,
)

ENTRY: list[Handler] = [
    *menu.ENTRY,
    *reports.ENTRY,
    *filing.ENTRY,
    *follow_ups.ENTRY,
    *repairs.ENTRY,
    *questions.ENTRY,
    *lists.ENTRY,
    *admin.ENTRY,
    *handing_out.ENTRY,
    *workbook.ENTRY,
    *kinds.ENTRY,
    *closing_days.ENTRY,
    *leaving.ENTRY,
    *joining.ENTRY,
]
STATES: dict[str, list[Handler]] = {
    **messages.STATES,
    **questions.STATES,
    **admin.STATES,
}
LAST: list[Handler] = [
    *messages.LAST,
    MessageHandler(filters.UpdateType.EDITED_MESSAGE, menu.edited),
    MessageHandler(filters.COMMAND, menu.unknown),
    CallbackQueryHandler(menu.stale),
]

STRANGERS = Dialogues(
    joining.ENTRY_STRANGERS, joining.STATES_STRANGERS, joining.FALLBACKS_STRANGERS
)
GATE = Gate(STRANGERS)
EVERYTHING = Dialogues(ENTRY, STATES, LAST)
