"""The buttons of a draft: its pages, its choices, and 提交."""

from __future__ import annotations

from telegram import Update

from bot.context import Context, number_in
from bot.dialogue import END, Handler
from bot.drafts import (
    CANCEL,
    PAGE,
    PICK,
    RESUME,
    back_to_origin,
    file_draft,
    go_on,
    keep_open,
    of_button,
    pick,
    resume,
)
from handlers.drafts.card import HURT, KIND, PLACE, REPORTER, SUBMIT, UNNAMED
from models.base import Refused
from models.cases import draft as drafts
from models.cases.filing import gap_key
from models.people.person import Person, Right
from models.places import Place

PAGES = ("front", "place", "for")


async def page(update: Update, context: Context) -> str:
    """Turns up another page."""
    draft, wanted = of_button(context), context.part(1)
    name, below, start = wanted.partition("-")
    kinds_own = context.unit.registry.draft_kind(draft).pages
    if name not in PAGES and name not in kinds_own:
        raise Refused("stale")
    if below:
        for part in start.split("-"):
            number_in(part)
    if name == "for":
        context.act().must(Right.RECORD)
    if wanted == "place":
        drafts.offer_places(draft, context.act(), [], draft.said_place or "")
    return keep_open(draft, context, "" if wanted == "front" else wanted)


async def place(update: Update, context: Context) -> str:
    """A place was chosen."""
    draft = of_button(context)
    drafts.set_place(draft, context.act(), context.in_use(Place, context.number(1)))
    return go_on(draft, context)


async def hurt(update: Update, context: Context) -> str:
    """Whether somebody could be hurt was answered."""
    draft = of_button(context)
    drafts.answer_hurt(draft, context.act(), context.part(1) == "1")
    return go_on(draft, context)


async def kind(update: Update, context: Context) -> str:
    """It is something else than was guessed."""
    draft, wanted = of_button(context), context.part(1)
    if wanted not in context.unit.registry.drafts:
        raise Refused("stale")
    drafts.change_kind(draft, context.act(), wanted)
    return keep_open(draft, context)


async def unnamed(update: Update, context: Context) -> str:
    """Whoever tells it wants no name on it, or one again."""
    draft = of_button(context)
    drafts.name_nobody(draft, context.act(), context.part(1) == "1")
    return keep_open(draft, context)


async def reporter(update: Update, context: Context) -> str:
    """For whom it is told was chosen."""
    draft = of_button(context)
    drafts.set_reporter(draft, context.act(), context.in_use(Person, context.number(1)))
    return keep_open(draft, context)


async def submit(update: Update, context: Context) -> str:
    """Files the draft, unless something is missing, or something must be answered first."""
    draft, act = of_button(context), context.act()
    kind = context.unit.registry.draft_kind(draft)
    gap = kind.kind.missing(draft)
    if gap is not None:
        context.toast(gap_key(kind.kind, gap))
        return keep_open(draft, context, "" if gap == "text" else gap)
    if asks := kind.asks_first(draft, act):
        return keep_open(draft, context, asks)
    return file_draft(draft, context)


async def discard(update: Update, context: Context) -> str:
    """Discards the draft."""
    draft = of_button(context)
    drafts.discard(draft, context.act())
    context.turn(draft)
    back_to_origin(draft, context)
    return END


ENTRY: list[Handler] = [
    RESUME.handler(resume),
    PICK.handler(pick),
    PAGE.handler(page),
    PLACE.handler(place),
    HURT.handler(hurt),
    REPORTER.handler(reporter),
    KIND.handler(kind),
    UNNAMED.handler(unnamed),
    SUBMIT.handler(submit),
    CANCEL.handler(discard),
]
