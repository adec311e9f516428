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

from bot import attachments, cards
from bot.attachments import ANSWER
from bot.callbacks import Answer, CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.i18n import tidy
from bot.timeline import sentence
from handlers.repairs import buttons as b
from handlers.repairs.comments import LONGEST, say_on
from handlers.repairs.verbs import pressed
from models.act import Act
from models.base import Refused, must_fit
from models.cases.case import Event
from models.language.dates import read_date
from models.repairs import Repair, afterwards
from models.school import Firm
from models.tickets import closing, progress, work
from models.tickets.work import NoPhoto

WORDS = "ticket.words"
RESULT = "ticket.result"
FIRM = "ticket.firm"
COSTS = "ticket.costs"

STOP = CallbackButton("repairs.stop", formerly="q_stop")
FIRM_NAMED = CallbackButton("repairs.firm_named", formerly="q_firmname")

Worded = Callable[[Repair, Act, str], Event]
WORDED: dict[str, Worded] = {
    "refuse": work.refuse,
    "giveback": closing.give_back,
    "decline": closing.decline,
    "ask": work.ask_more,
    "instead": closing.sign_instead,
    "progress": progress.report_progress,
    "instruct": progress.instruct,
}


def asking(verb: str) -> Answer:
    """The handler that asks for the words that a verb needs."""

    async def ask(update: Update, context: Context) -> str:
        return await _ask(verb, pressed(context, update), context)

    return ask


async def _ask(verb: str, repair: Repair, context: Context) -> str:
    repair.unchanged(context.act())
    context.ask(verb=verb, ticket=repair.id, version=context.seen)
    label = "repairs.button.skip" if verb == "costs" else "button.back"
    rows = [[STOP.button(context.i18n.plain(label))]]
    if verb == "firm":
        firms = context.session.query(Firm).filter_by(active=True).order_by(Firm.name)
        rows = [[FIRM_NAMED.button(firm.name, firm.id)] for firm in firms] + rows
        await context.say("repairs.ask.firm", rows)
        return FIRM
    if verb == "costs":
        await context.say("repairs.ask.costs", rows)
        return COSTS
    await context.say(f"repairs.ask.{verb}", rows)
    return WORDS


def _asked(context: Context) -> Repair:
    """The report that the open question is about, with the version that was seen."""
    about = context.dialogue.data
    if "ticket" not in about:
        raise Refused("stale")
    context.seen = about.get("version")
    return context.find(Repair, int(about["ticket"]))


async def text(update: Update, context: Context) -> str | None:
    """The words came: does what they were asked for."""
    message = update.message
    assert message is not None
    text = must_fit(tidy(message.text or message.caption or ""), LONGEST)
    repair, verb = _asked(context), context.dialogue.data["verb"]
    picture = attachments.picture_in(message)
    if verb in ("comment", "answer"):
        if not text and picture is None:
            await context.say("repairs.ask.words_please")
            return None
        await say_on(repair, text, message, context)
        return END
    if not text and picture is not None and picture.form == "voice":
        attachments.keep(message, context, repair)
        await context.say("photo.voice_hint")
        return None
    if not text and not (verb == "giveback" and picture is not None):
        await context.say("repairs.ask.words_please")
        return None
    event = WORDED[verb](repair, context.act(), text or context.i18n.plain("repairs.ask.see_photo"))
    if picture is not None:
        attachments.keep(message, context, repair, event)
    cards.show(context.unit, repair, context.person)
    if verb in ("progress", "instruct"):
        await context.say_heard(event)
    return END


async def finish(update: Update, context: Context) -> str:
    """完成: asks for a picture of the result."""
    repair = pressed(context, update)
    act = context.act()
    repair.must_hold(act)
    repair.unchanged(act)
    asked = {"ticket": repair.id, "version": context.seen}
    if context.dialogue.state == RESULT and context.dialogue.data == asked:
        # A second tap on the button; the question stands there already.
        context.toast("repairs.ask.photo_please")
        return RESULT
    return await ask_for_result(repair, context)


async def ask_for_result(repair: Repair, context: Context) -> str:
    """Asks for a picture of the result, or why there is none."""
    context.ask(ticket=repair.id, version=context.seen)
    i18n = context.i18n
    rows = [
        [b.NO_PHOTO.button(i18n.plain(f"nophoto.{why}"), repair.id, repair.version, why)]
        for why in NoPhoto
    ]
    await context.say("repairs.ask.finish", [*rows, [STOP.button(i18n.plain("button.back"))]])
    return RESULT


