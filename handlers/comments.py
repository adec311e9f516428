"""A reply to a card, in words or pictures, is a comment; to a question it is the answer."""

from __future__ import annotations

from telegram import Message

from bot import cards
from bot.context import Context
from bot.words import tidy
from handlers import photos
from handlers.ticket_buttons import TURN
from models.base import Refused
from models.tickets import State, Ticket, closing, work

LONGEST = 1000


async def reply_to_case(message: Message, context: Context) -> bool:
    """Takes a reply to any message about a report. Returns whether it was one."""
    replied = message.reply_to_message
    assert replied is not None
    case_id = cards.case_behind(context.unit, message.chat.id, replied.message_id)
    case_id = case_id or _lost_card(replied)
    ticket = context.session.get(Ticket, case_id) if case_id else None
    if (
        ticket is None
        or ticket.state in (State.DRAFT, State.DISCARDED)
        or not ticket.sees(context.person)
    ):
        return False
    cards.adopt(context.unit, ticket, context.person, replied.message_id)
    words = must_be_short(tidy(message.text or message.caption or ""))
    await say_on(ticket, words, message, context)
    return True


async def say_on(ticket: Ticket, words: str, message: Message, context: Context) -> None:
    """Writes the comment, or the answer that was asked for, with its picture."""
    act = context.act()
    photos.picture_in(message)
    if ticket.paused_at is not None and context.person is ticket.reporter:
        event = work.answer(ticket, act, words)
    else:
        event = closing.comment(ticket, act, words)
    photos.keep(message, context, ticket, event)
    await context.say("comment.added")


def must_be_short(words: str) -> str:
    """The words, if they are few enough. Raises `Refused` otherwise."""
    if len(words) > LONGEST:
        raise Refused("draft.too_long", most=LONGEST, length=len(words))
    return words


def _lost_card(message: Message) -> int | None:
    """The case of a card whose id was lost in a crash. Only cards turn their sides, so no list and
    no page about a person is taken for one, whatever lies behind its buttons.
    """
    markup = message.reply_markup
    for row in markup.inline_keyboard if markup else ():
        for button in row:
            press, _, behind = str(button.callback_data or "").partition(":")
            case_id = behind.partition(":")[0]
            if press == TURN.name and case_id.isdecimal():
                return int(case_id)
    return None
