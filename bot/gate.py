"""The gate: who is at the phone. Strangers reach nothing but the way in; groups get one line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Chat as TelegramChat
from telegram import ChatMember, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, ApplicationHandlerStop, BaseHandler

from bot.clock import real_now
from bot.context import Context
from bot.dialogue import Dialogues
from bot.unit import current_unit
from models.desk import Chat
from models.people import Person

GROUP_PAUSE = timedelta(hours=1)
# Accounts behind which anybody may stand (reliability.md §6).
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
        if user is None or chat is None or user.is_bot or user.id in NOBODY:
            raise ApplicationHandlerStop
        if update.my_chat_member is not None:
            note_membership(update)
            raise ApplicationHandlerStop
        context.speaks = user.language_code
        if chat.type != TelegramChat.PRIVATE:
            await answer_group(update, context)
            raise ApplicationHandlerStop
        reached = context.session.get(Chat, chat.id)
        if reached is not None:
            reached.blocked_at = None
        person = context.session.query(Person).filter_by(telegram_id=user.id).one_or_none()
        if person is not None and person.active:
            context.someone = person
            return
        if person is not None:
            await context.say("gate.switched_off")
            raise ApplicationHandlerStop
        found = self.strangers.check_update(update)
        if found is not None:
            await self.strangers.handle_update(update, application, found, context)
        raise ApplicationHandlerStop


def note_membership(update: Update) -> None:
    """Notes that a phone shut us out, or let us in again."""
    unit, change = current_unit(), update.my_chat_member
    if unit is None or change is None or change.chat.type != TelegramChat.PRIVATE:
        return
    row = unit.session.get(Chat, change.chat.id)
    if row is None:
        row = Chat(id=change.chat.id)
        unit.session.add(row)
    gone = change.new_chat_member.status == ChatMember.BANNED
    row.blocked_at = real_now() if gone else None


async def answer_group(update: Update, context: Context) -> None:
    """In a group the bot is silent, but for one line an hour when it is called (school-voice 19).
    Nothing of any report is shown there.
    """
    message, chat = update.message, update.effective_chat
    if message is None or chat is None or not calls_us(message, context.bot.username):
        return
    row = context.session.get(Chat, chat.id)
    if row is None:
        row = Chat(id=chat.id)
        context.session.add(row)
    if row.answered_at is not None and context.now < row.answered_at + GROUP_PAUSE:
        return
    row.answered_at = context.now
    link = InlineKeyboardButton(
        context.words.plain("gate.group_button"), url=f"https://t.me/{context.bot.username}"
    )
    await message.reply_text(
        context.words("gate.group"), reply_markup=InlineKeyboardMarkup([[link]])
    )


def calls_us(message: Message, username: str) -> bool:
    """Whether a message in a group is a command, or names the bot."""
    text = message.text or message.caption or ""
    return text.startswith("/") or f"@{username}".lower() in text.lower()
