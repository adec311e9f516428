"""The fetcher: brings pictures from Telegram into the school's own store, after the commit."""

from __future__ import annotations

import asyncio

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import cards
from bot.worker import Worker
from models.cases.case import Event, Keeping, Photo
from models.picture import BadPicture, clean_picture


class Fetcher(Worker):
    """Fetches one picture after the other; the reports do not wait for it."""

    # Telegram keeps a file for its bot as long as it likes; after this many tries it is gone.
    TRIES = 40
    FIRST_PAUSE = 5.0
    LONGEST_PAUSE = 3600.0
    EXPECTED = (*Worker.EXPECTED, BadPicture)

    def wanted(self) -> Select[int]:
        """The pictures that are not here yet."""
        return select(Photo.id).where(Photo.keeping == Keeping.WAITING)

    def counted(self, session: Session, row_id: int) -> Photo:
        """The row, whose tries are counted."""
        return session.get_one(Photo, row_id)

    async def work(self, row_id: int) -> None:
        """Fetches a picture, cleans it and keeps it."""
        with self.runtime.reading() as session:
            photo = session.get_one(Photo, row_id)
            file_id, picture = photo.file_id, photo.is_picture
        data = await self.download(file_id)
        if picture:
            data = await asyncio.to_thread(clean_picture, data)
        sha256 = await asyncio.to_thread(self.runtime.store.put, data, "jpg" if picture else "ogg")
        self._kept(row_id, sha256)

    def _kept(self, photo_id: int, sha256: str) -> None:
        """Notes where it lies. A picture that came as a file goes out only now, cleaned."""
        with self.runtime.unit() as unit:
            photo = unit.session.get_one(Photo, photo_id)
            photo.sha256, photo.keeping = sha256, Keeping.KEPT
            if photo.form == "document" and photo.case.number is not None:
                for person in cards.holders(unit, photo.case):
                    if person is not photo.sender:
                        cards.send_photos(unit, photo.case, person, [photo])

    def set_aside(self, row_id: int, fault: Exception) -> None:
        """Says so on the case; the report itself is not lost."""
        with self.runtime.unit() as unit:
            photo = unit.session.get_one(Photo, row_id)
            photo.keeping = Keeping.BROKEN
            case = photo.case
            case.events.append(
                Event(
                    at=unit.now,
                    kind="photo_broken",
                    notify=[photo.sender_id],
                    version=case.version,
                )
            )
