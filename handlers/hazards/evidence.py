"""临时管控 and 整改完成: a picture of what was done, and a sentence (practice.md §15.8).

the button ──► a picture with a sentence ──► done
           ├─► a sentence ──► the picture, or why there is none ──► done
           └─► why there is none ──► a sentence ──► done
"""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler

from bot import attachments, cards
from bot.attachments import ANSWER
from bot.callbacks import Answer
from bot.context import Context
from bot.dialogue import END, Handler
from bot.timeline import sentence
from bot.transaction import Rows
from handlers.hazards import asking
from handlers.hazards import buttons as b
from handlers.hazards.verbs import pressed
from models.base import Refused
from models.cases.case import Event
from models.hazards import Hazard, fixing
from models.tickets.work import NoPhoto

EVIDENCE = "hazard.evidence"


def proving(verb: str) -> Answer:
    """The handler that asks for a picture of what was done."""

    async def ask(update: Update, context: Context) -> str:
        hazard, act = pressed(context, update), context.act()
        if verb == "fix":
            fixing.must_be_fixable(hazard, act)
        elif not fixing.may_control(hazard, act):
            raise Refused("hazards.not_yours", who=hazard.assignee)
        hazard.unchanged(act)
        asking.ask(verb, hazard, context)
        await context.say(f"hazards.ask.{verb}", _reasons(verb, hazard, context))
        return EVIDENCE

    return ask


def _reasons(verb: str, hazard: Hazard, context: Context) -> Rows:
    """Why there is no picture; none is taken for what put people in danger (practice.md §15.8)."""
    level = hazard.level
    if verb == "fix" and level is not None and level.must_control:
        return asking.way_back(context)
    rows = [
        [b.NO_PHOTO.button(context.i18n.plain(f"nophoto.{why}"), hazard.id, hazard.version, why)]
        for why in NoPhoto
    ]
    return [*rows, *asking.way_back(context)]


async def evidence(update: Update, context: Context) -> str | None:
    """A picture, a sentence, or both; the sentence may come with the picture or before it."""
    message = update.message
    assert message is not None
    hazard, about = asking.asked(context), context.dialogue.data
    picture, said = attachments.picture_in(message), asking.said_in(message)
    if picture is not None and picture.form == "voice":
        attachments.keep(message, context, hazard)
        await context.say("photo.voice_hint")
        return None
    text = said or str(about.get("words", ""))
    if picture is None and "no_photo" not in about:
        context.dialogue.data = {**about, "words": text}
        await context.say("hazards.ask.photo_please", _reasons(about["verb"], hazard, context))
        return None
    if hazard.state not in fixing.OPEN:
        return await _too_late(message, said, hazard, context)
    why = NoPhoto(about["no_photo"]) if picture is None else None
    event = _prove(hazard, about["verb"], text, why, context)
    attachments.keep(message, context, hazard, event)
    cards.show(context.unit, hazard, context.person)
    return END


async def no_photo(update: Update, context: Context) -> str | None:
    """There is no picture, for one of the reasons on the buttons; a sentence is needed then."""
    hazard, about = pressed(context, update), context.dialogue.data
    if context.dialogue.state != EVIDENCE or about.get("hazard") != hazard.id:
        raise Refused("stale")
    why, level = context.choice(NoPhoto, 2), hazard.level
    if about["verb"] == "fix" and level is not None and level.must_control:
        raise Refused("hazards.photo_first")
    if not about.get("words"):
        context.dialogue.data = {**about, "no_photo": why}
        await context.say("hazards.ask.words_please", asking.way_back(context))
        return None
    _prove(hazard, about["verb"], about["words"], why, context)
    cards.show(context.unit, hazard, context.person)
    return END


def _prove(hazard: Hazard, verb: str, text: str, why: NoPhoto | None, context: Context) -> Event:
    """What was said and shown is the measure, or the result. What crossed it meanwhile moved
    nothing that matters, or the verb refuses.
    """
    context.seen = None
    act = context.act()
    if verb == "fix":
        return fixing.fix(hazard, act, text or context.i18n.plain("hazards.see_photo"), why)
    level = hazard.level
    usual = level.measure_zh if level else ""
    return fixing.control(
        hazard, act, text or usual or context.i18n.plain("hazards.see_photo"), why
    )


async def _too_late(message: Message, said: str, hazard: Hazard, context: Context) -> str:
    """It has gone on meanwhile; the picture stays on it."""
    event = hazard.comment(context.act(), (), said)
    attachments.keep(message, context, hazard, event)
    last = hazard.last_step()
    step = sentence(last, context.i18n, plain=True) if last else ""
    await context.say("photo.kept_anyway", event=step)
    return END


ENTRY: list[Handler] = [
    *(b.ASK[verb].handler(proving(verb)) for verb in ("control", "fix")),
    b.NO_PHOTO.handler(no_photo),
]
STATES: dict[str, list[Handler]] = {EVIDENCE: [MessageHandler(ANSWER, evidence)]}
