"""Anything that the school follows up: a case, its timeline of events, its photos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Refused
from models.people import Act, Person
from models.places import Place

if TYPE_CHECKING:
    from models.dues import Due, Step
    from models.school import School


class Case(Base):
    """The trunk of repairs, and of all that comes later: who, where, since when, what happened.

    `version` rises with every change that a button could cross; a press brings the version that
    its card showed, and whoever was slower is told who was first.
    """

    __tablename__ = "case"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "case"}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), index=True)
    state_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text, default="")
    gist: Mapped[str] = mapped_column(String(60), default="")
    reporter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id], lazy="joined")
    recorder: Mapped[Person | None] = relationship(foreign_keys=[recorder_id], lazy="joined")
    place: Mapped[Place | None] = relationship(lazy="joined")
    events: Mapped[list[Event]] = relationship(
        back_populates="case", order_by="Event.id", lazy="select", cascade="all, delete-orphan"
    )
    photos: Mapped[list[Photo]] = relationship(
        back_populates="case", order_by="Photo.id", lazy="select", cascade="all, delete-orphan"
    )

    def note(self, act: Act, kind: str, /, tell: Iterable[Person] = (), **data: Any) -> Event:
        """Writes what happened on the timeline, and who must be told of it.

        Whoever did it is not told again. The words for it belong to the feature, not to the row.
        Raises `Refused` for somebody who is no longer in service.
        """
        if not act.by.active:
            raise Refused("gate.switched_off")
        told = dict.fromkeys(person.id for person in tell if person is not act.by)
        event = Event(
            at=act.now,
            by=act.by,
            holder=act.by.on_phone if act.by.shared_phone else None,
            kind=kind,
            data=data,
            tell=list(told),
            version=self.version,
        )
        self.events.append(event)
        return event

    @property
    def pictures(self) -> int:
        """How many pictures there are to see; one that did not arrive is none."""
        return sum(photo.is_picture for photo in self.photos if photo.keeping != Keeping.BROKEN)

    @property
    def voices(self) -> int:
        """How many voice messages there are to hear."""
        return sum(not photo.is_picture for photo in self.photos if photo.keeping != Keeping.BROKEN)

    def steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of this case as it stands now; a case without clocks has none."""
        yield from ()

    def hears(self, due: Due, school: School, now: datetime) -> list[Person]:
        """Who hears of something that fell due."""
        return []

    def sees(self, person: Person) -> bool:
        """Whether the person may read this case."""
        return person in (self.reporter, self.recorder)

    def unchanged(self, act: Act) -> None:
        """Raises `Refused` where the card that was pressed had been overtaken."""
        if act.seen is not None and act.seen != self.version:
            raise Refused("case.changed", event=self.last_step())

    def last_step(self) -> Event | None:
        """The newest event that a button could have crossed; a comment is none."""
        return next((event for event in reversed(self.events) if event.is_step), None)


class Event(Base):
    """One thing that happened to a case, or to the whole school. Never changed, never deleted."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The shared phone of the gatehouse: who held it, so that the record names a person.
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tell: Mapped[list[int]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=0)
    case: Mapped[Case | None] = relationship(back_populates="events", lazy="select")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="joined")
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id], lazy="joined")
    photos: Mapped[list[Photo]] = relationship(back_populates="event", lazy="select")

    BESIDE = frozenset(
        {"comment", "nudged", "photo_broken", "rated", "costed", "joined", "took_in"}
    )
    OF_THE_CLOCK = ("late.", "sign.", "wait.", "draft.", "day.")

    @property
    def is_step(self) -> bool:
        """Whether it moved the case on."""
        return self.kind not in self.BESIDE and not self.kind.startswith(self.OF_THE_CLOCK)


class Keeping(StrEnum):
    """How far a photo has come into the school's own store."""

    WAITING = "waiting"
    KEPT = "kept"
    BROKEN = "broken"


class Photo(Base):
    """A picture, or a voice message, that came with a case.

    It is fetched after the commit; until then Telegram's own id stands for it. A picture that
    came as a file is sent on only from the cleaned copy.
    """

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("case_id", "unique_id"),
        Index("ix_photo_album", "sender_id", "album"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[str] = mapped_column(String(200))
    unique_id: Mapped[str] = mapped_column(String(60))
    album: Mapped[str | None] = mapped_column(String(40))
    sha256: Mapped[str | None] = mapped_column(String(64))
    keeping: Mapped[str] = mapped_column(String(8), default=Keeping.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime]
    case: Mapped[Case] = relationship(back_populates="photos", lazy="select")
    event: Mapped[Event | None] = relationship(back_populates="photos", lazy="select")
    sender: Mapped[Person] = relationship(lazy="joined")

    @property
    def is_picture(self) -> bool:
        """A voice message lies beside the pictures, and is no picture."""
        return self.form != "voice"

    def heal(self, file_id: str) -> None:
        """The same file was sent again: what did not arrive is fetched anew."""
        if self.keeping == Keeping.BROKEN:
            self.file_id, self.keeping, self.attempts = file_id, Keeping.WAITING, 0

    def sendable(self) -> str | None:
        """By what it goes out again: Telegram's id, the cleaned copy, or not (yet)."""
        if self.keeping == Keeping.BROKEN:
            return None
        if self.form == "photo":
            return self.file_id
        return f"store:{self.sha256}" if self.sha256 else None
