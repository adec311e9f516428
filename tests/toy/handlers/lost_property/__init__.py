"""Lost property: 捡到一件校服 becomes a card that the office closes when its owner comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.drafts import begin
from bot.feature import Command, Feature
from bot.i18n import I18n
from bot.listing import sent_list
from bot.reading import DRAFTING, Offer, Reading, Sure
from bot.timeline import sentence
from bot.transaction import CardKind, DraftKind, RenderContext, Rendered
from toy.models.lost_property import WEEK, LostItem, found_by, give_back

KIND = "lost_item"
RETURN = CallbackButton("lost_property.return")


def title(item: LostItem, i18n: I18n, *, under_building: bool = False) -> str:
    """The line that names it."""
    place = item.place.short(i18n.language) if item.place else ""
    return f"{place} {item.gist or item.text}".strip()


def stands(item: LostItem, i18n: I18n, now: datetime) -> str:
    """Whether it is still there."""
    return i18n.plain(f"lost_property.state.{item.state}")


def render(item: LostItem, view: RenderContext) -> Rendered:
    """The card of a found thing."""
    i18n = view.i18n
    card = i18n(
        "lost_property.card",
        title=title(item, i18n),
        state=stands(item, i18n, view.unit.now),
        number=item.number,
    )
    text = f"{sentence(view.news, i18n, 'news')}\n\n{card}" if view.news else card
    returned = RETURN.button(i18n.plain("lost_property.b_return"), item.id, item.version)
    return Rendered(text, [[returned]] if item.is_open else [])


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """捡到, 拾到: something was found."""
    if "捡到" in reading.text or "拾到" in reading.text:
        yield Offer(Sure.LIKELY, partial(begin, reading, KIND, context), new=KIND)


async def lost(update: Update, context: Context) -> str:
    """/lost: what was found? The next message says it."""
    context.ask(begins=KIND)
    await context.say("lost_property.begin")
    return DRAFTING


async def returned(update: Update, context: Context) -> None:
    """已归还: the owner has it again."""
    item = context.case(LostItem)
    give_back(item, context.act())
    context.turn(item)


FEATURE = Feature(
    "lost_property",
    entry=(RETURN.handler(returned),),
    commands=(Command("lost", lost, "lost_property.command", rank=10),),
    offers=offers,
    cards=(CardKind(LostItem, render, title, stands),),
    drafts=(DraftKind(LostItem),),
    due=(WEEK,),
    news={f"{WEEK.name}.list": sent_list("lost_property")},
    mine=found_by,
)
