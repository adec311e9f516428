"""/today, /today 9月15日: the digest of a day, whenever somebody asks."""

from __future__ import annotations

from datetime import date

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.i18n import tidy
from bot.keyboards import grid
from handlers.digests.gathering import gather
from handlers.digests.reports import ways
from handlers.digests.screens import read_by, screen
from handlers.digests.text import Form, issue_line
from models.digests import cutoffs
from models.language.spans import read_span
from models.people.person import Right

TODAY = CallbackButton("digests.today")


async def stands(update: Update, context: Context) -> None:
    """/today: how the school stands now; with a date, how it stood that evening. Whoever reads no
    part of it is told what is theirs.
    """
    school, text = context.school, tidy(" ".join(context.args or []))
    today = school.today(context.now)
    day = _day(text, today)
    if text and day is None:
        await context.say("digests.which_day")
        return
    if day is not None and day > today:
        await context.say("digests.not_yet", day=day)
        return
    as_of = cutoffs.daily(school, day, context.now)
    gathered = read_by(context.person, context.unit, as_of)
    if gathered.said:
        shown = screen(gathered, school, context.i18n, Form("daily"))
        overseer = context.person.may(Right.OVERSEE)
        rows = [*shown.rows, *grid(ways(context.i18n) if overseer else (), 2)]
        await context.say_html(shown.text, rows)
        return
    whole = gather(context.unit.registry.digests, school, as_of, None)
    own = whole.of(context.person)
    i18n = context.i18n
    head = i18n("digests.own" if own else "digests.own_none", day=day or today)
    lines = [i18n("digests.bullet", line=issue_line(one, whole, i18n)) for one in own]
    await context.say_html("\n".join([head, *lines]))


def _day(text: str, today: date) -> date | None:
    """Which day is meant, if any."""
    span, rest = read_span(text, today)
    return span[0] if span is not None and span[0] == span[1] and not rest else None


ENTRY = [TODAY.handler(stands)]
