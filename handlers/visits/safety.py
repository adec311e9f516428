"""The list of those who are not let in, kept by the office; and the roll call of those inside."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler

from bot.callbacks import DANGER, SUCCESS, CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.keyboards import page_of
from bot.transaction import Rendered, Rows
from handlers.visits.buttons import KEEP
from handlers.visits.card import title
from handlers.visits.fields import TYPED, strike_out, words_of
from models.base import Refused
from models.visits import erasing, unwelcome
from models.visits.inside import may_see_board
from models.visits.reading import numbers_in
from models.visits.roll_call import RollCall, call_roll, tick_off
from models.visits.unwelcome import Unwelcome
from models.visits.visit import Visit

UNWELCOME = "visits.unwelcome"
LIST = CallbackButton("visits.list")
PUT_DOWN = CallbackButton("visits.put_down", style=DANGER)
TAKE_OFF = CallbackButton("visits.take_off")
ROLL = CallbackButton("visits.roll", style=DANGER)
# Found: visits.found:<roll call>:<visit>:<start>; another page of it: visits.roll_page.
FOUND = CallbackButton("visits.found", style=SUCCESS)
ROLL_PAGE = CallbackButton("visits.roll_page")
ON_A_PAGE = 10


async def show_list(update: Update, context: Context) -> None:
    """不予入校名单, with the reasons: for the office alone."""
    i18n = context.i18n
    found = unwelcome.listed(context.act())
    lines = [i18n("visits.unwelcome.head" if found else "visits.unwelcome.none")]
    lines += [
        i18n("visits.unwelcome.line", name=one.name, until=one.until, reason=one.reason, by=one.by)
        for one in found
    ]
    rows: Rows = [
        [TAKE_OFF.button(i18n.plain("visits.button.take_off", name=one.name), one.id)]
        for one in found
    ]
    rows.append([PUT_DOWN.button(i18n.plain("visits.button.put_down"))])
    await context.say_html("\n".join(lines), rows)


async def ask(update: Update, context: Context) -> str:
    """Whom, until when, and why?"""
    unwelcome.listed(context.act())
    context.ask()
    await context.say("visits.unwelcome.ask")
    return UNWELCOME


async def put_down(update: Update, context: Context) -> str:
    """Somebody was written down. The number is hashed, and struck out where the message lies."""
    assert update.message is not None
    text = words_of(update.message, context)
    found = unwelcome.put_down(context.act(), text)
    strike_out(numbers_in(text), context)
    await context.say("visits.unwelcome.done", name=found.name, until=found.until)
    return END


async def take_off(update: Update, context: Context) -> None:
    """Somebody is taken off the list."""
    found = context.row(Unwelcome, context.number(0))
    unwelcome.take_off(found, context.act())
    context.session.flush()
    await show_list(update, context)


async def keep(update: Update, context: Context) -> None:
    """留存: the visit belongs to an incident; once more, and it is released."""
    visit = context.case(Visit)
    erasing.keep(visit, context.act())
    context.turn(visit)
    context.toast("visits.done.keep" if visit.is_kept else "visits.done.release")


def _roll(roll: RollCall, start: int, context: Context) -> Rendered:
    i18n = context.i18n
    head = i18n(
        "visits.roll.done" if roll.ended_at else "visits.roll.head",
        at=i18n.clock(roll.started_at),
        count=len(roll.called),
        missing=len(roll.missing),
    )
    shown = page_of(
        roll.missing, start, ON_A_PAGE, lambda sign, to: ROLL_PAGE.button(sign, roll.id, to)
    )
    visits = [context.session.get_one(Visit, one) for one in shown.items]
    rows = [
        [FOUND.button(i18n.plain("visits.button.found", title=title(one, i18n)), roll.id, one.id)]
        for one in visits
    ]
    return Rendered(head, [*rows, *shown.turns])


async def roll_call(update: Update, context: Context) -> None:
    """点名: everybody inside is to be found."""
    roll = call_roll(context.act())
    context.session.flush()
    shown = _roll(roll, 0, context)
    await context.say_html(shown.text, shown.rows)


async def found(update: Update, context: Context) -> None:
    """Somebody was found."""
    roll = context.row(RollCall, context.number(0))
    tick_off(roll, context.act(), context.number(1))
    shown = _roll(roll, 0, context)
    await context.edit_html(update, shown.text, shown.rows)


async def roll_page(update: Update, context: Context) -> None:
    """Another page of those who are missing."""
    roll = context.row(RollCall, context.number(0))
    if not may_see_board(context.person):
        raise Refused("right.guard")
    shown = _roll(roll, context.number(1), context)
    await context.edit_html(update, shown.text, shown.rows)


ENTRY: list[Handler] = [
    LIST.handler(show_list),
    PUT_DOWN.handler(ask),
    TAKE_OFF.handler(take_off),
    KEEP.handler(keep),
    ROLL.handler(roll_call),
    FOUND.handler(found),
    ROLL_PAGE.handler(roll_page),
]
STATES: dict[str, list[Handler]] = {UNWELCOME: [MessageHandler(TYPED, put_down)]}
