"""The way in: stored and flushed before Telegram is told, then handled one by one.

Polling and, later, a webhook call the same `Inbox.store`; whoever calls it tells Telegram only
after it has returned.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from telegram import Bot, Update
from telegram.error import TelegramError

from bot import failpoints, outbox
from bot.clock import real_now
from bot.context import sender_of
from bot.readable import readable
from bot.runtime import Runtime
from bot.unit_of_work import UnitOfWork, run_to_end
from models.base import Refused
from models.messaging import In, Inbound
from models.people.person import Right, of_school

log = logging.getLogger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 30
POLL_PAUSE = 1.0
LONGEST_POLL_PAUSE = 30.0
TRIES = 5
FIRST_PAUSE = 0.2
WITHOUT_ID = 0


class Unreadable(Exception):
    """An update that cannot be read will not be readable later: it is set aside at once."""


class Inbox:
    """Takes updates from Telegram and hands them to the handlers."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.offset = 0

    def store(self, updates: Sequence[Any]) -> None:
        """Writes updates and flushes them to the disk; one that is known already is left out.

        Known is the same id with the same content: an id alone may come again with other content
        after a quiet week. What has no usable id is kept as well, and will be set aside.
        """
        rows: dict[tuple[int, str], Inbound] = {}
        for update in updates:
            raw = json.dumps(update, sort_keys=True)
            number, digest = _id_of(update) or WITHOUT_ID, sha256(raw.encode()).hexdigest()
            sender = sender_of(update) if isinstance(update, dict) else 0
            rows.setdefault(
                (number, digest),
                Inbound(
                    update_id=number, digest=digest, sender=sender, raw=raw, received_at=real_now()
                ),
            )
        with self.runtime.writing() as session:
            same = Inbound.digest.in_([digest for _, digest in rows])
            known = session.execute(select(Inbound.update_id, Inbound.digest).where(same))
            for number, digest in known:
                rows.pop((number, digest), None)
            session.add_all(rows.values())
            session.flush()
            failpoints.reached("inbox.before_commit")
        failpoints.reached("inbox.after_commit")
        self.runtime.incoming.set()

    async def poll(self) -> None:
        """Asks Telegram for ever; whatever Telegram answers, it is asked again."""
        pause = POLL_PAUSE
        while True:
            try:
                moved_on = await self.poll_once()
                pause = POLL_PAUSE
                if not moved_on:
                    # Telegram would repeat it at once, again and again.
                    await asyncio.sleep(pause)
            except TelegramError as fault:
                log.warning("asking Telegram failed: %s", type(fault).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_POLL_PAUSE)

    async def poll_once(self) -> bool:
        """One long poll: fetched, stored, and only then acknowledged by the next offset. Returns
        whether nothing came that cannot be acknowledged at all.
        """
        with outbox.allow_network():
            answer: Any = await self.runtime.bot.do_api_request(
                "getUpdates",
                api_kwargs={
                    "offset": self.offset,
                    "timeout": POLL_SECONDS,
                    "allowed_updates": ALLOWED,
                },
                read_timeout=POLL_SECONDS + 10,
            )
        self.runtime.polled_at = real_now()
        self.runtime.line.answered()
        if answer == []:
            return True
        failpoints.reached("polled")
        before = self.offset
        self.take(answer if isinstance(answer, list) else [answer])
        return self.offset != before

    def take(self, updates: Sequence[Any]) -> None:
        """Stores first, and moves the offset after. The offset of a later update acknowledges the
        earlier ones, those without a usable id among them.
        """
        self.store(updates)
        ids = [number for update in updates if (number := _id_of(update)) is not None]
        if ids:
            self.offset = max(ids) + 1

    async def work(self) -> None:
        """Handles what has come in, for ever."""
        while True:
            self.runtime.incoming.clear()
            while self.work_once():
                await asyncio.sleep(0)
            wait = self.next_try()
            try:
                async with asyncio.timeout(wait):
                    await self.runtime.incoming.wait()
            except TimeoutError:
                continue

    def next_try(self) -> float | None:
        """Seconds until a held-back update may be tried again; nothing where none is."""
        with self.runtime.reading() as session:
            soonest = session.scalar(
                select(func.min(Inbound.not_before)).where(Inbound.state == In.OPEN)
            )
        if soonest is None:
            return None
        wait = soonest - real_now()
        return wait.total_seconds() if timedelta() < wait <= _longest_pause() else 0.0

    def work_once(self) -> bool:
        """Handles the next update in one transaction. Returns whether there was one."""
        with self.runtime.glancing() as session:
            row_id = _next_open(session)
        if row_id is None:
            return False
        try:
            with self.runtime.unit() as unit:
                # Its lock may be waited for, and it may be done then.
                row = unit.session.get(Inbound, row_id, with_for_update=True)
                if row is None or row.state != In.OPEN:
                    return True
                unit.cause = row
                self._handle(unit, row)
                failpoints.reached("unit.handled")
                self.done(unit, row)
        except Exception as fault:
            if _line_went_dead(fault):
                raise
            # Where the database itself is at fault, this fails as well, and nothing was counted.
            self._failed(row_id, fault)
            log.error("an update could not be handled", exc_info=fault)
        return True

    def done(self, unit: UnitOfWork, row: Inbound) -> None:
        """Marks the update, in the transaction of its changes."""
        row.state = In.DONE

    def _handle(self, unit: UnitOfWork, row: Inbound) -> None:
        """Runs the handlers in a savepoint: a refusal rolls them back, and says its sentence."""
        update = _read(row, self.runtime.bot)
        if update.callback_query:
            unit.query_id = update.callback_query.id
        savepoint = unit.session.begin_nested()
        run_to_end(self.runtime.application.process_update(update))
        if unit.error is None:
            unit.session.flush()
            savepoint.commit()
            return
        if not isinstance(unit.error, Refused):
            raise unit.error
        savepoint.rollback()
        unit.events.clear()
        unit.touched.clear()
        unit.answered = False
        self.runtime.say_no(unit, update, unit.error)

    def _failed(self, row_id: int, fault: Exception) -> None:
        """Tries again later; after a few tries sets it aside, and tells the sender and why."""
        with self.runtime.unit() as unit:
            row = unit.session.get_one(Inbound, row_id)
            row.attempts += 1
            row.error = f"{type(fault).__name__}: {fault}"[:500]
            row.not_before = real_now() + _pause(row.attempts)
            if row.attempts < TRIES and not isinstance(fault, Unreadable):
                return
            row.state = In.QUARANTINED
            sender = unit.school.at_phone(row.sender)
            if sender is not None:
                unit.say(sender, "aside.sender")
            key = "aside.unreadable" if isinstance(fault, Unreadable) else "aside.admin"
            for admin in unit.school.with_right(Right.ADMIN):
                unit.say(admin, key, who=sender or row.sender, why=row.error, number=row.id)


