"""The people of the crash tests: each goes by what the phone shows, and repeats nothing."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cast import buttons_of, picture, text_of

from bot.demo.phone import Phone
from bot.demo.telegram import Telegram

NUMBER = re.compile(r"BX-\d{6}-\d+")
TROUBLES = (
    "A301灯不亮",
    "A302灯不亮",
    "教学楼A三楼男厕漏水",
    "A203门锁坏了",
    "A204水龙头滴水",
    "A303窗户关不上",
)
PICTURE = picture(size=(64, 48))


class Stuck(Exception):
    """Somebody waited for something that never showed on the phone."""


@dataclass
class Said:
    """One conversation: what was said and shown in it."""

    text: str
    pictures: set[str] = field(default_factory=set)
    number: str = ""
    ended: bool = False


class World:
    """What all of them share: Telegram, what was said so far, and whether it is time to go."""

    def __init__(self, telegram: Telegram, database_retry: float, seed: int = 0) -> None:
        self.telegram = telegram
        self.database_retry = database_retry
        self.dice = random.Random(seed)
        self.closing = False
        self.said: dict[str, Said] = {}
        self.changed: dict[int, asyncio.Event] = {}
        telegram.listeners.append(self._heard)

    def _heard(self, change: dict[str, Any]) -> None:
        if event := self.changed.get(change["chat"] or 0):
            event.set()


def number_of(message: dict[str, Any]) -> str | None:
    """The number of the report whose card this is; it has a line of its own."""
    return next((line for line in text_of(message).split("\n") if NUMBER.fullmatch(line)), None)


class Somebody:
    """A person at a phone."""

    def __init__(self, world: World, phone: Phone) -> None:
        self.world = world
        self.phone = phone
        self.pressed: set[str] = set()
        world.changed[phone.chat_id] = asyncio.Event()

    def shown(self, *parts: str, after: int = 0) -> list[dict[str, Any]]:
        """The bot's messages that hold all these words, newest last."""
        return [
            message
            for message in self.phone.messages
            if message["message_id"] > after
            and not message.get("out")
            and all(part in text_of(message) for part in parts)
        ]

    def newest(self) -> int:
        """The id of the last message on the phone."""
        return int(self.phone.messages[-1]["message_id"]) if self.phone.messages else 0

    async def until(self, what: str, look: Callable[[], Any]) -> Any:
        """Waits until a look at the phone finds something."""
        event = self.world.changed[self.phone.chat_id]
        try:
            async with asyncio.timeout(self.world.database_retry):
                while not (found := look()):
                    event.clear()
                    await event.wait()
                return found
        except TimeoutError:
            last = [text_of(message)[:80] for message in self.phone.messages[-3:]]
            raise Stuck(f"{self.phone.name} waits for {what}; the phone shows {last}") from None

    def button(self, label: str, *parts: str) -> tuple[int, str] | None:
        """A button not pressed yet, on the newest message that has it, or on a copy of that."""
        found: list[tuple[int, str]] = []
        for message in self.shown(*parts):
            for button in buttons_of(message):
                data = button.get("callback_data", "")
                if button["text"] == label and data not in self.pressed:
                    found.append((message["message_id"], data))
        copies = [one for one in found if one[1] == found[-1][1]]
        return self.world.dice.choice(copies) if copies else None

    async def presses(self, label: str, *parts: str) -> None:
        """Waits for a button and presses it, once."""
        where, data = await self.until(label, lambda: self.button(label, *parts))
        self.press(where, data)

    def press(self, where: int, data: str) -> None:
        """Presses; what was pressed is not pressed again."""
        self.pressed.add(data)
        self.phone.press(where, data)

    def shows(self) -> str:
        """Sends a picture. Returns by what it can be known again."""
        return self.sends("")

    def sends(self, caption: str) -> str:
        """Sends a picture with words."""
        message = self.phone.photo(PICTURE, caption)
        return str(message["photo"][-1]["file_unique_id"])


class Teacher(Somebody):
    """Reports one thing after the other, and signs for each."""

    async def lives(self, serials: Iterator[int]) -> None:
        """Reports until it is time to go."""
        while not self.world.closing:
            await self.reports(next(serials))

    async def reports(self, serial: int) -> None:
        """One conversation, from the picture to the signature."""
        mark = "".join("qwxzvkjy"[int(digit)] for digit in f"{serial:04o}")
        text = f"{TROUBLES[serial % len(TROUBLES)]}，{mark}"
        said = self.world.said[text] = Said(text)
        said.pictures.add(self.sends(text))
        await self.presses("提交", text)
        said.number = await self.until("its number", lambda: self._filed(text))
        await self.presses("验收", said.number)
        await self.until("the signature", lambda: self.shown(said.number, "✅ 验收人"))
        said.ended = True

    def _filed(self, text: str) -> str | None:
        """The number, once the card has it; a question whether it is the same is answered: no."""
        for message in self.shown(text):
            if number := number_of(message):
                return number
        if other := self.button("不是同一件，照样提交", text):
            self.press(*other)
        return None


class Worker(Somebody):
    """Takes what is to be had, one thing at a time, and shows that it is repaired."""

    async def lives(self) -> None:
        """Repairs for ever."""
        while True:
            event = self.world.changed[self.phone.chat_id]
            event.clear()
            number = self._free()
            if number is None:
                await event.wait()
            else:
                await self._repairs(number)

    def _free(self) -> str | None:
        for message in reversed(self.shown("BX-")):
            labels = [button["text"] for button in buttons_of(message)]
            number = number_of(message)
            if number and "接单" in labels and self.button("接单", number):
                return number
        return None

    def _without(self, number: str, label: str) -> dict[str, Any] | None:
        """The newest card of a report, once it has no such button; a card may be on its way."""
        cards = [one for one in self.shown(number) if number_of(one) == number]
        if not cards or any(button["text"] == label for button in buttons_of(cards[-1])):
            return None
        return cards[-1]

    async def _repairs(self, number: str) -> None:
        await self.presses("接单", number)
        card = await self.until(f"who has {number}", lambda: self._without(number, "接单"))
        if not any(button["text"] == "完成" for button in buttons_of(card)):
            return
        before = self.newest()
        await self.presses("完成", number)
        await self.until("to be asked for a picture", lambda: self.shown("请拍一张", after=before))
        said = next(one for one in self.world.said.values() if one.text in text_of(card))
        said.pictures.add(self.shows())
        await self.until(f"{number} to be done", lambda: self._without(number, "完成"))
