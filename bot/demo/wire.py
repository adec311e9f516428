"""The line between the bot and the demo's Telegram inside one process, for tests and the demo."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.demo.strict import Refusal
from bot.demo.telegram import Telegram
from bot.demo.trouble import Away, Cut


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())


class DirectRequest(BaseRequest):
    """A request of python-telegram-bot that reaches `Telegram.call` without any socket."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self._telegram = telegram
        self.database_retry = 30.0

    @property
    def read_timeout(self) -> float:
        """How many seconds an answer is waited for."""
        return self.database_retry

    async def initialize(self) -> None:
        """There is no connection to open."""

    async def shutdown(self) -> None:
        """There is no connection to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Carry one call to Telegram, or fetch one file. What goes wrong on the way has the causes
        that it has over HTTP.
        """
        # A real line always lets other tasks run, and a poll without timeout must not starve them.
        await asyncio.sleep(0)
        wait = read_timeout if isinstance(read_timeout, int | float) else self.database_retry
        try:
            async with asyncio.timeout(wait):
                return await self._carried(url, request_data)
        except TimeoutError as late:
            raise TimedOut from httpx.ReadTimeout(str(late))
        except Away as away:
            raise NetworkError(f"nobody is there: {away}") from httpx.ConnectError(str(away))
        except Cut as cut:
            raise NetworkError(f"the line went dead: {cut}") from httpx.ReadError(str(cut))

    async def _carried(self, url: str, request_data: RequestData | None) -> tuple[int, bytes]:
        # Addresses of files come quoted, and with them the colon in the token.
        downloads, _, path = unquote(url).partition("/file/bot")
        token, _, rest = (path or downloads.rpartition("/bot")[2]).partition("/")
        if token != self._telegram.token:
            return 401, json.dumps(Refusal("Unauthorized", 401).answer()).encode()
        if path:
            return self._file(rest)
        params: dict[str, Any] = request_data.parameters if request_data else {}
        files = {}
        if request_data is not None and request_data.contains_files:
            for name, part in request_data.multipart_data.items():
                files[name] = str(part[0]), _bytes(part[1])
        status, body = await self._telegram.call(rest, params, files)
        return status, json.dumps(body, ensure_ascii=False).encode()

    def _file(self, path: str) -> tuple[int, bytes]:
        no: Refusal | None = None
        try:
            self._telegram.trouble.before("file")
        except Refusal as refusal:
            no = refusal
        self._telegram.trouble.after("file")
        content = None if no else self._telegram.file(path)
        if content is not None:
            return 200, content
        no = no or Refusal("Not Found", 404)
        return no.code, json.dumps(no.answer()).encode()
