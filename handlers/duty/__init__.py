"""Duty: who has it, who is there, and whether the weeks ahead are whole (practice.md §14)."""

from bot.feature import Command, Feature, MenuButton, named
from bot.transaction import CardKind
from handlers.duty import (
    board,
    buttons,
    changing,
    digest,
    health,
    ledger,
    log,
    log_paper,
    reminders,
    swapping,
)
from models.duty import days
from models.duty.swap import DUE, Swap

FEATURE = Feature(
    "duty",
    entry=(
        buttons.BOARD.handler(board.show),
        *reminders.ENTRY,
        *health.ENTRY,
        *swapping.ENTRY,
        *log.ENTRY,
        *changing.ENTRY,
    ),
    states={**log.STATES, **changing.STATES},
    commands=(
        Command("duty", board.show, "duty.command", 6),
        Command("swap", swapping.swap, "duty.command_swap", 7),
    ),
    menu=(
        MenuButton(6, buttons.BOARD, named("duty.menu")),
        MenuButton(6, changing.GIVE, named("duty.b_give"), sees=lambda person: person.shared_phone),
    ),
    duty=(
        MenuButton(2, swapping.SWAP, named("duty.b_swap")),
        MenuButton(3, log.LOG, named("duty.b_log"), sees=log.reads),
    ),
    ledgers=(ledger.LEDGER,),
    documents={"duty_log": log_paper.document},
    matters={"duty": board.asked},
    cards=(CardKind(Swap, swapping.render, swapping.title, swapping.stands),),
    due=DUE,
    days=days.DAYS,
    digest=digest.digest,
    news={
        days.EVE: reminders.eve,
        days.START: reminders.start,
        days.ABSENT: reminders.start,
        days.VACANT: reminders.vacant,
        days.HEALTH: health.told,
    },
)
