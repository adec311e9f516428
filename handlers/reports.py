"""Reporting: a photo, an album, a sentence, a place's label; all arrive at one draft card.

photo, words, label ──► draft ──► (what is missing is asked on the card) ──► 提交 ──► report
                          ▲ │
    more photos and words ┘ └──► 我也遇到 (joins an open report) / 取消
"""

from __future__ import annotations

from telegram import Message, MessageOriginHiddenUser, MessageOriginUser, Update
from telegram.ext import CommandHandler, filters

from bot import cards
from bot.context import Context
from bot.dialogue import Handler
from bot.presses import Press
from bot.words import tidy
from handlers import photos
from models.base import Refused
from models.guess import read_categories, read_danger
from models.people import Right
from models.places import Place
from models.tickets import Ticket, drafting

REPORT = "report.draft"
RESUME = Press("draft")
MOST_OFFERED = 5


async def repair(update: Update, context: Context) -> str | None:
    """/repair: takes up what was left, or asks what is broken; with words, it is the report."""
    words = tidy(update.message.text or "").split(maxsplit=1)[1:] if update.message else []
    if update.message is not None and words:
        return await into_draft(update.message, words[0], None, context)
    if drafting.drafts_of(context.session, context.person):
        return await offer(update, context)
    context.ask()
    await context.say("draft.begin")
    return REPORT


async def offer(update: Update, context: Context) -> str | None:
    """Shows the drafts again, the newest last: they were never lost."""
    waiting = drafting.drafts_of(context.session, context.person)
    if not waiting:
        raise Refused("stale")
    await context.say("draft.unfiled", count=len(waiting))
    for draft in reversed(waiting[:MOST_OFFERED]):
        cards.show(context.unit, draft, context.person)
    context.ask(draft=waiting[0].id)
    return REPORT


async def label(update: Update, context: Context) -> str | None:
    """/start p_CODE: the label of a place was scanned, so the place is known."""
    code = " ".join(context.args or [])
    place = context.session.query(Place).filter_by(code=code.removeprefix("p_")).one_or_none()
    if place is None or not place.active:
        await context.say("draft.no_label", code=code)
        return None
    draft = drafting.start(context.act(), place=place)
    return await show(draft, context)


async def into_draft(message: Message, words: str, draft: Ticket | None, context: Context) -> str:
    """Adds the message to the draft, or opens one with it."""
    act = context.act()
    if len(words) > drafting.LONGEST_WORDS:
        raise Refused("draft.too_long", most=drafting.LONGEST_WORDS, length=len(words))
    picture = photos.picture_in(message)
    fresh = draft is None
    if draft is None:
        draft = drafting.start(act)
        forwarded(message, draft, context)
    card = None if fresh else cards.card_of(context.unit, draft, context.person)
    asking_place = drafting.missing(draft) == "place" or (card and card.page.startswith("place"))
    if words and card and card.page.startswith("for") and typed_name(draft, words, context):
        card.page = ""
    elif words and not fresh and asking_place and picture is None:
        typed_place(draft, words, context)
    elif words:
        drafting.add_words(draft, act, words)
    if picture is not None:
        photos.keep(message, context, draft)
    if message.voice:
        await context.say("photo.voice_hint")
    if fresh:
        return await show(draft, context)
    if message.media_group_id is None:
        cards.show(context.unit, draft, context.person, card.page if card else "")
    context.unit.touch(draft)
    return REPORT


async def show(draft: Ticket, context: Context) -> str:
    """Puts the card at the end of the chat, and keeps the question open."""
    context.session.flush()
    cards.show(context.unit, draft, context.person)
    context.ask(draft=draft.id)
    return REPORT


def typed_place(draft: Ticket, words: str, context: Context) -> None:
    """A place typed while it is asked for: chosen when sure, else offered (practice.md §2.3).

    Where the line also says what is broken, it is more than an answer, and all of it is kept.
    """
    reading = context.school.places.read(words)
    page = ""
    school = context.school
    if read_categories(words, school.categories) or read_danger(words, school.dangers):
        drafting.add_words(draft, context.act(), words)
    elif reading.sure is not None:
        place = context.session.get_one(Place, reading.sure)
        drafting.set_place(draft, context.act(), place)
    else:
        found = list(reading.choices) or context.school.places.search(words)
        draft.place_choices, draft.said_place = found or None, words[:60]
        page = "place?"
    cards.turn(context.unit, draft, context.person, page)


def typed_name(draft: Ticket, words: str, context: Context) -> bool:
    """A name typed while it is asked for whom the report is. Returns whether it was one."""
    found = [one for one in context.school.people if words in one.name]
    if len(found) == 1:
        drafting.set_reporter(draft, context.act(), found[0])
    return len(found) == 1


def forwarded(message: Message, draft: Ticket, context: Context) -> None:
    """A forwarded message is probably reported for whoever wrote it (practice.md §4.2)."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser):
        author, name = origin.sender_user.id, origin.sender_user.full_name
    elif isinstance(origin, MessageOriginHiddenUser):
        author, name = None, origin.sender_user_name
    else:
        return
    draft.forwarded_from = name[:60]
    found = [
        one
        for one in context.school.people
        if one.name == name or (author is not None and one.telegram_id == author)
    ]
    if len(found) == 1 and context.person.may(Right.RECORD):
        drafting.set_reporter(draft, context.act(), found[0])


ENTRY: list[Handler] = [
    CommandHandler("repair", repair, filters.UpdateType.MESSAGE),
    RESUME.handler(offer),
]