def _id_of(update: Any) -> int | None:
    """The id by which an update can be acknowledged; Telegram's are positive and of 32 bits."""
    number = update.get("update_id") if isinstance(update, dict) else None
    usable = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31
    return number if usable else None


def _pause(attempts: int) -> timedelta:
    return timedelta(seconds=FIRST_PAUSE * 4 ** (attempts - 1))


def _longest_pause() -> timedelta:
    return _pause(TRIES)


def _line_went_dead(fault: Exception) -> bool:
    """Whether the line to the database broke: no fault of the update, which may even be done."""
    return isinstance(fault, DBAPIError) and fault.connection_invalidated


def _read(row: Inbound, bot: Bot) -> Update:
    """The update in PTB's words. Raises `Unreadable` where Telegram sent what PTB does not know."""
    if row.update_id == WITHOUT_ID:
        raise Unreadable("it has no update_id")
    try:
        return Update.de_json(readable(json.loads(row.raw)), bot)
    except Exception as fault:
        raise Unreadable(f"{type(fault).__name__}: {fault}") from fault


def _next_open(session: Session) -> int | None:
    """The oldest open update whose sender has no older one; one held back holds back only those
    of its sender. Whoever is of the school comes before all others.
    """
    heads = select(func.min(Inbound.id)).where(Inbound.state == In.OPEN).group_by(Inbound.sender)
    now = real_now()
    # Further away than any pause is only what was written before the clock was set back.
    far = Inbound.not_before > now + _longest_pause()
    ready = Inbound.not_before.is_(None) | (Inbound.not_before <= now) | far
    query = select(Inbound.id).where(Inbound.id.in_(heads), ready)
    return session.scalar(query.order_by(of_school(Inbound.sender).desc(), Inbound.id).limit(1))