async def result(update: Update, context: Context) -> str | None:
    """The picture came: the repair is done, and the reporter must sign."""
    assert update.message is not None
    repair = _asked(context)
    picture = attachments.picture_in(update.message)
    if picture is None or picture.form == "voice":
        attachments.keep(update.message, context, repair)
        await context.say("photo.voice_hint" if picture else "repairs.ask.photo_please")
        return None
    said = must_fit(tidy(update.message.caption or ""), LONGEST)
    if not work.can_finish(repair, context.act()):
        return await _too_late(update.message, said, repair, context)
    event = work.finish(repair, context.act())
    attachments.keep(update.message, context, repair, event)
    if said:
        closing.comment(repair, context.unit.act(context.person), said)
    cards.show(context.unit, repair, context.person)
    return END


async def _too_late(message: Message, said: str, repair: Repair, context: Context) -> str:
    """It has gone on without the picture; the picture is proof of work, and stays on the report."""
    event = closing.comment(repair, context.unit.act(context.person), said)
    attachments.keep(message, context, repair, event)
    last = repair.last_step()
    step = sentence(last, context.i18n, plain=True) if last else ""
    await context.say("photo.kept_anyway", event=step)
    return END


async def no_photo(update: Update, context: Context) -> str:
    """There is no picture, for one of the reasons on the buttons."""
    repair = pressed(context, update)
    work.finish(repair, context.act(), context.choice(NoPhoto, 2))
    cards.show(context.unit, repair, context.person)
    return END


async def firm_named(update: Update, context: Context) -> str | None:
    """A firm under contract was pressed; what is left is the date."""
    firm = context.row(Firm, context.number(0))
    context.dialogue.data = {**context.dialogue.data, "firm": firm.name, "phone": firm.phone}
    await context.say("repairs.ask.firm_date", firm=firm.name)
    return None


async def firm(update: Update, context: Context) -> str | None:
    """Firm, phone and date in one line, or the date alone where the firm was pressed."""
    assert update.message is not None
    text = tidy(update.message.text or "")
    about = context.dialogue.data
    day, rest = read_date(text, context.school.today(context.now))
    if day is None:
        await context.say("repairs.ask.firm_again")
        return None
    digits = [part for part in rest.split() if sum(sign.isdigit() for sign in part) >= 5]
    name = " ".join(part for part in rest.split() if part not in digits) or about.get("firm", "")
    phone = digits[0] if digits else about.get("phone", "")
    if not name:
        await context.say("repairs.ask.firm_again")
        return None
    repair, act = _asked(context), context.act()
    office = act.school.office()
    keeper = act.by if act.by in office else office[0]
    until = act.school.hours.day_end_on(day)
    work.call_firm(repair, act, name[:60], phone[:30], until, keeper)
    cards.show(context.unit, repair, context.person)
    return END


async def costs(update: Update, context: Context) -> str | None:
    """Materials and money in one line: 龙头1个 35."""
    assert update.message is not None
    text = must_fit(tidy(update.message.text or ""), LONGEST)
    *materials, last = text.split() or [""]
    cost = _sum_in(last)
    if cost is None:
        materials = [*materials, last]
    if not text or (cost is not None and not Decimal(0) <= cost < Decimal(10**7)):
        await context.say("repairs.ask.costs_again")
        return None
    repair = _asked(context)
    context.seen = None
    afterwards.note_costs(repair, context.act(), materials=" ".join(materials) or None, cost=cost)
    cards.show(context.unit, repair, context.person)
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
    await context.answered(update)
    context.toast("repairs.ask.stopped")
    return END


def _message(callback: Answer) -> Handler:
    return MessageHandler(ANSWER, callback)


ENTRY: list[Handler] = [
    *(press.handler(asking(verb)) for verb, press in b.ASK.items()),
    b.DO["finish"].handler(finish),
    b.NO_PHOTO.handler(no_photo),
    STOP.handler(stop),
]
STATES: dict[str, list[Handler]] = {
    WORDS: [_message(text)],
    RESULT: [_message(result)],
    FIRM: [FIRM_NAMED.handler(firm_named), _message(firm)],
    COSTS: [_message(costs)],
}
