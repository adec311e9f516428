"""Looking things up, whatever they are: /my, /find, and turning the pages of any list."""

from __future__ import annotations

from telegram import Update

from bot import cards
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.feature import Command, Feature, MenuButton, features_of, named
from bot.i18n import tidy
from bot.keyboards import page_of
from bot.listing import LEAF, ON_A_PAGE, SHOW, buttons, lines
from bot.transaction import RenderContext, Rendered
from models.base import Refused
from models.cases.case import Case, Event
from models.cases.search import MOST, find

MY = CallbackButton("lists.my", formerly="m_my")
TURN = CallbackButton("lists.turn", formerly="l_turn")
LONGEST = 60


def _mine(context: Context, start: int) -> Rendered:
    """What I told of or joined, the most pressing first."""
    found: list[Case] = []
    for feature in features_of(context):
        if feature.mine is not None:
            found += feature.mine(context.school, context.person)
    found.sort(key=lambda case: case.pressing)
    if not found:
        return Rendered(context.i18n("lists.my_empty"))
    return _page(context, context.i18n("lists.my", count=len(found)), found, "my", start)


def _found(context: Context, start: int) -> Rendered:
    """What was found, the newest first."""
    text = context.dialogue.searched
    if not text:
        raise Refused("stale")
    found = find(context.school, context.person, text, context.now)
    if not found:
        return Rendered(context.i18n("lists.find_empty", text=text))
    key = "lists.find" if len(found) < MOST else "lists.find_many"
    head = context.i18n(key, text=text, count=len(found))
    return _page(context, head, found, "find", start)


def _page(context: Context, head: str, found: list[Case], of: str, start: int) -> Rendered:
    registry, i18n = context.unit.registry, context.i18n
    page = page_of(found, start, ON_A_PAGE, lambda sign, to: TURN.button(sign, of, to))
    text = head + "\n" + lines(page.items, registry, i18n, context.now)
    return Rendered(text, [*buttons(page.items, registry, i18n), *page.turns])


async def my(update: Update, context: Context) -> None:
    """/my: what I told of or joined."""
    shown = _mine(context, 0)
    await context.say_html(shown.text, shown.rows)


async def look_up(update: Update, context: Context) -> None:
    """/find 260916-02, 张三, 三楼男厕, 昨天."""
    text = tidy(" ".join(context.args or []))[:LONGEST]
    if not text:
        await context.say("lists.find_how")
        return
    context.dialogue.searched = text
    shown = _found(context, 0)
    await context.say_html(shown.text, shown.rows)


async def turn(update: Update, context: Context) -> None:
    """Turns a page of /my, or of what was looked for last."""
    of, start = context.part(0), context.number(1)
    if of not in ("my", "find"):
        raise Refused("stale")
    shown = _found(context, start) if of == "find" else _mine(context, start)
    await context.edit_html(update, shown.text, shown.rows)


async def show(update: Update, context: Context) -> None:
    """Brings the card of the case to the end of the chat."""
    case = context.find(Case, context.number(0))
    cards.show(context.unit, case, context.person)


async def leaf(update: Update, context: Context) -> None:
    """Turns a page of a list that the clock sent to this person."""
    event, start = context.row(Event, context.number(0)), context.number(1)
    render = context.unit.registry.news.get(event.kind)
    if context.person.id not in event.notify or "cases" not in event.data or render is None:
        raise Refused("stale")
    view = RenderContext(context.unit, context.person, context.i18n, page=str(start))
    shown = render(event, view)
    await context.edit_html(update, shown.text, shown.rows)


FEATURE = Feature(
    "lists",
    entry=(MY.handler(my), TURN.handler(turn), SHOW.handler(show), LEAF.handler(leaf)),
    commands=(Command("my", my, "command.my", 2), Command("find", look_up, "command.find", 4)),
    menu=(MenuButton(2, MY, named("lists.b_my")),),
)
