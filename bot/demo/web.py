"""The demo's page: the phones of the school's people, side by side in a browser.

It listens on loopback only and believes nothing from elsewhere: a foreign host name (DNS
rebinding) is turned away, and a deed needs a header that no form of another page can send.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from aiohttp import web
from multidict import CIMultiDict

from bot.demo.deeds import DEEDS, No, do, told_by
from bot.demo.feed import Feed, dumped, frame
from bot.demo.phone import Phone
from bot.demo.strict import Json
from bot.demo.telegram import Telegram

PAGE = Path(__file__).with_name("page")
HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
HEADER = "X-Houqin-Demo"
UPLOADS = 64 * 1024 * 1024
LONGEST_LEAP = 7 * 24 * 60
FIRST_STRANGER = 8_000_000_001
# The page's own pictures are drawn by browsers; everything else is only saved, never opened.
SHOWN = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"OggS": "audio/ogg"}
GUARDS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; object-src 'none';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whose phone the page can show; `opened` ones lie on the table at first."""

    user_id: int
    name: str
    role: str
    role_en: str
    opened: bool


class World(Protocol):
    """What the demo hands in: Telegram, the people, and the school's clock."""

    telegram: Telegram
    people: Sequence[Someone]

    def now(self) -> datetime:
        """The school's clock, in the school's zone."""

    def next_due(self) -> tuple[datetime, dict[str, str]] | None:
        """The next moment at which something falls due, and what, in `zh` and `en`."""

    async def go_on(self, by: timedelta) -> None:
        """Let time pass."""

    async def go_to_next(self) -> None:
        """Let time pass up to the next due moment."""


