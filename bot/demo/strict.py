"""What Telegram refuses, in its own words, so that no school meets a refusal first.

The descriptions are those of the Bot API server; python-telegram-bot and the outbox go by them.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import Any

from PIL import Image

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ANSWER_LIMIT = 200
DATA_LIMIT = 64
BUTTON_LIMIT = 100
PHOTO_LIMIT = 10 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
LINK = re.compile(r"(?:https?://)?[^\s/:?#]+\.\S+|tg://\S+")
WRONG_FILE = "Bad Request: wrong file identifier/HTTP URL specified"


class Refusal(Exception):
    """Telegram says no: an HTTP status, a description, and perhaps how many seconds to wait."""

    def __init__(self, description: str, code: int = 400, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.retry_after = retry_after

    def answer(self) -> Json:
        """The body that Telegram sends with the status."""
        body: Json = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def written(params: Mapping[str, Any], name: str) -> str:
    """A text parameter; empty when absent."""
    value = params.get(name)
    return "" if value is None else str(value)


def whole(params: Mapping[str, Any], name: str) -> int | None:
    """A number, which forms carry as digits."""
    value = params.get(name)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refusal(f"Bad Request: can't parse {name} as an integer") from None


def flag(params: Mapping[str, Any], name: str) -> bool:
    """A yes or no, which forms carry as a word."""
    return str(params.get(name, "")).lower() in {"true", "1", "yes"}


def structure(params: Mapping[str, Any], name: str, shape: type[dict[Any, Any] | list[Any]]) -> Any:
    """An object or a list, which forms carry as JSON; None when absent."""
    value = params.get(name)
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            raise Refusal(f"Bad Request: can't parse {name} JSON object") from None
    if value is None or value == "":
        return None
    if isinstance(value, tuple):
        value = list(value)
    if not isinstance(value, shape):
        raise Refusal(f"Bad Request: can't parse {name} JSON object")
    return value


def objects(items: list[Any], name: str) -> list[Json]:
    """A list in which nothing but objects may stand."""
    if not all(isinstance(item, dict) for item in items):
        raise Refusal(f"Bad Request: can't parse {name} JSON object")
    return items


def units(text: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise Refusal("Bad Request: strings must be encoded in UTF-8") from None


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict) or "text" not in button:
        raise Refusal("Bad Request: can't parse inline keyboard button: Can't find field \"text\"")
    text = str(button["text"])
    units(text)
    if not text.strip():
        raise Refusal("Bad Request: inline keyboard button text must be non-empty")
    if len(button) < 2:
        raise Refusal(
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the "
            "inline keyboard"
        )
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_LIMIT:
            raise Refusal("Bad Request: BUTTON_DATA_INVALID")
    elif "url" in button and not LINK.fullmatch(str(button["url"])):
        raise Refusal(
            f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
    return dict(button)


def _plain_button(button: Any) -> Json:
    whole_button = {"text": button} if isinstance(button, str) else button
    if not isinstance(whole_button, dict) or not str(whole_button.get("text", "")).strip():
        raise Refusal("Bad Request: keyboard button text must be non-empty")
    return dict(whole_button)


def keyboard(params: Mapping[str, Any]) -> tuple[str, Json] | None:
    """The checked reply_markup: its kind (inline, reply, remove or force) and a copy of it."""
    markup = structure(params, "reply_markup", dict)
    if not markup:
        return None
    for kind, name, check in (
        ("inline", "inline_keyboard", _inline_button),
        ("reply", "keyboard", _plain_button),
    ):
        if name not in markup:
            continue
        if not isinstance(markup[name], list | tuple):
            raise Refusal(f'Bad Request: field "{name}" must be of type Array')
        rows = [[check(button) for button in row] for row in markup[name]]
        rows = [row for row in rows if row]
        if sum(map(len, rows)) > BUTTON_LIMIT:
            raise Refusal("Bad Request: REPLY_MARKUP_TOO_LONG")
        if not rows and kind == "reply":
            raise Refusal("Bad Request: reply keyboard must be non-empty")
        return (kind, {**markup, name: rows}) if rows else None
    if markup.get("remove_keyboard"):
        return "remove", {"remove_keyboard": True}
    if markup.get("force_reply"):
        return "force", dict(markup)
    raise Refusal("Bad Request: object expected as reply markup")


def inline_keyboard(params: Mapping[str, Any]) -> Json | None:
    """The checked keyboard of an edit, where only buttons under the message are possible."""
    found = keyboard(params)
    if found is None:
        return None
    kind, markup = found
    if kind != "inline":
        raise Refusal("Bad Request: inline keyboard expected")
    return markup


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a photo that Telegram would take, decoded to see that it is whole."""
    if not content:
        raise Refusal("Bad Request: file must be non-empty")
    if len(content) > PHOTO_LIMIT:
        raise Refusal(
            f"Bad Request: file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_LIMIT} bytes"
        )
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise Refusal("Bad Request: PHOTO_INVALID_DIMENSIONS")
            # A JPEG is decoded at a fraction of its size: enough to notice a torn one.
            image.draft("RGB", (160, 160))
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refusal("Bad Request: IMAGE_PROCESS_FAILED") from None
    return width, height


def upload(content: bytes) -> bytes:
    """A document or another file that a bot may upload."""
    if not content:
        raise Refusal("Bad Request: file must be non-empty")
    if len(content) > UPLOAD_LIMIT:
        raise Refusal("Request Entity Too Large", 413)
    return content


def commands(params: Mapping[str, Any]) -> list[Json]:
    """The checked list of commands for the button beside the input field."""
    given = structure(params, "commands", list) or []
    if len(given) > 100:
        raise Refusal("Bad Request: BOT_COMMANDS_TOO_MUCH")
    kept = []
    for item in objects(given, "commands"):
        name = str(item.get("command", "")).removeprefix("/")
        about = str(item.get("description", "")).strip()
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise Refusal("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= units(about) <= 256:
            raise Refusal("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": about})
    return kept


def language(params: Mapping[str, Any]) -> str:
    """A two-letter language code, or nothing for everybody."""
    code = written(params, "language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise Refusal("Bad Request: invalid language code specified")
    return code
