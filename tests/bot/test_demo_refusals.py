"""The demo's Telegram refuses what the real one refuses, in the same words."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from telegram import InputMediaDocument, ReplyParameters
from telegram.ext import ExtBot

from bot.demo.phone import Phone
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest

pytestmark = pytest.mark.asyncio

TOKEN = "4242:demo-token"
WANG, CHEN = 1001, 1002


def picture(width: int = 60, height: int = 40, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.fixture
def telegram() -> Telegram:
    made = Telegram(TOKEN)
    made.add(WANG, "王老师", username="wang_laoshi")
    made.add(CHEN, "陈师傅", language="en")
    return made


@pytest.fixture
def wang(telegram: Telegram) -> Phone:
    return telegram.phones[WANG]


@pytest_asyncio.fixture
async def bot(telegram: Telegram) -> AsyncIterator[ExtBot[None]]:
    line = DirectRequest(telegram)
    async with ExtBot(TOKEN, request=line, get_updates_request=line) as made:
        yield made


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [list(buttons)]}}


def html(text: str) -> tuple[str, dict[str, Any]]:
    return "sendMessage", {"text": text, "parse_mode": "HTML"}


def media(*values: str, kind: str = "photo") -> tuple[str, dict[str, Any]]:
    return "sendMediaGroup", {"media": [{"type": kind, "media": value} for value in values]}


BIG = "😀" * 2049
PRESS = {"text": "好", "callback_data": "x"}
REFUSED: list[tuple[tuple[str, dict[str, Any]], str]] = [
    (("sendMessage", {"text": ""}), "message text is empty"),
    (("sendMessage", {"text": " \n "}), "text must be non-empty"),
    (("sendMessage", {"text": BIG}), "message is too long"),
    (("sendMessage", {"text": "a", "chat_id": CHEN}), "chat not found"),
    (("sendMessage", {"text": "a", "chat_id": 5}), "chat not found"),
    (("sendMessage", {"text": "a", "chat_id": "@school"}), "chat not found"),
    (("sendMessage", {"text": "a", "chat_id": ""}), "chat_id is empty"),
    (("sendMessage", {"text": "\ud83d"}), "strings must be encoded in UTF-8"),
    (("sendMessage", {"text": "a", "parse_mode": "Markdown"}), "unsupported parse_mode"),
    (("sendMessage", {"text": "a", "reply_parameters": {"message_id": 99}}),
     "message to be replied not found"),
    (html("<div>a</div>"), 'can\'t parse entities: Unsupported start tag "div" at byte offset 0'),
    (html("灯<b>坏"), 'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
    (html("<b>a</i>"), ('can\'t parse entities: Unmatched end tag at byte offset 4, '
     'expected "</b>", found "</i>"')),
    (html("a</b>"), "can't parse entities: Unexpected end tag at byte offset 1"),
    (html("3 < 4"), 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    (html("灯<"), "can't parse entities: Unclosed start tag at byte offset 3"),
    (html("a&nbsp;b"), 'can\'t parse entities: Unsupported entity "&nbsp;" at byte offset 1'),
    (html("<b></b>"), "text must be non-empty"),
    (("sendMessage", {"text": "a", **keys({"text": "好", "callback_data": "字" * 22})}),
     "BUTTON_DATA_INVALID"),
    (("sendMessage", {"text": "a", **keys({"text": "好", "callback_data": ""})}),
     "BUTTON_DATA_INVALID"),
    (("sendMessage", {"text": "a", **keys({"text": " ", "callback_data": "x"})}),
     "inline keyboard button text must be non-empty"),
    (("sendMessage", {"text": "a", **keys({"text": "x"})}),
     "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (("sendMessage", {"text": "a", **keys({"text": "x", "url": "http://localhost/"})}),
     "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"),
    (("sendMessage", {"text": "a", **keys(*[PRESS] * 101)}), "REPLY_MARKUP_TOO_LONG"),
    (("sendMessage", {"text": "a", "reply_markup": "{"}), "can't parse reply_markup JSON object"),
    (("sendPhoto", {"photo": "nothing"}), "wrong file identifier/HTTP URL specified"),
    (("sendPhoto", {"photo": "PAPER"}), "can't use file of type Document as Photo"),
    (("sendDocument", {"document": "PHOTO"}), "can't use file of type Photo as Document"),
    (("sendPhoto", {"photo": "attach://text"}), "IMAGE_PROCESS_FAILED"),
    (("sendPhoto", {"photo": "attach://torn"}), "IMAGE_PROCESS_FAILED"),
    (("sendPhoto", {"photo": "attach://heavy"}), ("file of size 10485761 bytes is too big for a "
     "photo; the maximum size is 10485760 bytes")),
    (("sendPhoto", {"photo": "attach://thin"}), "PHOTO_INVALID_DIMENSIONS"),
    (("sendPhoto", {}), "there is no photo in the request"),
    (("sendPhoto", {"photo": "PHOTO", "caption": "a" * 1025}), "message caption is too long"),
    (("sendDocument", {"document": "attach://empty"}), "file must be non-empty"),
    (media(), "there are no messages to send"),
    (media("PHOTO"), "media group must include 2-10 items"),
    (media(*["PHOTO"] * 11), "too many messages to send as an album"),
    (media("PHOTO", "attach://text"), ('failed to send message #2 with the error message '
     '"IMAGE_PROCESS_FAILED"')),
    (("sendMediaGroup", {"media": [{"type": "photo", "media": "PHOTO"},
                                   {"type": "document", "media": "PAPER"}]}),
     "document can't be mixed with other media types"),
    (("editMessageText", {"text": "卡", "message_id": "CARD", **keys(PRESS)}),
     ("message is not modified: specified new message content and reply markup are exactly the "
     "same as a current content and reply markup of the message")),
    (("editMessageText", {"text": "b", "message_id": 99}), "message to edit not found"),
    (("editMessageText", {"text": "b"}), "message identifier is not specified"),
    (("editMessageText", {"text": "b", "message_id": "OWN"}), "message can't be edited"),
    (("editMessageCaption", {"caption": "b", "message_id": "CARD"}),
     "there is no caption in the message to edit"),
    (("editMessageReplyMarkup", {"message_id": "CARD", **keys(PRESS)}), "message is not modified"),
    (("deleteMessage", {"message_id": 99}), "message to delete not found"),
    (("answerCallbackQuery", {"callback_query_id": "1"}), "query is too old"),
    (("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}), "MESSAGE_TOO_LONG"),
    (("getFile", {"file_id": "nothing"}), "invalid file_id"),
    (("getFile", {"file_id": "FILM"}), "file is too big"),
    (("setMyCommands", {"commands": [{"command": "Bad", "description": "x"}]}),
     "BOT_COMMAND_INVALID"),
    (("setMyCommands", {"commands": [], "language_code": "zh-hans"}),
     "invalid language code specified"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "reason"), REFUSED, ids=[reason[:40] for _, reason in REFUSED])
async def test_what_telegram_refuses_is_refused_in_its_words(
    telegram: Telegram, wang: Phone, call: tuple[str, dict[str, Any]], reason: str
) -> None:
    own = wang.start()
    film = wang.video(b"0" * (20 * 1024 * 1024 + 1))
    photo, paper = wang.photo(picture()), wang.document(b"a", "a.txt", "text/plain")
    _, sent = await telegram.call("sendMessage", {"chat_id": WANG, "text": "卡", **keys(PRESS)}, {})
    known: dict[str, Any] = {
        "PHOTO": photo["photo"][0]["file_id"],
        "PAPER": paper["document"]["file_id"],
        "FILM": film["video"]["file_id"],
        "CARD": sent["result"]["message_id"],
        "OWN": own["message_id"],
    }
    whole = picture(200, 200)
    files = {
        "text": ("a.jpg", b"not a picture"),
        "torn": ("a.jpg", whole[: len(whole) // 2]),
        "heavy": ("a.jpg", b"0" * (10 * 1024 * 1024 + 1)),
        "thin": ("a.png", picture(210, 10, "PNG")),
        "empty": ("a.txt", b""),
    }

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: put(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [put(inner) for inner in value]
        return known.get(value, value) if isinstance(value, str) else value

    method, params = call
    before = len(telegram.log), list(wang.messages)
    status, body = await telegram.call(method, {"chat_id": WANG, **put(params)}, files)
    assert status == body["error_code"] == 400
    assert body["ok"] is False
    assert body["description"].startswith(f"Bad Request: {reason}")
    assert (len(telegram.log), wang.messages) == before


async def test_what_telegram_takes_is_taken(wang: Phone, bot: ExtBot[None]) -> None:
    wang.start()
    assert (await bot.send_message(WANG, "a" * 4096)).text == "a" * 4096
    long = await bot.send_message(WANG, "<b>" + "&lt;" * 4096 + "</b>", "HTML")
    assert long.text == "<" * 4096
    plain = await bot.send_message(WANG, " R&D &#39;q&#x27; \n", "HTML")
    assert plain.text == "R&D 'q'"
    nested = await bot.send_message(WANG, "<b>a<i>b</i></b> /help x_1", "HTML")
    assert [e.type for e in nested.entities] == ["bold", "italic", "bot_command"]
    papers = [InputMediaDocument(b"a", filename=f"{n}.txt") for n in range(10)]
    assert len(await bot.send_media_group(WANG, papers)) == 10
    without = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(WANG, "b", reply_parameters=without)).reply_to_message is None
    assert await bot.send_chat_action(WANG, "typing")
