"""What a person does on the phone reaches the bot as from a real phone."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.demo.phone import Phone
from bot.demo.telegram import Telegram
from bot.demo.wire import DirectRequest

pytestmark = pytest.mark.asyncio

TOKEN = "4242:demo-token"
WANG, CHEN, GROUP = 1001, 1002, -1007


def picture(width: int = 60, height: int = 40, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.fixture
def telegram() -> Telegram:
    made = Telegram(TOKEN)
    made.add(WANG, "王老师", username="wang_laoshi")
    made.add(CHEN, "陈师傅", language="en")
    return made


@pytest.fixture
def wang(telegram: Telegram) -> Phone:
    return telegram.phones[WANG]


@pytest_asyncio.fixture
async def bot(telegram: Telegram) -> AsyncIterator[ExtBot[None]]:
    line = DirectRequest(telegram)
    async with ExtBot(TOKEN, request=line, get_updates_request=line) as made:
        yield made


async def test_everything_a_phone_sends_is_understood(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    first = wang.text("hello")
    wang.album([picture(), picture()], ["", "第二张"])
    wang.document(b"a;b", "表.csv", "text/csv", "请看", reply_to=first["message_id"])
    wang.voice(b"OggS", 3)
    wang.video(b"mp4")
    wang.sticker()
    wang.forward("门坏了", origin_name="李老师")
    wang.forward("门坏了", origin_name="李老师", origin_id=77)
    wang.edit(first["message_id"], "hello again")
    wang.block()
    wang.start()
    updates = await bot.get_updates()
    kinds = [update.effective_message for update in updates if update.effective_message]
    assert len(updates) == 13
    assert len(kinds) == 11
    assert kinds[1].media_group_id == kinds[2].media_group_id
    assert kinds[2].caption == "第二张"
    assert kinds[3].document
    assert kinds[3].reply_to_message
    assert kinds[4].voice
    assert kinds[5].video
    assert kinds[6].sticker
    assert kinds[7].forward_origin
    assert kinds[8].forward_origin
    assert updates[9].edited_message
    assert updates[9].edited_message.text == "hello again"
    assert updates[10].my_chat_member
    assert updates[11].my_chat_member
    assert updates[10].my_chat_member.new_chat_member.status == "kicked"
    chat = await bot.get_chat(WANG)
    assert chat.first_name == "王老师"
    assert chat.username == "wang_laoshi"


async def test_a_keyboard_stands_until_it_is_taken_away_and_its_message_is_fixed(
    wang: Phone, bot: ExtBot[None]
) -> None:
    wang.start()
    menu = ReplyKeyboardMarkup([["报修", KeyboardButton("我的")]])
    sent = await bot.send_message(WANG, "菜单", reply_markup=menu)
    assert wang.reply_keyboard
    assert wang.reply_keyboard["keyboard"][0][1] == {"text": "我的"}
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("别的", WANG, sent.message_id)
    await bot.send_message(WANG, "好", reply_markup=ReplyKeyboardRemove())
    assert wang.reply_keyboard is None


async def test_a_group_is_heard_only_where_it_speaks_to_the_bot(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    telegram.add_group(GROUP, "后勤群", [WANG, CHEN])
    card = await bot.send_message(GROUP, "早报")
    for text in ("大家好", "/today", "/today@other_bot", "@houqin_demo_bot 在吗"):
        wang.text(text, chat=GROUP)
    wang.text("收到", chat=GROUP, reply_to=card.message_id)
    telegram.phones[CHEN].press(card.message_id, "g", chat=GROUP)
    updates = await bot.get_updates()
    heard = [update.message.text for update in updates if update.message]
    assert heard == ["/today", "@houqin_demo_bot 在吗", "收到"]
    assert updates[0].my_chat_member
    assert updates[-1].callback_query
    telegram.add_group(GROUP - 1, "报修群", [WANG], privacy=False)
    wang.text("大家好", chat=GROUP - 1)
    assert len(await bot.get_updates(offset=updates[-1].update_id + 1)) == 2


async def test_each_person_sees_the_commands_meant_for_that_person(
    telegram: Telegram, wang: Phone, bot: ExtBot[None]
) -> None:
    wang.start()
    chen = telegram.phones[CHEN]
    await bot.set_my_commands([BotCommand("help", "帮助")])
    await bot.set_my_commands([("help", "Help")], language_code="en")
    await bot.set_my_commands([("today", "今天")], scope=BotCommandScopeChat(WANG))
    assert [c["description"] for p in (wang, chen) for c in p.commands] == ["今天", "Help"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(WANG))
    assert wang.commands == [{"command": "help", "description": "帮助"}]
    assert [c.command for c in await bot.get_my_commands()] == ["help"]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("a", "b")], scope=BotCommandScopeChat(CHEN))


async def test_whoever_shut_the_bot_out_hears_nothing_of_it(wang: Phone, bot: ExtBot[None]) -> None:
    wang.start()
    wang.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(WANG, "在吗")
    with pytest.raises(ValueError, match="blocked"):
        wang.text("在")
    wang.start()
    assert (await bot.send_message(WANG, "在吗")).text == "在吗"
