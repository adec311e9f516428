"""A Telegram of one's own: chats, messages and the Bot API of one bot, without any network.

The real bot talks to it with nothing replaced; people are `Phone`s. It forgets, refuses and
repeats as the real one does (`strict.py`, `updates.py`), and fails when told to (`trouble.py`).
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from bot.demo import methods
from bot.demo.chats import Chat, Logged, Press
from bot.demo.files import Files
from bot.demo.phone import Phone
from bot.demo.strict import Json, Refusal, structure, whole
from bot.demo.trouble import Trouble
from bot.demo.updates import Updates


class Telegram:
    """The Telegram of one bot.

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
        self.phones: dict[int, Phone] = {}
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

    def add(
        self,
        user_id: int,
        name: str,
        *,
        language: str = "zh-hans",
        username: str | None = None,
    ) -> Phone:
        """A person with a phone, who has not yet opened the chat with the bot."""
        phone = Phone(self, user_id, name, language, username)
        info: Json = {"id": user_id, "type": "private", "first_name": name}
        if username:
            info["username"] = username
        self.phones[user_id] = phone
        self.chats[user_id] = Chat(info, {user_id})
        return phone

    def add_group(
        self, chat_id: int, title: str, members: Iterable[int], *, privacy: bool = True
    ) -> None:
        """A group that the bot was just added to; with privacy it hears only what is for it."""
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = Chat({"id": chat_id, "type": kind, "title": title}, set(members), privacy)
        self.chats[chat_id] = chat
        if kind == "supergroup":
            self._own_ids[chat_id] = itertools.count(1)
        if chat.members:
            self.membership(chat, self.phones[min(chat.members)].user, "left", "member")

    async def call(
        self, method: str, params: Json, files: dict[str, tuple[str, bytes]]
    ) -> tuple[int, Json]:
        """One Bot API call: the HTTP status and the body. Raises `Cut` where the line goes dead."""
        try:
            self.trouble.before(method)
            instead = self.trouble.answer(method)
            result = instead[0] if instead else await self._carry_out(method, params, files)
            status, body = 200, {"ok": True, "result": self.trouble.told(method, result)}
        except Refusal as no:
            status, body = no.code, no.answer()
        if (late := self.trouble.late.get(method.lower())) is not None:
            await asyncio.sleep(late)
        self.trouble.after(method)
        return status, body

    async def _carry_out(
        self, method: str, params: Json, files: dict[str, tuple[str, bytes]]
    ) -> Any:
        if method.lower() == "getupdates":
            allowed = structure(params, "allowed_updates", list)
            if allowed is not None:
                self.updates.allowed = set(allowed) or None
            limit = min(max(whole(params, "limit") or 100, 1), 100)
            timeout = whole(params, "timeout") or 0
            return await self.updates.get(whole(params, "offset") or 0, limit, timeout)
        known = methods.METHODS.get(method.lower())
        if known is None:
            raise Refusal("Not Found", 404)
        return known(self, params, files)

    def file(self, path: str) -> bytes | None:
        """The bytes behind the path that `getFile` told."""
        return self.files.content(path)

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
                "from": self.phones[press.user_id].user,
                "message": message,
                "chat_instance": str(press.chat_id * 7919),
                "data": data,
            },
        )
        return query_id
