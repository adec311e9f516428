"""Rows that are worked off beside all else: files to fetch, papers to make, workbooks to answer.

Nothing that one row does ends the process: what cannot be done is set aside, and said.
"""

from __future__ import annotations

import asyncio
import logging
import math
from typing import ClassVar

from sqlalchemy import Select
from sqlalchemy.orm import Session
from telegram.error import BadRequest, TelegramError

from bot import db
from bot.line import Holds, is_answer
from bot.outbox import allow_network
from bot.runtime import Runtime
from models.cases.case import Photo
from models.workbook.deliveries import WorkbookIn

log = logging.getLogger(__name__)

# What Telegram says of a file that it will not hand out later either. The same words come with
# "or the file is temporarily unavailable" where it may.
FINAL = ("invalid file_id", "wrong file_id", "wrong file identifier", "file is too big")
FOR_A_WHILE = "temporarily unavailable"


class Gone(Exception):
    """Telegram does not hand out this file, now or later."""


class NotYet(Exception):
    """Telegram does not hand out this file now."""


# Whatever passes by itself: the network, a full disk, a file that is not there yet.
PASSING = (TelegramError, OSError, NotYet)


class Worker:
    """Works off one row after the other."""

    # How often a row is tried, and how many seconds lie between; none is tried again by default.
    TRIES: ClassVar[int] = 1
    FIRST_PAUSE: ClassVar[float] = 1.0
    LONGEST_PAUSE: ClassVar[float] = 1.0
    # Faults that need no trace in the log.
    EXPECTED: ClassVar[tuple[type[Exception], ...]] = (*PASSING, Gone)

    # Whether it begins only when Telegram has said how the bot is called.
    NEEDS_NAME: ClassVar[bool] = False

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.woken = runtime.waker()
        self.holds: Holds[int] = Holds(runtime.line)

    def wanted(self) -> Select[int]:
        """The ids of the rows that wait."""
        raise NotImplementedError

    def counted(self, session: Session, row_id: int) -> Photo | WorkbookIn | None:
        """The row, where its tries are counted because there may be more than one."""
        return None

    async def work(self, row_id: int) -> None:
        """Does what the row asks for, and marks it as done."""
        raise NotImplementedError

    def set_aside(self, row_id: int, fault: Exception) -> None:
        """Marks the row as failed, and says so to whoever waits for it."""
        raise NotImplementedError

    async def run(self) -> None:
        """Works for ever; it looks whenever something was committed."""
        while True:
            self.woken.clear()
            # Asked before each look: a pause that ends in between is not slept through.
            wait = self.holds.wait()
            while await self.work_once():
                wait = self.holds.wait()
            try:
                async with asyncio.timeout(wait):
                    await self.woken.wait()
            except TimeoutError:
                continue

    async def work_once(self) -> bool:
        """Works off the next row. Returns whether there was one. While nobody knows whether
        Telegram can be reached there is none: what is made would have to wait anyway.
        """
        if self.runtime.line.in_doubt:
            return False
        wanted = self.wanted()
        (number,) = wanted.selected_columns
        with self.runtime.glancing() as session:
            ready = wanted.where(number.not_in(self.holds.keys())).order_by(number)
            row_id = session.scalar(ready.limit(1))
        if row_id is None:
            return False
        try:
            await self.work(row_id)
        except db.AlreadyRunning:
            raise
        except Exception as fault:
            if db.passes(fault):
                raise
            self._failed(row_id, fault)
        return True

    def _failed(self, row_id: int, fault: Exception) -> None:
        """Holds the row back or sets it aside; where even that fails, leaves it alone."""
        trace = None if isinstance(fault, self.EXPECTED) else fault
        log.log(
            logging.ERROR if trace else logging.WARNING,
            "%s: row %s failed: %s", type(self).__name__, row_id, type(fault).__name__,
            exc_info=trace,
        )  # fmt: skip
        try:
            if not (isinstance(fault, PASSING) and self._later(row_id, fault)):
                self.set_aside(row_id, fault)
        except db.AlreadyRunning:
            raise
        except Exception as also:
            if db.passes(also):
                raise
            log.exception("row %s could not be set aside; it is left alone until a start", row_id)
            self.holds.hold(row_id, math.inf)

    def _later(self, row_id: int, fault: Exception) -> bool:
        """Holds the row back, longer each time. Returns false where it was tried often enough."""
        network = isinstance(fault, TelegramError) and not is_answer(fault)
        if network:
            self.runtime.line.failed()
        with self.runtime.writing() as session:
            row = self.counted(session, row_id)
            if row is None:
                return False
            row.attempts += 1
            attempts = row.attempts
        pause = min(self.FIRST_PAUSE * 2**attempts, self.LONGEST_PAUSE)
        self.holds.hold(row_id, pause, for_network=network)
        return attempts < self.TRIES

    async def download(self, file_id: str) -> bytes:
        """A file from Telegram. Raises `Gone`, or one of `PASSING` where it may come later."""
        try:
            with allow_network():
                file = await self.runtime.bot.get_file(file_id)
                if file.file_path is None:
                    raise NotYet
                return bytes(await file.download_as_bytearray())
        except BadRequest as fault:
            says = fault.message.lower()
            gone = FOR_A_WHILE not in says and any(text in says for text in FINAL)
            raise (Gone if gone else NotYet)(fault.message) from fault
