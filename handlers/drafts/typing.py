"""What comes while a draft is open: it belongs there, unless it is about something else."""

from __future__ import annotations

from collections.abc import Iterator

from bot import attachments, cards
from bot.context import Context
from bot.drafts import begin, go_on
from bot.reading import Offer, Reading, Sure
from models.cases import draft as drafts
from models.cases.draft import Draft
from models.cases.draft_places import likely_places
from models.language import says_hurt
from models.places import Place


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """More of the draft that is open; what speaks of something else opens another one. After a
    command that asks, the beginning of one.
    """
    draft = reading.draft
    if draft is None:
        if reading.begins and not (reading.is_small_talk and not reading.has_file):
            yield Offer(Sure.CERTAIN, lambda: begin(reading, reading.begins, context))
        return
    hurt = says_hurt(reading.text) if draft.asks_hurt else None
    if hurt is not None:
        yield Offer(Sure.CERTAIN, lambda: _hurt(hurt, draft, context))
    elif reading.is_small_talk and not reading.has_file:
        yield Offer(Sure.MAYBE, lambda: _ready(reading, context))
    elif reading.is_dropped and reading.names_nothing and not reading.has_file:
        yield Offer(Sure.MAYBE, lambda: _dropped(draft, context))
    elif not draft.text:
        # Its card asks what it is about, and this says it.
        yield Offer(Sure.SAID, lambda: _more(reading, draft, context))
    elif reading.text and is_another(draft, reading):
        yield Offer(Sure.MAYBE, lambda: _another(reading, draft, context))
    else:
        yield Offer(Sure.MAYBE, lambda: _more(reading, draft, context))


async def _ready(reading: Reading, context: Context) -> None:
    """好的 to a draft: it waits for 提交."""
    key = "welcome" if reading.is_thanks else "hello" if reading.is_greeting else "fine_submit"
    await context.say(f"drafts.{key}")


async def _hurt(hurt: bool, draft: Draft, context: Context) -> str:
    """会, 不会: typed instead of pressed."""
    drafts.answer_hurt(draft, context.act(), hurt)
    cards.show(context.unit, draft, context.person)
    return go_on(draft, context)


async def _dropped(draft: Draft, context: Context) -> None:
    """不用修了 of what is not filed yet: the card with 取消."""
    await context.say("drafts.dropped")
    cards.show(context.unit, draft, context.person)


async def _another(reading: Reading, draft: Draft, context: Context) -> str:
    await context.say("drafts.another_place")
    return await begin(reading, draft.may_be, context)


async def _more(reading: Reading, draft: Draft, context: Context) -> str:
    """Adds the message to the draft."""
    act, text, picture = context.act(), reading.text, reading.picture
    kind = context.unit.registry.draft_kind(draft).kind
    card = cards.card_of(context.unit, draft, context.person)
    page = card.page if card else ""
    asking_place = kind.missing(draft) == "place" or page.startswith("place")
    if text and card and page.startswith("for") and typed_name(draft, text, context):
        card.page = ""
    elif text and asking_place and picture is None:
        typed_place(draft, reading, context)
    elif text:
        drafts.add_text(draft, act, text)
    if picture is not None:
        attachments.keep(reading.message, context, draft)
    if reading.message.voice:
        await context.say("photo.voice_hint")
    if reading.message.media_group_id is None:
        cards.show(context.unit, draft, context.person, card.page if card else "")
    context.unit.touch(draft)
    return go_on(draft, context, card.page if card else "")


def is_another(draft: Draft, reading: Reading) -> bool:
    """Whether the words speak of something else than the draft: of another place for sure, or of
    another fault in a place that the draft does not mean, or of another thing that is broken.
    """
    places = reading.places
    if draft.place is not None and places.sure not in (None, draft.place.id):
        return True
    codes = reading.categories
    if not (codes and draft.text and draft.category):
        return False
    if not places.said:
        mine = {draft.category.code, draft.second_category}
        return bool(reading.broken_things) and not mine & set(reading.broken_things)
    here = draft.place is not None and draft.place.id in (places.sure, *places.choices)
    return draft.category.code not in codes and not here


def typed_place(draft: Draft, reading: Reading, context: Context) -> None:
    """A place typed while it is asked for: chosen when sure, else offered (practice.md §2.3).

    Where the line also says what is broken, it is more than an answer, and all of it is kept.
    """
    page, school = "", context.school
    if reading.categories or reading.danger:
        drafts.add_text(draft, context.act(), reading.text)
    elif reading.places.sure is not None:
        place = context.session.get_one(Place, reading.places.sure)
        drafts.set_place(draft, context.act(), place)
    else:
        _, found = likely_places(draft, reading.places, school)
        found = found or school.places.search(reading.text)
        drafts.offer_places(draft, context.act(), found, reading.text)
        page = "place?"
    cards.turn(context.unit, draft, context.person, page)


def typed_name(draft: Draft, text: str, context: Context) -> bool:
    """A name typed while it is asked for whom the report is. Returns whether it was one."""
    found = [one for one in context.school.people if text in one.name]
    if len(found) == 1:
        drafts.set_reporter(draft, context.act(), found[0])
    return len(found) == 1
