"""The way out: inside a transaction a call to Telegram becomes a row, and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from telegram import InputFile, TelegramObject
from telegram.ext import BaseRateLimiter

from bot.unit_of_work import current_unit

READS = frozenset({"getFile", "getChat", "getMe", "getUpdates"})

_wire: ContextVar[bool] = ContextVar("wire", default=False)


@contextmanager
def allow_network() -> Iterator[None]:
    """Lets calls through to Telegram: for the poller, the dispatcher, the fetcher, start-up."""
    token = _wire.set(True)
    try:
        yield
    finally:
        _wire.reset(token)


def plain(value: Any) -> Any:
    """A call's argument as JSON. Raises `TypeError` for what cannot wait in a row."""
    match value:
        case InputFile() | bytes():
            raise TypeError("a file goes to the store first and travels as store:<sha256>")
        case TelegramObject():
            return value.to_dict()
        case dict():
            return {str(name): plain(part) for name, part in value.items() if part is not None}
        case list() | tuple():
            return [plain(part) for part in value]
    return json.loads(json.dumps(value))


class OutboxLimiter(BaseRateLimiter[None]):
    """PTB's own hook before every call: inside a transaction the call becomes a row."""

    async def initialize(self) -> None:
        """There is nothing to set up."""

    async def shutdown(self) -> None:
        """There is nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Keeps a call back, lets it through, or refuses it. What it returns inside a transaction
        is no real message: the message does not exist yet.
        """
        unit = current_unit()
        if unit is None:
            if not _wire.get():
                raise RuntimeError(f"{endpoint} was called outside a transaction")
            return await callback(*args, **kwargs)
        if endpoint in READS:
            raise RuntimeError(f"{endpoint} would wait for the network inside a transaction")
        if endpoint == "answerCallbackQuery":
            unit.toast(str(data.get("text", "")), bool(data.get("show_alert")))
            return True
        payload = plain(data)
        if endpoint == "setMyCommands":
            unit.call(endpoint, int(payload["scope"]["chat_id"]), **payload)
            return True
        chat_id = int(payload.pop("chat_id"))
        unit.call(endpoint, chat_id, **payload)
        return {"message_id": 0, "date": 0, "chat": {"id": chat_id, "type": "private"}}
