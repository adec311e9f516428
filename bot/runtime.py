"""The runtime: the one place at which rows are changed, one transaction at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot import failpoints
from bot.clock import SchoolClock, real_now
from bot.db import glances, readers
from bot.line import Line
from bot.timeline import sentence
from bot.transaction import Registry
from bot.unit_of_work import UnitOfWork
from bot.warm_session import WarmSession
from models.base import Refused
from models.cases.case import Case, Event
from models.messaging import Card
from models.store import Store

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import Application, ExtBot

    from bot.context import Context

    App = Application[ExtBot[Any], Context, Any, Any, Any, Any]


class Runtime:
    """Database, clocks, store and the application, for the loops that share them."""

    application: App
    # Given by whoever holds the database (`db.single_instance`).
    writing: Callable[[], AbstractContextManager[WarmSession]]

    def __init__(
        self,
        engine: Engine,
        clock: SchoolClock,
        zone: ZoneInfo,
        language: str,
        store: Store,
        registry: Registry,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.zone = zone
        self.language = language
        self.store = store
        self.registry = registry
        self.reading = readers(engine)
        self.glancing = glances(engine)
        self.incoming = asyncio.Event()
        # When the auditor looked last, by the school's clock, so that no tick asks the rows for it;
        # comes true whenever it has found all well.
        self.audited_at: datetime | None = None
        self.all_well = asyncio.Event()
        self.outgoing = asyncio.Event()
        # What looks for rows whenever something was committed, or the line works again.
        self.wakers = [self.outgoing]
        self.line = Line(self.wakers)
        self.polled_at: datetime = real_now()

    @property
    def bot(self) -> ExtBot[Any]:
        """The bot, for the loops that may call Telegram."""
        return self.application.bot

    def waker(self) -> asyncio.Event:
        """Comes true whenever something was committed, for one more loop that looks for rows."""
        self.wakers.append(asyncio.Event())
        return self.wakers[-1]

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """One unit of work: all of it is committed, or none."""
        with self.writing() as session:
            failpoints.reached("unit.begun")
            school = session.school(self.zone)
            unit = UnitOfWork(session, self.clock.now(), school, self.language, self.registry)
            session.info["now"] = unit.now
            unit.enter()
            try:
                yield unit
                unit.close()
                session.flush()
            finally:
                unit.leave()
            failpoints.reached("unit.before_commit")
        failpoints.reached("unit.after_commit")
        for waker in self.wakers:
            waker.set()

    def say_no(self, unit: UnitOfWork, update: Update, refusal: Refused) -> None:
        """Says a refusal's sentence where it was asked, and draws a pressed card as it now is."""
        user = update.effective_user
        if user is None or update.effective_chat is None:
            return
        person = unit.school.at_phone(user.id)
        i18n = unit.i18n(person, user.language_code)
        values = {
            name: sentence(value, i18n, plain=True) if isinstance(value, Event) else value
            for name, value in refusal.values.items()
        }
        text = i18n(refusal.key, **values)
        query = update.callback_query
        # The press is answered without words: what was said as a message is not said twice.
        unit.toast()
        unit.call("sendMessage", update.effective_chat.id, text=text, parse_mode="HTML")
        if query is None or query.message is None or person is None:
            return
        card = (
            unit.session.query(Card)
            .filter_by(chat_id=query.message.chat.id, message_id=query.message.message_id)
            .one_or_none()
        )
        if card is not None:
            card.page = ""
            unit.touch(unit.session.get_one(Case, card.case_id))
