"""/today: the digest of this day, up to now."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from handlers.digests.gathering import gather
from handlers.digests.text import screen
from models.cases.as_of import AsOf
from models.people.person import Right


async def today(update: Update, context: Context) -> None:
    """/today: how the school stands now."""
    context.act().must(Right.OVERSEE)
    school, digests = context.school, context.unit.registry.digests
    as_of = AsOf.day(school.today(context.now), context.now, school.hours)
    shown = screen(gather(digests, school, as_of, digests), school, context.i18n)
    await context.say_html(shown.text, shown.rows)
