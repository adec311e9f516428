"""The buttons of a visit that need no further question: one press, one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Update

from bot import cards
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from handlers.visits import buttons as b
from models.act import Act
from models.base import Refused
from models.visits import answering, entering
from models.visits.inside import leave
from models.visits.states import Reason
from models.visits.visit import Visit

VERBS: dict[str, tuple[CallbackButton, Callable[[Visit, Act], Any]]] = {
    "come": (b.COME, entering.come),
    "drop": (b.DROP, entering.discard),
    "another": (b.ANOTHER, entering.say_another),
    "agree": (b.AGREE, answering.agree),
    "fetch": (b.FETCH, answering.come_down),
    "wait": (b.LET_WAIT, answering.wait),
    "enter": (b.ENTER, answering.enter),
    "gone": (b.GONE, answering.give_up),
    "leave": (b.LEAVE, leave),
}


def pressed(context: Context, update: Update) -> Visit:
    """The visit behind the button; a copy of its card that a crash lost is taken up again."""
    visit = context.case(Visit)
    query = update.callback_query
    if query is not None and query.message is not None:
        cards.adopt(context.unit, visit, context.person, query.message.message_id)
    return visit


def answer(name: str, verb: Callable[[Visit, Act], Any]) -> Callable[[Update, Context], Any]:
    """The handler of a verb: does it, turns the front of the card up, and says what was done."""

    async def pressed_verb(update: Update, context: Context) -> None:
        visit = pressed(context, update)
        verb(visit, context.act())
        context.turn(visit)
        context.toast(f"visits.done.{name}")

    return pressed_verb


async def refuse(update: Update, context: Context) -> None:
    """The reason was pressed: the visitor is not let in."""
    visit = pressed(context, update)
    answering.refuse(visit, context.act(), context.choice(Reason, 2))
    context.turn(visit)
    context.toast("visits.done.refuse")


async def turn(update: Update, context: Context) -> None:
    """Turns up another page of the card."""
    visit, page = context.find(Visit, context.number(0)), context.part(1)
    if page and page not in b.PAGES:
        raise Refused("stale")
    context.turn(visit, page)


ENTRY: list[Handler] = [
    *(press.handler(answer(name, verb)) for name, (press, verb) in VERBS.items()),
    b.REFUSE.handler(refuse),
    b.TURN.handler(turn),
]
