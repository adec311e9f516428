"""Edits, news, presses and faults in any order: the card at the bottom of the chat is the card."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import Any

import pytest
from cast import Actor, Stage, buttons_of, only_ticket, text_of
from phonecards import card_of, changed, copies, drained, filed, listening

from bot import dispatcher
from bot.dispatcher import Dispatcher

SOON = 0.002
# 502 is an answer: what it was given to was not carried out. After all else nobody knows.
KNOWN = ("502", "gone")
DOUBTFUL = (*KNOWN, "cut_before", "cut_after", "killed")
METHODS = ("sendMessage", "editMessageText")


class Killed(BaseException):
    """The process ended there."""


class Weather:
    """One run of changes, faults and presses, drawn by lot."""

    def __init__(self, stage: Stage, actor: Actor, seed: int, faults: tuple[str, ...]) -> None:
        self.stage = stage
        self.actor = actor
        self.dice = random.Random(seed)
        self.faults = faults

    def change(self) -> None:
        """The card is turned or moved."""
        moved = self.dice.random() < 0.4
        changed(self.stage, self.actor, self.dice.choice(["", "log", "wait"]), moved=moved)

    async def fault(self) -> None:
        """Something goes wrong at the next call."""
        trouble, method = self.stage.telegram.trouble, self.dice.choice(METHODS)
        match self.dice.choice(self.faults):
            case "502":
                trouble.fail_next(method, 502, "Bad Gateway", times=self.dice.randint(1, 3))
            case "cut_before":
                trouble.cut_before(method)
            case "cut_after":
                trouble.cut_after(method)
            case "gone" if live := copies(self.actor):
                about = {
                    "chat_id": self.actor.phone.user_id,
                    "message_id": self.dice.choice(live)["message_id"],
                }
                await self.stage.telegram.call("deleteMessage", about, {})
            case "killed":
                await self.killed(self.dice.choice(["outbox.before_send", "outbox.after_send"]))

    async def killed(self, where: str) -> None:
        """The process ends in the middle of a call; another one finds its rows."""

        def listen(point: str) -> None:
            if point == where:
                raise Killed

        dispatcher = self.stage.service.dispatcher
        with listening(listen), suppress(Killed):
            await dispatcher.send_ready()
        calls = list(dispatcher.in_flight.values())
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        self.stage.service.dispatcher = Dispatcher(self.stage.service.runtime)

    async def press(self) -> None:
        """A button on any of the copies, also while something is being sent."""
        live = copies(self.actor)
        if live:
            label = self.dice.choice(["经过", "完成", "等待"])
            on = self.dice.choice(live)
            if any(label in button["text"] for button in buttons_of(on)):
                self.actor.phone.press(*self.actor.finds(label, on))
        await self.stage.takes_in()
        while self.stage.service.inbox.work_once():
            continue

    async def send(self) -> None:
        """Some calls are made; now and then something changes while they are under way."""
        sending = asyncio.create_task(self.stage.service.dispatcher.send_ready())
        for _ in range(self.dice.randint(0, 8)):
            await asyncio.sleep(0)
        if self.dice.random() < 0.5:
            self.change()
        await sending
        if self.dice.random() < 0.5:
            await asyncio.sleep(self.stage.service.dispatcher.next_try() or 0)


def of_card(stage: Stage, message: dict[str, Any]) -> bool:
    """Whether a message is a copy of the card, and no question about it."""
    number = only_ticket(stage).number
    return number is not None and number in text_of(message)


@pytest.mark.parametrize("faults", [KNOWN, DOUBTFUL], ids=["known", "doubtful"])
@pytest.mark.parametrize("seed", range(12))
async def test_the_copy_at_the_bottom_is_the_one_that_lives(
    stage: Stage, seed: int, faults: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "FIRST_PAUSE", SOON)
    chen = await filed(stage)
    weather = Weather(stage, chen, seed, faults)
    for _ in range(25):
        match weather.dice.randrange(6):
            case 0 | 1:
                weather.change()
            case 2:
                await weather.fault()
            case 3:
                await weather.press()
            case _:
                await weather.send()
    stage.telegram.trouble.clear()
    await drained(stage)
    for page in ("log", ""):
        changed(stage, chen, page)
        await drained(stage)
    live = [message for message in copies(chen) if of_card(stage, message)]
    last = live[-1]
    if faults == KNOWN:
        assert len(live) == 1
    await chen.presses("经过", on=last)
    await drained(stage)
    assert card_of(stage, chen).message_id == last["message_id"]
    after = next(one for one in chen.messages if one["message_id"] == last["message_id"])
    assert "返回" in str(buttons_of(after))
    newest = [message for message in copies(chen) if of_card(stage, message)][-1]
    assert newest["message_id"] == last["message_id"]
