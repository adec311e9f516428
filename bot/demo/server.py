"""The demo's Telegram on a loopback address, for a bot in another process."""

from __future__ import annotations

import json

from aiohttp import web

from bot.demo.strict import UPLOAD_LIMIT, Json, Refusal
from bot.demo.telegram import Telegram
from bot.demo.trouble import Cut


async def _asked(request: web.Request) -> tuple[Json, dict[str, tuple[str, bytes]]]:
    """The parameters and files of a call, however they were sent."""
    params: Json = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    if request.method == "GET" or not request.can_read_body:
        return params, files
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise Refusal("Bad Request: can't parse request body as JSON object") from None
        if not isinstance(body, dict):
            raise Refusal("Bad Request: request body must be a JSON object")
        return params | body, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = value.filename, value.file.read()
        else:
            params[name] = value
    return params, files


def _json(status: int, body: Json) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    """Hang up without a word; what is returned finds nobody on the line."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class _Door:
    """Answers calls and downloads for whoever knows the token."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def _check(self, request: web.Request) -> None:
        if request.match_info["token"] != self._telegram.token:
            raise Refusal("Unauthorized", 401)

    async def method(self, request: web.Request) -> web.Response:
        try:
            self._check(request)
            params, files = await _asked(request)
            return _json(*await self._telegram.call(request.match_info["method"], params, files))
        except Refusal as no:
            return _json(no.code, no.answer())
        except Cut:
            return _cut(request)

    async def file(self, request: web.Request) -> web.Response:
        trouble = self._telegram.trouble
        try:
            self._check(request)
            trouble.before("file")
            content = self._telegram.file(request.match_info["path"])
            trouble.after("file")
        except Refusal as no:
            return _json(no.code, no.answer())
        except Cut:
            return _cut(request)
        if content is None:
            return _json(404, Refusal("Not Found", 404).answer())
        return web.Response(body=content, content_type="application/octet-stream")


async def serve(
    telegram: Telegram, host: str = "127.0.0.1", port: int = 0
) -> tuple[web.AppRunner, str]:
    """Open the door; `await runner.cleanup()` closes it. The URL is for `BOT_API_URL`."""
    door = _Door(telegram)
    app = web.Application(client_max_size=UPLOAD_LIMIT + 1024 * 1024)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", door.file)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", door.method)
    # No access log, whose lines would show the token; and closing waits for no hanging poll.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    address = runner.addresses[0]
    return runner, f"http://{host}:{address[1]}"
