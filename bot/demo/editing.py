"""Changes to messages that are already there, and their disappearance."""

from __future__ import annotations

from bot.demo.chats import Chat
from bot.demo.sending import caption_of, chat_of, open_chat, text_of
from bot.demo.state import TelegramState
from bot.demo.strict import NOT_MODIFIED, Json, Refusal, inline_keyboard, whole

Files = dict[str, tuple[str, bytes]]
DELETABLE_FOR = 48 * 3600
MEDIA = ("photo", "document", "video", "voice")


def _message_id(params: Json) -> int:
    message_id = whole(params, "message_id")
    if not message_id:
        raise Refusal("Bad Request: message identifier is not specified")
    return message_id


def _own(telegram: TelegramState, params: Json) -> tuple[Chat, Json]:
    """The message to change, which must be one of the bot's."""
    message_id = _message_id(params)
    chat = open_chat(telegram, params)
    message = chat.find(message_id)
    if message is None:
        raise Refusal("Bad Request: message to edit not found")
    if message["from"]["id"] != telegram.bot_id or message_id in chat.fixed:
        raise Refusal("Bad Request: message can't be edited")
    return chat, message


def _change(
    telegram: TelegramState,
    method: str,
    chat: Chat,
    old: Json,
    changes: Json,
    markup: Json | None,
) -> Json:
    """Put the changes in, and refuse a change that changes nothing. No keyboard means none."""
    new = {**old, **changes, "reply_markup": markup}
    new = {name: value for name, value in new.items() if value}
    if new == old:
        raise Refusal(NOT_MODIFIED)
    new["edit_date"] = telegram.date()
    telegram.replace(chat, new)
    telegram.note(method, chat, new)
    return new


def edit_message_text(telegram: TelegramState, params: Json, files: Files) -> Json:
    """Another text on the same message."""
    content, markup = text_of(params), inline_keyboard(params)
    chat, message = _own(telegram, params)
    if "text" not in message:
        raise Refusal("Bad Request: there is no text in the message to edit")
    return _change(telegram, "editMessageText", chat, message, content, markup)


def edit_message_caption(telegram: TelegramState, params: Json, files: Files) -> Json:
    """Other words under the same photo or paper."""
    content, markup = caption_of(params), inline_keyboard(params)
    chat, message = _own(telegram, params)
    if not any(kind in message for kind in MEDIA):
        raise Refusal("Bad Request: there is no caption in the message to edit")
    return _change(telegram, "editMessageCaption", chat, message, content, markup)


def edit_message_reply_markup(telegram: TelegramState, params: Json, files: Files) -> Json:
    """Other buttons, or none, under the same message."""
    markup = inline_keyboard(params)
    chat, message = _own(telegram, params)
    return _change(telegram, "editMessageReplyMarkup", chat, message, {}, markup)


def delete_message(telegram: TelegramState, params: Json, files: Files) -> bool:
    """Take a message away for everybody, within two days."""
    message_id = _message_id(params)
    chat = chat_of(telegram, params)
    at = chat.place(message_id)
    if at is None:
        raise Refusal("Bad Request: message to delete not found")
    message = chat.messages[at]
    if message["from"]["id"] != telegram.bot_id and chat.id not in telegram.accounts:
        raise Refusal("Bad Request: message can't be deleted")
    if telegram.date() - message["date"] > DELETABLE_FOR:
        raise Refusal("Bad Request: message can't be deleted for everyone")
    del chat.messages[at]
    telegram.tell("deleted", chat, message_id=message_id)
    return True
