"""The buttons of a draft: its sides, its choices, and 提交."""

from __future__ import annotations

from telegram import Update

from bot import cards
from bot.context import Context, number_in
from bot.dialogue import END, Handler
from handlers import draft_card as card
from handlers.draft_warning import HURT
from handlers.reports import REPORT
from models.base import Refused
from models.people import Person, Right
from models.places import Place
from models.school import Category, Urgency
from models.tickets import State, Ticket, alike, drafting

PAGES = ("front", "place", "category", "urgency", "for")


def _draft(context: Context) -> Ticket:
    """The draft behind the button; one that was filed says so, with its number."""
    ticket = context.find(Ticket, context.number(0))
    if ticket.state == State.DISCARDED:
        raise Refused("draft.gone")
    if ticket.state != State.DRAFT:
        raise Refused("draft.filed", number=ticket.number)
    return ticket


def _keep_open(draft: Ticket, context: Context, page: str = "") -> str:
    context.ask(draft=draft.id)
    context.turn(draft, page)
    return REPORT


async def page(update: Update, context: Context) -> str:
    """Turns up another side."""
    draft, wanted = _draft(context), context.part(1)
    side, below, start = wanted.partition("-")
    if side not in PAGES:
        raise Refused("stale")
    if below:
        number_in(start)
    if side == "for":
        context.act().must(Right.RECORD)
    if wanted == "place":
        draft.place_choices = None
    return _keep_open(draft, context, "" if wanted == "front" else wanted)


async def place(update: Update, context: Context) -> str:
    """A place was chosen."""
    draft = _draft(context)
    chosen = context.in_use(Place, context.number(1))
    drafting.set_place(draft, context.act(), chosen)
    return _keep_open(draft, context)


async def category(update: Update, context: Context) -> str:
    """A kind was chosen."""
    draft = _draft(context)
    chosen = context.in_use(Category, context.part(1))
    drafting.set_category(draft, context.act(), chosen)
    return _keep_open(draft, context)


async def urgency(update: Update, context: Context) -> str:
    """How soon was chosen."""
    draft = _draft(context)
    chosen = context.row(Urgency, context.part(1))
    drafting.set_urgency(draft, context.act(), chosen)
    return _keep_open(draft, context)


async def hurt(update: Update, context: Context) -> str:
    """Whether somebody could be hurt was answered."""
    draft = _draft(context)
    drafting.answer_hurt(draft, context.act(), context.part(1) == "1")
    return _keep_open(draft, context)


async def reporter(update: Update, context: Context) -> str:
    """For whom it is filed was chosen."""
    draft = _draft(context)
    chosen = context.in_use(Person, context.number(1))
    drafting.set_reporter(draft, context.act(), chosen)
    return _keep_open(draft, context)


async def split(update: Update, context: Context) -> str:
    """One sentence becomes two drafts; the second card follows."""
    draft = _draft(context)
    twin = drafting.split(draft, context.act())
    context.session.flush()
    cards.show(context.unit, twin, context.person)
    return _keep_open(draft, context)


async def submit(update: Update, context: Context) -> str:
    """Files it, unless something is missing or it may have been reported already."""
    draft = _draft(context)
    gap = drafting.missing(draft)
    if gap is not None:
        context.toast(f"draft.missing_{gap}")
        return _keep_open(draft, context, "" if gap == "words" else gap)
    if alike.same_place(draft):
        return _keep_open(draft, context, "same")
    if alike.same_trouble(draft, context.act()):
        return _keep_open(draft, context, "trouble")
    return _file(draft, context)


async def anyway(update: Update, context: Context) -> str:
    """It is another matter: files it."""
    draft = _draft(context)
    if context.part(1) == "same" and alike.same_trouble(draft, context.act()):
        return _keep_open(draft, context, "trouble")
    return _file(draft, context)


def _file(draft: Ticket, context: Context) -> str:
    drafting.file(draft, context.act())
    context.turn(draft)
    context.toast("draft.done", number=draft.number)
    return END


async def join(update: Update, context: Context) -> str:
    """我也遇到: joins the report that is open already. Only one that is like the draft is offered;
    no other is anybody's to join who may not see it.
    """
    draft, act = _draft(context), context.act()
    other = context.row(Ticket, context.number(1))
    offered = (*alike.same_place(draft), *alike.same_trouble(draft, act))
    if other not in offered and not other.sees(context.person):
        raise Refused("stale")
    drafting.join_instead(draft, act, other)
    context.turn(draft)
    cards.show(context.unit, other, draft.reporter)
    return END


async def discard(update: Update, context: Context) -> str:
    """Throws it away."""
    draft = _draft(context)
    drafting.discard(draft, context.act())
    context.turn(draft)
    return END


ENTRY: list[Handler] = [
    card.PAGE.handler(page),
    card.PLACE.handler(place),
    card.CATEGORY.handler(category),
    card.URGENCY.handler(urgency),
    HURT.handler(hurt),
    card.REPORTER.handler(reporter),
    card.SPLIT.handler(split),
    card.SUBMIT.handler(submit),
    card.ANYWAY.handler(anyway),
    card.JOIN.handler(join),
    card.CANCEL.handler(discard),
]
