"""The whole service, put together: the only file that sees handlers and jobs."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from telegram.request import BaseRequest

import handlers
from bot import application, db
from bot.clock import SchoolClock, real_now
from bot.config import Settings
from bot.database_retry import DatabaseRetry
from bot.deliveries import WAITING
from bot.dispatcher import Dispatcher
from bot.documents.printer import Printer
from bot.files import Fetcher
from bot.greeting import Greeting
from bot.heartbeat_url import OutsideWatch
from bot.inbox import Inbox
from bot.runtime import Runtime
from bot.shutdown import told_to_stop, unless_stopped
from bot.ticks import Ticks
from bot.workbook.importer import WorkbookImporter
from bot.worker import Worker
from jobs import SCHEDULE, Clock
from models import defaults
from models.cases.due import next_due
from models.messaging import Heartbeat, In, Inbound, Outbound
from models.store import Store

log = logging.getLogger(__name__)

REGISTRY = handlers.FEATURES.registry()
# Longer than this without a sign of life, and the administrators are told of the gap.
GAP = timedelta(minutes=10)
LAST_CALLS = 8.0
BEAT = 20.0
STAND_BY = 2.0


class Service:
    """Everything that runs while the bot runs."""

    def __init__(
        self,
        settings: Settings,
        clock: SchoolClock | None = None,
        direct: type[BaseRequest] | None = None,
        **to_direct: Any,
    ) -> None:
        self.settings = settings
        self.engine = db.open_engine(settings.database_url.get_secret_value())
        store = Store(settings.data_dir)
        self.runtime = Runtime(
            self.engine,
            clock or SchoolClock(),
            settings.zone,
            settings.language,
            store,
            # Put together now, not when this file is read: the toy of the tests moves in between.
            handlers.FEATURES.registry(),
        )
        self.application = application.build(settings, direct, **to_direct)
        self.application.bring_in(handlers.FEATURES)
        self.runtime.application = self.application
        self.inbox = Inbox(self.runtime)
        self.dispatcher = Dispatcher(self.runtime)
        # What is worked off beside the updates; those that link to the bot wait for its name.
        self.fetcher = Fetcher(self.runtime)
        self.printer = Printer(self.runtime)
        self.importer = WorkbookImporter(self.runtime)
        self.workers: tuple[Worker, ...] = (self.fetcher, self.printer, self.importer)
        self.greeting = Greeting(self.runtime)
        self.ticks = Ticks(self.runtime)
        self.database_retry = DatabaseRetry()
        self.hold = ExitStack()
        self.in_doubt = asyncio.Event()

    async def open(self) -> None:
        """Takes hold of the database, brings it up to date, and greets Telegram. Where Telegram
        does not answer, `run` greets it later.

        Raises `AlreadyRunning` where another process has the database, `Unusable` where it cannot
        be worked with, and `InvalidToken` where Telegram does not know the bot.
        """
        try:
            db.check(self.engine)
            held = self.hold.enter_context(db.single_instance(self.engine))
            self.runtime.writing = held.writing
            self._open_store()
            db.migrate(self.engine)
            held.begin(real_now())
            with self.runtime.writing() as session:
                defaults.fill(session)
                defaults.first_administrators(session, self.settings.admin_ids)
            self._tell_gap()
            await self.application.initialize()
            self.greeting.known()
            await self.greeting.attempt()
        except BaseException:
            self.hold.close()
            raise

    async def stand_by(self) -> None:
        """Opens the service as soon as no other process has the database. On SQLite the other one
        does not go, so `AlreadyRunning` is raised there.
        """
        told = False
        while True:
            try:
                await self.database_retry.keeps(self.open)
                return
            except db.AlreadyRunning:
                if self.engine.dialect.name == "sqlite":
                    raise
            if not told:
                log.warning("another process has this database; standing by")
            told = True
            await asyncio.sleep(STAND_BY)

    def _open_store(self) -> None:
        try:
            self.runtime.store.open()
        except OSError as fault:
            where = self.settings.data_dir
            raise db.Unusable(f"DATA_DIR {where} cannot be written: {fault.strerror}.") from fault

    async def close(self) -> None:
        """Lets go of everything."""
        await self.application.shutdown()
        self.hold.close()
        self.engine.dispose()

    def _tell_gap(self) -> None:
        """After a longer silence, tells the administrators from when to when nobody was there."""
        with self.runtime.unit() as unit:
            heartbeat = unit.session.get(Heartbeat, "tick")
            if heartbeat is not None and real_now() - heartbeat.at > GAP:
                for admin in unit.school.administrators():
                    unit.say(admin, "gap", since=heartbeat.at, until=real_now())

    async def _tick_once(self, clock: Clock) -> None:
        """Where the database cannot be used, the next tick makes up for it: what is due is rows."""
        try:
            clock.tick(self.runtime)
        except db.AlreadyRunning:
            self.in_doubt.set()
        except DBAPIError as fault:
            if not self.database_retry.has(fault):
                raise

    def tick(self) -> None:
        """Runs every clock once."""
        for clock in SCHEDULE:
            clock.tick(self.runtime)

    async def beat(self) -> None:
        """Writes the signs of life: that this runs, and when Telegram last answered."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self.in_doubt.wait()
            self.in_doubt.clear()
            with self.runtime.writing() as session:
                session.merge(Heartbeat(name="tick", at=real_now()))
                session.merge(Heartbeat(name="poll", at=self.runtime.polled_at))

    async def drain(self) -> None:
        """Works until nothing is left that could be done right now (tests and the demo)."""
        while True:
            while self.inbox.work_once():
                continue
            await self.dispatcher.send_ready()
            for worker in self.workers:
                if await worker.work_once():
                    break
            else:
                break

    def quiet(self) -> bool:
        """Whether nothing is under way: used while the loops run beside."""
        with self.runtime.reading() as session:
            counts = (
                select(func.count()).select_from(Inbound).where(Inbound.state == In.OPEN),
                select(func.count()).select_from(Outbound).where(Outbound.state.in_(WAITING)),
                *(
                    select(func.count()).select_from(worker.wanted().subquery())
                    for worker in self.workers
                ),
            )
            return not any(session.scalar(query) for query in counts)

    def next_moment(self) -> tuple[datetime, str] | None:
        """When the next thing falls due, and what."""
        with self.runtime.reading() as session:
            due = next_due(session)
            return (due.due_at, due.kind) if due else None

    async def settle(self) -> None:
        """Waits until the loops have done all there is to do, a few seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_CALLS):
                while not self.quiet():
                    await asyncio.sleep(0.02)

    async def go_on(self, to: datetime, settle: Any = None) -> None:
        """Moves the school's clock, stopping at every due moment on the way, in order."""
        settle = settle or self.drain
        while True:
            self.tick()
            await settle()
            due = self.next_moment()
            if due is None or due[0] > to:
                break
            self.runtime.clock.move_to(due[0])
        self.runtime.clock.move_to(to)
        self.tick()
        await settle()

    async def run(self, stop: asyncio.Event | None = None) -> None:
        """Runs until told to stop. A loop that ends by itself ends the process, loudly; where
        another process has taken over, all ends with `AlreadyRunning`.
        """
        for clock in SCHEDULE:
            await self._tick_once(clock)
            self.ticks.every(clock.seconds, clock.name, partial(self._tick_once, clock))
        self.ticks.start()
        work = {
            "poll": self._listen,
            "work": self.greeting.once_named(self.inbox.work),
            "send": self.dispatcher.run,
            **{
                type(worker).__name__: self.greeting.once_named(worker.run)
                if worker.NEEDS_NAME
                else worker.run
                for worker in self.workers
            },
            "beat": self.beat,
            "clock": self.ticks.watch,
            "heartbeat": OutsideWatch(self.settings, self.runtime).run,
        }
        loops = [
            asyncio.create_task(self.database_retry.keeps(loop), name=name)
            for name, loop in work.items()
        ]
        end = asyncio.create_task((stop or told_to_stop()).wait(), name="stop")
        try:
            done, _ = await asyncio.wait([*loops, end], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.ticks.stop()
            end.cancel()
            await self._wind_down(loops)
        for task in done - {end}:
            task.result()
            raise RuntimeError(f"the loop {task.get_name()} ended by itself")

    async def _listen(self) -> None:
        """Asks Telegram for ever, as soon as it is there."""
        await self.greeting.comes_about()
        await self.inbox.poll()

    async def _wind_down(self, loops: list[asyncio.Task[None]]) -> None:
        """Begins nothing more, and lets the calls that have begun come to their end: no message
        comes twice. Nothing is lost by it: what waits is in the database, or still at Telegram.
        """
        for task in loops:
            task.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_CALLS):
                await self.dispatcher.finish()


async def serve(settings: Settings) -> None:
    """`python -m bot run`: opens the service and runs it until told to stop.

    On PostgreSQL a second process stands by until the first has gone, and the first stands by
    again when it has lost the database; on SQLite a second one is refused.
    """
    stop = told_to_stop()
    while not stop.is_set():
        service = Service(settings)
        try:
            if await unless_stopped(stop, service.stand_by()):
                await service.run(stop)
        except db.AlreadyRunning as fault:
            if service.engine.dialect.name == "sqlite":
                raise
            log.warning("%s; standing by", fault)
        finally:
            await service.close()
