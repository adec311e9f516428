"""The printer: makes the documents that were asked for, after the commit, and sends them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from time import monotonic

from sqlalchemy import Select, select

from bot.day_log import sections
from bot.documents.making import Document, Order
from bot.i18n import I18n, language_of
from bot.runtime import Runtime
from bot.worker import Worker
from models.documents import DocumentOrder
from models.messaging import Outbound
from models.school import School

# So many seconds a reader waits without a word, and between two.
PATIENCE = 3.0


class Progress:
    """How far a paper is that takes long: one message, edited in place; a quick one has none."""

    def __init__(self, runtime: Runtime, order_id: int) -> None:
        self.runtime = runtime
        self.order_id = order_id
        self.loop = asyncio.get_running_loop()
        self.told_at = monotonic()
        self.notice: int | None = None

    def reached(self, done: int, of: int) -> None:
        """Said by whoever makes it, in a thread of its own."""
        if monotonic() - self.told_at >= PATIENCE:
            self.told_at = monotonic()
            self.loop.call_soon_threadsafe(self._tell, done, of)

    def _tell(self, done: int, of: int) -> None:
        with self.runtime.unit() as unit:
            reader = unit.session.get_one(DocumentOrder, self.order_id).reader
            if reader.telegram_id is None:
                return
            text = unit.i18n(reader)("paper.so_far", done=done, of=of)
            if self.notice is None:
                row = unit.call("sendMessage", reader.telegram_id, text=text, parse_mode="HTML")
                unit.session.flush()
                self.notice = row.id
                return
            sent = unit.session.get_one(Outbound, self.notice).message_id
            if sent is not None:
                unit.call(
                    "editMessageText",
                    reader.telegram_id,
                    message_id=sent,
                    text=text,
                    parse_mode="HTML",
                )


class Printer(Worker):
    """Makes one paper after the other, in a thread of its own."""

    NEEDS_NAME = True

    def wanted(self) -> Select[int]:
        """The papers that were asked for."""
        return select(DocumentOrder.id).where(
            DocumentOrder.made_at.is_(None), DocumentOrder.failed.is_(False)
        )

    async def work(self, row_id: int) -> None:
        """Makes a paper and sends it; what takes long says how far it is."""
        progress = Progress(self.runtime, row_id)
        document = await asyncio.to_thread(self._make, row_id, progress.reached)
        suffix = document.name.rpartition(".")[2]
        sha256 = await asyncio.to_thread(self.runtime.store.put, document.data, suffix)
        self._send(row_id, sha256, document)

    def _send(self, order_id: int, sha256: str, document: Document) -> None:
        with self.runtime.unit() as unit:
            order = unit.session.get_one(DocumentOrder, order_id)
            order.made_at = unit.now
            if document.note is not None:
                unit.session.add(document.note)
            if order.reader.telegram_id is not None:
                method, what = self._call(f"store:{sha256}", document)
                row = unit.call(method, order.reader.telegram_id, **what)
                row.case_id = order.case_id

    @staticmethod
    def _call(file: str, document: Document) -> tuple[str, dict[str, str]]:
        """A picture is looked at in the chat, a file is saved."""
        if document.name.endswith(".png"):
            caption = {"caption": document.caption, "parse_mode": "HTML"}
            words = caption if document.caption else {}
            return "sendPhoto", {"photo": file, "file_name": document.name, **words}
        return "sendDocument", {"document": file, "file_name": document.name}

    def set_aside(self, row_id: int, fault: Exception) -> None:
        """Tells whoever asked for the paper that it cannot be made."""
        with self.runtime.unit() as unit:
            order = unit.session.get_one(DocumentOrder, row_id)
            order.failed = True
            unit.say(order.reader, "paper.failed")

    def _make(self, order_id: int, progress: Callable[[int, int], None]) -> Document:
        with self.runtime.reading() as session:
            order = session.get_one(DocumentOrder, order_id)
            language = order.reader.language or language_of(None, self.runtime.language)
            zone, store = self.runtime.zone, self.runtime.store
            school, i18n = School(session, zone), I18n(language, zone)
            username = self.runtime.bot.username
            registry = self.runtime.registry
            make = registry.documents[order.kind]
            log = partial(sections, registry, school, i18n, now=order.ordered_at)
            return make(
                Order(
                    order,
                    session,
                    school,
                    i18n,
                    store,
                    username,
                    registry.ledgers,
                    registry.reports,
                    progress,
                    log,
                )
            )
