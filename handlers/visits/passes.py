"""约访客: a teacher announces who comes, forwards the pass, and the gate lets them in by it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import segno
from telegram import Update
from telegram.ext import MessageHandler

from bot import cards
from bot.callbacks import DANGER, PRIMARY, SUCCESS, Answer, CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.documents.making import Document, Order
from bot.i18n import I18n
from bot.keyboards import grid
from bot.reading import Reading
from bot.timeline import sentence
from bot.transaction import RenderContext, Rendered, Rows
from handlers.visits.fields import TYPED, words_of
from models.base import Refused
from models.documents import DocumentOrder
from models.people.person import Right
from models.secrets import key_of
from models.visits import expected as rules
from models.visits.expected import Expected, Standing
from models.visits.inside import purposes

EXPECT = "visits.expect"
ANNOUNCE = CallbackButton("visits.announce")
PASS = CallbackButton("visits.pass", style=PRIMARY)
CALL_OFF = CallbackButton("visits.call_off", style=DANGER)
# Lets in who is expected: visits.admit:<announcement>:<place in the list>, or how many.
ADMIT = CallbackButton("visits.admit", style=SUCCESS)
SEVERAL = CallbackButton("visits.several", style=SUCCESS)
NAMES_SHOWN, COUNTS = 40, (1, 2, 3, 5, 10)
# The list of a class is longer than a line at the gate.
LONGEST = 2000


def title(expected: Expected, i18n: I18n, *, under_building: bool = False) -> str:
    """Who comes, how many, and to whom."""
    name = i18n.list(expected.names[:3]) or i18n.show(expected.purpose)
    if expected.people > 1:
        name = i18n.plain("visits.card.several", name=name, count=expected.people)
    return i18n.plain("visits.card.to", name=name, who=expected.host)


def stands(expected: Expected, i18n: I18n, now: datetime) -> str:
    """When, and how many have come."""
    if expected.state == Standing.REVOKED:
        return i18n.plain("visits.pass.revoked")
    at = f"{expected.at:%H:%M}" if expected.at else ""
    came = i18n.plain("visits.pass.came", came=expected.came_count, people=expected.people)
    return " ".join(filter(None, (i18n.day(expected.day), at, came)))


def render(expected: Expected, view: RenderContext) -> Rendered:
    """The card of an announcement: for its host, and at the gate."""
    i18n, person = view.i18n, view.person
    lines = [] if view.news is None else [f"<b>{sentence(view.news, i18n, 'news')}</b>\n"]
    lines.append(i18n("visits.pass.title", title=title(expected, i18n)))
    if expected.purpose:
        lines.append(i18n("visits.card.about", about=i18n.show(expected.purpose)))
    lines.append(i18n("visits.card.state", state=stands(expected, i18n, view.unit.now)))
    if len(expected.awaited) > 1:
        names = i18n.list(expected.awaited[:NAMES_SHOWN])
        lines.append(i18n("visits.pass.awaited", names=names))
    lines.append(i18n("visits.card.number", number=expected.number))
    rows: Rows = []
    today = view.unit.school.today(view.unit.now)
    if expected.is_awaited and expected.day == today and person.may(Right.GUARD):
        rows += _admitting(expected, i18n)
    if expected.is_awaited and (person is expected.host or person.may(Right.DISPATCH)):
        rows.append([PASS.button(i18n.plain("visits.button.pass"), expected.id)])
        rows.append([CALL_OFF.button(i18n.plain("visits.button.call_off"), expected.id)])
    return Rendered("\n".join(lines), rows)


def _admitting(expected: Expected, i18n: I18n) -> Rows:
    key = "visits.button.admit"
    if expected.names:
        named = [(nth, name) for nth, name in enumerate(expected.names) if name in expected.awaited]
        buttons = (
            ADMIT.button(i18n.plain(key, name=name), expected.id, nth)
            for nth, name in named[:NAMES_SHOWN]
        )
        return grid(buttons, 2)
    counts = sorted({*(one for one in COUNTS if one < expected.missing), expected.missing})
    key = "visits.button.several"
    return grid(
        (SEVERAL.button(i18n.plain(key, count=count), expected.id, count) for count in counts), 3
    )


async def begin(update: Update, context: Context) -> str:
    """约访客: who comes, and when?"""
    context.ask()
    await context.say("visits.announce")
    return EXPECT


async def matter(reading: Reading, context: Context) -> str:
    """有家长要来访: whoever says that may announce it here."""
    context.ask()
    await context.say("visits.announce")
    return EXPECT


async def line(update: Update, context: Context) -> str:
    """Who comes was written."""
    assert update.message is not None
    text = words_of(update.message, context, LONGEST)
    expected = rules.announce(context.act(), text, purposes(context.school))
    context.session.flush()
    cards.show(context.unit, expected, context.person)
    DocumentOrder.give(context.act(), "pass", case=expected)
    key_of(context.session, rules.KEY)
    return END


async def order(update: Update, context: Context) -> None:
    """来访码: the pass as a picture, to be forwarded."""
    expected = context.find(Expected, context.number(0))
    if not expected.is_awaited:
        raise Refused("visits.pass_used")
    DocumentOrder.give(context.act(), "pass", case=expected)
    context.toast("paper.coming")


def draw(order: Order) -> Document:
    """The pass: a QR code that opens the bot, with the day and the names below."""
    expected, i18n = order.order.case, order.i18n
    assert isinstance(expected, Expected)
    code = rules.code_of(expected, key_of(order.session, rules.KEY))
    out = BytesIO()
    link = f"https://t.me/{order.username}?start={code}"
    segno.make_qr(link, error="m").save(out, kind="png", scale=12, border=4)
    caption = i18n(
        "visits.pass.caption",
        school=order.school.settings.school_name,
        title=title(expected, i18n),
        when=stands(expected, i18n, order.order.ordered_at),
        code=code,
    )
    return Document(out.getvalue(), f"{expected.number}.png", caption=caption)


async def call_off(update: Update, context: Context) -> None:
    """取消预约."""
    expected = context.find(Expected, context.number(0))
    rules.revoke(expected, context.act())
    context.turn(expected)
    context.toast("visits.done.drop")


async def scanned(update: Update, context: Context) -> str | None:
    """The link of a pass: at the gate, who it names; anybody else is told what it is for."""
    code = " ".join(context.args or [])
    expected = rules.behind_pass(code, context.act())
    if not expected.sees(context.person):
        raise Refused("visits.pass_for_gate")
    context.session.flush()
    cards.show(context.unit, expected, context.person)
    return None


def admitting(*, named: bool) -> Answer:
    """The handler that lets in one of the names, or so many."""

    async def admit(update: Update, context: Context) -> None:
        expected = context.find(Expected, context.number(0))
        given, name = context.number(1), ""
        if named:
            if given >= len(expected.names):
                raise Refused("stale")
            name = expected.names[given]
        visit = rules.admit(expected, context.act(), name, 1 if named else given)
        context.turn(expected)
        context.session.flush()
        cards.show(context.unit, visit, context.person)

    return admit


ENTRY: list[Handler] = [
    ANNOUNCE.handler(begin),
    PASS.handler(order),
    CALL_OFF.handler(call_off),
    ADMIT.handler(admitting(named=True)),
    SEVERAL.handler(admitting(named=False)),
]
STATES: dict[str, list[Handler]] = {EXPECT: [MessageHandler(TYPED, line)]}
