"""The gate: who is at the phone. Strangers reach nothing but the way in; groups get one line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Chat as TelegramChat
from telegram import (
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.ext import Application, ApplicationHandlerStop, BaseHandler

from bot.clock import real_now
from bot.context import Context
from bot.dialogue import Dialogues
from bot.i18n import tidy
from models.messaging import Chat
from models.people.person import Right

HOUR = timedelta(hours=1)
# Enough for whoever gives five wrong codes, and asks to be let in then.
ANSWERS_AN_HOUR = 8
# Accounts behind which anybody may stand (reliability.md §6.1).
NOBODY = frozenset({777000, 1087968824, 136817688})


class Gate(BaseHandler[Update, Context, None]):
    """Stands before all other handlers."""

    def __init__(self, strangers: Dialogues) -> None:
        super().__init__(self._no_callback)
        self.strangers = strangers

    async def _no_callback(self, update: Update, context: Context) -> None:
        raise RuntimeError("the gate answers by itself")

    def check_update(self, update: object) -> bool:
        """Everything passes here."""
        return isinstance(update, Update)

    async def handle_update(
        self,
        update: Update,
        application: Application[Any, Context, Any, Any, Any, Any],
        check_result: object,
        context: Context,
    ) -> None:
        """Lets people of the school pass, and stops all else after a fitting answer."""
        user, chat = update.effective_user, update.effective_chat
        if update.my_chat_member is not None:
            await note_membership(update.my_chat_member, context)
            raise ApplicationHandlerStop
        if user is None or user.is_bot or user.id in NOBODY:
            raise ApplicationHandlerStop
        context.speaks = user.language_code
        if chat is None:
            # The message with the button is out of reach, and with it the chat.
            context.unit.answers_to = user.id
            context.toast("stale")
            raise ApplicationHandlerStop
        if chat.type != TelegramChat.PRIVATE:
            await answer_group(update, context)
            raise ApplicationHandlerStop
        if chat.id in context.school.silent:
            context.session.get_one(Chat, chat.id).blocked_at = None
        person = context.school.at_phone(user.id)
        if person is not None and person.active:
            context.someone = person
            context.session.info["by"] = person.id
            return
        context.unit.answers_to = chat.id
        left = answers_left(chat.id, context)
        if left == 0:
            context.unit.answered = True
        elif left == 1:
            await context.say("gate.too_often")
        elif person is not None:
            await context.say("gate.switched_off")
        elif (found := self.strangers.check_update(update)) is not None:
            await self.strangers.handle_update(update, application, found, context)
        raise ApplicationHandlerStop


def answers_left(chat_id: int, context: Context) -> int:
    """How many answers the chat of a stranger gets within this hour, this one included. Once there
    is none left, nothing is written any more.
    """
    row, now = _chat(chat_id, context), context.now
    if row.answered_at is None or abs(now - row.answered_at) >= HOUR:
        row.answered_at, row.answers = now, 0
    left = max(0, ANSWERS_AN_HOUR - (row.answers or 0))
    if left:
        row.answers = ANSWERS_AN_HOUR - left + 1
    return left


def _chat(chat_id: int, context: Context) -> Chat:
    row = context.session.get(Chat, chat_id)
    if row is None:
        row = Chat(id=chat_id, answers=0, wrong_codes=0)
        context.session.add(row)
    return row


async def note_membership(change: ChatMemberUpdated, context: Context) -> None:
    """Notes that a phone shut us out, or let us in again. A group to which somebody else than an
    administrator of the school has added us is left at once, and whoever did it is told.
    """
    chat = change.chat
    if chat.type == TelegramChat.PRIVATE:
        gone = change.new_chat_member.status == ChatMember.BANNED
        _chat(chat.id, context).blocked_at = real_now() if gone else None
        return
    if _is_in(change.old_chat_member) or not _is_in(change.new_chat_member):
        return
    person = context.school.at_phone(change.from_user.id)
    if person is not None and person.may(Right.ADMIN):
        return
    await context.bot.leave_chat(chat.id)
    if person is not None:
        context.unit.say(person, "gate.not_asked", group=tidy(chat.title or ""))


def _is_in(member: ChatMember) -> bool:
    """Whether somebody with this standing is in the group."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


async def answer_group(update: Update, context: Context) -> None:
    """In a group the bot is silent, but for one line an hour when it is called (practice.md §4.6).
    Nothing of any report is shown there.
    """
    message, chat = update.message, update.effective_chat
    if message is None or chat is None or not calls_us(message, context.bot.username):
        return
    row = _chat(chat.id, context)
    if row.answered_at is not None and abs(context.now - row.answered_at) < HOUR:
        return
    row.answered_at = context.now
    link = InlineKeyboardButton(
        context.i18n.plain("gate.group_button"), url=f"https://t.me/{context.bot.username}"
    )
    await message.reply_text(
        context.i18n("gate.group"), reply_markup=InlineKeyboardMarkup([[link]])
    )


def calls_us(message: Message, username: str) -> bool:
    """Whether a message in a group is a command, or names the bot."""
    text = message.text or message.caption or ""
    return text.startswith("/") or f"@{username}".lower() in text.lower()
