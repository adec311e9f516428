"""What is pressed on a round's card."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import Update

from bot import cards
from bot.context import Context
from bot.dialogue import END, Handler
from handlers.rounds import asking
from handlers.rounds import buttons as b
from models.base import Refused
from models.people.person import Person
from models.rounds import counts, handing, signing, walking
from models.rounds.answers import Result
from models.rounds.edition import Item
from models.rounds.round import Round

PAGES_THAT_ASK = "q"


def pressed(context: Context, update: Update) -> Round:
    """The round behind the button; a copy of its card that a crash lost is taken up again."""
    found = context.case(Round)
    query = update.callback_query
    if query is not None and query.message is not None:
        cards.adopt(context.unit, found, context.person, query.message.message_id)
    return found


def _item(found: Round, context: Context) -> tuple[Item, int]:
    """The item and the door behind the button."""
    spot = context.number(3)
    return walking.item_of(found, context.part(2), spot), spot


async def turn(update: Update, context: Context) -> str:
    """Turns up another page of the card; a question that stood there is dropped."""
    found = pressed(context, update)
    to = context.part(2)
    at = b.At.read(to)
    if at.shows == PAGES_THAT_ASK or (at.item and found.item(at.item) is None):
        raise Refused("stale")
    context.turn(found, "" if to == "o/0" else to)
    return END


async def tick(update: Update, context: Context) -> None:
    """正常 or 不适用."""
    found = pressed(context, update)
    item, spot = _item(found, context)
    walking.tick(found, context.act(), item, context.choice(Result, 4), spot)
    # Of doors the next one is most likely meant.
    context.turn(found, f"i/{item.code}" if spot else "")


async def rest(update: Update, context: Context) -> str | None:
    """其余全部正常: asks first what needs a number or a photo, then all else is normal."""
    found = pressed(context, update)
    return await asking.go_on(found, context, rest=True)


async def finish(update: Update, context: Context) -> str:
    """完成: every item is answered."""
    found = pressed(context, update)
    walking.finish(found, context.act())
    return asking.done(found, context)


async def skip(update: Update, context: Context) -> str:
    """先交: what is left is named as 未查."""
    found = pressed(context, update)
    walking.skip_the_rest(found, context.act())
    return asking.done(found, context)


async def same(update: Update, context: Context) -> str | None:
    """与上次相同: what is counted is as last time."""
    found = pressed(context, update)
    counts.same_as_last(found, context.act())
    return await asking.go_on(found, context, rest=asking.is_rest(found, context))


async def none(update: Update, context: Context) -> str | None:
    """Nothing to count, nothing to say."""
    found = pressed(context, update)
    item, _ = _item(found, context)
    if item.counts:
        walking.count(found, context.act(), item, [0.0] * item.numbers)
    else:
        walking.write(found, context.act(), item, "")
    return await asking.go_on(found, context, rest=asking.is_rest(found, context))


async def later(update: Update, context: Context) -> None:
    """晚点查: until the time that was pressed."""
    found = pressed(context, update)
    until = datetime.fromtimestamp(context.number(2) * 60, UTC)
    handing.put_off(found, context.act(), until)
    context.turn(found)
    context.toast("rounds.done.later", until=context.i18n.clock(until))


async def hand(update: Update, context: Context) -> str:
    """换人: the person whose name was pressed walks it."""
    found = pressed(context, update)
    to = context.in_use(Person, context.number(2))
    handing.hand_over(found, context.act(), to)
    context.turn(found)
    context.toast("rounds.done.hand", who=to)
    return END


async def along(update: Update, context: Context) -> None:
    """一起查: the person whose name was pressed walks along."""
    found = pressed(context, update)
    to = context.in_use(Person, context.number(2))
    handing.take_along(found, context.act(), to)
    context.turn(found)
    context.toast("rounds.done.along", who=to)


async def now(update: Update, context: Context) -> None:
    """现在查: whoever was told of it walks it."""
    found = pressed(context, update)
    handing.step_in(found, context.act())
    walking.must_walk(found, context.act())
    context.turn(found)


async def sign(update: Update, context: Context) -> None:
    """签署: the second person signs."""
    found = pressed(context, update)
    signing.sign(found, context.act())
    context.turn(found)
    context.toast("rounds.done.sign")


ENTRY: list[Handler] = [
    b.TURN.handler(turn),
    b.TICK.handler(tick),
    b.REST.handler(rest),
    b.FINISH.handler(finish),
    b.SKIP.handler(skip),
    b.SAME.handler(same),
    b.NONE.handler(none),
    b.LATER.handler(later),
    b.HAND.handler(hand),
    b.ALONG.handler(along),
    b.NOW.handler(now),
    b.SIGN.handler(sign),
]
