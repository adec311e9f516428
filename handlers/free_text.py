"""A message without a command: whose is it? The order, and the ties, are here.

a child is hurt, a fight ──► who can help is rung, before all else
a part of an album ──► where its first part went
a reply to a card ──► that case
else the feature that is surest, of equals the first in `FEATURES`;
    where two would begin different things, the person is asked
leave, a visit, who is on duty ──► where it belongs
what nobody wants ──► a useful answer
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import MessageHandler

from bot import attachments, cards, elsewhere
from bot.attachments import ANSWER
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.drafts import hold, show
from bot.feature import Feature, features_of
from bot.keyboards import grid
from bot.reading import DRAFTING, Offer, Reading, Sure
from bot.transaction import Rows
from models.base import Refused
from models.cases import draft as drafts
from models.cases.case import Case, Photo
from models.cases.draft import Draft, DraftState
from models.language import Matter

NOBODYS = ""
# Makes a draft of this kind of what was said: free_text.as:<kind>:<draft>.
AS = CallbackButton("free_text.as")


async def message(update: Update, context: Context) -> str | None:
    """Finds out what a message is about."""
    assert update.message is not None
    reading = Reading(update.message, context)
    if update.message.sticker or not (reading.text or reading.has_file):
        await context.say("free_text.only_words")
        return None
    matter = reading.matter
    if (claimed := claim(reading, context)) is not None:
        return await claimed.do()
    answered = None
    if matter is not None and matter.pressing:
        answered = await belongs_elsewhere(reading, matter, context)
        if matter.private:
            return answered
    if rows := alarms(reading, context):
        await context.say("free_text.alarm", rows)
    elsewhere_alone = reading.is_for_elsewhere and reading.answers is None
    if matter is not None and matter.pressing and elsewhere_alone:
        return answered
    if reading.earlier is not None:
        await album_part(reading, reading.earlier, context)
        return None
    if reading.answers is not None:
        await replied(reading, reading.answers, context)
        return None
    offers = [
        offer
        for feature in features_of(context)
        if feature.offers is not None
        for offer in feature.offers(reading, context)
    ]
    best = max((offer.sure for offer in offers), default=Sure.MAYBE)
    if matter is not None and reading.is_for_elsewhere and best < Sure.CERTAIN:
        return await belongs_elsewhere(reading, matter, context)
    if not offers:
        await nobodys(reading, context)
        return None
    surest = [offer for offer in offers if offer.sure == best]
    kinds = list(dict.fromkeys(offer.new for offer in surest if offer.new))
    if surest[0].new and len(kinds) > 1:
        await ask_kind(reading, kinds, context)
        return None
    return await surest[0].do()


async def belongs_elsewhere(reading: Reading, matter: Matter, context: Context) -> str | None:
    """The feature that takes the matter; as long as there is none, whom to turn to."""
    for feature in features_of(context):
        if matter.name in feature.matters:
            return await feature.matters[matter.name](reading, context)
    await elsewhere.answer(matter, context)
    return None


def claim(reading: Reading, context: Context) -> Offer | None:
    """The feature whose matter is under way here, and so pressing that this is about it."""
    every = (one.claims for one in features_of(context) if one.claims is not None)
    return next(filter(None, (one(reading, context) for one in every)), None)


def alarms(reading: Reading, context: Context) -> Rows:
    """What can be done at once about something pressing."""
    every = (one.alarms for one in features_of(context) if one.alarms is not None)
    return [row for offered in every for row in offered(reading, context)]


async def replied(reading: Reading, case: Case, context: Context) -> None:
    """Takes a reply to a message about a case: the feature's own way, else as a comment."""
    for feature in features_of(context):
        reply = feature.replies.get(type(case))
        if reply is not None:
            await reply(case, reading, context)
            return
    holders = cards.holders(context.unit, case)
    event = case.comment(context.act(), holders, reading.text)
    attachments.keep(reading.message, context, case, event)
    await context.say_heard(event)


async def album_part(reading: Reading, earlier: Photo, context: Context) -> None:
    """A later part of an album goes where its first part went, even after 提交; what it says is
    kept with it.
    """
    case = context.session.get_one(Case, earlier.case_id)
    if reading.text and not isinstance(case, Draft):
        await replied(reading, case, context)
        return
    attachments.keep(reading.message, context, case, earlier.event)
    if reading.text and isinstance(case, Draft) and case.state == DraftState.DRAFT:
        drafts.add_text(case, context.act(), reading.text)


async def ask_kind(reading: Reading, kinds: Sequence[str], context: Context) -> None:
    """Two features are equally sure: the person says which it is; what was said is kept."""
    held = hold(reading, NOBODYS, context)
    said = held.text or context.i18n.plain("free_text.photo")
    await context.say("free_text.which", _kinds(kinds, held, context), words=said)


async def nobodys(reading: Reading, context: Context) -> None:
    """What nobody wants: 谢谢 and 在吗 get a short answer (practice.md §4.3); anything else, what
    can be told here, one press away. What was said is kept until then.
    """
    if reading.is_small_talk:
        key = "welcome" if reading.is_thanks else "hello" if reading.is_greeting else "fine"
        await context.say(f"free_text.{key}")
        return
    if reading.is_fragment and not reading.has_file:
        await context.say("free_text.fragment", words=reading.text)
        return
    held = hold(reading, NOBODYS, context)
    kinds = list(context.unit.registry.drafts)
    await context.say("free_text.nobody", _kinds(kinds, held, context), words=reading.text)


def _kinds(kinds: Sequence[str], held: Draft, context: Context) -> Rows:
    i18n, known = context.i18n, context.unit.registry.drafts
    features = {kind: known[kind].kind.FEATURE for kind in kinds}
    named = ((kind, i18n.plain(f"{of}.kind")) for kind, of in features.items())
    return grid((AS.button(name, kind, held.id) for kind, name in named), 1)


async def as_kind(update: Update, context: Context) -> str:
    """The kind was pressed: what was said is a draft of it."""
    kind = context.part(0)
    if kind not in context.unit.registry.drafts:
        raise Refused("stale")
    held = context.find(Draft, context.number(1))
    drafts.choose_kind(held, context.act(), kind)
    # A question that is answered has no buttons any more.
    said = held.text or context.i18n.plain("free_text.photo")
    await context.edit_html(update, context.i18n("free_text.chosen", words=said), [])
    return show(held, context)


FEATURE = Feature(
    "free_text",
    entry=(AS.handler(as_kind),),
    states={DRAFTING: ()},
    last=(MessageHandler(ANSWER, message),),
)
