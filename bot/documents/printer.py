"""The printer: makes the documents that were asked for, after the commit, and sends them."""

from __future__ import annotations

import asyncio

from sqlalchemy import Select, select

from bot.documents.making import Document, Order
from bot.i18n import I18n, language_of
from bot.worker import Worker
from models.documents import DocumentOrder
from models.school import School


class Printer(Worker):
    """Makes one paper after the other, in a thread of its own."""

    NEEDS_NAME = True

    def wanted(self) -> Select[int]:
        """The papers that were asked for."""
        return select(DocumentOrder.id).where(
            DocumentOrder.made_at.is_(None), DocumentOrder.failed.is_(False)
        )

    async def work(self, row_id: int) -> None:
        """Makes a paper and sends it."""
        document = await asyncio.to_thread(self._make, row_id)
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
                row = unit.call(
                    "sendDocument",
                    order.reader.telegram_id,
                    document=f"store:{sha256}",
                    file_name=document.name,
                )
                row.case_id = order.case_id

    def set_aside(self, row_id: int, fault: Exception) -> None:
        """Tells whoever asked for the paper that it cannot be made."""
        with self.runtime.unit() as unit:
            order = unit.session.get_one(DocumentOrder, row_id)
            order.failed = True
            unit.say(order.reader, "paper.failed")

    def _make(self, order_id: int) -> Document:
        with self.runtime.reading() as session:
            order = session.get_one(DocumentOrder, order_id)
            language = order.reader.language or language_of(None, self.runtime.language)
            zone, store = self.runtime.zone, self.runtime.store
            school, i18n = School(session, zone), I18n(language, zone)
            username = self.runtime.bot.username
            registry = self.runtime.registry
            make = registry.documents[order.kind]
            return make(Order(order, session, school, i18n, store, username, registry.ledgers))
