"""What the demo's Telegram holds, and the steps in which it changes: people, chats, updates."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.demo.chats import Account, Chat, Logged, Press
from bot.demo.files import Files
from bot.demo.strict import Json
from bot.demo.trouble import Trouble
from bot.demo.updates import Updates


class TelegramState:
    """The people and chats of one bot, as both its methods and the phones change them.

    `now` dates the messages (the school's clock); `real` measures Telegram's patience in real
    seconds. `listeners` are told of each change that a screen shows.
    """

    def __init__(
        self,
        token: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        username: str = "houqin_demo_bot",
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.username = username
        self.bot_id = int(token.partition(":")[0])
        self.bot: Json = {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": "后勤助手",
            "username": username,
        }
        self.now = now
        self.real = real
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = Updates(real)
        self.trouble = Trouble()
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, int, int, str], list[Json]] = {}
        self.listeners: list[Callable[[Json], None]] = []
        self.log: list[Logged] = []
        self._shared_ids = itertools.count(1)
        self._own_ids: dict[int, itertools.count[int]] = {}

    def date(self) -> int:
        """The date that a message gets now."""
        return int(self.now().timestamp())

    def append(self, chat: Chat, sender: Json, **content: Any) -> Json:
        """Put a new message into a chat, for everybody to see."""
        ids = self._own_ids.get(chat.id, self._shared_ids)
        message: Json = {
            "message_id": next(ids),
            "from": sender,
            "chat": chat.info,
            "date": self.date(),
            **{name: value for name, value in content.items() if value},
        }
        if sender["id"] == chat.id:
            message["out"] = True
        chat.messages.append(message)
        self.tell("message", chat, message=message)
        return message

    def replace(self, chat: Chat, message: Json) -> None:
        """Put a changed message where the old one stood."""
        at = chat.place(message["message_id"])
        assert at is not None, "only what is visible can be changed"
        chat.messages[at] = message
        self.tell("edited", chat, message=message)

    def note(self, method: str, chat: Chat, message: Json) -> None:
        """Log an accepted send or edit of the bot."""
        self.log.append(Logged(method, chat.id, message))

    def tell(self, kind: str, chat: Chat | None, **more: Any) -> None:
        """Tell the screens what changed."""
        for listener in self.listeners:
            listener({"kind": kind, "chat": chat.id if chat else None, **more})

    def membership(self, chat: Chat, by: Json, old: str, new: str) -> None:
        """The bot was let in or shut out, and learns of it."""

        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.bot, "status": status, **until}

        self.updates.put(
            "my_chat_member",
            {
                "chat": chat.info,
                "from": by,
                "date": self.date(),
                "old_chat_member": member(old),
                "new_chat_member": member(new),
            },
        )

    def pressed(self, press: Press, message: Json, data: str) -> str:
        """A button press reaches the bot, under a query id of its own."""
        query_id = str(secrets.randbits(62))
        self.presses[query_id] = press
        self.updates.put(
            "callback_query",
            {
                "id": query_id,
                "from": self.accounts[press.user_id].user,
                "message": message,
                "chat_instance": str(press.chat_id * 7919),
                "data": data,
            },
        )
        return query_id
