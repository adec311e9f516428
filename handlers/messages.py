"""Whatever is sent without a command: what is it about?

a part of an album ──► where its first part went
a reply to a card ──► that report
the answer to 请补充, 还是漏, 修好了, 不用修了 ──► `follow_ups`
收到, 在吗 ──► a short line
all else ──► the open draft, or a new one
"""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler

from bot.context import Context
from bot.dialogue import Handler
from bot.words import tidy
from handlers import follow_ups, photos
from handlers.comments import reply_to_case, say_on
from handlers.follow_ups import WHICH
from handlers.reports import REPORT, into_draft
from models.cases import Photo
from models.guess import (
    is_assent,
    is_coming,
    is_done,
    is_dropped,
    is_follow_up,
    is_greeting,
    is_small_talk,
    is_thanks,
    read_categories,
    read_danger,
)
from models.tickets import OPEN, State, Ticket, drafting

TO_SIGN = frozenset({State.DONE})


async def message(update: Update, context: Context) -> str | None:
    """Out of the blue: no question is open."""
    assert update.message is not None
    return await sort(update.message, context, None)


async def more(update: Update, context: Context) -> str | None:
    """While a draft is open it belongs there, unless it speaks of something else."""
    assert update.message is not None
    draft_id = context.dialogue.data.get("draft")
    draft = context.session.get(Ticket, draft_id) if draft_id else None
    if draft is not None and draft.state != State.DRAFT:
        draft = None
    return await sort(update.message, context, draft)


async def which(update: Update, context: Context) -> str | None:
    """While it is asked what something belongs to, more of it may come."""
    assert update.message is not None
    return await sort(update.message, context, None, asking=True)


async def sort(
    message: Message, context: Context, draft: Ticket | None, asking: bool = False
) -> str | None:
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
    if asking and (state := await follow_ups.more(message, words, context)) is not None:
        return state
    taken, state = await _about_a_report(message, words, draft, context)
    if taken:
        return state
    if is_small_talk(words) and not _has_file(message):
        await small_talk(words, draft, context)
        return None
    if draft is not None and words and is_another(draft, words, context):
        await context.say("draft.another_place")
        draft = None
    return await into_draft(message, words, draft, context)


async def _about_a_report(
    message: Message, words: str, draft: Ticket | None, context: Context
) -> tuple[bool, str | None]:
    """What is said about a report that is filed already. Returns whether it was, and the state."""
    asked = follow_ups.asked_of(context)
    if draft is not None:
        # A question that came after the last words of the draft is what is being answered.
        asked = [one for one in asked if one.paused_at and one.paused_at > context.dialogue.since]
    if asked and (is_assent(words) or not words or not is_small_talk(words)):
        if len(asked) == 1 and words and not follow_ups.is_another(asked[0], words, context):
            await say_on(asked[0], words, message, context)
            return True, None
        held = follow_ups.hold(message, words, context)
        return True, await follow_ups.ask_which(held, asked, context)
    if draft is not None or context.dialogue.state == REPORT:
        return False, None
    if not words:
        return await _bare_photo(message, context)
    if is_coming(words) and (free := follow_ups.to_accept(context)):
        await context.say("draft.coming")
        follow_ups.bring(free, context)
        return True, None
    if is_done(words) and (mine := follow_ups.finished_ones(words, context)):
        held = follow_ups.hold(message, words, context)
        return True, await follow_ups.ask_finished(held, mine, context)
    if not _has_file(message) and await _bring_own(words, context):
        return True, None
    waiting = follow_ups.open_ones(context)
    if waiting and (is_follow_up(words) or is_done(words) or names_nothing(words, context)):
        held = follow_ups.hold(message, words, context)
        return True, await follow_ups.ask_which(held, waiting, context)
    return False, None


async def _bare_photo(message: Message, context: Context) -> tuple[bool, str | None]:
    """A photo without a word from whoever repairs is most likely the picture of the result."""
    if not message.photo:
        return False, None
    if mine := follow_ups.finished_ones("", context):
        return True, await follow_ups.ask_finished(
            follow_ups.hold(message, "", context), mine, context
        )
    if lately := follow_ups.finished_lately(context):
        return True, await follow_ups.ask_which(
            follow_ups.hold(message, "", context), lately, context
        )
    return False, None


def names_nothing(words: str, context: Context) -> bool:
    """Whether the words name neither place, nor thing, nor danger: 我去修, 明天行不行."""
    school = context.school
    return not (
        is_small_talk(words)
        or read_categories(words, school.categories)
        or read_danger(words, school.dangers)
        or school.places.read(words).said
    )


async def _bring_own(words: str, context: Context) -> bool:
    """修好了 and 不用修了 from the reporter: the card with the button that says so. Returns whether
    there is one.
    """
    to_sign, to_do = follow_ups.own_in(TO_SIGN, context), follow_ups.own_in(OPEN, context)
    if is_done(words) and to_sign:
        await context.say("draft.to_sign")
        follow_ups.bring(to_sign, context)
    elif is_done(words) and to_do:
        await context.say("draft.fixed_already")
        follow_ups.bring(to_do, context)
    elif is_dropped(words) and to_do:
        await context.say("draft.not_needed")
        follow_ups.bring(to_do, context)
    else:
        return False
    return True


async def small_talk(words: str, draft: Ticket | None, context: Context) -> None:
    """谢谢, 在吗, 收到: each its own short answer (practice.md §4.3). 收到 to what waits for a
    button is told which.
    """
    if is_thanks(words):
        await context.say("draft.welcome")
    elif is_greeting(words):
        await context.say("draft.hello")
    elif given := follow_ups.given_to(context):
        await context.say("draft.fine_accept")
        follow_ups.bring(given, context)
    elif draft is not None:
        await context.say("draft.fine_submit")
    else:
        await context.say("draft.fine")


def is_another(draft: Ticket, words: str, context: Context) -> bool:
    """Whether the words speak of something else than the draft: of another place for sure, or of
    another fault in a place that the draft does not mean.
    """
    reading = context.school.places.read(words)
    if draft.place is not None and reading.sure not in (None, draft.place.id):
        return True
    codes = read_categories(words, context.school.categories)
    if not (codes and draft.words and draft.category and reading.said):
        return False
    here = draft.place is not None and draft.place.id in (reading.sure, *reading.choices)
    return draft.category.code not in codes and not here


def _has_file(message: Message) -> bool:
    return bool(
        message.photo or message.document or message.voice or message.audio
        or message.video or message.animation or message.video_note
    )  # fmt: skip


async def album_part(message: Message, words: str, earlier: Photo, context: Context) -> None:
    """A later part of an album goes where its first part went, even after 提交."""
    case = context.session.get_one(Ticket, earlier.case_id)
    photos.keep(message, context, case, earlier.event)
    if words and case.state == State.DRAFT:
        drafting.add_words(case, context.act(), words)


STATES: dict[str, list[Handler]] = {
    REPORT: [MessageHandler(photos.ANSWER, more)],
    WHICH: [MessageHandler(photos.ANSWER, which)],
}
LAST: list[Handler] = [MessageHandler(photos.ANSWER, message)]
