"""值班表预查: what is wrong with the days ahead, and the cure one press away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from telegram import Update

from bot.context import Context
from bot.dialogue import Handler
from bot.i18n import I18n
from bot.keyboards import grid
from bot.transaction import RenderContext, Rendered, Rows
from handlers.duty import buttons as b
from handlers.duty.reminders import fill
from models.cases.case import Event
from models.duty.health import Gap, Wrong, gaps
from models.duty.roster import Post
from models.duty.shifts import candidates, must_arrange, put_on
from models.people.person import Person

# What fits a phone; the next ones come when these are cured.
CURES = 8
# Nobody new is needed where one who has it only cannot be reached.
JOIN = frozenset({Wrong.NOT_JOINED, Wrong.BLOCKED})


def _lines(found: list[Gap], i18n: I18n) -> Iterator[str]:
    """The days of one trouble with one post in one line."""

    def alike(gap: Gap) -> tuple[str, str, int]:
        return gap.wrong, gap.post.code, gap.person.id if gap.person else 0

    for _, group in groupby(found, key=alike):
        these = list(group)
        first = these[0]
        days = [f"{i18n.day(one.day)}{i18n.weekday(one.day)}" for one in these]
        yield i18n(f"duty.wrong.{first.wrong}", post=first.post, who=first.person or "", days=days)


def _page(found: list[Gap], i18n: I18n, first: date, last: date) -> Rendered:
    if not found:
        return Rendered(i18n("duty.all_well", first=first, last=last))
    head = i18n("duty.health", first=first, last=last)
    rows = [[fill(one.day, one.post, one.person, i18n)] for one in found[:CURES]]
    hints = [i18n("duty.how_to_join")] if any(one.wrong in JOIN for one in found) else []
    return Rendered("\n".join([head, *_lines(found, i18n), *hints]), rows)


def told(event: Event, view: RenderContext) -> Rendered:
    """What the office is told on Friday, or the evening before."""
    first, last = (date.fromisoformat(event.data[name]) for name in ("first", "last"))
    found = gaps(view.unit.school, first, last, view.unit.now)
    return _page(found, view.i18n, first, last)


def _ahead(context: Context) -> tuple[date, date]:
    first = context.school.today(context.now)
    return first, first + timedelta(days=int(context.school.deadline("duty.health").amount))


async def look(update: Update, context: Context) -> None:
    """往后两周: looked through now."""
    must_arrange(context.act())
    first, last = _ahead(context)
    shown = _page(gaps(context.school, first, last, context.now), context.i18n, first, last)
    await context.say_html(shown.text, shown.rows)


async def who(update: Update, context: Context) -> None:
    """排人, 换人: who could have it, the least burdened first."""
    must_arrange(context.act())
    i18n, day, post = context.i18n, context.day(0), context.row(Post, context.part(1))
    instead = context.number(2)
    able = candidates(context.school, post, day, context.now)
    rows: Rows = grid(
        (
            b.PUT.button(
                i18n.plain("duty.candidate", who=one, count=count),
                *(f"{day:%y%m%d}", post.code, instead, one.id),
            )
            for one, count in able
        ),
        2,
    )
    key = "duty.who" if rows else "duty.nobody_free"
    await context.say(key, rows, post=post, day=day, weekday=i18n.weekday(day))


async def put(update: Update, context: Context) -> None:
    """The name was pressed: the roster has it, and whoever it is about hears it."""
    i18n, day, post = context.i18n, context.day(0), context.row(Post, context.part(1))
    instead = context.session.get(Person, context.number(2))
    person = context.row(Person, context.number(3))
    put_on(context.act(), post, day, person, instead)
    values = {"post": post, "day": day, "weekday": i18n.weekday(day), "by": context.person}
    context.unit.say(person, "duty.put_on", **values)
    if instead is not None and instead is not person:
        context.unit.say(instead, "duty.taken_off", who=person, **values)
    await context.edit_html(update, i18n("duty.filled", who=person, **values), [])
    first, last = _ahead(context)
    context.school.changed()
    if left := gaps(context.school, first, last, context.now):
        shown = _page(left, i18n, first, last)
        await context.say_html(shown.text, shown.rows)


ENTRY: list[Handler] = [b.HEALTH.handler(look), b.FILL.handler(who), b.PUT.handler(put)]
