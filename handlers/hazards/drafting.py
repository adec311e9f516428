"""How a hazard begins: /hazard, a sentence that speaks of one, the other kind on a draft's card."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.drafts import begin
from bot.i18n import tidy
from bot.reading import DRAFTING, Offer, Reading, Sure
from bot.transaction import DraftKind, RenderContext
from handlers.hazards.lists import list_rows
from handlers.hazards.titles import short
from models.cases.draft import Draft
from models.hazards import Hazard
from models.hazards.reading import categories, guess, is_said

BEGIN = CallbackButton("hazards.begin")
HAZARD = "hazard"


def lines(draft: Draft, view: RenderContext) -> list[str]:
    """What kind of hazard the words speak of; how bad it is somebody else says."""
    kind = guess(draft.text, categories(view.unit.school))
    return [view.i18n("hazards.draft.kind", kind=short(kind, view.i18n))] if kind else []


KIND = DraftKind(Hazard, lines=lines, anonymous=True)


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """Words that call it a hazard, or speak of what could hurt somebody. Where they name a thing
    that is repaired, it is most likely a repair: the other kind is one tap away on the draft.
    """
    if not reading.text or reading.is_small_talk:
        return
    if reading.draft is not None and reading.draft.may_be == HAZARD:
        return
    if is_said(reading.text):
        yield Offer(Sure.SAID, partial(begin, reading, HAZARD, context), new=HAZARD)
        return
    repaired = reading.categories or reading.danger
    if not repaired and guess(reading.text, categories(context.school)) is not None:
        yield Offer(Sure.LIKELY, partial(begin, reading, HAZARD, context), new=HAZARD)


async def hazard(update: Update, context: Context) -> str:
    """/hazard: what was found? With words, it is the hazard. What waits for this person stands
    below.
    """
    message = update.message
    words = tidy(message.text or "").split(maxsplit=1)[1:] if message else []
    if message is not None and words:
        return await begin(Reading(message, context, words[0]), HAZARD, context)
    context.ask(begins=HAZARD)
    await context.say("hazards.draft.begin", list_rows(context))
    return DRAFTING


ENTRY = [BEGIN.handler(hazard)]
