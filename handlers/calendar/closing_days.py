"""The calendar in the chat: 临时停课 in two taps, and what nobody knows yet
(practice.md §3.3, §3.5).
"""

from __future__ import annotations

from datetime import date, timedelta

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.transaction import RenderContext, Rendered
from models.calendar.closing_days import close_school, closed_days, open_school
from models.calendar.hours import Break
from models.cases.case import Event
from models.people.person import Right

DAYS_OFF = CallbackButton("calendar.days", formerly="a_closure")
DAY = CallbackButton("calendar.close", formerly="c_day")
LIFT = CallbackButton("calendar.lift", formerly="c_lift")
# A typhoon is announced a few days ahead, not weeks.
DAYS = 7


async def days(update: Update, context: Context) -> None:
    """The next school days as buttons; those that are closed can be opened again."""
    context.act().must(Right.ADMIN)
    i18n, school = context.i18n, context.school
    today = school.today(context.now)
    closed = closed_days(context.session, today)
    coming = (today + timedelta(days=n) for n in range(DAYS))
    rows = [
        [
            DAY.button(
                i18n.plain("calendar.closure.day", day=day, weekday=i18n.weekday(day)),
                f"{day:%y%m%d}",
            )
        ]
        for day in coming
        if school.hours.is_school_day(day)
    ]
    rows += [
        [
            LIFT.button(
                i18n.plain("calendar.closure.lift", day=one.first, weekday=i18n.weekday(one.first)),
                one.id,
            )
        ]
        for one in closed
    ]
    if closed:
        text = i18n("calendar.closure.head_closed", days=[one.first for one in closed])
    else:
        text = i18n("calendar.closure.head" if rows else "calendar.closure.none")
    await context.edit_html(update, text, rows)


async def close(update: Update, context: Context) -> None:
    """The day was pressed: there is no school on it."""
    close_school(context.act(), context.day(0), context.i18n.plain("calendar.closure.name"))
    await days(update, context)


async def lift(update: Update, context: Context) -> None:
    """取消停课: there is school after all."""
    open_school(context.act(), context.row(Break, context.number(0)))
    await days(update, context)


def told(event: Event, view: RenderContext) -> Rendered:
    """What the leaders, the office and the gate are told."""
    day, i18n = date.fromisoformat(event.data["day"]), view.i18n
    key = "calendar.closure.set" if event.kind == "closure_set" else "calendar.closure.lifted"
    return Rendered(i18n(key, day=day, weekday=i18n.weekday(day), who=event.by))


def warned(event: Event, view: RenderContext) -> Rendered:
    """What an administrator is told of a calendar that is not known, or comes to its end."""
    what, i18n = event.data["what"], view.i18n
    if event.kind == "calendar.unknown":
        return Rendered(i18n("calendar.unknown", year=what))
    return Rendered(i18n("calendar.runs_out", day=date.fromisoformat(what)))


ENTRY: list[Handler] = [
    DAYS_OFF.handler(days),
    DAY.handler(close),
    LIFT.handler(lift),
]
