"""A reply to a hazard's card is a comment: whoever is on it hears."""

from __future__ import annotations

from telegram import Message

from bot import attachments, cards
from bot.context import Context
from bot.reading import Reading
from handlers.hazards.asking import LONGEST
from models.base import must_fit
from models.hazards import Hazard
from models.tickets import State


async def reply(hazard: Hazard, reading: Reading, context: Context) -> None:
    """A reply to any message about the hazard is a comment on it."""
    replied = reading.message.reply_to_message
    if replied is not None:
        cards.adopt(context.unit, hazard, context.person, replied.message_id)
    await say_on(hazard, must_fit(reading.text, LONGEST), reading.message, context)


async def say_on(hazard: Hazard, text: str, message: Message, context: Context) -> None:
    """Writes the comment with its picture; whoever is on it hears."""
    attachments.picture_in(message)
    act = context.act()
    people = [hazard.reporter, *([hazard.assignee] if hazard.assignee else [])]
    if hazard.state == State.DONE:
        people += hazard.checkers(act.school, act.now)
    elif hazard.assignee is None or act.by is hazard.assignee:
        people += hazard.orderers(act.school)
    event = hazard.comment(act, people, text)
    attachments.keep(message, context, hazard, event)
    await context.say_heard(event)
