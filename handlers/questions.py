"""The buttons of a report that ask for something first: a reason, a picture, a firm.

拒绝 / 退回 / 不予受理 / 请补充 / 代验收 / 评论 / 回答 ──► words ──► the verb
完成 ──► a picture of the result, or why there is none ──► 待验收
外修 ──► "firm, phone, date" in one line ──► 等待外修
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from telegram import Message, Update
from telegram.ext import MessageHandler

from bot import cards
from bot.context import Context
from bot.dialogue import END, Handler
from bot.presses import Answer, Press
from bot.timeline import sentence
from bot.words import tidy
from handlers import photos
from handlers import ticket_buttons as b
from handlers.comments import must_be_short, say_on
from handlers.photos import ANSWER
from handlers.repairs import pressed
from models.base import Refused
from models.cases import Event
from models.dates import read_date
from models.people import Act
from models.school import Firm
from models.tickets import Ticket, closing, work
from models.tickets.work import NoPhoto

WORDS = "ticket.words"
RESULT = "ticket.result"
FIRM = "ticket.firm"
COSTS = "ticket.costs"

STOP = Press("q_stop")
FIRM_NAMED = Press("q_firmname")

Worded = Callable[[Ticket, Act, str], Event]
WORDED: dict[str, Worded] = {
    "refuse": work.refuse,
    "giveback": closing.give_back,
    "decline": closing.decline,
    "ask": work.ask_more,
    "instead": closing.sign_instead,
}


async def ask(update: Update, context: Context) -> str:
    """Asks for the words that the verb needs."""
    ticket = pressed(context, update)
    assert update.callback_query is not None
    assert update.callback_query.data is not None
    verb = update.callback_query.data.split(":")[0].removeprefix("q_")
    ticket.unchanged(context.act())
    context.ask(verb=verb, ticket=ticket.id, version=context.seen)
    rows = [[STOP.button(context.words.plain("button.back"))]]
    if verb == "firm":
        firms = context.session.query(Firm).filter_by(active=True).order_by(Firm.name)
        rows = [[FIRM_NAMED.button(firm.name, firm.id)] for firm in firms] + rows
        await context.say("ask.firm", rows)
        return FIRM
    if verb == "costs":
        await context.say("ask.costs", rows)
        return COSTS
    await context.say(f"ask.{verb}", rows)
    return WORDS


def _asked(context: Context) -> Ticket:
    """The report that the open question is about, with the version that was seen."""
    about = context.dialogue.data
    if "ticket" not in about:
        raise Refused("stale")
    context.seen = about.get("version")
    return context.find(Ticket, int(about["ticket"]))


async def words(update: Update, context: Context) -> str | None:
    """The words came: does what they were asked for."""
    message = update.message
    assert message is not None
    text = must_be_short(tidy(message.text or message.caption or ""))
    ticket, verb = _asked(context), context.dialogue.data["verb"]
    picture = photos.picture_in(message)
    if verb in ("comment", "answer"):
        if not text and picture is None:
            await context.say("ask.words_please")
            return None
        await say_on(ticket, text, message, context)
        return END
    if not text and picture is not None and picture.form == "voice":
        photos.keep(message, context, ticket)
        await context.say("photo.voice_hint")
        return None
    if not text and not (verb == "giveback" and picture is not None):
        await context.say("ask.words_please")
        return None
    event = WORDED[verb](ticket, context.act(), text or context.words.plain("ask.see_photo"))
    if picture is not None:
        photos.keep(message, context, ticket, event)
    cards.show(context.unit, ticket, context.person)
    return END


async def finish(update: Update, context: Context) -> str:
    """完成: asks for a picture of the result."""
    ticket = pressed(context, update)
    act = context.act()
    ticket.must_hold(act)
    ticket.unchanged(act)
    asked = {"ticket": ticket.id, "version": context.seen}
    if context.dialogue.state == RESULT and context.dialogue.data == asked:
        # A second tap on the button; the question stands there already.
        context.toast("ask.photo_please")
        return RESULT
    return await ask_for_result(ticket, context)


async def ask_for_result(ticket: Ticket, context: Context) -> str:
    """Asks for a picture of the result, or why there is none."""
    context.ask(ticket=ticket.id, version=context.seen)
    words = context.words
    rows = [
        [b.NO_PHOTO.button(words.plain(f"nophoto.{why}"), ticket.id, ticket.version, why)]
        for why in NoPhoto
    ]
    await context.say("ask.finish", [*rows, [STOP.button(words.plain("button.back"))]])
    return RESULT


async def result(update: Update, context: Context) -> str | None:
    """The picture came: the repair is done, and the reporter must sign."""
    assert update.message is not None
    ticket = _asked(context)
    picture = photos.picture_in(update.message)
    if picture is None or picture.form == "voice":
        photos.keep(update.message, context, ticket)
        await context.say("photo.voice_hint" if picture else "ask.photo_please")
        return None
    said = must_be_short(tidy(update.message.caption or ""))
    try:
        event = work.finish(ticket, context.act())
    except Refused:
        return await _too_late(update.message, said, ticket, context)
    photos.keep(update.message, context, ticket, event)
    if said:
        closing.comment(ticket, context.unit.act(context.person), said)
    cards.show(context.unit, ticket, context.person, "costs")
    return END


async def _too_late(message: Message, said: str, ticket: Ticket, context: Context) -> str:
    """It has gone on without the picture; the picture is proof of work, and stays on the report."""
    event = closing.comment(ticket, context.unit.act(context.person), said)
    photos.keep(message, context, ticket, event)
    last = ticket.last_step()
    step = sentence(last, context.words, plain=True) if last else ""
    await context.say("photo.kept_anyway", event=step)
    return END


async def no_photo(update: Update, context: Context) -> str:
    """There is no picture, for one of the reasons on the buttons."""
    ticket = pressed(context, update)
    work.finish(ticket, context.act(), context.choice(NoPhoto, 2))
    cards.show(context.unit, ticket, context.person, "costs")
    return END


async def firm_named(update: Update, context: Context) -> str | None:
    """A firm under contract was pressed; what is left is the date."""
    firm = context.row(Firm, context.number(0))
    if firm is None:
        raise Refused("stale")
    context.dialogue.data = {**context.dialogue.data, "firm": firm.name, "phone": firm.phone}
    await context.say("ask.firm_date", firm=firm.name)
    return None


async def firm(update: Update, context: Context) -> str | None:
    """Firm, phone and date in one line, or the date alone where the firm was pressed."""
    assert update.message is not None
    text = tidy(update.message.text or "")
    about = context.dialogue.data
    day, rest = read_date(text, context.school.today(context.now))
    if day is None:
        await context.say("ask.firm_again")
        return None
    digits = [part for part in rest.split() if sum(sign.isdigit() for sign in part) >= 5]
    name = " ".join(part for part in rest.split() if part not in digits) or about.get("firm", "")
    phone = digits[0] if digits else about.get("phone", "")
    if not name:
        await context.say("ask.firm_again")
        return None
    ticket, act = _asked(context), context.act()
    office = act.school.office()
    keeper = act.by if act.by in office else office[0]
    until = act.school.hours.day_end_on(day)
    work.call_firm(ticket, act, name[:60], phone[:30], until, keeper)
    cards.show(context.unit, ticket, context.person)
    return END


async def costs(update: Update, context: Context) -> str | None:
    """Materials and money in one line: 龙头1个 35."""
    assert update.message is not None
    text = must_be_short(tidy(update.message.text or ""))
    *materials, last = text.split() or [""]
    cost = _sum_in(last)
    if cost is None:
        materials = [*materials, last]
    if not text or (cost is not None and not Decimal(0) <= cost < Decimal(10**7)):
        await context.say("ask.costs_again")
        return None
    ticket = _asked(context)
    context.seen = None
    work.note_costs(ticket, context.act(), materials=" ".join(materials) or None, cost=cost)
    cards.show(context.unit, ticket, context.person)
    return END


def _sum_in(word: str) -> Decimal | None:
    """The yuan in a word; nothing where it is none. `nan` and `Infinity` are numbers for Python."""
    try:
        cost = Decimal(word.strip("元¥￥"))
    except InvalidOperation:
        return None
    return cost if cost.is_finite() else None


async def stop(update: Update, context: Context) -> str:
    """返回: the question is dropped, nothing is done."""
    context.toast("ask.stopped")
    return END


def _message(callback: Answer) -> Handler:
    return MessageHandler(ANSWER, callback)


ENTRY: list[Handler] = [
    *(press.handler(ask) for press in b.ASK.values()),
    b.DO["finish"].handler(finish),
    b.NO_PHOTO.handler(no_photo),
    STOP.handler(stop),
]
STATES: dict[str, list[Handler]] = {
    WORDS: [_message(words)],
    RESULT: [_message(result)],
    FIRM: [FIRM_NAMED.handler(firm_named), _message(firm)],
    COSTS: [_message(costs)],
}
