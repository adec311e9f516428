"""The dispatcher: makes the calls that were committed, in order for each chat.

Sending is at least once. A row is marked before its call and after; a crash between the two sends
one message twice, never none. Where an answer fails to come, nobody can find out whether the
message arrived: once the line is known to work it is sent once more, and where that is not
answered either, no third time. The row says so (`Out.UNKNOWN`), and a card heals with its next
change, which is a new message then.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import warnings
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select, update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot import cards, db, failpoints
from bot.deliveries import WAITING, Call, Outcome, claim, give_up, mark, rows
from bot.line import Holds, Pace, is_answer, may_have_arrived
from bot.outbox import allow_network
from bot.refusals import refused, shut_out
from bot.runtime import Runtime
from models.messaging import Out, Outbound
from models.people.person import of_school

log = logging.getLogger(__name__)
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
# With this PTB tells waiting times as timedelta, as it always will one day, and does not warn.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# More parallel sends through httpx get slower, not faster.
LANES = 6
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A second chat that is told to slow down within this many seconds: all of the bot is meant.
SLOWED = 2.0
PROBE_SECONDS = 10.0
ANSWERS = 0
# No row has this id: it stands for the call that finds out whether the line works.
PROBE = 0


class Dispatcher:
    """Sends rows; each chat waits for its own head only."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.line = runtime.line
        self.in_flight: dict[int, asyncio.Task[Outcome | None]] = {}
        self.chats: Holds[int] = Holds(self.line)
        self.answers: Holds[int] = Holds(self.line)
        self.everybody: Holds[None] = Holds(self.line)
        self.slowed: Holds[int] = Holds(self.line)
        self.pace = Pace()

    async def run(self) -> None:
        """Sends for ever. A chat that is slow holds back nobody else."""
        while True:
            self.runtime.outgoing.clear()
            # Asked before the look: a pause that ends in between is not slept through.
            wait = self.next_try()
            self._begin()
            woken = asyncio.create_task(self.runtime.outgoing.wait())
            await asyncio.wait(
                [woken, *self.in_flight.values()],
                timeout=wait,
                return_when=asyncio.FIRST_COMPLETED,
            )
            woken.cancel()
            self._end()

    async def send_ready(self) -> None:
        """Sends until nothing may be sent right now, and all that was begun has ended."""
        while True:
            self._begin()
            if not self.in_flight:
                return
            await asyncio.wait(self.in_flight.values(), return_when=asyncio.FIRST_COMPLETED)
            self._end()

    def _begin(self) -> None:
        """Begins what may go. Where all of that was given up, what stood behind it is next."""
        while self._begin_some() and not self.in_flight:
            continue

    def _begin_some(self) -> bool:
        if self.line.probe_in() == 0 and PROBE not in self.in_flight:
            self.in_flight[PROBE] = asyncio.create_task(self._probe())
        ready = self.ready()
        for call in self._claimed(ready):
            self.in_flight[call.row_id] = asyncio.create_task(self._make(call))
        return bool(ready)

    def _claimed(self, ids: Sequence[int]) -> list[Call]:
        if not ids:
            return []
        with self.runtime.writing() as session:
            return claim(session, self.runtime.store, ids)

    def _end(self) -> None:
        """Notes what has ended. Until that is in the database, nothing of it is begun again; a
        fault of the database comes up here.
        """
        ended = [row_id for row_id, task in self.in_flight.items() if task.done()]
        outcomes = [self.in_flight[row_id].result() for row_id in ended]
        self._note([outcome for outcome in outcomes if outcome is not None])
        for row_id in ended:
            del self.in_flight[row_id]

    async def finish(self) -> None:
        """Lets the calls that have begun come to their end."""
        await asyncio.gather(*self.in_flight.values(), return_exceptions=True)
        self._end()

    def ready(self) -> list[int]:
        """The rows that may go now: answers to buttons first, then the head of each chat, that of
        somebody of the school before all others.
        """
        if self.line.in_doubt or self.everybody.keys():
            return []
        with self.runtime.glancing() as session:
            heads = select(func.min(Outbound.id)).where(
                Outbound.state.in_(WAITING), Outbound.chat_id != ANSWERS
            )
            query = (
                select(Outbound.id)
                .where(
                    Outbound.state.in_(WAITING),
                    or_(
                        Outbound.chat_id == ANSWERS,
                        Outbound.id.in_(heads.group_by(Outbound.chat_id)),
                    ),
                    Outbound.chat_id.not_in(self.chats.keys()),
                    Outbound.id.not_in(self.in_flight.keys() | self.answers.keys()),
                )
                .order_by(
                    Outbound.chat_id != ANSWERS, of_school(Outbound.chat_id).desc(), Outbound.id
                )
            )
            return list(session.scalars(query.limit(LANES - len(self.in_flight))))

    def next_try(self) -> float | None:
        """Seconds until something that is held back may go; nothing where nothing is, or where the
        end of a call comes first.
        """
        if len(self.in_flight) >= LANES or PROBE in self.in_flight:
            return None
        if self.line.in_doubt:
            return self.line.probe_in()
        waits = (holds.wait() for holds in (self.everybody, self.chats, self.answers))
        return min((wait for wait in waits if wait is not None), default=None)

    async def _probe(self) -> None:
        """A call that changes nothing shows whether the line works."""
        try:
            with allow_network():
                await self.runtime.bot.do_api_request("getMe", read_timeout=PROBE_SECONDS)
        except TelegramError as fault:
            if is_answer(fault):
                self.line.answered()
            else:
                self.line.probe_failed()
        else:
            self.line.answered()

    async def send(self, row_id: int) -> None:
        """Makes one call, and notes what came of it."""
        self._note([await self._make(call) for call in self._claimed([row_id])])

    async def _make(self, call: Call) -> Outcome:
        """The call itself; whatever becomes of it, it is said."""
        await self.pace.wait()
        failpoints.reached("outbox.before_send")
        try:
            with allow_network():
                result = await self.runtime.bot.do_api_request(call.method, api_kwargs=call.packed)
        except Exception as fault:
            if isinstance(fault, TelegramError) and not is_answer(fault):
                self.line.failed()
            else:
                self.line.answered()
            return Outcome(call, fault=fault)
        failpoints.reached("outbox.after_send")
        self.line.answered()
        return Outcome(call, result)

    def _note(self, outcomes: Sequence[Outcome]) -> None:
        """Writes down what came of calls, all together; where that fails, one by one, so that what
        nobody understands stops none of the others.
        """
        if not outcomes:
            return
        try:
            self._write(outcomes)
        except db.AlreadyRunning:
            raise
        except Exception as fault:
            if db.passes(fault):
                raise
            if len(outcomes) > 1:
                for outcome in outcomes:
                    self._note([outcome])
                return
            with self.runtime.writing() as session:
                give_up(session.get_one(Outbound, outcomes[0].call.row_id), fault)

    def _write(self, outcomes: Sequence[Outcome]) -> None:
        if arrived := [outcome for outcome in outcomes if outcome.fault is None]:
            with self.runtime.writing() as session:
                older, tried = mark(session, arrived)
            if tried:
                self.line.free()
            if older:
                with self.runtime.unit() as unit:
                    for one in older:
                        cards.retire(unit, one.card_id, one.chat_id, one.message_id)
        for outcome in outcomes:
            if isinstance(outcome.fault, TelegramError):
                self._failed(outcome.call, outcome.fault)
            elif outcome.fault is not None:
                raise outcome.fault

    def _failed(self, call: Call, fault: TelegramError) -> None:
        """Decides what a fault means for the row; each kind has its own answer."""
        with self.runtime.unit() as unit:
            session = unit.session
            row, card = rows(session, [call.row_id])[call.row_id]
            if row.state != Out.SENDING:
                # A copy of it was pressed meanwhile: it had arrived.
                return
            row.error = type(fault).__name__ + ": " + fault.message[:200]
            row.state = Out.UNSURE if call.again else Out.NEW
            match fault:
                case RetryAfter():
                    self._slow_down(row, fault)
                case Forbidden():
                    row.state = Out.DEAD
                    shut_out(unit, row.chat_id)
                case ChatMigrated():
                    moved = update(Outbound).where(Outbound.chat_id == row.chat_id)
                    session.execute(moved.values(chat_id=fault.new_chat_id))
                    row.payload = {**row.payload, "chat_id": fault.new_chat_id}
                case BadRequest():
                    refused(row, card, fault.message.lower())
                case _:
                    self._unanswered(row, fault, again=call.again)

    def _unanswered(self, row: Outbound, fault: TelegramError, *, again: bool) -> None:
        """Tries again later. Where it may have arrived, a message is sent once more and not a third
        time, however long the trouble lasts; whatever else was asked may be asked again.
        """
        if row.method.startswith("send") and may_have_arrived(fault):
            row.state = Out.UNKNOWN if again else Out.UNSURE
        if row.state == Out.UNKNOWN:
            log.error("nobody knows whether row %s arrived, and it is not sent again", row.id)
        if isinstance(fault, InvalidToken):
            log.error("Telegram does not know this bot's token")
        pause = min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE) * random.uniform(0.8, 1.2)
        self._hold(row, pause, for_network=True)

    def _hold(self, row: Outbound, seconds: float, *, for_network: bool = False) -> None:
        """Holds back the chat, or that one answer to a button."""
        if row.chat_id == ANSWERS:
            self.answers.hold(row.id, seconds, for_network=for_network)
        else:
            self.chats.hold(row.chat_id, seconds, for_network=for_network)

    def _slow_down(self, row: Outbound, fault: RetryAfter) -> None:
        """Waits as long as Telegram says; where a second chat is told, everybody waits."""
        after = fault.retry_after
        seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
        row.attempts -= 1
        self._hold(row, seconds)
        if self.slowed.keys() - {row.chat_id}:
            self.everybody.hold(None, seconds)
        self.slowed.hold(row.chat_id, SLOWED)
