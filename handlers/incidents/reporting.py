"""收到, 首报, 续报, 终报, 误报: what is done on the card of an emergency."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler

from bot import attachments, cards
from bot.attachments import ANSWER
from bot.context import Context
from bot.dialogue import END, Handler
from bot.i18n import tidy
from handlers.incidents import buttons as b
from models.base import Refused
from models.incidents import Incident, Report, call_off, receive, report
from models.incidents.alarm import may_follow

WORDS = "incident.report"


async def received(update: Update, context: Context) -> None:
    """收到: this phone rings no more."""
    incident = context.pressed(update, Incident)
    receive(incident, context.act())
    context.turn(incident)
    context.toast("incidents.received")


async def ask(update: Update, context: Context) -> str:
    """首报, 续报, 终报: what is to be told?"""
    incident, step = context.pressed(update, Incident), context.choice(Report, 2)
    if not incident.leads(context.person):
        raise Refused("incidents.leaders_only")
    incident.unchanged(context.act())
    may_follow(incident, step)
    context.ask(incident=incident.id, step=step, version=context.seen)
    rows = [[b.STOP.button(context.i18n.plain("button.cancel"))]]
    if step == Report.FIRST and incident.text:
        rows.insert(0, [b.AS_TOLD.button(context.i18n.plain("incidents.b_as_told"))])
    await context.say(f"incidents.ask_{step}", rows)
    return WORDS


def _asked(context: Context) -> tuple[Incident, Report]:
    """What the open question is about, with the version that was seen."""
    about = context.dialogue.data
    if "incident" not in about:
        raise Refused("stale")
    context.seen = about.get("version")
    return context.find(Incident, int(about["incident"])), Report(about["step"])


async def words(update: Update, context: Context) -> str | None:
    """The words of the report came, perhaps with a photo."""
    message = update.message
    assert message is not None
    text = tidy(message.text or message.caption or "")
    incident, step = _asked(context)
    if not text:
        attachments.keep(message, context, incident)
        await context.say("incidents.words_please")
        return None
    attachments.picture_in(message)
    event = report(incident, context.act(), step, text)
    attachments.keep(message, context, incident, event)
    cards.show(context.unit, incident, context.person)
    return END


async def as_told(update: Update, context: Context) -> str:
    """就按已记的报: the first report says what the card says."""
    incident, step = _asked(context)
    if step != Report.FIRST or not incident.text:
        raise Refused("stale")
    report(incident, context.act(), step, incident.text)
    cards.show(context.unit, incident, context.person)
    return END


async def called_off(update: Update, context: Context) -> None:
    """误报: everybody who was rung hears that it was none."""
    incident = context.pressed(update, Incident)
    event = call_off(incident, context.act())
    context.turn(incident)
    context.toast("incidents.called_off", who=context.heard(event))


async def turn(update: Update, context: Context) -> None:
    """Turns up another page of the card."""
    incident, page = context.pressed(update, Incident), context.part(2)
    if page not in b.PAGES:
        raise Refused("stale")
    context.turn(incident, page)


async def photos(update: Update, context: Context) -> None:
    """照片(n): sends all pictures again."""
    incident = context.pressed(update, Incident)
    if not cards.send_photos(context.unit, incident, context.person, incident.photos):
        await context.say("photo.not_yet")


ENTRY: list[Handler] = [
    b.RECEIVE.handler(received),
    b.REPORT.handler(ask),
    b.AS_TOLD.handler(as_told),
    b.CALL_OFF.handler(called_off),
    b.TURN.handler(turn),
    b.PHOTOS.handler(photos),
]
STATES: dict[str, list[Handler]] = {WORDS: [MessageHandler(ANSWER, words)]}
