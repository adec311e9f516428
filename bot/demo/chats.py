"""Who talks to the bot, what both sides of a chat see, and what is remembered of it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.demo.strict import Json


class Logged(NamedTuple):
    """One accepted send or edit; a media group is logged once for each of its messages."""

    method: str
    chat_id: int
    message: Json


class Account:
    """A person as Telegram knows them, and how they stand with the bot."""

    def __init__(self, user_id: int, name: str, language: str, username: str | None) -> None:
        self.user_id = user_id
        self.name = name
        self.language = language
        self.started = False
        self.blocked = False
        self.toasts: list[str] = []
        self.user: Json = {
            "id": user_id,
            "is_bot": False,
            "first_name": name,
            "language_code": language,
        }
        if username:
            self.user["username"] = username


@dataclass(eq=False)
class Chat:
    """One conversation as both sides see it; messages are in the order of their ids."""

    info: Json
    members: set[int]
    privacy: bool = False
    messages: list[Json] = field(default_factory=list)
    reply_keyboard: Json | None = None
    # Telegram lets nobody edit a message that brought or removed a reply keyboard.
    fixed: set[int] = field(default_factory=set)
    next_send_at: float = 0.0
    # The bot has left the group.
    left: bool = False

    @property
    def id(self) -> int:
        """Telegram's number for this chat; groups have negative ones."""
        return int(self.info["id"])

    def place(self, message_id: int) -> int | None:
        """Where a message stands in the list, or None when it is gone."""
        at = bisect_left(self.messages, message_id, key=lambda message: message["message_id"])
        if at < len(self.messages) and self.messages[at]["message_id"] == message_id:
            return at
        return None

    def find(self, message_id: int) -> Json | None:
        """A message that is still there."""
        at = self.place(message_id)
        return None if at is None else self.messages[at]


@dataclass
class Press:
    """A pressed button that waits for its answer; `at` is real time in seconds."""

    user_id: int
    chat_id: int
    at: float
    answered: bool = False


def public(message: Json) -> Json:
    """A message as the Bot API shows it: without the note on whose side it stands."""
    shown = dict(message)
    shown.pop("out", None)
    return shown
