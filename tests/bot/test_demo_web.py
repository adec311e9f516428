"""The demo's page: what it is told, what it may do, and who is turned away."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData, web
from PIL import Image

from bot.demo import feed
from bot.demo.telegram import Telegram
from bot.demo.web import HEADER, PAGE, Someone, routes

WANG, CHEN = 1001, 1002
ZONE = ZoneInfo("Asia/Shanghai")
OURS = {HEADER: "1"}
DUE = {"zh": "带班到岗", "en": "The leader is on duty"}


class World:
    """A school of two people, whose clock moves when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 9, 16, 7, 0, tzinfo=ZONE)
        self.telegram = Telegram("4242:demo-token", now=self.now)
        self.people: Sequence[Someone] = (
            Someone(WANG, "王芳", "教师", "Teacher", True),
            Someone(CHEN, "陈师傅", "维修工", "Electrician", False),
        )
        for one in self.people:
            self.telegram.add(one.user_id, one.name)
        self.gate = asyncio.Event()
        self.gate.set()

    def now(self) -> datetime:
        return self.at

    def next_due(self) -> tuple[datetime, dict[str, str]] | None:
        return self.at.replace(hour=7, minute=15), DUE

    async def go_on(self, by: timedelta) -> None:
        await self.gate.wait()
        self.at += by

    async def go_to_next(self) -> None:
        self.at = self.at.replace(hour=7, minute=15)


