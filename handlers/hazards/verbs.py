"""The buttons of a hazard that need no further question: one press, one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Update

from bot import cards
from bot.context import Context
from bot.dialogue import Handler
from bot.drafts import show
from handlers.hazards import buttons as b
from handlers.hazards.pages import NOTHING, PAGES
from models.act import Act
from models.base import Refused
from models.cases import filing
from models.cases.case import Event
from models.documents import DocumentOrder
from models.hazard_levels import HazardCategory, HazardCriterion, HazardLevel
from models.hazards import Hazard, foreseeing, grave, ordering
from models.hazards.turning import turn_into_hazard
from models.people.person import Person
from models.tickets.ticket import Ticket

Verb = Callable[[Hazard, Act], Event | None]
VERBS: dict[str, Verb] = {
    "hear": grave.hear,
    "withdraw": ordering.withdraw,
    "foresee": foreseeing.foresee,
    "grant": lambda hazard, act: ordering.answer_extension(hazard, act, granted=True),
    "deny": lambda hazard, act: ordering.answer_extension(hazard, act, granted=False),
}


def pressed(context: Context, update: Update) -> Hazard:
    """The hazard behind the button; a copy of its card that a crash lost is taken up again."""
    hazard = context.case(Hazard)
    query = update.callback_query
    if query is not None and query.message is not None:
        cards.adopt(context.unit, hazard, context.person, query.message.message_id)
    return hazard


def answer(name: str, verb: Verb) -> Callable[[Update, Context], Any]:
    """The handler of a verb: does it, turns the front of the card up again, says what was done."""

    async def pressed_verb(update: Update, context: Context) -> None:
        hazard = pressed(context, update)
        verb(hazard, context.act())
        context.turn(hazard)
        context.toast(f"hazards.done.{name}")

    return pressed_verb


async def page(update: Update, context: Context) -> None:
    """Turns up another page of the card."""
    hazard = pressed(context, update)
    hazard.unchanged(context.act())
    wanted = context.part(2)
    name = wanted.partition("-")[0]
    if name not in PAGES:
        raise Refused("stale")
    if name in ("law", "owner", "until", "level", "hand", "kind"):
        hazard.must_order(context.act())
    context.turn(hazard, wanted)


async def order(update: Update, context: Context) -> None:
    """定级、定责任人、定期限: the last of the three taps."""
    hazard, act = pressed(context, update), context.act()
    level = context.row(HazardLevel, context.part(2))
    owner = context.in_use(Person, context.number(3))
    until = None
    if context.part(4) != NOTHING:
        until = ordering.end_of(context.day(4), act)
    ordering.order(hazard, act, level, owner, until, _criterion(context, 5))
    context.turn(hazard)
    context.toast("hazards.done.order", who=hazard.assignee, until=hazard.due_at)


def _criterion(context: Context, at: int) -> HazardCriterion | None:
    code = context.part(at)
    return None if code == NOTHING else context.in_use(HazardCriterion, code)


async def hand(update: Update, context: Context) -> None:
    """换责任人: the name was pressed."""
    hazard = pressed(context, update)
    ordering.hand(hazard, context.act(), context.in_use(Person, context.number(2)))
    context.turn(hazard)
    context.toast("hazards.done.hand", who=hazard.assignee)


async def kind(update: Update, context: Context) -> None:
    """The kind of hazard was chosen."""
    hazard = pressed(context, update)
    ordering.set_category(hazard, context.act(), context.in_use(HazardCategory, context.part(2)))
    context.turn(hazard)


async def photos(update: Update, context: Context) -> None:
    """照片(n): sends all pictures of the hazard again."""
    hazard = pressed(context, update)
    if not cards.send_photos(context.unit, hazard, context.person, hazard.photos):
        await context.say("photo.not_yet")


async def pair(update: Update, context: Context) -> None:
    """整改前后: how it was, and how it is."""
    hazard = pressed(context, update)
    both = [photo for photo in (hazard.before, hazard.after) if photo is not None]
    if not cards.send_photos(context.unit, hazard, context.person, both):
        await context.say("photo.not_yet")


async def papers(update: Update, context: Context) -> None:
    """打印: the notice, the receipt, the finding, as far as it has come."""
    hazard, act = context.find(Hazard, context.number(0)), context.act()
    if hazard.assignee is None:
        raise hazard.not_now()
    if act.by is not hazard.assignee:
        hazard.must_order(act)
    DocumentOrder.give(act, "hazard", case=hazard)
    context.toast("paper.coming")


async def repair(update: Update, context: Context) -> str:
    """派生报修: what a repair does of it is a draft with its place, words and pictures."""
    hazard, act = pressed(context, update), context.act()
    hazard.must_own(act)
    before = [hazard.before] if hazard.before else []
    draft = filing.draft_from(hazard, act, "repair", hazard.text, hazard.place, before)
    return show(draft, context)


async def turn_into(update: Update, context: Context) -> None:
    """转为隐患: a repair turns out to be one; both name each other."""
    ticket = context.case(Ticket)
    hazard = turn_into_hazard(ticket, context.act())
    cards.show(context.unit, hazard, context.person)
    context.toast("hazards.done.turn_into", number=hazard.number)


ENTRY: list[Handler] = [
    *(b.DO[name].handler(answer(name, verb)) for name, verb in VERBS.items()),
    b.PAGE.handler(page),
    b.ORDER.handler(order),
    b.HAND.handler(hand),
    b.KIND.handler(kind),
    b.PHOTOS.handler(photos),
    b.PAIR.handler(pair),
    b.PAPERS.handler(papers),
    b.REPAIR.handler(repair),
    b.TURN_INTO.handler(turn_into),
]