class _Page:
    """Answers the browser."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.telegram = world.telegram
        self.feed = Feed(world.telegram)
        self.strangers: list[Someone] = []
        self.moving = False
        self.feed.look_around()

    def clock(self) -> Json:
        now = self.world.now()
        offset = now.utcoffset() or timedelta()
        # While time moves, what is next changes by the moment and is not asked for.
        due = None if self.moving else self.world.next_due()
        return {
            "stamp": int(now.timestamp()),
            "offset": int(offset.total_seconds()),
            "next": {"stamp": int(due[0].timestamp()), "what": due[1]} if due else None,
            "moving": self.moving,
        }

    def person(self, one: Someone) -> Json:
        phone = self.telegram.phones[one.user_id]
        return {
            "id": one.user_id,
            "name": one.name,
            "role": one.role,
            "role_en": one.role_en,
            "opened": one.opened,
            "started": phone.started,
            "blocked": phone.blocked,
        }

    def phone(self, request: web.Request) -> Phone:
        found = self.telegram.phones.get(int(request.match_info["id"]))
        if found is None:
            raise No("nobody", 404)
        return found

    async def index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def state(self, request: web.Request) -> web.StreamResponse:
        everybody = [*self.world.people, *self.strangers]
        return _json(
            {
                "bot": {"username": self.telegram.username},
                "clock": self.clock(),
                "people": [self.person(one) for one in everybody],
                "last": self.feed.name(self.feed.last),
            }
        )

    async def chat(self, request: web.Request) -> web.StreamResponse:
        phone = self.phone(request)
        return _json({**frame(phone), "messages": phone.messages, "at": self.feed.last})

    async def deed(self, request: web.Request) -> web.StreamResponse:
        phone = self.phone(request)
        await do(phone, request.match_info["deed"], request)
        self.feed.look_around()
        return _json({})

    async def stranger(self, request: web.Request) -> web.StreamResponse:
        count = len(self.strangers) + 1
        user_id = FIRST_STRANGER + len(self.strangers)
        one = Someone(user_id, f"陌生人 {count}", "学校不认识的人", "Unknown to the school", False)
        self.telegram.add(one.user_id, one.name)
        self.strangers.append(one)
        self.feed.look_around()
        self.feed.put({"kind": "person", "person": self.person(one)})
        return _json({"person": self.person(one)})

    async def move(self, request: web.Request) -> web.StreamResponse:
        told = await told_by(request)
        minutes = told.number("minutes") or 0
        to_next = told.fields.get("to") == "next"
        if not to_next and not 1 <= minutes <= LONGEST_LEAP:
            raise No("refused")
        if self.moving:
            raise No("moving", 409)
        self.moving = True
        self.feed.wake()
        try:
            await (
                self.world.go_to_next() if to_next else self.world.go_on(timedelta(minutes=minutes))
            )
        finally:
            self.moving = False
            self.feed.wake()
        return _json({"clock": self.clock()})

    async def file(self, request: web.Request) -> web.StreamResponse:
        wanted = {"file_id": request.match_info["file_id"]}
        _, body = await self.telegram.call("getFile", wanted, {})
        content = self.telegram.file(body["result"]["file_path"]) if body["ok"] else None
        if content is None:
            raise No("gone", 404)
        shown = next((mime for head, mime in SHOWN.items() if content.startswith(head)), None)
        saved = {} if shown else {"Content-Disposition": "attachment"}
        return web.Response(
            body=content, content_type=shown or "application/octet-stream", headers=saved
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: first what was missed, then what happens, and the clock."""
        name = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        seen = self.feed.known(name)
        if seen is None:
            await answer.write(b"event: anew\ndata: {}\n\n")
            return answer
        with self.feed.listening() as woken:
            await self._follow(request, answer, seen, woken)
        return answer

    async def _follow(
        self, request: web.Request, answer: web.StreamResponse, seen: int, woken: asyncio.Event
    ) -> None:
        shown: Json = {}
        while not self.feed.closed and request.transport is not None:
            woken.clear()
            self.feed.look_around()
            news = self.feed.after(seen)
            lines = [f"id: {self.feed.name(number)}\ndata: {data}\n\n" for number, data in news]
            seen = news[-1][0] if news else seen
            clock = self.clock()
            # The page shows minutes; seconds would only wake every browser for nothing.
            minute = {**clock, "stamp": clock["stamp"] // 60}
            if minute != shown:
                shown = minute
                lines.append(f"data: {dumped({'kind': 'clock', 'clock': clock})}\n\n")
            try:
                await answer.write("".join(lines).encode() or b": still here\n\n")
            except ConnectionResetError:
                return
            try:
                async with asyncio.timeout(1.0):
                    await woken.wait()
            except TimeoutError:
                continue


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(text=dumped(body), status=status, content_type="application/json")


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    host = request.headers.get("Host", "")
    if not HOST.fullmatch(host):
        raise web.HTTPForbidden(text="this page answers on localhost only")
    if request.method == "POST":
        origin = request.headers.get("Origin")
        own = request.headers.get(HEADER) == "1" and origin in {None, f"http://{host}"}
        if not own or request.content_type not in {"application/json", "multipart/form-data"}:
            raise web.HTTPForbidden(text="only the demo's own page may do this")
    try:
        return await handler(request)
    except No as no:
        return _json({"error": no.why}, no.status)


async def _with_guards(request: web.BaseRequest, response: web.StreamResponse) -> None:
    headers: CIMultiDict[str] = response.headers
    headers.update(GUARDS)


def routes(world: World) -> web.Application:
    """The page, its files, what it may ask and do, and the live stream."""
    page = _Page(world)
    app = web.Application(middlewares=[_guarded], client_max_size=UPLOADS)
    app.router.add_get("/", page.index)
    app.router.add_get("/demo/state", page.state)
    app.router.add_get("/demo/stream", page.stream)
    app.router.add_get("/demo/files/{file_id:[A-Za-z0-9_-]+}", page.file)
    app.router.add_get(r"/demo/phones/{id:\d+}", page.chat)
    app.router.add_post(rf"/demo/phones/{{id:\d+}}/{{deed:{'|'.join(DEEDS)}}}", page.deed)
    app.router.add_post("/demo/strangers", page.stranger)
    app.router.add_post("/demo/clock", page.move)
    app.router.add_static("/page", PAGE)
    app.on_response_prepare.append(_with_guards)

    async def closing(_: web.Application) -> None:
        page.feed.close()

    app.on_shutdown.append(closing)
    return app
