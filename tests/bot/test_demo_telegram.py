"""The demo's Telegram behaves as the real one where the school's promises depend on it."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from PIL import Image
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.demo.phone import Phone
from bot.demo.server import serve
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest

pytestmark = pytest.mark.asyncio

TOKEN = "4242:demo-token"
WANG, CHEN = 1001, 1002


class Watch:
    """Real time that a test moves by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def picture(width: int = 60, height: int = 40, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def telegram(watch: Watch) -> Telegram:
    made = Telegram(TOKEN, now=lambda: datetime(2026, 9, 1, 7, 0, tzinfo=UTC), real=watch)
    made.add(WANG, "王老师", username="wang_laoshi")
    made.add(CHEN, "陈师傅", language="en")
    return made


@pytest.fixture
def wang(telegram: Telegram) -> Phone:
    return telegram.phones[WANG]


@pytest_asyncio.fixture(params=["in process", "over HTTP"])
async def bot(telegram: Telegram, request: pytest.FixtureRequest) -> AsyncIterator[ExtBot[None]]:
    if request.param == "in process":
        line = DirectRequest(telegram)
        async with ExtBot(TOKEN, request=line, get_updates_request=line) as made:
            yield made
        return
    runner, url = await serve(telegram)
    async with ExtBot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as made:
        yield made
    await runner.cleanup()


async def test_a_report_a_card_and_a_press_go_there_and_back(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    told: list[str] = []
    telegram.listeners.append(lambda change: told.append(change["kind"]))
    wang.start("invite-7")
    wang.photo(picture(1000, 500), "三楼男厕漏水 @houqin_demo_bot")
    started, report = await bot.get_updates()
    assert started.message is not None
    assert started.message.text == "/start invite-7"
    assert started.message.entities[0].type == "bot_command"
    assert report.message is not None
    assert report.message.from_user is not None
    assert report.message.from_user.language_code == "zh-hans"
    assert [(s.width, s.height) for s in report.message.photo] == [
        (90, 45), (320, 160), (800, 400), (1000, 500),
    ]  # fmt: skip
    assert report.message.caption_entities[0].type == "mention"
    for size, wide in zip(report.message.photo, (90, 320, 800, 1000), strict=True):
        content = await (await size.get_file()).download_as_bytearray()
        assert Image.open(io.BytesIO(bytes(content))).width == wide

    keys = InlineKeyboardMarkup([[InlineKeyboardButton("接单", callback_data="t:1")]])
    card = await bot.send_message(
        WANG, "<b>报修单</b> 😀 <a href='https://x.cn'>3 &lt; 4</a>", "HTML", reply_markup=keys,
        reply_parameters=ReplyParameters(report.message.message_id),
    )  # fmt: skip
    assert card.text == "报修单 😀 3 < 4"
    assert [(e.type, e.offset, e.length) for e in card.entities] == [
        ("bold", 0, 3), ("text_link", 7, 5),
    ]  # fmt: skip
    assert card.reply_to_message is not None
    assert card.reply_to_message.photo
    assert [bool(m.get("out")) for m in wang.messages] == [True, True, False]

    query_id = wang.press(card.message_id, "t:1")
    (press,) = await bot.get_updates(offset=report.update_id + 1)
    assert press.callback_query is not None
    assert press.callback_query.id == query_id
    assert await press.callback_query.answer("好的")
    assert wang.toasts == ["好的"]
    edited = await bot.edit_message_text("已接单", WANG, card.message_id)
    assert isinstance(edited, Message)
    assert edited.reply_markup is None
    assert edited.edit_date is not None
    assert wang.messages[-1]["text"] == "已接单"
    await bot.delete_message(WANG, card.message_id)
    assert len(wang.messages) == 2
    assert told == ["message", "message", "message", "toast", "edited", "deleted"]
    assert [entry.method for entry in telegram.log] == ["sendMessage", "editMessageText"]


async def test_photos_papers_and_albums_are_kept_and_can_be_sent_again(
    wang: Phone, bot: ExtBot[None]
) -> None:
    wang.start()
    photo = await bot.send_photo(WANG, picture(), caption="<i>修好了</i>", parse_mode="HTML")
    again = await bot.send_photo(WANG, photo.photo[-1].file_id)
    assert again.photo == photo.photo
    assert photo.caption_entities[0].type == "italic"
    paper = await bot.send_document(WANG, b"%PDF-1.7", filename="月报.pdf")
    assert paper.document is not None
    assert paper.document.mime_type == "application/pdf"
    assert paper.document.file_name == "月报.pdf"
    file = await bot.get_file(paper.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7"
    album = await bot.send_media_group(
        WANG,
        [InputMediaPhoto(picture()), InputMediaPhoto(photo.photo[-1].file_id, caption="二")],
    )
    assert len({part.media_group_id for part in album}) == 1
    assert album[1].caption == "二"
    changed = await bot.edit_message_caption(WANG, photo.message_id, caption="又坏了")
    assert not isinstance(changed, bool)
    assert changed.caption == "又坏了"


async def test_updates_come_again_until_they_are_acknowledged(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    wang.text("一")
    wang.text("二")
    first, second = await bot.get_updates()
    assert second.update_id == first.update_id + 1
    assert len(await bot.get_updates()) == 2
    assert [u.update_id for u in await bot.get_updates(offset=-1)] == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == ()
    poll = asyncio.create_task(bot.get_updates(offset=second.update_id + 1, timeout=20))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    wang.text("三")
    (third,) = await poll
    assert third.message
    assert third.message.text == "三"
    assert time.monotonic() - began < 2
    wang.text("四")
    telegram.updates.restart_ids()
    old = third.update_id + 1_000_000_000
    assert len(await bot.get_updates(offset=old)) == 2


async def test_two_polls_at_once_end_the_first(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(telegram.call("getUpdates", {"timeout": "20"}, {}))
    with pytest.raises(Conflict):
        await first
    wang.text("还在")
    status, body = await second
    assert status == 200
    assert body["result"][0]["message"]["text"] == "还在"


async def test_presses_are_forgotten_sooner_than_messages(
    telegram: Telegram, watch: Watch, wang: Phone, bot: ExtBot[None]
) -> None:
    wang.text("漏水")
    card = await bot.send_message(WANG, "报修单")
    late = wang.press(card.message_id, "old")
    watch.seconds = 16
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)
    wang.redeliver_last_press()
    updates = await bot.get_updates()
    presses = [update.callback_query for update in updates if update.callback_query]
    assert [press.data for press in presses] == ["old", "old"]
    assert presses[0].id != presses[1].id
    await bot.answer_callback_query(presses[1].id)
    with pytest.raises(BadRequest, match="query id is invalid"):
        await bot.answer_callback_query(presses[1].id)
    watch.seconds = 151
    assert [bool(u.message) for u in await bot.get_updates()] == [True, False]
    watch.seconds = 167
    assert [bool(u.message) for u in await bot.get_updates()] == [True]
    watch.seconds = 24 * 3600 + 1
    assert await bot.get_updates() == ()


async def test_trouble_comes_when_it_is_called(
    telegram: Telegram, watch: Watch, wang: Phone, bot: ExtBot[None]
) -> None:
    wang.start()
    trouble = telegram.trouble
    trouble.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(RetryAfter):
        await bot.send_message(WANG, "a")
    trouble.fail_next("sendMessage", 502, "Bad Gateway", times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(WANG, "a")
    trouble.cut_before("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(WANG, "a")
    assert telegram.log == []
    trouble.cut_after("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(WANG, "a")
    assert len(telegram.log) == 1
    trouble.down = True
    with pytest.raises(NetworkError):
        await bot.get_me()
    trouble.down = False
    trouble.rate = 0.5
    await bot.send_message(WANG, "b")
    with pytest.raises(RetryAfter):
        await bot.send_message(WANG, "c")
    watch.seconds += 2
    await bot.send_message(WANG, "c")
    trouble.rate = None
    trouble.random(1, 0.2, 0.2, 0.2)
    outcomes: set[type] = set()
    for _ in range(60):
        try:
            outcomes.add(type(await bot.send_message(WANG, "d")))
        except (NetworkError, RetryAfter) as error:
            outcomes.add(type(error))
    assert outcomes == {Message, NetworkError, RetryAfter}
    trouble.random(1, 0, 0, 0)
    await bot.send_message(WANG, "e")


async def test_downloads_fail_like_everything_else(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    sent = wang.document(b"x", "a.txt", "text/plain")
    file = await bot.get_file(sent["document"]["file_id"])
    telegram.trouble.cut_before("file")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    telegram.trouble.fail_next("file", 404, "Not Found")
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == b"x"


async def test_a_wrong_token_and_an_unknown_method_are_turned_away(
    telegram: Telegram, bot: ExtBot[None]
) -> None:
    line = DirectRequest(telegram)
    with pytest.raises(InvalidToken):
        await ExtBot("4242:another", request=line, get_updates_request=line).initialize()
    assert (await telegram.call("launchRocket", {}, {}))[0] == 404
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_webhook(drop_pending_updates=True)
