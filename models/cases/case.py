"""Anything that the school follows up: a case, its timeline of events, its photos."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    false,
    inspect,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.calendar.hours import Hours
from models.cases.step import Step
from models.people.person import Person
from models.places import Place
from models.school import School


class Case(Base):
    """The trunk of whatever the school follows up: what, where, since when, what happened. Each
    kind has a table of its own beside this one.

    `version` rises with every change that a button could cross; a press brings the version that
    its card showed, and whoever was slower is told who was first.
    """

    __tablename__ = "case"
    PASSING = True
    # A case of any kind is read in one query.
    __mapper_args__ = {
        "polymorphic_on": "kind",
        "polymorphic_abstract": True,
        "with_polymorphic": "*",
    }
    # The feature whose words the case speaks: the folder of its sentences.
    FEATURE: ClassVar[str] = ""
    # What a number begins with: BX-260916-02.
    PREFIX: ClassVar[str] = ""
    # The states in which somebody still has to do something.
    OPEN: ClassVar[frozenset[str]] = frozenset()
    # Columns about people from outside, which are erased in time: the audit does not keep them.
    FORGOTTEN: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), index=True)
    state_at: Mapped[datetime] = mapped_column(index=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    gist: Mapped[str] = mapped_column(String(60), default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place | None] = relationship(lazy="joined")
    events: Mapped[list[Event]] = relationship(
        back_populates="case", order_by="Event.id", lazy="select", cascade="all, delete-orphan"
    )
    photos: Mapped[list[Photo]] = relationship(
        back_populates="case", order_by="Photo.id", lazy="select", cascade="all, delete-orphan"
    )

    def note(
        self,
        act: Act,
        kind: str,
        /,
        notify: Iterable[Person] = (),
        *,
        is_step: bool = True,
        **data: Any,
    ) -> Event:
        """Writes what happened on the timeline, and who must be told of it. What happened beside
        the case's way (a comment) is no step.

        Whoever did it is not told again. The words for it belong to the feature, not to the row.
        Raises `Refused` for somebody who is no longer in service.
        """
        if not act.by.active:
            raise Refused("gate.switched_off")
        told = dict.fromkeys(person.id for person in notify if person is not act.by)
        event = Event(
            at=act.now,
            by=act.by,
            holder=act.by.on_phone if act.by.shared_phone else None,
            kind=kind,
            data=data,
            notify=list(told),
            version=self.version,
            is_step=is_step,
        )
        self.events.append(event)
        return event

    def comment(self, act: Act, people: Iterable[Person], text: str) -> Event:
        """Writes words beside the case's way; these people hear them."""
        return self.note(act, "comment", people, is_step=False, words=text)

    @property
    def pictures(self) -> int:
        """How many pictures there are to see; one that did not arrive is none."""
        return sum(photo.is_picture for photo in self.photos if photo.keeping != Keeping.BROKEN)

    @property
    def voices(self) -> int:
        """How many voice messages there are to hear."""
        return sum(not photo.is_picture for photo in self.photos if photo.keeping != Keeping.BROKEN)

    def shown_with(self, event: Event) -> Sequence[Photo]:
        """The pictures that go with the news of something that happened."""
        return event.photos

    def hides(self, person: Person | None, kind: str) -> bool:
        """Whether the name of who did this is kept from all who read the case."""
        return False

    def part_ended(self, part: Case, act: Act) -> None:
        """Another case that is a part of this one was done, or came to nothing."""

    def due_steps(self, school: School) -> Iterator[Step]:
        """What should lie ahead of this case as it stands now; a case without clocks has none."""
        yield from ()

    def falls_due(self, kind: str, school: School, now: datetime) -> None:
        """What becomes of the case itself when one of its steps falls due, before anybody hears."""

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who hears of something that fell due."""
        return []

    def sees(self, person: Person) -> bool:
        """Whether the person may read this case."""
        return False

    @classmethod
    def concerns(cls, people: Sequence[int]) -> ColumnElement[bool]:
        """Which cases of this kind are about one of these people, for whoever looks for a name."""
        return false()

    @classmethod
    def in_hand_of(cls, person: Person) -> ColumnElement[bool]:
        """Which cases of this kind wait for what this person does."""
        return false()

    def hand_over(self, act: Act, to: Person) -> None:
        """Gives what somebody who leaves has in hand to another."""
        raise NotImplementedError

    def release(self, act: Act) -> None:
        """Puts it back among what nobody has: whoever has it leaves (practice.md §1.4)."""
        raise NotImplementedError

    def follow_calendar(self, act: Act, before: Hours) -> None:
        """The days of school have changed, and promises follow; `before` counted until now."""

    @property
    def alarming(self) -> bool:
        """Whether there is danger now."""
        return False

    @property
    def pressing(self) -> tuple[int, float]:
        """Where it stands in a list: the most pressing first, what is over last."""
        return (2 if self.is_open else 3, -self.state_at.timestamp())

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in self.OPEN

    def unchanged(self, act: Act) -> None:
        """Raises `Refused` where the card that was pressed had been overtaken."""
        if act.seen is not None and act.seen != self.version:
            raise Refused("case.changed", event=self.last_step())

    def last_step(self) -> Event | None:
        """The newest event that a button could have crossed; a comment is none."""
        return next((event for event in reversed(self.events) if event.is_step), None)


def open_cases(session: Session) -> list[Case]:
    """Every case of any kind in which somebody still has something to do."""
    is_open = [
        and_(Case.kind == mapper.polymorphic_identity, Case.state.in_(mapper.class_.OPEN))
        for mapper in inspect(Case).self_and_descendants
        if mapper.polymorphic_identity
    ]
    return list(session.scalars(select(Case).where(or_(*is_open)).order_by(Case.id)).unique())


def in_hand(session: Session, person: Person) -> list[Case]:
    """Every case of any kind that waits for what this person does."""
    his = or_(*of_each_kind(lambda kind: kind.in_hand_of(person)))
    return list(session.scalars(select(Case).where(his).order_by(Case.id)).unique())


def of_each_kind(
    condition: Callable[[type[Case]], ColumnElement[bool]],
) -> Iterator[ColumnElement[bool]]:
    """What each kind says of its own cases. Kinds share the columns of what they stand on, so that
    without its name beside it the one would speak of the other's as well.
    """
    for mapper in inspect(Case).self_and_descendants:
        if mapper.polymorphic_identity:
            yield and_(Case.kind == mapper.polymorphic_identity, condition(mapper.class_))


class Event(Base):
    """One thing that happened to a case, or to the whole school. Never changed, never deleted."""

    __tablename__ = "event"
    PASSING = True

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The shared phone of the gatehouse: who held it, so that the record names a person.
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notify: Mapped[list[int]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=0)
    # Whether it moved the case on, so that a button could have crossed it.
    is_step: Mapped[bool] = mapped_column(default=False, server_default=false())
    case: Mapped[Case | None] = relationship(back_populates="events", lazy="select")
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="joined")
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id], lazy="joined")
    photos: Mapped[list[Photo]] = relationship(back_populates="event", lazy="select")


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
    PASSING = True
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
