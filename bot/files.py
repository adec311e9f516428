"""The fetcher: brings pictures from Telegram into the school's own store, after the commit."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import func, or_, select
from telegram.error import BadRequest, TelegramError

from bot import cards
from bot.clock import real_now
from bot.desk import Desk
from bot.outbox import wire_open
from models.cases import Event, Keeping, Photo
from models.picture import BadPicture, clean_picture

log = logging.getLogger(__name__)

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 3600.0
# Telegram keeps a file for its bot as long as it likes; after this many tries it is gone.
TRIES = 40


class Fetcher:
    """Fetches one picture after the other; the reports do not wait for it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def run(self) -> None:
        """Fetches for ever."""
        while True:
            self.desk.files.clear()
            while await self.fetch_once():
                continue
            try:
                async with asyncio.timeout(self._next_try()):
                    await self.desk.files.wait()
            except TimeoutError:
                continue

    def _next_try(self) -> float | None:
        with self.desk.reading() as session:
            soonest = session.scalar(
                select(func.min(Photo.not_before)).where(Photo.keeping == Keeping.WAITING)
            )
        return None if soonest is None else max(0.05, (soonest - real_now()).total_seconds())

    async def fetch_once(self) -> bool:
        """Fetches the next picture. Returns whether there was one."""
        with self.desk.reading() as session:
            ready = or_(Photo.not_before.is_(None), Photo.not_before <= real_now())
            query = select(Photo).where(Photo.keeping == Keeping.WAITING, ready)
            photo = session.scalar(query.order_by(Photo.id).limit(1))
            if photo is None:
                return False
            photo_id, file_id, picture = photo.id, photo.file_id, photo.is_picture
        try:
            with wire_open():
                file = await self.desk.bot.get_file(file_id)
                data = bytes(await file.download_as_bytearray())
            if picture:
                data = await asyncio.to_thread(clean_picture, data)
            sha256 = await asyncio.to_thread(self.desk.store.put, data, "jpg" if picture else "ogg")
        except (BadPicture, BadRequest) as fault:
            log.warning("a picture could not be kept: %s", type(fault).__name__)
            self._broken(photo_id)
        except (TelegramError, OSError) as fault:
            log.warning("a picture could not be fetched yet: %s", type(fault).__name__)
            self._later(photo_id)
        else:
            self._kept(photo_id, sha256)
        return True

    def _kept(self, photo_id: int, sha256: str) -> None:
        """Notes where it lies. A picture that came as a file goes out only now, cleaned."""
        with self.desk.unit() as unit:
            photo = unit.session.get_one(Photo, photo_id)
            photo.sha256, photo.keeping = sha256, Keeping.KEPT
            if photo.form == "document" and photo.case.number is not None:
                for person in cards.holders(unit, photo.case):
                    if person is not photo.sender:
                        cards.send_photos(unit, photo.case, person, [photo])

    def _later(self, photo_id: int) -> None:
        with self.desk.writing() as session:
            photo = session.get_one(Photo, photo_id)
            photo.attempts += 1
            pause = min(FIRST_PAUSE * 2**photo.attempts, LONGEST_PAUSE)
            photo.not_before = real_now() + timedelta(seconds=pause)
            given_up = photo.attempts >= TRIES
        if given_up:
            self._broken(photo_id)

    def _broken(self, photo_id: int) -> None:
        """Says so on the case; the report itself is not lost."""
        with self.desk.unit() as unit:
            photo = unit.session.get_one(Photo, photo_id)
            photo.keeping = Keeping.BROKEN
            case = photo.case
            case.events.append(
                Event(
                    at=unit.now,
                    kind="photo_broken",
                    tell=[photo.sender_id],
                    version=case.version,
                )
            )
