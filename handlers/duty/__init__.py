"""Duty: who has it, who is there, and whether the weeks ahead are whole (practice.md §14)."""

from bot.feature import Command, Feature, MenuButton, named
from handlers.duty import board, buttons, health, reminders
from models.duty import days

FEATURE = Feature(
    "duty",
    entry=(buttons.BOARD.handler(board.show), *reminders.ENTRY, *health.ENTRY),
    commands=(Command("duty", board.show, "duty.command", 6),),
    menu=(MenuButton(6, buttons.BOARD, named("duty.menu")),),
    matters={"duty": board.asked},
    days=days.DAYS,
    news={
        days.EVE: reminders.eve,
        days.START: reminders.start,
        days.ABSENT: reminders.start,
        days.VACANT: reminders.vacant,
        days.HEALTH: health.told,
    },
)
