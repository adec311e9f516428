"""What the crash tests hold against each other: Telegram's memory, the phones, the database."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from people import NUMBER, Said, number_of
from sqlalchemy import Engine, func, select, text

from bot.db import readers
from bot.demo.chats import Logged
from bot.demo.entities import marked_up
from bot.demo.strict import Json
from bot.demo.telegram import Telegram
from bot.demo.updates import Updates
from models.cases.case import Case, Photo
from models.messaging import In, Inbound, Out, Outbound

# What a card says, and the event that must stand behind it.
TOLD = {
    "状态：待受理": "filed",
    "状态：维修中": "accepted",
    "状态：待验收": "finished",
    "✅ 验收人": "signed",
}
STEPS = ["accepted", "drafted", "filed", "finished", "signed"]

Key = tuple[int, str, str]


class Ledger(Updates):
    """Telegram's queue, with a memory: what it was given, and what the bot said it has."""

    def __init__(self, real: Any) -> None:
        super().__init__(real)
        self.given: dict[int, Json] = {}
        self.acknowledged: set[int] = set()
        self.pictures: dict[str, str] = {}
        self.polls = 0

    def put(self, kind: str, payload: Json) -> None:
        """Remembers each update by its id."""
        before, update_id = len(self), self._next
        super().put(kind, payload)
        if len(self) > before:
            self.given[update_id] = {"update_id": update_id, kind: payload}
            for size in payload.get("photo", ()):
                self.pictures[size["file_id"]] = size["file_unique_id"]

    async def get(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """An offset acknowledges all that lies below it."""
        self.polls += 1
        self.acknowledged.update(update_id for update_id in self.given if update_id < offset)
        return await super().get(offset, limit, timeout)


class Records:
    """Looks for contradictions. It looks at all of the database after every kill."""

    def __init__(self, telegram: Telegram, ledger: Ledger, engine: Engine) -> None:
        self.telegram = telegram
        self.ledger = ledger
        self.engine = engine
        self.reading = readers(engine)
        self.in_flight: Counter[Key] = Counter()
        self.faults: list[str] = []
        self.read_log = 0

    def after_kill(self, said: dict[str, Said]) -> None:
        """What must hold at any moment, the bot being dead."""
        with self.reading() as session:
            for row in session.scalars(select(Outbound).filter_by(state=Out.SENDING)):
                self.in_flight[self._key_of_row(row)] += 1
            stored = dict(session.execute(select(Inbound.update_id, Inbound.raw)).all())
            tickets = session.scalars(select(Case).where(Case.state != "filed")).unique().all()
            events = {
                ticket.id: Counter(event.kind for event in ticket.events) for ticket in tickets
            }
            numbers = {ticket.number: ticket.id for ticket in tickets if ticket.number}
        for update_id in self.ledger.acknowledged:
            raw = stored.get(update_id)
            if raw is None or json.loads(raw) != self.ledger.given[update_id]:
                self.fault(f"update {update_id} was acknowledged and is not stored")
        for said_text, times in Counter(ticket.text for ticket in tickets if ticket.text).items():
            if said_text not in said or times > 1:
                self.fault(f"{times} reports say {said_text!r}")
        for ticket in tickets:
            for kind, times in events[ticket.id].items():
                if times > 1:
                    self.fault(f"{ticket.number}: {times} times {kind}")
        for logged in self.telegram.log[self.read_log :]:
            self._was_true(logged, numbers, events)
        self.read_log = len(self.telegram.log)
        for phone in self.telegram.phones.values():
            for toast in phone.toasts:
                for number in NUMBER.findall(toast):
                    if number not in numbers:
                        self.fault(f"{phone.name} was told of {number}, which is not stored")
        self._whole()

    def _was_true(
        self, logged: Logged, numbers: dict[str, int], events: dict[int, Counter[str]]
    ) -> None:
        says = logged.message.get("text", "")
        if "没能处理" in says:
            self.fault(f"an update was set aside: {says}")
        for number in NUMBER.findall(says):
            if number not in numbers:
                self.fault(f"a phone shows {number}, which is not stored")
        number = number_of(logged.message)
        for part, kind in TOLD.items():
            if number and part in says and not events[numbers[number]][kind]:
                self.fault(f"a phone shows {part} for {number}, which is not stored")

    def at_end(self, said: dict[str, Said]) -> None:
        """What must hold when everybody has gone home."""
        self.after_kill(said)
        with self.reading() as session:
            tickets = {
                one.text: one
                for one in session.scalars(select(Case).where(Case.state != "filed")).unique()
            }
            for one in said.values():
                ticket = tickets.pop(one.text, None)
                if ticket is None:
                    self.fault(f"{one.text} is lost")
                    continue
                kinds = sorted(event.kind for event in ticket.events)
                pictures = [photo.unique_id for photo in ticket.photos]
                if (ticket.number, ticket.state, kinds) != (one.number, "signed", STEPS):
                    self.fault(f"{ticket.number} {one.number} ended as {ticket.state}: {kinds}")
                if sorted(pictures) != sorted(one.pictures):
                    self.fault(f"{ticket.number} has {len(pictures)} pictures, or others")
            for text in tickets:
                self.fault(f"nobody said {text!r}")
            if session.scalar(select(func.count()).where(Inbound.state != In.DONE)):
                self.fault("an update was not handled")
            dead = select(Outbound).where(Outbound.state == Out.DEAD, Outbound.chat_id != 0)
            for row in session.scalars(dead):
                self.fault(f"a message died: {row.method} {row.error}")
            if session.scalar(select(func.count(Photo.id)).where(Photo.keeping == "broken")):
                self.fault("a photo is broken")

    def doubled(self) -> Counter[Key]:
        """Which messages came more often than they were written, and how much more often."""
        came = Counter(_key_of_log(one) for one in self.telegram.log if "edit" not in one.method)
        with self.reading() as session:
            rows = session.scalars(select(Outbound).where(Outbound.method.startswith("send")))
            written = Counter(self._key_of_row(row) for row in rows if row.state == Out.SENT)
        return came - written

    def judge_doubled(self) -> int:
        """A message may come twice only if it was in flight at a kill. Returns how many did."""
        doubled = self.doubled()
        for key, times in (doubled - self.in_flight).items():
            self.fault(f"{times} times too often, never in flight at a kill: {key}")
        return doubled.total()

    def _key_of_row(self, row: Outbound) -> Key:
        payload = row.payload
        if row.method == "sendPhoto":
            return row.chat_id, row.method, self.ledger.pictures[payload["photo"]]
        shown = marked_up(payload, "text", "entities")[0] if "text" in payload else ""
        return row.chat_id, row.method, shown + _buttons(payload.get("reply_markup"))

    def fault(self, what: str) -> None:
        """Notes a contradiction, once."""
        if what not in self.faults:
            self.faults.append(what)

    def _whole(self) -> None:
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                if (says := connection.scalar(text("PRAGMA integrity_check"))) != "ok":
                    self.fault(f"the database is broken: {says}")


def _key_of_log(logged: Logged) -> Key:
    message = logged.message
    if "text" not in message:
        return logged.chat_id, logged.method, message["photo"][-1]["file_unique_id"]
    return logged.chat_id, logged.method, message["text"] + _buttons(message.get("reply_markup"))


def _buttons(markup: Json | None) -> str:
    rows = markup["inline_keyboard"] if markup else []
    return json.dumps([[button.get("callback_data") for button in row] for row in rows if row])
