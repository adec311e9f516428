"""At the gate: one line becomes a card; wrong guesses are changed; or it is asked step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from telegram import Update
from telegram.ext import MessageHandler

from bot import cards
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.reading import Offer, Reading, Sure
from bot.transaction import Rows
from handlers.visits import buttons as b
from handlers.visits.card import title
from handlers.visits.fields import STEPS, TYPED, words_of
from handlers.visits.passes import ADMIT
from handlers.visits.passes import begin as announce
from models.people.person import Right
from models.visits import entering
from models.visits.expected import expected_today
from models.visits.gate import must_guard
from models.visits.inside import leave, named, purposes, regulars
from models.visits.purpose import Entry, VisitPurpose
from models.visits.reading import Said, names_in, read_line
from models.visits.visit import Visit

LINE = "visits.line"
# More of them are on the board.
MOST_EXPECTED = 6
BEGIN = CallbackButton("visits.begin")
AGAIN = CallbackButton("visits.again")
FIRST = CallbackButton("visits.first", style="danger")
LEFT = re.compile(r"(.{2,20}?)\s*(?:已经?)?(?:离校|走了|出校|离开了|has left|left)[。.!！]?$")


async def visitor(update: Update, context: Context) -> str:
    """/visitor: at the gate, who is here; for everybody else, who is to come."""
    begins = begin if context.person.may(Right.GUARD) else announce
    return await begins(update, context)


async def begin(update: Update, context: Context) -> str:
    """来访登记: who is here? Whoever comes regularly, or is expected, is one tap."""
    must_guard(context.act())
    i18n = context.i18n
    rows: Rows = [
        [AGAIN.button(i18n.plain("visits.button.again", title=title(one, i18n)), one.id)]
        for one in regulars(context.school, context.now)
    ]
    rows += [
        [ADMIT.button(i18n.plain("visits.button.admit", name=one.names[0]), one.id, 0)]
        for one in expected_today(context.school, context.now)
        if len(one.names) == 1
    ][:MOST_EXPECTED]
    first = [one for one in purposes(context.school) if one.entry == Entry.FIRST]
    rows += [
        [FIRST.button(i18n.plain("visits.button.first_in", why=one), one.code)] for one in first
    ]
    rows.append([STEPS.button(i18n.plain("visits.button.steps"))])
    context.ask()
    await context.say("visits.begin", rows)
    return LINE


async def line(update: Update, context: Context) -> str | None:
    """The line came."""
    assert update.message is not None
    text = words_of(update.message, context)
    said = read_line(text, purposes(context.school))
    if not said.name and names_in(text) == 1:
        await context.say("visits.no_name_in_line")
        return None
    return _note(said, text, context)


def _note(said: Said, text: str, context: Context) -> str:
    visit = entering.note(said, context.act(), text)
    context.session.flush()
    cards.show(context.unit, visit, context.person)
    return END


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """A guard's line about somebody at the gate; 张三走了 is the way out."""
    if not context.person.may(Right.GUARD) or reading.has_file:
        return

    async def note() -> str:
        text = words_of(reading.message, context)
        return _note(read_line(text, purposes(context.school)), text, context)

    async def goes() -> None:
        await leaves(reading.text, context)

    if LEFT.fullmatch(reading.text) and not reading.categories:
        yield Offer(Sure.CERTAIN, goes)
        return
    said = read_line(reading.text, purposes(context.school))
    listed = names_in(reading.text) > 1 and bool(said.name) and not reading.categories
    about_things = bool(reading.categories or reading.danger) and not (said.phone or said.plate)
    if (said.is_visit and not about_things) or listed:
        yield Offer(Sure.CERTAIN, note)


async def leaves(text: str, context: Context) -> None:
    """张三走了: out; where several of that name are in, or nobody, it is said."""
    must_guard(context.act())
    found = LEFT.fullmatch(text)
    name = found[1].strip() if found else text
    inside = named(context.school, name)
    if not inside:
        board = b.BOARD.button(context.i18n.plain("visits.button.board"), "inside", 0)
        await context.say("visits.nobody_inside", [[board]], name=name)
    elif len(inside) == 1:
        leave(inside[0], context.act())
        context.session.flush()
        cards.show(context.unit, inside[0], context.person)
    else:
        i18n = context.i18n
        key = "visits.button.leave_of"
        rows = [
            [b.LEAVE.button(i18n.plain(key, title=title(one, i18n)), one.id, one.version)]
            for one in inside
        ]
        await context.say("visits.several_inside", rows, name=name)


async def again(update: Update, context: Context) -> str:
    """A regular visitor was pressed: in at once, or the host is asked at once."""
    visit = entering.again(context.find(Visit, context.number(0)), context.act())
    context.session.flush()
    entering.come(visit, context.act())
    cards.show(context.unit, visit, context.person)
    return END


async def first(update: Update, context: Context) -> str:
    """先放行: the gate is open; who it was is written after."""
    visit = entering.first_in(context.act(), context.in_use(VisitPurpose, context.part(0)))
    context.session.flush()
    cards.show(context.unit, visit, context.person)
    return END


ENTRY: list[Handler] = [BEGIN.handler(begin), AGAIN.handler(again), FIRST.handler(first)]
STATES: dict[str, list[Handler]] = {LINE: [MessageHandler(TYPED, line)]}
