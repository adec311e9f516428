"""A Telegram of one's own: chats, messages and the Bot API of one bot, without any network.

The real bot talks to it with nothing replaced; people are `Phone`s. It forgets, refuses and
repeats as the real one does (`strict.py`, `updates.py`), and fails when told to (`trouble.py`).
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from bot.demo import methods
from bot.demo.chats import Chat
from bot.demo.phone import Phone
from bot.demo.state import TelegramState
from bot.demo.strict import Json, Refusal, structure, whole


class Telegram(TelegramState):
    """The Telegram of one bot: gives people their phones, and answers the bot's calls."""

    def __init__(
        self,
        token: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        username: str = "houqin_demo_bot",
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(token, now=now, username=username, real=real)
        self.phones: dict[int, Phone] = {}

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
        self.accounts[user_id] = self.phones[user_id] = phone
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
            self.membership(chat, self.accounts[min(chat.members)].user, "left", "member")

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
