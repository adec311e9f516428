"""What Telegram sent, made safe to read: PTB takes any value for any field, a database does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Without these nobody could be answered.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "message": ("chat",),
    "edited_message": ("chat",),
    "callback_query": ("from", "id"),
    "my_chat_member": ("chat", "from", "old_chat_member", "new_chat_member"),
}
WORDS = frozenset(
    (
        *("text", "caption", "data", "title", "file_name", "mime_type", "media_group_id"),
        *("first_name", "last_name", "username", "language_code", "sender_user_name"),
        *("file_id", "file_unique_id"),
    )
)
NUMBERS = frozenset(("message_id", "date", "offset", "length", "file_size"))
SOMEBODY = frozenset(("from", "chat", "sender_user"))
# What a database keeps of a number.
LARGEST = 2**63 - 1


def readable(update: Any) -> Any:
    """The update without signs that no database takes. Raises `ValueError` where a field that is
    needed is missing, or holds what it never holds.
    """
    if not isinstance(update, dict):
        raise ValueError("no update at all")
    for kind, needed in NEEDED.items():
        part = update.get(kind)
        if part is not None and not (isinstance(part, dict) and all(map(part.get, needed))):
            raise ValueError(f"{kind} is not whole")
    return _clean(update)


def _clean(value: Any) -> Any:
    match value:
        case str():
            return "".join(sign for sign in value if not _is_no_sign(sign))
        case bool():
            return value
        case int() if not -LARGEST <= value <= LARGEST:
            raise ValueError("a number is too large")
        case dict():
            return {_clean(name): _clean(_fitting(name, part)) for name, part in value.items()}
        case list():
            return [_clean(part) for part in value]
    return value


def _is_no_sign(sign: str) -> bool:
    """Half of a pair, and the sign that ends a string in C."""
    return sign == "\x00" or "\ud800" <= sign <= "\udfff"


def _fitting(name: str, part: Any) -> Any:
    """What a field holds, if it is of the kind that the field has."""
    if part is None:
        return part
    if name in WORDS and not isinstance(part, str):
        raise ValueError(f"{name} is no text")
    if name in NUMBERS and type(part) is not int:
        raise ValueError(f"{name} is no number")
    if name in SOMEBODY and not (isinstance(part, dict) and type(part.get("id")) is int):
        raise ValueError(f"{name} is nobody")
    return part
