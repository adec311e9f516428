"""The buttons of the duty roster."""

from __future__ import annotations

from datetime import date, timedelta

from telegram import InlineKeyboardButton

from bot.callbacks import PRIMARY, SUCCESS, CallbackButton
from bot.i18n import I18n
from models.duty.roster import Post

BOARD = CallbackButton("duty.board")
SWAP = CallbackButton("duty.swap")
# 我已到岗: duty.present:<day>:<post>.
PRESENT = CallbackButton("duty.present", style=SUCCESS)
# What is wrong with the days ahead.
HEALTH = CallbackButton("duty.health")
# Who could have it: duty.fill:<day>:<post>:<instead of whom, or 0>.
FILL = CallbackButton("duty.fill")
PUT = CallbackButton("duty.put", style=PRIMARY)
# So long before it begins, 我已到岗 hangs under /duty.
SOON = timedelta(hours=1)


def present(day: date, post: Post, i18n: I18n) -> InlineKeyboardButton:
    """我已到岗, for one post of a day."""
    return PRESENT.button(i18n.plain("duty.b_present", post=post), f"{day:%y%m%d}", post.code)
