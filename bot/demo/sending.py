"""The bot's new messages: texts, photos, papers and albums, and who may be written to."""

from __future__ import annotations

import math
import secrets
from typing import Any

from bot.demo.chats import Chat
from bot.demo.entities import marked_up
from bot.demo.state import TelegramState
from bot.demo.strict import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    WRONG_FILE,
    Json,
    Refusal,
    flag,
    keyboard,
    objects,
    photo_size,
    structure,
    units,
    upload,
    whole,
    written,
)

Files = dict[str, tuple[str, bytes]]


def chat_of(telegram: TelegramState, params: Json) -> Chat:
    """The chat that is meant; a person who never wrote to the bot has none."""
    given = written(params, "chat_id").strip()
    if not given:
        raise Refusal("Bad Request: chat_id is empty")
    chat = telegram.chats.get(int(given)) if given.removeprefix("-").isdecimal() else None
    account = telegram.accounts.get(chat.id) if chat else None
    if chat is None or (account is not None and not account.started):
        raise Refusal("Bad Request: chat not found")
    return chat


def open_chat(telegram: TelegramState, params: Json) -> Chat:
    """The chat that is meant, unless its person has shut the bot out."""
    chat = chat_of(telegram, params)
    account = telegram.accounts.get(chat.id)
    if account is not None and account.blocked:
        raise Refusal("Forbidden: bot was blocked by the user", 403)
    if chat.left:
        raise Refusal(f"Forbidden: bot is not a member of the {chat.info['type']} chat", 403)
    return chat


def text_of(params: Json) -> Json:
    """The checked text of a message, with its entities."""
    if not written(params, "text"):
        raise Refusal("Bad Request: message text is empty")
    text, entities = marked_up(params, "text", "entities")
    if not text:
        raise Refusal("Bad Request: text must be non-empty")
    if units(text) > TEXT_LIMIT:
        raise Refusal("Bad Request: message is too long")
    return {"text": text, "entities": entities}


def caption_of(params: Json) -> Json:
    """The checked caption of a photo or paper; it may be empty."""
    caption, entities = marked_up(params, "caption", "caption_entities")
    if units(caption) > CAPTION_LIMIT:
        raise Refusal("Bad Request: message caption is too long")
    return {"caption": caption, "caption_entities": entities}


def _media(telegram: TelegramState, kind: str, value: Any, name: str, files: Files) -> Json:
    """The photo or paper of a message: newly uploaded, or known by its file id."""
    given = "" if value is None else str(value)
    if given.startswith("attach://"):
        name, given = given.removeprefix("attach://"), ""
    field = kind.lower()
    if given:
        return {field: telegram.files.again(given, kind)}
    if name not in files:
        raise Refusal(WRONG_FILE if value else f"Bad Request: there is no {field} in the request")
    file_name, content = files[name]
    if kind == "Photo":
        return {field: telegram.files.photo(content, *photo_size(content))}
    return {field: telegram.files.document(upload(content), file_name)}


def _post(telegram: TelegramState, method: str, params: Json, contents: list[Json]) -> list[Json]:
    """Put checked contents into the chat, all of them or none."""
    markup = keyboard(params)
    chat = open_chat(telegram, params)
    reply = _replied(chat, params)
    _unhurried(telegram, chat)
    kind, board = markup or ("", {})
    sent = []
    for content in contents:
        message = telegram.append(
            chat,
            telegram.bot,
            **content,
            reply_to_message=reply,
            reply_markup=board if kind == "inline" else None,
        )
        telegram.note(method, chat, message)
        sent.append(message)
        if kind in {"reply", "remove", "force"}:
            chat.fixed.add(message["message_id"])
    if kind == "reply":
        chat.reply_keyboard = board
    elif kind == "remove":
        chat.reply_keyboard = None
    return sent


def _replied(chat: Chat, params: Json) -> Json | None:
    """The message that is answered, as it is shown above the answer."""
    wish = structure(params, "reply_parameters", dict)
    if not wish:
        return None
    message = chat.find(whole(wish, "message_id") or 0)
    if message is None:
        if flag(wish, "allow_sending_without_reply"):
            return None
        raise Refusal("Bad Request: message to be replied not found")
    return {
        name: value for name, value in message.items() if name not in {"out", "reply_to_message"}
    }


def _unhurried(telegram: TelegramState, chat: Chat) -> None:
    rate, now = telegram.trouble.rate, telegram.real()
    if rate is None or chat.id not in telegram.accounts:
        return
    if now < chat.next_send_at:
        wait = max(math.ceil(chat.next_send_at - now), 1)
        raise Refusal(f"Too Many Requests: retry after {wait}", 429, wait)
    chat.next_send_at = now + 1 / rate


def send_message(telegram: TelegramState, params: Json, files: Files) -> Json:
    """A text."""
    return _post(telegram, "sendMessage", params, [text_of(params)])[0]


def send_photo(telegram: TelegramState, params: Json, files: Files) -> Json:
    """A photo, perhaps with words under it."""
    caption = caption_of(params)
    photo = _media(telegram, "Photo", params.get("photo"), "photo", files)
    return _post(telegram, "sendPhoto", params, [{**photo, **caption}])[0]


def send_document(telegram: TelegramState, params: Json, files: Files) -> Json:
    """A paper, perhaps with words under it."""
    caption = caption_of(params)
    paper = _media(telegram, "Document", params.get("document"), "document", files)
    return _post(telegram, "sendDocument", params, [{**paper, **caption}])[0]


def send_media_group(telegram: TelegramState, params: Json, files: Files) -> list[Json]:
    """Two to ten photos, or as many papers, that stand together."""
    items = structure(params, "media", list)
    if not items:
        raise Refusal("Bad Request: there are no messages to send")
    if len(items) == 1:
        raise Refusal("Bad Request: media group must include 2-10 items")
    if len(items) > 10:
        raise Refusal("Bad Request: too many messages to send as an album")
    objects(items, "media")
    kinds = {item.get("type") for item in items}
    if not kinds <= {"photo", "document"}:
        raise Refusal("Bad Request: can't parse InputMedia: type is unsupported")
    if len(kinds) > 1:
        raise Refusal("Bad Request: document can't be mixed with other media types")
    contents, group = [], {"media_group_id": str(secrets.randbits(53))}
    for place, item in enumerate(items, 1):
        caption = caption_of(item)
        try:
            media = _media(telegram, item["type"].capitalize(), item.get("media"), "", files)
        except Refusal as no:
            if not no.description.endswith(("IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS")):
                raise
            reason = no.description.removeprefix("Bad Request: ")
            raise Refusal(
                f'Bad Request: failed to send message #{place} with the error message "{reason}"'
            ) from None
        contents.append({**media, **caption, **group})
    plain = {name: value for name, value in params.items() if name != "reply_markup"}
    return _post(telegram, "sendMediaGroup", plain, contents)
