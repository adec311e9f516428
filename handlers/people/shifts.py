"""接班: who holds the gatehouse's shared phone (practice.md §1.5)."""

from __future__ import annotations

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.keyboards import grid
from models.people import staff
from models.people.person import Person, Right

TAKE_OVER = CallbackButton("people.take_over", formerly="m_phone")
SHIFT = CallbackButton("people.shift", formerly="m_shift")


async def take_over(update: Update, context: Context) -> None:
    """Who uses the gatehouse's phone from now on?"""
    guards = (one for one in context.school.with_right(Right.GUARD) if not one.shared_phone)
    rows = grid((SHIFT.button(person.name, person.id) for person in guards), 2)
    await context.say("people.shift.who", rows)


async def shift(update: Update, context: Context) -> None:
    """The name was pressed; records carry it from now on."""
    holder = context.row(Person, context.number(0))
    staff.take_phone(context.person, context.act(), holder)
    await context.say("people.shift.done", who=holder)


ENTRY: list[Handler] = [TAKE_OVER.handler(take_over), SHIFT.handler(shift)]
