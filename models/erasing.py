"""What is erased when its row of 保存期限 says so; each feature declares its own part.

Erasing goes in small parts, each in its own transaction: whatever ends the process in between, the
next part is found again, because what is left to be erased is asked of the rows themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import Session

from models.base import Base
from models.cases.case import Event, Photo
from models.cases.draft import Draft, DraftState
from models.messaging import Dialogue, In, Inbound, Out, Outbound, Upload
from models.retention import Retention
from models.school import School
from models.store import Store

# So many rows go in one transaction.
PART = 100
MONTHS = 12
# Rows of messages that are over; what waits is not touched.
SAYING = ("text", "caption", "media", "photo", "document")
OVER = (Out.SENT, Out.UNKNOWN, Out.DEAD, Out.REPLACED)


@dataclass(frozen=True)
class Erasing:
    """What is older than this moment goes, so many rows at a time."""

    school: School
    store: Store
    before: datetime
    most: int = PART

    @property
    def session(self) -> Session:
        """The open transaction."""
        return self.school.session


@dataclass(frozen=True)
class Erasure:
    """What goes by the row of 保存期限 with this code. `erase` returns how many rows it erased; a
    full part is followed by the next.
    """

    code: str
    erase: Callable[[Erasing], int]


def kept_since(code: str, school: School, now: datetime) -> datetime | None:
    """The moment before which this kind of record goes; None where it is kept for ever. Of several
    rows of a kind the longest wins (practice.md §16.1); a kind without a row is kept.
    """
    kind = code.partition(".")[0]
    query = select(Retention).where(
        or_(Retention.code == kind, Retention.code.startswith(f"{kind}."))
    )
    rows = school.session.scalars(query).all()
    if not rows or any(row.unit == "forever" for row in rows):
        return None
    return min(_before(row, school, now) for row in rows)


def _before(row: Retention, school: School, now: datetime) -> datetime:
    today = school.today(now)
    match row.unit:
        case "days":
            day = today - timedelta(days=row.amount)
        case "months":
            day = _months_before(today, row.amount)
        case "years":
            day = _months_before(today, MONTHS * row.amount)
        case _:
            return now
    return school.hours.at(day, time())


def _months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last that the month has."""
    year, month = divmod(day.year * MONTHS + day.month - 1 - months, MONTHS)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def forget(session: Session, digits: Iterable[str]) -> None:
    """Strikes these numbers out wherever messages lie, however they were written there: what came
    in, what went out, what was asked and looked for. What has not left yet is left alone.
    """
    for number in set(digits):
        written = re.compile("[ -]?".join(map(re.escape, number)))
        like = f"%{'%'.join(number)}%"
        came = select(Inbound).where(Inbound.state != In.OPEN, Inbound.raw.like(like))
        for row in session.scalars(came):
            if written.search(row.raw):
                row.raw = ""
        went = select(Outbound).where(
            Outbound.state.in_(OVER), cast(Outbound.payload, Text).like(like)
        )
        for out in session.scalars(went):
            out.payload = _without_words(out.payload)
        _forget_asked(session, written, like)


def _forget_asked(session: Session, written: re.Pattern[str], like: str) -> None:
    asked = select(Dialogue).where(
        or_(Dialogue.searched.like(like), cast(Dialogue.data, Text).like(like))
    )
    for row in session.scalars(asked):
        row.searched = written.sub("", row.searched)
        row.data = {} if written.search(str(row.data)) else row.data
    for event in session.scalars(select(Event).where(cast(Event.data, Text).like(like))):
        event.data = {
            name: written.sub("****", value) if isinstance(value, str) else value
            for name, value in event.data.items()
        }


def _without_words(payload: dict[str, Any]) -> dict[str, Any]:
    """Of a call to Telegram what is needed to know the message by, without what it said."""
    return {name: payload[name] for name in ("chat_id", "message_id") if name in payload}


def erase_photos(photos: Iterable[Photo], erasing: Erasing) -> None:
    """Deletes pictures with their files, unless another record has the same file."""
    session = erasing.session
    for photo in list(photos):
        session.delete(photo)
        session.flush()
        if photo.sha256 is not None:
            _unlink(photo.sha256, erasing)


def _unlink(sha256: str, erasing: Erasing) -> None:
    session = erasing.session
    if session.scalar(select(Photo.id).filter_by(sha256=sha256).limit(1)) is None:
        erasing.store.remove(sha256)
        for upload in session.scalars(select(Upload).filter_by(sha256=sha256)):
            session.delete(upload)


def _messages(erasing: Erasing) -> int:
    """The words of what came in and went out, and of what was begun and never filed."""
    session, most = erasing.session, erasing.most
    came = select(Inbound).where(
        Inbound.state != In.OPEN, Inbound.received_at < erasing.before, Inbound.raw != ""
    )
    rows: list[Base] = []
    for row in session.scalars(came.order_by(Inbound.id).limit(most)):
        row.raw, row.error = "", ""
        rows.append(row)
    went = select(Outbound).where(
        Outbound.state.in_(OVER),
        Outbound.created_at < erasing.before,
        or_(*(Outbound.payload[name].as_string().is_not(None) for name in SAYING)),
    )
    for out in session.scalars(went.order_by(Outbound.id).limit(most)):
        out.payload = _without_words(out.payload)
        rows.append(out)
    begun = select(Draft).where(
        Draft.state != DraftState.FILED, Draft.opened_at < erasing.before, Draft.text != ""
    )
    for draft in session.scalars(begun.order_by(Draft.id).limit(most)).unique():
        draft.text = draft.gist = ""
        rows.append(draft)
    return len(rows)


def _loose_files(erasing: Erasing) -> int:
    """Files of the store that hang on no record: passes, ledgers, papers that were printed."""
    old = list(erasing.store.older_than(erasing.before))
    known = set(erasing.session.scalars(select(Photo.sha256).where(Photo.sha256.in_(old))))
    loose = [sha256 for sha256 in old if sha256 not in known][: erasing.most]
    for sha256 in loose:
        _unlink(sha256, erasing)
    return len(loose)


# What belongs to no feature.
OF_THE_TRUNK = (Erasure("message", _messages), Erasure("loose_photo", _loose_files))
