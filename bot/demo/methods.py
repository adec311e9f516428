"""What the bot may ask of Telegram, by the names of the Bot API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.demo import editing, sending
from bot.demo.state import TelegramState
from bot.demo.strict import (
    ANSWER_LIMIT,
    TOO_OLD,
    Json,
    Refusal,
    commands,
    flag,
    language,
    structure,
    units,
    written,
)

ANSWER_LASTS = 15.0
Method = Callable[[TelegramState, Json, dict[str, tuple[str, bytes]]], Any]
Files = dict[str, tuple[str, bytes]]
Shelf = tuple[str, int, int, str]


def get_me(telegram: TelegramState, params: Json, files: Files) -> Json:
    """Who the bot is."""
    return {
        **telegram.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def delete_webhook(telegram: TelegramState, params: Json, files: Files) -> bool:
    """Polling from now on, which is all that this Telegram knows."""
    if flag(params, "drop_pending_updates"):
        telegram.updates.clear()
    return True


def get_webhook_info(telegram: TelegramState, params: Json, files: Files) -> Json:
    """How much waits to be fetched."""
    return {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates),
    }


def _shelf(telegram: TelegramState, params: Json) -> Shelf:
    scope = structure(params, "scope", dict) or {"type": "default"}
    chat_id = 0
    if "chat_id" in scope:
        chat_id = sending.chat_of(telegram, scope).id
    return str(scope["type"]), chat_id, int(scope.get("user_id", 0)), language(params)


def _shelved(telegram: TelegramState, shelf: Shelf) -> bool:
    """Tell the screens that somebody's list of commands is another one now."""
    telegram.tell("commands", telegram.chats.get(shelf[1]))
    return True


def set_my_commands(telegram: TelegramState, params: Json, files: Files) -> bool:
    """The list behind the button beside the input field, for one chat or for many."""
    shelf = _shelf(telegram, params)
    telegram.commands[shelf] = commands(params)
    return _shelved(telegram, shelf)


def get_my_commands(telegram: TelegramState, params: Json, files: Files) -> list[Json]:
    """The list as it was set for exactly this scope and language."""
    return telegram.commands.get(_shelf(telegram, params), [])


def delete_my_commands(telegram: TelegramState, params: Json, files: Files) -> bool:
    """Back to the list of the wider scope."""
    shelf = _shelf(telegram, params)
    telegram.commands.pop(shelf, None)
    return _shelved(telegram, shelf)


def answer_callback_query(telegram: TelegramState, params: Json, files: Files) -> bool:
    """End the little clock on a pressed button, perhaps with a word to its presser."""
    text = written(params, "text")
    if units(text) > ANSWER_LIMIT:
        raise Refusal("Bad Request: MESSAGE_TOO_LONG")
    press = telegram.presses.get(written(params, "callback_query_id"))
    if press is None or press.answered or telegram.real() - press.at > ANSWER_LASTS:
        raise Refusal(TOO_OLD)
    press.answered = True
    if text:
        telegram.accounts[press.user_id].toasts.append(text)
        telegram.tell(
            "toast",
            telegram.chats[press.chat_id],
            user=press.user_id,
            text=text,
            alert=flag(params, "show_alert"),
        )
    return True


def send_chat_action(telegram: TelegramState, params: Json, files: Files) -> bool:
    """The bot is typing, or looking for a photo."""
    if not written(params, "action"):
        raise Refusal("Bad Request: wrong parameter action in request")
    sending.open_chat(telegram, params)
    return True


def get_file(telegram: TelegramState, params: Json, files: Files) -> Json:
    """Where a photo or paper can be fetched."""
    return telegram.files.where(written(params, "file_id"))


def get_chat(telegram: TelegramState, params: Json, files: Files) -> Json:
    """What Telegram tells about a chat."""
    chat = sending.chat_of(telegram, params)
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    return {
        **chat.info,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }


def leave_chat(telegram: TelegramState, params: Json, files: Files) -> bool:
    """The bot goes out of a group, and hears that it has."""
    chat = sending.open_chat(telegram, params)
    if chat.info["type"] == "private":
        raise Refusal("Bad Request: chat member status can't be changed in private chats")
    chat.left = True
    telegram.membership(chat, telegram.bot, "member", "left")
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendmediagroup": sending.send_media_group,
    "sendchataction": send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "answercallbackquery": answer_callback_query,
    "getfile": get_file,
    "getchat": get_chat,
    "leavechat": leave_chat,
}