class Browser:
    """A page that is open in a browser."""

    def __init__(self, world: World, session: ClientSession, root: str) -> None:
        self.world = world
        self.session = session
        self.root = root

    async def sees(self, path: str) -> Any:
        async with self.session.get(self.root + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def does(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.session.post(self.root + path, json=body, headers=OURS) as answer:
            return answer.status, await answer.json()

    async def hears(self, after: str, count: int) -> list[dict[str, Any]]:
        """The next `count` events of the stream that are not the clock."""
        found: list[dict[str, Any]] = []
        async with (
            asyncio.timeout(5),
            self.session.get(f"{self.root}/demo/stream?after={after}") as answer,
        ):
            async for line in answer.content:
                if line.startswith(b"event: "):
                    return [{"kind": line[7:].decode().strip()}]
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    found += [event] if event["kind"] != "clock" else []
                if len(found) >= count:
                    break
        return found


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Browser]:
    world = World()
    runner = web.AppRunner(routes(world), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as session:
        yield Browser(world, session, f"http://127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


async def test_the_page_opens_and_asks_nobody_outside(page: Browser) -> None:
    async with page.session.get(page.root + "/") as answer:
        text = await answer.text()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "后勤助手" in text
    for file in PAGE.iterdir():
        if file.suffix in {".html", ".css", ".js"}:
            source = file.read_text("utf-8")
            assert len(source.splitlines()) <= 300, file.name
            assert "innerHTML" not in source, file.name
            outside = source.replace("http://www.w3.org/2000/svg", "").replace("https://${", "")
            assert "http://" not in outside, file.name
            assert "https://" not in outside, file.name


async def test_everything_that_the_page_loads_is_there(page: Browser) -> None:
    for file in [*PAGE.glob("*.*"), *PAGE.glob("samples/*")]:
        name = file.relative_to(PAGE).as_posix()
        async with page.session.get(f"{page.root}/page/{name}") as answer:
            assert answer.status == 200, name
    assert all(photo.stat().st_size <= 40 * 1024 for photo in PAGE.glob("samples/*.jpg"))


async def test_the_page_knows_the_people_and_the_clock(page: Browser) -> None:
    state = await page.sees("/demo/state")
    assert [one["name"] for one in state["people"]] == ["王芳", "陈师傅"]
    assert state["people"][0]["opened"]
    assert not state["people"][0]["started"]
    assert state["clock"] == {
        "stamp": int(page.world.at.timestamp()),
        "offset": 8 * 3600,
        "next": {"stamp": int(page.world.at.timestamp()) + 900, "what": DUE},
        "moving": False,
    }


async def test_peoples_text_comes_back_as_text(page: Browser) -> None:
    text = "三楼<script>alert(1)</script> & <b>漏水</b>"
    assert (await page.does(f"/demo/phones/{WANG}/text", text=text))[0] == 200
    chat = await page.sees(f"/demo/phones/{WANG}")
    assert chat["started"]
    assert chat["messages"][-1]["text"] == text
    assert chat["messages"][-1]["out"]
    assert "entities" not in chat["messages"][-1]


async def test_a_link_starts_the_chat_with_its_code(page: Browser) -> None:
    assert (await page.does(f"/demo/phones/{CHEN}/start", payload="L-a301"))[0] == 200
    chat = await page.sees(f"/demo/phones/{CHEN}")
    assert chat["messages"][0]["text"] == "/start L-a301"
    refused = await page.does(f"/demo/phones/{CHEN}/start", payload="三楼")
    assert refused == (400, {"error": "bad_code"})


async def test_an_album_is_sent_and_its_photos_are_shown(page: Browser) -> None:
    form = FormData({"caption": "两张"})
    for name in ("a.jpg", "b.jpg"):
        form.add_field("file", jpeg(), filename=name, content_type="image/jpeg")
    where = f"{page.root}/demo/phones/{WANG}/photos"
    async with page.session.post(where, data=form, headers=OURS) as answer:
        assert answer.status == 200
    first, second = (await page.sees(f"/demo/phones/{WANG}"))["messages"]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "两张"
    async with page.session.get(
        f"{page.root}/demo/files/{first['photo'][-1]['file_id']}"
    ) as answer:
        assert answer.content_type == "image/jpeg"
        assert await answer.read() == jpeg()


async def test_a_paper_is_saved_and_never_opened_in_the_page(page: Browser) -> None:
    form = FormData()
    form.add_field("file", b"<script>1</script>", filename="a.html", content_type="text/html")
    where = f"{page.root}/demo/phones/{WANG}/document"
    async with page.session.post(where, data=form, headers=OURS) as answer:
        assert answer.status == 200
    paper = (await page.sees(f"/demo/phones/{WANG}"))["messages"][0]["document"]
    async with page.session.get(f"{page.root}/demo/files/{paper['file_id']}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


async def test_a_page_that_lost_the_line_hears_what_it_missed(page: Browser) -> None:
    before = (await page.sees("/demo/state"))["last"]
    for text in ("一", "二"):
        await page.does(f"/demo/phones/{WANG}/text", text=text)
    events = await page.hears(before, 3)
    told = [event["message"]["text"] for event in events if event["kind"] == "message"]
    assert told == ["一", "二"]
    assert {event["chat"] for event in events} == {WANG}
    assert any(event["kind"] == "phone" and event["started"] for event in events)


async def test_what_happens_now_reaches_a_page_that_listens(page: Browser) -> None:
    last = (await page.sees("/demo/state"))["last"]
    listening = asyncio.create_task(page.hears(last, 2))
    await asyncio.sleep(0.1)
    page.world.telegram.phones[WANG].start()
    events = await listening
    assert [event["kind"] for event in events] == ["message", "phone"]


async def test_a_page_from_before_a_restart_starts_anew(page: Browser) -> None:
    for after in ("", "feedbeef-3", "nonsense"):
        assert await page.hears(after, 1) == [{"kind": "anew"}]


async def test_a_page_that_slept_too_long_starts_anew(
    page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await page.sees("/demo/state"))["last"]
    for number in range(feed.REMEMBERED + 1):
        page.world.telegram.phones[WANG].text(str(number))
    assert await page.hears(before, 1) == [{"kind": "anew"}]


async def test_the_commands_of_a_person_reach_the_page(page: Browser) -> None:
    last = (await page.sees("/demo/state"))["last"]
    commands = json.dumps([{"command": "repair", "description": "报修"}])
    await page.world.telegram.call("setMyCommands", {"commands": commands}, {})
    events = await page.hears(last, 2)
    assert {event["kind"] for event in events} == {"phone"}
    assert events[0]["commands"][0]["command"] == "repair"


async def test_the_clock_goes_on_and_only_one_hand_moves_it(page: Browser) -> None:
    page.world.gate.clear()
    first = asyncio.create_task(page.does("/demo/clock", minutes=60))
    await asyncio.sleep(0.1)
    assert (await page.sees("/demo/state"))["clock"]["moving"] is True
    assert await page.does("/demo/clock", to="next") == (409, {"error": "moving"})
    page.world.gate.set()
    status, body = await first
    assert status == 200
    assert body["clock"]["moving"] is False
    assert page.world.at.hour == 8
    assert (await page.does("/demo/clock", minutes=0))[0] == 400
    assert (await page.does("/demo/clock", to="next"))[0] == 200
    assert (page.world.at.hour, page.world.at.minute) == (7, 15)


async def test_a_phone_that_is_off_does_nothing_until_it_is_on(page: Browser) -> None:
    await page.does(f"/demo/phones/{WANG}/text", text="好")
    await page.does(f"/demo/phones/{WANG}/block")
    assert await page.does(f"/demo/phones/{WANG}/text", text="在吗") == (400, {"error": "blocked"})
    await page.does(f"/demo/phones/{WANG}/unblock")
    assert (await page.does(f"/demo/phones/{WANG}/text", text="在吗"))[0] == 200


async def test_what_a_phone_cannot_do_is_refused_by_name(page: Browser) -> None:
    wang = f"/demo/phones/{WANG}"
    assert await page.does(f"{wang}/press", message_id=9, data="x") == (400, {"error": "gone"})
    assert await page.does(f"{wang}/edit", message_id=9, text="x") == (400, {"error": "gone"})
    assert await page.does(f"{wang}/text", text="长" * 4097) == (400, {"error": "too_long"})
    assert await page.does(f"{wang}/text", text=["x"]) == (400, {"error": "refused"})
    assert await page.does(f"{wang}/photos") == (400, {"error": "not_a_picture"})
    assert await page.does("/demo/phones/5/text", text="x") == (404, {"error": "nobody"})
    async with page.session.get(f"{page.root}/demo/files/unknown") as answer:
        assert answer.status == 404


async def test_a_stranger_walks_in(page: Browser) -> None:
    _, body = await page.does("/demo/strangers")
    stranger = body["person"]["id"]
    assert stranger in [one["id"] for one in (await page.sees("/demo/state"))["people"]]
    assert (await page.does(f"/demo/phones/{stranger}/start"))[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.x:80", ""])
async def test_another_host_name_is_turned_away(page: Browser, host: str) -> None:
    async with page.session.get(page.root + "/demo/state", headers={"Host": host}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
async def test_loopback_by_any_name_is_let_in(page: Browser, host: str) -> None:
    async with page.session.get(page.root + "/demo/state", headers={"Host": host}) as answer:
        assert answer.status == 200


async def test_a_form_of_another_page_does_nothing(page: Browser) -> None:
    where = f"{page.root}/demo/phones/{WANG}/text"
    plain = {"Content-Type": "application/json"}
    foreign = {**OURS, **plain, "Origin": "http://evil.example"}
    form = {**OURS, "Content-Type": "application/x-www-form-urlencoded"}
    for headers in (plain, foreign, form):
        async with page.session.post(where, headers=headers, data=b'{"text": "x"}') as answer:
            assert answer.status == 403
    assert page.world.telegram.phones[WANG].messages == []
