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
from datetime import timedelta
from typing import Any

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

from bot import cards, copies, db, failpoints
from bot.clock import real_now
from bot.line import Holds, Pace, is_answer, may_have_arrived
from bot.outbox import allow_network
from bot.refusals import refused, shut_out
from bot.runtime import Runtime
from bot.uploads import learn, pack
from models.messaging import Card, Chat, Out, Outbound
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
WAITING = (Out.NEW, Out.SENDING, Out.UNSURE)
ANSWERS = 0
# No row has this id: it stands for the call that finds out whether the line works.
PROBE = 0


class Dispatcher:
    """Sends rows; each chat waits for its own head only."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.line = runtime.line
        self.in_flight: dict[int, asyncio.Task[None]] = {}
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
        if self.line.probe_in() == 0 and PROBE not in self.in_flight:
            self.in_flight[PROBE] = asyncio.create_task(self._probe())
        for row_id in self.ready():
            self.in_flight[row_id] = asyncio.create_task(self.send(row_id))

    def _end(self) -> None:
        """Strikes out what has ended. A fault of the database comes up here."""
        for row_id, task in list(self.in_flight.items()):
            if task.done():
                del self.in_flight[row_id]
                task.result()

    async def finish(self) -> None:
        """Lets the calls that have begun come to their end."""
        await asyncio.gather(*self.in_flight.values(), return_exceptions=True)

    def ready(self) -> list[int]:
        """The rows that may go now: answers to buttons first, then the head of each chat, that of
        somebody of the school before all others.
        """
        if self.line.in_doubt or self.everybody.keys():
            return []
        with self.runtime.reading() as session:
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
        """Makes one call. What cannot be sent at all is given up: it must not stop the others."""
        await self.pace.wait()
        try:
            await self._send(row_id)
        except db.AlreadyRunning:
            raise
        except Exception as fault:
            if db.passes(fault):
                raise
            log.exception("a message could not be made or understood")
            with self.runtime.writing() as session:
                row = session.get_one(Outbound, row_id)
                row.state, row.error = Out.DEAD, type(fault).__name__

    async def _send(self, row_id: int) -> None:
        """The call, marked before and after."""
        with self.runtime.writing() as session:
            with_chat = select(Outbound, Chat).outerjoin(Chat, Chat.id == Outbound.chat_id)
            row, chat = session.execute(with_chat.where(Outbound.id == row_id)).one()
            if row.state not in WAITING:
                return
            if self._hopeless(row, chat):
                return
            card = session.get(Card, row.card_id) if row.card_id else None
            if card is not None and not copies.aim(row, card):
                return
            # What a process was killed in the middle of is made once more for that; see `Out`.
            again = row.state == Out.UNSURE
            row.state = Out.SENDING
            row.attempts += 1
            method, payload = row.method, dict(row.payload)
            packed = pack(session, self.runtime.store, method, payload)
        failpoints.reached("outbox.before_send")
        try:
            with allow_network():
                result = await self.runtime.bot.do_api_request(method, api_kwargs=packed)
        except TelegramError as fault:
            self._failed(row_id, fault, again=again)
            return
        failpoints.reached("outbox.after_send")
        self.line.answered()
        self._sent(row_id, payload, result)

    @staticmethod
    def _hopeless(row: Outbound, chat: Chat | None) -> bool:
        """Drops what nobody can receive any more: late answers, chats that blocked us."""
        late = row.expires_at is not None and row.expires_at <= real_now()
        if late or (chat is not None and chat.blocked_at is not None):
            row.state, row.error = Out.DEAD, "late" if late else "blocked"
        return row.state == Out.DEAD

    def _sent(self, row_id: int, payload: dict[str, Any], result: Any) -> None:
        """Notes what came of it: the id of the message, and of the files in it."""
        older = None
        with self.runtime.writing() as session:
            row = session.get_one(Outbound, row_id)
            card = session.get(Card, row.card_id) if row.card_id else None
            learn(session, row.method, payload, result)
            first = result[0] if isinstance(result, list) and result else result
            message_id = first.get("message_id") if isinstance(first, dict) else None
            if card is not None and message_id is not None:
                older = copies.arrived(row, card, message_id)
            # Both at once, so that it is one statement.
            row.state, row.error, row.message_id = Out.SENT, "", row.message_id or message_id
            if row.attempts > 1:
                self.line.free()
        if older is not None and card is not None:
            with self.runtime.unit() as unit:
                cards.retire(unit, card.id, row.chat_id, older)

    def _failed(self, row_id: int, fault: TelegramError, *, again: bool) -> None:
        """Decides what a fault means for the row; each kind has its own answer."""
        if is_answer(fault):
            self.line.answered()
        else:
            self.line.failed()
        with self.runtime.unit() as unit:
            session = unit.session
            row = session.get_one(Outbound, row_id)
            if row.state != Out.SENDING:
                # A copy of it was pressed meanwhile: it had arrived.
                return
            row.error = type(fault).__name__ + ": " + fault.message[:200]
            row.state = Out.UNSURE if again else Out.NEW
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
                    card = session.get(Card, row.card_id) if row.card_id else None
                    refused(row, card, fault.message.lower())
                case _:
                    self._unanswered(row, fault, again=again)

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
