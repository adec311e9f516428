"""An emergency is raised in two taps; what is said and shown next belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from telegram import Update

from bot import attachments, cards
from bot.context import Context
from bot.dialogue import END, Handler
from bot.drafts import hold
from bot.keyboards import grid
from bot.reading import Offer, Reading, Sure
from bot.transaction import Rows
from handlers.incidents import buttons as b
from models.cases.draft import Draft
from models.incidents import Incident, alarm, receive
from models.incidents.alarm import add, raised_lately, unanswered_by
from models.incidents.plans import ContingencyPlan, named_in, plans

NOBODYS = ""
WIDE = 2


async def begin(update: Update, context: Context) -> None:
    """紧急事件: which kind? The next tap rings everybody."""
    said = context.callback_args[:1]
    i18n = context.i18n
    kinds = (b.RAISE.button(i18n.show(plan), plan.code, *said) for plan in plans(context.session))
    rows = [*grid(kinds, WIDE), [b.STOP.button(i18n.plain("button.cancel"))]]
    await context.say("incidents.which", rows)


async def raised(update: Update, context: Context) -> str:
    """The kind was pressed: everybody whom the plan names is rung."""
    plan = context.in_use(ContingencyPlan, context.part(0))
    said = context.find(Draft, context.number(1)) if len(context.callback_args) > 1 else None
    incident = alarm(context.act(), plan, said)
    told = [one.person for one in incident.receipts]
    text = context.i18n("incidents.told" if told else "incidents.told_nobody", people=told)
    await context.edit_html(update, text, [])
    cards.show(context.unit, incident, context.person)
    return END


async def stop(update: Update, context: Context) -> str:
    """取消: nobody was told."""
    await context.edit_html(update, context.i18n("incidents.stopped"), [])
    return END


def alarms(reading: Reading, context: Context) -> Rows:
    """Where a sentence tells of an emergency: one tap that keeps it and rings everybody. Nothing
    where this phone has just done that.
    """
    plan = named_in(reading.text, plans(context.session))
    if plan is None or raised_lately(context.act()) is not None:
        return []
    held = hold(reading, NOBODYS, context)
    i18n = context.i18n
    label = i18n.plain("incidents.b_note_kind", plan=plan)
    other = b.BEGIN.button(i18n.plain("incidents.b_other_kind"), held.id)
    return [[b.RAISE.button(label, plan.code, held.id)], [other]]


def claims(reading: Reading, context: Context) -> Offer | None:
    """More about the emergency that was just raised here."""
    said = reading.has_file or not reading.is_small_talk
    private = reading.matter is not None and reading.matter.private
    if not said or private or reading.answers is not None or reading.earlier is not None:
        return None
    if reading.draft is not None or reading.begins:
        return None
    lately = raised_lately(context.act())
    return Offer(Sure.CERTAIN, partial(_more, lately, reading, context)) if lately else None


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """收到 to an emergency that rings."""
    answers = reading.is_small_talk and not (reading.is_thanks or reading.is_greeting)
    if answers and not reading.has_file and (ringing := unanswered_by(context.act())):
        yield Offer(Sure.CERTAIN, partial(_received, ringing, context))


async def reply(incident: Incident, reading: Reading, context: Context) -> None:
    """A reply to its card is more about it."""
    await _more(incident, reading, context)


async def _more(incident: Incident, reading: Reading, context: Context) -> None:
    attachments.picture_in(reading.message)
    event = add(incident, context.act(), reading.text)
    attachments.keep(reading.message, context, incident, event)
    await context.say_heard(event)


async def _received(ringing: list[Incident], context: Context) -> None:
    for incident in ringing:
        receive(incident, context.act())
        context.unit.touch(incident)
    await context.say("incidents.received")


ENTRY: list[Handler] = [
    b.BEGIN.handler(begin),
    b.RAISE.handler(raised),
    b.STOP.handler(stop),
]
