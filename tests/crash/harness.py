"""Lets a school work while its bot is killed again and again, and writes down what went wrong."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from databases import without_rounds
from people import Stuck, Teacher, Worker, World
from records import Ledger, Records
from sqlalchemy import func, select

from bot import db
from bot.deliveries import WAITING
from bot.demo.server import serve
from bot.demo.telegram import Telegram
from models import defaults
from models.messaging import In, Inbound, Outbound

HERE = Path(__file__).parent
TOKEN = "123456:" + "C" * 35
TEACHERS = 6
WORKERS = ("陈大勇", "孙福来")
LONGEST_LIFE = 20.0


@dataclass
class Result:
    """What a run came to."""

    kills: int
    conversations: int
    # Those of them that came to their end while the bot was being killed.
    under_fire: int
    messages: int
    doubled: int
    faults: list[str]

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.conversations} conversations, "
            f"{self.under_fire} under fire, {self.messages} messages, "
            f"{self.doubled} of them doubled, {len(self.faults)} faults"
        )


class Harness:
    """One school, one Telegram, and a bot that does not live long."""

    def __init__(
        self, url: str, folder: Path, *, mutant: str = "", database_retry: float = 60, seed: int = 1
    ) -> None:
        self.url = url
        self.folder = folder
        self.mutant = mutant
        self.telegram = Telegram(TOKEN)
        self.ledger = Ledger(self.telegram.real)
        self.telegram.updates = self.ledger
        self.world = World(self.telegram, database_retry, seed)
        self.engine = db.open_engine(url)
        self.records = Records(self.telegram, self.ledger, self.engine)
        self.kills = 0
        self.under_fire = 0
        self.pid = 0

    async def __aenter__(self) -> Self:
        db.migrate(self.engine)
        with db.single_instance(self.engine) as held, held.writing() as session:
            defaults.fill(session)
            people = defaults.fill_sample(session)
            # What a round asks at its hour is none of the messages that are counted.
            without_rounds(session)
            names = {telegram_id: person.name for telegram_id, person in people.items()}
        for telegram_id, name in names.items():
            self.telegram.add(telegram_id, name).started = True
        self.api, api_url = await serve(self.telegram)
        settings = {
            "bot_token": TOKEN,
            "bot_api_url": api_url,
            "database_url": self.url,
            "data_dir": str(self.folder),
        }
        self.about = {
            "settings": settings,
            "mutant": self.mutant,
            "log": str(self.folder / "victim.log"),
        }
        await self._prepare()
        self._send_people(names)
        return self

    async def _prepare(self) -> None:
        self.zygote = await self.new_zygote()

    async def new_zygote(self) -> asyncio.subprocess.Process:
        """A process from which lives of the bot are forked."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / "victim.py"),
            json.dumps(self.about),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )

    def _send_people(self, names: dict[int, str]) -> None:
        serials = itertools.count(1)
        phones = {names[phone_id]: phone for phone_id, phone in self.telegram.phones.items()}
        teachers = [Teacher(self.world, self.telegram.phones[1015 + n]) for n in range(TEACHERS)]
        self.teachers = [asyncio.create_task(one.lives(serials)) for one in teachers]
        workers = [Worker(self.world, phones[name]) for name in WORKERS]
        self.workers = [asyncio.create_task(one.lives()) for one in workers]

    async def __aexit__(self, *_: object) -> None:
        for task in (*self.teachers, *self.workers):
            task.cancel()
        await asyncio.gather(*self.teachers, *self.workers, return_exceptions=True)
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        assert self.zygote.stdin is not None
        self.zygote.stdin.close()
        await self.zygote.wait()
        await self.api.cleanup()
        self.engine.dispose()

    async def born(self, point: str = "", nth: int = 0) -> None:
        """Begins a life of the bot."""
        assert self.zygote.stdin is not None
        self.zygote.stdin.write(json.dumps({"point": point, "nth": nth}).encode() + b"\n")
        self.pid = (await self._heard())["pid"]

    async def _heard(self) -> dict[str, Any]:
        assert self.zygote.stdout is not None
        line = await self.zygote.stdout.readline()
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def died(self) -> int:
        """Waits for the end of the life. Returns the exit code; a signal is negative."""
        code = (await self._heard())["code"]
        self.pid = 0
        return int(code)

    async def polled(self) -> None:
        """Waits until the bot has asked Telegram for the first time in this life."""
        before = self.ledger.polls
        async with asyncio.timeout(LONGEST_LIFE):
            while self.ledger.polls == before:
                await asyncio.sleep(0.01)

    async def killed(self, number: int = signal.SIGKILL) -> int:
        """Sends the signal, and looks at what is left."""
        os.kill(self.pid, number)
        code = await self.died()
        self.looked_at()
        return code

    def looked_at(self) -> None:
        """Holds the records against each other after a death."""
        self.kills += 1
        self.records.after_kill(self.world.said)

    async def random_kill(self) -> None:
        """A life that ends at a random moment: mostly under load, sometimes while starting."""
        dice = self.world.dice
        await self.born()
        if dice.random() < 0.15:
            await asyncio.sleep(dice.uniform(0, 0.6))
        else:
            await self.polled()
            await asyncio.sleep(min(dice.expovariate(1 / 0.5), 2.5))
        await self.killed()

    async def kill_at(self, point: str, nth: int) -> None:
        """A life that ends at the nth time that a point is reached."""
        await self.born(point, nth)
        try:
            async with asyncio.timeout(LONGEST_LIFE):
                code = await self.died()
        except TimeoutError:
            self.records.fault(f"{point} was not reached {nth} times")
            await self.killed()
            return
        if code != -signal.SIGKILL:
            self.records.fault(f"the bot ended by itself with {code} before {point}")
        self.looked_at()

    async def everybody_goes_home(self) -> Result:
        """Lets all conversations come to their end, stops the bot politely, and judges."""
        self.close_the_day()
        await self.born()
        await self.come_to_their_end()
        os.kill(self.pid, signal.SIGTERM)
        if code := await self.died():
            self.records.fault(f"the bot ended with {code}")
        self.records.at_end(self.world.said)
        return self.result()

    def ended(self) -> int:
        """How many conversations have come to their end."""
        return sum(one.ended for one in self.world.said.values())

    def close_the_day(self) -> None:
        """From now on nobody begins anything new."""
        self.under_fire = self.ended()
        self.world.closing = True

    async def come_to_their_end(self) -> None:
        """Waits until everybody has said what there was to say, and all of it is handled."""
        for end in await asyncio.gather(*self.teachers, return_exceptions=True):
            if isinstance(end, BaseException):
                self.records.fault(str(end) if isinstance(end, Stuck) else repr(end))
        for task in self.workers:
            if task.done():
                self.records.fault(repr(task.exception()))
        with suppress(TimeoutError):
            async with asyncio.timeout(self.world.database_retry):
                while self._busy():
                    await asyncio.sleep(0.05)

    def _busy(self) -> bool:
        with self.records.reading() as session:
            coming = select(func.count()).where(Inbound.state == In.OPEN)
            going = select(func.count()).where(Outbound.state.in_(WAITING))
            return bool(session.scalar(coming) or session.scalar(going))

    def doubled(self) -> int:
        """How many messages came twice; each must have been on its way at a kill."""
        return self.records.judge_doubled()

    def result(self) -> Result:
        """What the run came to so far."""
        return Result(
            kills=self.kills,
            conversations=len(self.world.said),
            under_fire=self.under_fire,
            messages=len(self.telegram.log),
            doubled=self.doubled(),
            faults=self.records.faults,
        )
