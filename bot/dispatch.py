"""The dispatcher: makes the calls that were committed, in order for each chat.

Sending is at least once. A row is marked before its call and after; a crash between the two sends
one message twice, never none.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import warnings
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import OperationalError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot import points
from bot.clock import real_now
from bot.desk import Desk
from bot.outbox import wire_open
from bot.parcels import learn, pack
from bot.unit import Unit
from models.desk import Card, Chat, Out, Outbound
from models.people import Person, Right, of_school

log = logging.getLogger(__name__)
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
# With this PTB tells waiting times as timedelta, as it always will one day, and does not warn.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# More parallel sends through httpx get slower, not faster (reliability.md §1.6).
LANES = 6
A_SECOND = 25
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 300.0
TOKEN_PAUSE = 30.0
WAITING = (Out.NEW, Out.SENDING)
ANSWERS = 0


class Dispatcher:
    """Sends rows; each chat waits for its own head only."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.in_flight: dict[int, asyncio.Task[None]] = {}
        self.halted_until: datetime | None = None
        self.slowed: tuple[int, datetime] | None = None
        self.recent: deque[datetime] = deque(maxlen=A_SECOND)

    async def run(self) -> None:
        """Sends for ever. A chat that is slow holds back nobody else."""
        while True:
            self.desk.outgoing.clear()
            self._begin()
            woken = asyncio.create_task(self.desk.outgoing.wait())
            await asyncio.wait(
                [woken, *self.in_flight.values()],
                timeout=self.next_try(),
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
        if self.halted_until and real_now() < self.halted_until:
            return []
        with self.desk.reading() as session:
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
                    or_(Outbound.not_before.is_(None), Outbound.not_before <= real_now()),
                    Outbound.id.not_in(self.in_flight),
                )
                .order_by(
                    Outbound.chat_id != ANSWERS, of_school(Outbound.chat_id).desc(), Outbound.id
                )
            )
            return list(session.scalars(query.limit(LANES - len(self.in_flight))))

    def next_try(self) -> float | None:
        """Seconds until a held-back row may go; nothing where none is held back, or where the
        end of a call comes first.
        """
        if len(self.in_flight) >= LANES:
            return None
        moment = self.halted_until
        if moment is None or moment <= real_now():
            with self.desk.reading() as session:
                waiting = Outbound.state.in_(WAITING), Outbound.id.not_in(self.in_flight)
                moment = session.scalar(select(func.min(Outbound.not_before)).where(*waiting))
        return None if moment is None else max(0.05, (moment - real_now()).total_seconds())

    async def send(self, row_id: int) -> None:
        """Makes one call. What cannot be sent at all is given up: it must not stop the others."""
        await self._pace()
        try:
            await self._send(row_id)
        except OperationalError:
            raise
        except Exception as fault:
            log.exception("a message could not be made or understood")
            with self.desk.writing() as session:
                row = session.get_one(Outbound, row_id)
                row.state, row.error = Out.DEAD, type(fault).__name__

    async def _send(self, row_id: int) -> None:
        """The call, marked before and after."""
        with self.desk.writing() as session:
            row = session.get_one(Outbound, row_id)
            if row.state not in WAITING:
                return
            if self._hopeless(row, session.get(Chat, row.chat_id)):
                return
            self._aim(row, session.get(Card, row.card_id) if row.card_id else None)
            row.state = Out.SENDING
            row.attempts += 1
            method, payload = row.method, dict(row.payload)
            packed = pack(session, self.desk.store, method, payload)
        points.reached("outbox.before_send")
        try:
            with wire_open():
                result = await self.desk.bot.do_api_request(method, api_kwargs=packed)
        except TelegramError as fault:
            self._failed(row_id, fault)
            return
        points.reached("outbox.after_send")
        self._sent(row_id, payload, result)

    async def _pace(self) -> None:
        """Keeps below what Telegram takes in a second."""
        if len(self.recent) == self.recent.maxlen:
            wait = (self.recent[0] + timedelta(seconds=1) - real_now()).total_seconds()
            await asyncio.sleep(max(0.0, wait))
        self.recent.append(real_now())

    @staticmethod
    def _hopeless(row: Outbound, chat: Chat | None) -> bool:
        """Drops what nobody can receive any more: late answers, chats that blocked us."""
        late = row.expires_at is not None and row.expires_at <= real_now()
        if late or (chat is not None and chat.blocked_at is not None):
            row.state, row.error = Out.DEAD, "late" if late else "blocked"
        return row.state == Out.DEAD

    @staticmethod
    def _aim(row: Outbound, card: Card | None) -> None:
        """Fills in the message that a row is about; an edit of a lost message becomes a send."""
        if card is None:
            return
        if row.method == "editMessageText":
            if card.message_id is None and card.sending_id != row.id:
                row.method, card.sending_id = "sendMessage", row.id
            else:
                row.payload = {**row.payload, "message_id": card.message_id}
        elif row.method != "sendMessage" and card.message_id is not None:
            reply = {"message_id": card.message_id, "allow_sending_without_reply": True}
            row.payload = {**row.payload, "reply_parameters": reply}

    def _sent(self, row_id: int, payload: dict[str, Any], result: Any) -> None:
        with self.desk.writing() as session:
            row = session.get_one(Outbound, row_id)
            row.state, row.error = Out.SENT, ""
            learn(session, row.method, payload, result)
            first = result[0] if isinstance(result, list) and result else result
            if isinstance(first, dict):
                row.message_id = first.get("message_id")
            card = session.get(Card, row.card_id) if row.card_id else None
            if card is not None and card.sending_id == row.id:
                card.message_id = row.message_id

    def _failed(self, row_id: int, fault: TelegramError) -> None:
        """Decides what a fault means for the row; each kind has its own answer."""
        with self.desk.unit() as unit:
            session = unit.session
            row = session.get_one(Outbound, row_id)
            row.error = type(fault).__name__ + ": " + fault.message[:200]
            match fault:
                case RetryAfter():
                    self._slow_down(row, fault)
                case Forbidden():
                    row.state = Out.DEAD
                    self._blocked(unit, row.chat_id)
                case ChatMigrated():
                    moved = update(Outbound).where(Outbound.chat_id == row.chat_id)
                    session.execute(moved.values(chat_id=fault.new_chat_id))
                    row.payload = {**row.payload, "chat_id": fault.new_chat_id}
                case BadRequest():
                    card = session.get(Card, row.card_id) if row.card_id else None
                    self._refused(row, card, fault.message.lower())
                case InvalidToken():
                    log.error("Telegram does not know this bot's token")
                    row.state = Out.NEW
                    row.not_before = real_now() + timedelta(seconds=TOKEN_PAUSE)
                case _:
                    pause = min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
                    row.not_before = real_now() + timedelta(
                        seconds=pause * random.uniform(0.8, 1.2)
                    )

    def _slow_down(self, row: Outbound, fault: RetryAfter) -> None:
        """Waits as long as Telegram says; where a second chat is told, everybody waits."""
        after = fault.retry_after
        seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
        until = real_now() + timedelta(seconds=seconds)
        row.not_before = until
        row.state = Out.NEW
        row.attempts -= 1
        if self.slowed and self.slowed[0] != row.chat_id and self.slowed[1] > real_now():
            self.halted_until = until
        self.slowed = (row.chat_id, real_now() + timedelta(seconds=2))

    @staticmethod
    def _refused(row: Outbound, card: Card | None, says: str) -> None:
        """Makes the best of a refusal: plain text rather than nothing, a send for a lost edit."""
        if "not modified" in says:
            row.state = Out.SENT
        elif "can't parse entities" in says and "parse_mode" in row.payload:
            log.error("a message was no valid HTML and went as plain text")
            row.payload = {name: part for name, part in row.payload.items() if name != "parse_mode"}
            row.state = Out.NEW
        elif row.method == "editMessageText" and card is not None and "edit" in says:
            if card.sending_id is not None and card.sending_id > row.id:
                row.state = Out.REPLACED
                return
            card.sending_id, card.message_id = row.id, None
            row.method, row.state = "sendMessage", Out.NEW
            row.payload = {name: part for name, part in row.payload.items() if name != "message_id"}
        else:
            row.state = Out.DEAD
            log.warning("%s was refused: %s", row.method, row.error)

    @staticmethod
    def _blocked(unit: Unit, chat_id: int) -> None:
        """Marks a chat that shut us out, and tells the administrators who hears nothing now."""
        chat = unit.session.get(Chat, chat_id)
        if chat is None:
            chat = Chat(id=chat_id)
            unit.session.add(chat)
        if chat.blocked_at is not None:
            return
        chat.blocked_at = real_now()
        person = unit.session.query(Person).filter_by(telegram_id=chat_id).one_or_none()
        for admin in unit.school.with_right(Right.ADMIN):
            if person is not None and admin is not person:
                unit.say(admin, "blocked.admin", who=person)
