"""The buttons of a report that need no further question: one press, one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Update

from bot import cards
from bot.context import Context
from bot.dialogue import Handler
from handlers.repairs import buttons as b
from handlers.repairs.pages import LATER, PAGES, PROGRESS
from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.people.person import Person
from models.repairs import Repair, afterwards
from models.repairs.afterwards import Cause
from models.tickets import closing, progress, work
from models.tickets.work import Waiting

Verb = Callable[[Repair, Act], Event | None]
VERBS: dict[str, Verb] = {
    "accept": work.accept,
    "resume": work.resume,
    "sign": closing.sign,
    "withdraw": closing.withdraw,
    "fixed": closing.fixed_already,
    "unneeded": closing.not_needed,
    "drop": closing.drop,
    "nudge": progress.nudge,
    "still": closing.still_broken,
    "contain": work.contain,
    "goon": work.ask_no_more,
}


# Done by telling somebody; where nobody is left to be told, it is noted.
TELLING = frozenset({"unneeded", "nudge", "still"})


def pressed(context: Context, update: Update) -> Repair:
    """The report behind the button."""
    return context.pressed(update, Repair)


def answer(name: str, verb: Verb) -> Callable[[Update, Context], Any]:
    """The handler of a verb: does it, turns the front of the card up again, and says what was
    done.
    """

    async def pressed_verb(update: Update, context: Context) -> None:
        repair = pressed(context, update)
        event = verb(repair, context.act())
        context.turn(repair)
        if event is not None:
            heard = context.heard(event)
            done = name if heard or name not in TELLING else "noted"
            context.toast(f"repairs.done.{done}", who=heard)

    return pressed_verb


async def turn(update: Update, context: Context) -> None:
    """Turns up another page of the card."""
    repair = pressed(context, update)
    repair.unchanged(context.act())
    page = context.part(2)
    if page.partition("-")[0] not in PAGES:
        raise Refused("stale")
    context.turn(repair, page)


async def assign(update: Update, context: Context) -> None:
    """Gives it to the person whose name was pressed."""
    repair = pressed(context, update)
    worker = context.row(Person, context.number(2))
    work.assign(repair, context.act(), worker)
    context.turn(repair)
    context.toast("repairs.done.assign", who=repair.assignee)


async def behalf(update: Update, context: Context) -> None:
    """代接单: the office accepts for somebody without a phone."""
    repair = pressed(context, update)
    work.accept(repair, context.act(), repair.assignee)
    context.turn(repair)
    context.toast("repairs.done.behalf", who=repair.assignee)


async def until(update: Update, context: Context) -> None:
    """Puts it off to the day that was pressed."""
    repair = pressed(context, update)
    day = context.day(3)
    end = context.school.hours.day_end_on(day)
    if context.part(2) == LATER:
        event = progress.postpone(repair, context.act(), end)
    else:
        event = work.wait(repair, context.act(), context.choice(Waiting, 2), end, "")
    context.turn(repair)
    context.toast("repairs.done.until", day=context.i18n.near(day), who=context.heard(event))


async def said_progress(update: Update, context: Context) -> None:
    """报进展 in one press."""
    repair, said = pressed(context, update), context.part(2)
    if said not in PROGRESS:
        raise Refused("stale")
    words = context.i18n.plain(f"repairs.progress.{said}")
    event = progress.report_progress(repair, context.act(), words)
    context.turn(repair)
    context.toast("repairs.done.progress", who=context.heard(event))


async def merge(update: Update, context: Context) -> None:
    """并入: this report goes into the one whose line was pressed."""
    repair = pressed(context, update)
    into = context.row(Repair, context.number(2))
    closing.merge(repair, context.act(), into)
    context.turn(repair)
    context.toast("repairs.done.merge", number=into.number)


async def stars(update: Update, context: Context) -> None:
    """One tap after signing."""
    repair = pressed(context, update)
    afterwards.rate(repair, context.unit.act(context.person), context.number(1))
    context.toast("repairs.thanks")


async def convenient(update: Update, context: Context) -> None:
    """When it suits the reporter, one optional tap."""
    repair = pressed(context, update)
    context.seen = None
    afterwards.suits(repair, context.act(), context.part(1))
    context.unit.touch(repair)
    context.toast("repairs.done.noted")


async def cause(update: Update, context: Context) -> None:
    """How it broke."""
    repair = pressed(context, update)
    afterwards.note_costs(repair, context.unit.act(context.person), cause=context.choice(Cause, 1))
    context.unit.touch(repair)


async def warranty(update: Update, context: Context) -> None:
    """Whether it is still under warranty."""
    repair = pressed(context, update)
    inside = context.part(1) == "1"
    afterwards.note_costs(repair, context.unit.act(context.person), in_warranty=inside)
    context.unit.touch(repair)


async def photos(update: Update, context: Context) -> None:
    """照片(n): sends all pictures of the report again."""
    repair = pressed(context, update)
    if not cards.send_photos(context.unit, repair, context.person, repair.photos):
        await context.say("photo.not_yet")


ENTRY: list[Handler] = [
    *(b.DO[name].handler(answer(name, verb)) for name, verb in VERBS.items()),
    b.TURN.handler(turn),
    b.ASSIGN.handler(assign),
    b.BEHALF.handler(behalf),
    b.UNTIL.handler(until),
    b.PROGRESS.handler(said_progress),
    b.MERGE.handler(merge),
    b.STARS.handler(stars),
    b.WHEN.handler(convenient),
    b.CAUSE.handler(cause),
    b.WARRANTY.handler(warranty),
    b.PHOTOS.handler(photos),
]
