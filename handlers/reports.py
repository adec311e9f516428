"""Reporting: a photo, an album, a sentence, a place's label; all arrive at one draft card.

photo, words, label ──► draft ──► (what is missing is asked on the card) ──► 提交 ──► report
                          ▲ │
    more photos and words ┘ └──► 我也遇到 (joins an open report) / 取消
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, MessageOriginHiddenUser, MessageOriginUser, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot import cards
from bot.context import Context
from bot.dialogue import END, Handler
from bot.presses import Press
from bot.words import tidy
from handlers import photos
from handlers.comments import reply_to_case
from models.base import Refused
from models.cases import Photo
from models.guess import is_follow_up, is_small_talk, read_categories
from models.people import Right
from models.places import Place
from models.tickets import State, Ticket, closing, drafting
from models.tickets.lists import own_open

REPORT = "report.draft"
WHICH = "report.which"
FOLLOW_UPS = 3

ADD_TO = Press("addto")
ANEW = Press("anew")
RESUME = Press("draft")


async def repair(update: Update, context: Context) -> str | None:
    """/repair: takes up what was left, or asks what is broken."""
    waiting = drafting.drafts_of(context.session, context.person)
    if waiting:
        return await offer(update, context)
    context.ask()
    await context.say("draft.begin")
    return REPORT


async def offer(update: Update, context: Context) -> str | None:
    """Shows the newest draft again: it was never lost."""
    draft = drafting.drafts_of(context.session, context.person)[0]
    await context.say("draft.unfiled")
    cards.show(context.unit, draft, context.person)
    context.ask(draft=draft.id)
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


async def message(update: Update, context: Context) -> str | None:
    """Whatever comes out of the blue: a reply to a card, small talk, or a report."""
    assert update.message is not None
    return await sort(update.message, context, None)


async def more(update: Update, context: Context) -> str | None:
    """What comes while a draft is open belongs to it, unless it speaks of another place."""
    assert update.message is not None
    draft_id = context.dialogue.data.get("draft")
    draft = context.session.get(Ticket, draft_id) if draft_id else None
    if draft is not None and draft.state != State.DRAFT:
        draft = None
    return await sort(update.message, context, draft)


async def sort(message: Message, context: Context, draft: Ticket | None) -> str | None:
    """Finds out what a message is about."""
    words = tidy(message.text or message.caption or "")
    if message.sticker or not (words or _has_file(message)):
        await context.say("draft.only_words")
        return None
    earlier = photos.of_album(message, context)
    if earlier is not None:
        await album_part(message, words, earlier, context)
        return None
    if message.reply_to_message is not None and await reply_to_case(message, context):
        return None
    if draft is None and not _has_file(message):
        if is_small_talk(words):
            await context.say("draft.small_talk")
            return None
        if is_follow_up(words) and (waiting := own_open(context.school, context.person)):
            return await ask_which(words, waiting[:FOLLOW_UPS], context)
    if draft is not None and words and _other_place(draft, words, context):
        await context.say("draft.another_place")
        draft = None
    return await into_draft(message, words, draft, context)


def _has_file(message: Message) -> bool:
    return bool(
        message.photo or message.document or message.voice or message.audio
        or message.video or message.animation or message.video_note
    )  # fmt: skip


def _other_place(draft: Ticket, words: str, context: Context) -> bool:
    """Whether the words name a place for sure, and not the one of the draft."""
    sure = context.school.places.read(words).sure
    return sure is not None and draft.place is not None and sure != draft.place.id


async def album_part(message: Message, words: str, earlier: Photo, context: Context) -> None:
    """A later part of an album goes where its first part went, even after 提交."""
    case = context.session.get_one(Ticket, earlier.case_id)
    photos.keep(message, context, case, earlier.event)
    if words and case.state == State.DRAFT:
        drafting.add_words(case, context.act(), words)


async def into_draft(
    message: Message, words: str, draft: Ticket | None, context: Context
) -> str | None:
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
    return None


async def show(draft: Ticket, context: Context) -> str:
    """Puts the card at the end of the chat, and keeps the question open."""
    context.session.flush()
    cards.show(context.unit, draft, context.person)
    context.ask(draft=draft.id)
    return REPORT


def typed_place(draft: Ticket, words: str, context: Context) -> None:
    """A place typed while it is asked for: chosen when sure, else offered (school-voice 23).

    Where the line also says what is broken, it is more than an answer, and all of it is kept.
    """
    reading = context.school.places.read(words)
    page = ""
    if read_categories(words, context.school.categories):
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
    """A forwarded message is probably reported for whoever wrote it (school-voice 1)."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser):
        author, name = origin.sender_user.id, origin.sender_user.full_name
    elif isinstance(origin, MessageOriginHiddenUser):
        author, name = None, origin.sender_user_name
    else:
        return
    draft.forwarded_from = name[:60]
    found = [one for one in context.school.people if one.name == name or author == one.telegram_id]
    if len(found) == 1 and context.person.may(Right.RECORD):
        drafting.set_reporter(draft, context.act(), found[0])


async def ask_which(words: str, waiting: Sequence[Ticket], context: Context) -> str:
    """ "还是漏": for the open report, or for a new one? (school-voice 2)"""
    context.ask(words=words)
    rows = [
        [
            ADD_TO.button(
                context.words.plain("draft.b_add_to", gist=_line(ticket, context)), ticket.id
            )
        ]
        for ticket in waiting
    ]
    rows.append([ANEW.button(context.words.plain("draft.b_anew"))])
    await context.say("draft.add_or_anew", rows)
    return WHICH


def _line(ticket: Ticket, context: Context) -> str:
    place = ticket.place.short(context.words.language) if ticket.place else ""
    return f"{place} {ticket.gist}".strip()


async def add_to(update: Update, context: Context) -> str:
    """The words are a comment on the open report."""
    ticket = context.find(Ticket, context.number(0))
    words = context.dialogue.data.get("words")
    if not words:
        raise Refused("stale")
    closing.comment(ticket, context.act(), words)
    await context.say("comment.added")
    return END


async def anew(update: Update, context: Context) -> str:
    """The words are a report of their own."""
    words = context.dialogue.data.get("words")
    if not words:
        raise Refused("stale")
    return await show(drafting.start(context.act(), words), context)


ENTRY: list[Handler] = [
    CommandHandler("repair", repair, filters.UpdateType.MESSAGE),
    RESUME.handler(offer),
]
OUT_OF_THE_BLUE: list[Handler] = [MessageHandler(photos.ANSWER, message)]
STATES: dict[str, list[Handler]] = {
    REPORT: [MessageHandler(photos.ANSWER, more)],
    WHICH: [ADD_TO.handler(add_to), ANEW.handler(anew)],
}
