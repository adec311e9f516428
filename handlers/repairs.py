"""The buttons of a report that need no further question: one press, one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Update

from bot import cards
from bot.context import Context
from bot.dialogue import Handler
from handlers import ticket_buttons as b
from handlers import ticket_card, ticket_words
from handlers.ticket_pages import SIDES
from models.base import Refused
from models.cases import Event
from models.people import Act, Person
from models.tickets import Ticket, closing, work
from models.tickets.work import Cause, Waiting

Verb = Callable[[Ticket, Act], Event | None]
VERBS: dict[str, Verb] = {
    "accept": work.accept,
    "resume": work.resume,
    "sign": closing.sign,
    "withdraw": closing.withdraw,
    "fixed": closing.fixed_already,
    "unneeded": closing.not_needed,
    "drop": closing.drop,
    "nudge": closing.nudge,
    "still": closing.still_broken,
    "contain": work.contain,
}

cards.register(Ticket, ticket_card.face, ticket_words.title)


def pressed(context: Context, update: Update) -> Ticket:
    """The report behind the button; a copy of its card that a crash lost is taken up again."""
    ticket = context.case(Ticket)
    query = update.callback_query
    if query is not None and query.message is not None:
        cards.adopt(context.unit, ticket, context.person, query.message.message_id)
    return ticket


def answer(verb: Verb) -> Callable[[Update, Context], Any]:
    """The handler of a verb: does it, and turns the front of the card up again."""

    async def pressed_verb(update: Update, context: Context) -> None:
        ticket = pressed(context, update)
        event = verb(ticket, context.act())
        context.turn(ticket)
        if event is not None:
            context.toast("done")

    return pressed_verb


async def turn(update: Update, context: Context) -> None:
    """Turns up another side of the card."""
    ticket = pressed(context, update)
    ticket.unchanged(context.act())
    page = context.part(2)
    if page.partition("-")[0] not in SIDES:
        raise Refused("stale")
    context.turn(ticket, page)


async def assign(update: Update, context: Context) -> None:
    """Gives it to the person whose name was pressed."""
    ticket = pressed(context, update)
    worker = context.row(Person, context.number(2))
    work.assign(ticket, context.act(), worker)
    context.turn(ticket)
    context.toast("done")


async def behalf(update: Update, context: Context) -> None:
    """代接单: the office accepts for somebody without a phone."""
    ticket = pressed(context, update)
    work.accept(ticket, context.act(), ticket.assignee)
    context.turn(ticket)


async def until(update: Update, context: Context) -> None:
    """Puts it off to the day that was pressed."""
    ticket = pressed(context, update)
    what, day = context.choice(Waiting, 2), context.day(3)
    work.wait(ticket, context.act(), what, context.school.hours.day_end_on(day), "")
    context.turn(ticket)


async def merge(update: Update, context: Context) -> None:
    """并入: this report goes into the one whose line was pressed."""
    ticket = pressed(context, update)
    into = context.row(Ticket, context.number(2))
    closing.merge(ticket, context.act(), into)
    context.turn(ticket)


async def stars(update: Update, context: Context) -> None:
    """One tap after signing."""
    ticket = pressed(context, update)
    closing.rate(ticket, context.unit.act(context.person), context.number(1))
    context.toast("thanks")


async def convenient(update: Update, context: Context) -> None:
    """When it suits the reporter, one optional tap."""
    ticket = pressed(context, update)
    context.seen = None
    ticket.must_report(context.act())
    if context.part(1) not in b.CONVENIENT:
        raise Refused("stale")
    ticket.convenient = context.part(1)
    context.unit.touch(ticket)
    context.toast("done")


async def cause(update: Update, context: Context) -> None:
    """How it broke."""
    ticket = pressed(context, update)
    work.note_costs(ticket, context.unit.act(context.person), cause=context.choice(Cause, 1))
    context.unit.touch(ticket)


async def warranty(update: Update, context: Context) -> None:
    """Whether it is still under warranty."""
    ticket = pressed(context, update)
    inside = context.part(1) == "1"
    work.note_costs(ticket, context.unit.act(context.person), in_warranty=inside)
    context.unit.touch(ticket)


async def photos(update: Update, context: Context) -> None:
    """照片(n): sends all pictures of the report again."""
    ticket = pressed(context, update)
    if not cards.send_photos(context.unit, ticket, context.person, ticket.photos):
        await context.say("photo.not_yet")


ENTRY: list[Handler] = [
    *(b.DO[name].handler(answer(verb)) for name, verb in VERBS.items()),
    b.TURN.handler(turn),
    b.ASSIGN.handler(assign),
    b.BEHALF.handler(behalf),
    b.UNTIL.handler(until),
    b.MERGE.handler(merge),
    b.STARS.handler(stars),
    b.WHEN.handler(convenient),
    b.CAUSE.handler(cause),
    b.WARRANTY.handler(warranty),
    b.PHOTOS.handler(photos),
]
