"""A reply to a card, in words or pictures, is a comment; to a question it is the answer."""

from __future__ import annotations

from telegram import Message

from bot import attachments, cards
from bot.context import Context
from bot.reading import Reading
from models.base import must_fit
from models.repairs import Repair
from models.tickets import closing, work

LONGEST = 1000


async def reply(repair: Repair, reading: Reading, context: Context) -> None:
    """Takes a reply to any message about the repair, or more of an album that belongs to it."""
    replied = reading.message.reply_to_message
    if replied is not None:
        cards.adopt(context.unit, repair, context.person, replied.message_id)
    await say_on(repair, must_fit(reading.text, LONGEST), reading.message, context)


async def say_on(repair: Repair, text: str, message: Message, context: Context) -> None:
    """Writes the comment, or the answer that was asked for, with its picture."""
    act = context.act()
    attachments.picture_in(message)
    if repair.paused_at is not None and context.person is repair.reporter:
        event = work.answer(repair, act, text)
    else:
        event = closing.comment(repair, act, text)
    attachments.keep(message, context, repair, event)
    await context.say_heard(event)
