"""The whole house, put together: the only file that sees handlers and jobs."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from telegram.request import BaseRequest

import handlers
from bot import application, db
from bot.clock import SchoolClock, real_now
from bot.config import Settings
from bot.desk import Desk
from bot.dispatch import WAITING, Dispatcher
from bot.files import Fetcher
from bot.inbox import Inbox
from bot.outbox import wire_open
from bot.printing import Printer
from bot.workbook.clerk import Clerk
from jobs import SCHEDULE, Clock
from models import defaults
from models.cases import Keeping, Photo
from models.desk import BotName, In, Inbound, Outbound, Pulse
from models.dues import next_due
from models.papers import PaperOrder
from models.store import Store
from models.workbook.deliveries import OPEN, WorkbookIn

log = logging.getLogger(__name__)

# Longer than this without a sign of life, and the administrators are told of the gap.
GAP = timedelta(minutes=10)
LAST_CALLS = 8.0
BEAT = 20.0
STAND_BY = 2.0
DATABASE_PAUSE = 1.0


class House:
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
        self.desk = Desk(
            self.engine, clock or SchoolClock(), settings.zone, settings.language, store
        )
        self.application = application.build(settings, direct, **to_direct)
        self.application.add_handler(handlers.GATE, group=-1)
        self.application.add_handler(handlers.EVERYTHING)
        self.desk.application = self.application
        self.inbox = Inbox(self.desk)
        self.dispatcher = Dispatcher(self.desk)
        self.fetcher = Fetcher(self.desk)
        self.printer = Printer(self.desk)
        self.clerk = Clerk(self.desk)
        self.hold = ExitStack()
        self.still_alone: Callable[[], object] = bool

    async def open(self) -> None:
        """Takes hold of the database, brings it up to date, and greets Telegram.

        Raises `AlreadyRunning` where another process has the database.
        """
        self.still_alone = self.hold.enter_context(db.alone(self.engine))
        db.migrate(self.engine)
        with self.desk.writing() as session:
            defaults.fill(session)
            defaults.first_administrators(session, self.settings.admin_ids)
        with wire_open():
            await self.application.initialize()
            await self.desk.bot.delete_webhook(drop_pending_updates=False)
        with self.desk.writing() as session:
            session.merge(BotName(id=1, username=self.desk.bot.username))
        self._tell_gap()

    async def close(self) -> None:
        """Lets go of everything."""
        with wire_open():
            await self.application.shutdown()
        self.hold.close()
        self.engine.dispose()

    def _tell_gap(self) -> None:
        """After a longer silence, tells the administrators from when to when nobody was there."""
        with self.desk.unit() as unit:
            pulse = unit.session.get(Pulse, "tick")
            if pulse is not None and real_now() - pulse.at > GAP:
                for admin in unit.school.administrators():
                    unit.say(admin, "gap", since=pulse.at, until=real_now())

    async def _tick_once(self, clock: Clock) -> None:
        """A coroutine, because APScheduler runs plain functions in threads of their own: two
        transactions would run side by side, and what they wake would not hear it.
        """
        clock.tick(self.desk)

    def tick(self) -> None:
        """Runs every clock once."""
        for clock in SCHEDULE:
            clock.tick(self.desk)

    async def beat(self) -> None:
        """Writes the signs of life: that this runs, and when Telegram last answered. Fails where
        another process may have taken over the database, so that never two work on it.
        """
        while True:
            await asyncio.sleep(BEAT)
            self.still_alone()
            with self.desk.writing() as session:
                session.merge(Pulse(name="tick", at=real_now()))
                session.merge(Pulse(name="poll", at=self.desk.polled_at))

    async def drain(self) -> None:
        """Works until nothing is left that could be done right now (tests and the demo)."""
        while True:
            while self.inbox.work_once():
                continue
            await self.dispatcher.send_ready()
            if not (
                await self.fetcher.work_once()
                or await self.printer.work_once()
                or await self.clerk.work_once()
            ):
                break

    def quiet(self) -> bool:
        """Whether nothing is under way: used while the loops run beside."""
        with self.desk.reading() as session:
            counts = (
                select(func.count()).select_from(Inbound).where(Inbound.state == In.OPEN),
                select(func.count()).select_from(Outbound).where(Outbound.state.in_(WAITING)),
                select(func.count()).select_from(Photo).where(Photo.keeping == Keeping.WAITING),
                select(func.count())
                .select_from(PaperOrder)
                .where(PaperOrder.made_at.is_(None), PaperOrder.failed.is_(False)),
                select(func.count()).select_from(WorkbookIn).where(WorkbookIn.state.in_(OPEN)),
            )
            return not any(session.scalar(query) for query in counts)

    def next_moment(self) -> tuple[datetime, str] | None:
        """When the next thing falls due, and what."""
        with self.desk.reading() as session:
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
            self.desk.clock.move_to(due[0])
        self.desk.clock.move_to(to)
        self.tick()
        await settle()

    async def run(self) -> None:
        """Runs until told to stop. A loop that ends by itself ends the process, loudly."""
        scheduler = AsyncIOScheduler()
        for clock in SCHEDULE:
            scheduler.add_job(
                self._tick_once, "interval", [clock], seconds=clock.seconds, name=clock.name
            )
        scheduler.start()
        self.tick()
        loops = [
            asyncio.create_task(_patiently(self.inbox.poll), name="poll"),
            asyncio.create_task(_patiently(self.inbox.work), name="work"),
            asyncio.create_task(_patiently(self.dispatcher.run), name="send"),
            asyncio.create_task(_patiently(self.fetcher.run), name="fetch"),
            asyncio.create_task(_patiently(self.printer.run), name="print"),
            asyncio.create_task(_patiently(self.clerk.run), name="workbooks"),
            asyncio.create_task(self.beat(), name="beat"),
        ]
        stop = asyncio.create_task(_told_to_stop(), name="stop")
        try:
            done, _ = await asyncio.wait([*loops, stop], return_when=asyncio.FIRST_COMPLETED)
        finally:
            scheduler.shutdown(wait=False)
            stop.cancel()
            await self._wind_down(loops)
        for task in done - {stop}:
            task.result()
            raise RuntimeError(f"the loop {task.get_name()} ended by itself")

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


async def _patiently(loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a loop, and again after a fault of the database: a full disk and a lock pass. Nothing
    was acknowledged or marked meanwhile.
    """
    while True:
        try:
            await loop()
            return
        except OperationalError:
            log.exception("the database cannot be used right now")
            await asyncio.sleep(DATABASE_PAUSE)


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


async def serve(settings: Settings) -> None:
    """`python -m bot run`: opens the house and runs it.

    On PostgreSQL a second process stands by until the first has gone; on SQLite it is refused.
    """
    house = House(settings)
    while True:
        try:
            await house.open()
            break
        except db.AlreadyRunning:
            if house.engine.dialect.name == "sqlite":
                raise
            log.warning("another process has this database; standing by")
            await asyncio.sleep(STAND_BY)
    try:
        await house.run()
    finally:
        await house.close()
