"""The calendar in the chat: 临时停课 in two taps, and what nobody knows yet
(practice.md §3.3, §3.5).
"""

from __future__ import annotations

from datetime import date, timedelta

from telegram import Update

from bot.cards import Face, View, register_list
from bot.context import Context
from bot.dialogue import Handler
from bot.presses import Press
from handlers import admin
from models.calendar import Break
from models.cases import Event
from models.closing_days import close_school, closed_days, open_school
from models.people import Right

DAY = Press("c_day")
LIFT = Press("c_lift")
# A typhoon is announced a few days ahead, not weeks.
DAYS = 7


async def days(update: Update, context: Context) -> None:
    """The next school days as buttons; those that are closed can be opened again."""
    context.act().must(Right.ADMIN)
    words, school = context.words, context.school
    today = school.today(context.now)
    closed = closed_days(context.session, today)
    coming = (today + timedelta(days=n) for n in range(DAYS))
    rows = [
        [
            DAY.button(
                words.plain("closure.day", day=day, weekday=words.weekday(day)), f"{day:%y%m%d}"
            )
        ]
        for day in coming
        if school.hours.is_school_day(day)
    ]
    rows += [
        [
            LIFT.button(
                words.plain("closure.lift", day=one.first, weekday=words.weekday(one.first)), one.id
            )
        ]
        for one in closed
    ]
    if closed:
        text = words("closure.head_closed", days=[one.first for one in closed])
    else:
        text = words("closure.head" if rows else "closure.none")
    await context.edit_html(update, text, rows)


async def close(update: Update, context: Context) -> None:
    """The day was pressed: there is no school on it."""
    close_school(context.act(), context.day(0), context.words.plain("closure.name"))
    await days(update, context)


async def lift(update: Update, context: Context) -> None:
    """取消停课: there is school after all."""
    open_school(context.act(), context.row(Break, context.number(0)))
    await days(update, context)


def _told(event: Event, view: View) -> Face:
    """What the leaders, the office and the gate are told."""
    day, words = date.fromisoformat(event.data["day"]), view.words
    key = "closure.set" if event.kind == "closure_set" else "closure.lifted"
    return Face(words(key, day=day, weekday=words.weekday(day), who=event.by))


def _calendar(event: Event, view: View) -> Face:
    """What an administrator is told of a calendar that is not known, or comes to its end."""
    what, words = event.data["what"], view.words
    if event.kind == "calendar.unknown":
        return Face(words("calendar.unknown", year=what))
    return Face(words("calendar.runs_out", day=date.fromisoformat(what)))


register_list("closure_set", _told)
register_list("closure_lifted", _told)
register_list("calendar.unknown", _calendar)
register_list("calendar.runs_out", _calendar)

ENTRY: list[Handler] = [
    admin.CLOSURE.handler(days),
    DAY.handler(close),
    LIFT.handler(lift),
]
