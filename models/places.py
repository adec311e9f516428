"""The school's places: buildings, floors, rooms, and the other corners that break."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Named, in_language

NUMERALS = "一二三四五六七八九"
CLASS = re.compile(rf"([{NUMERALS}])[（(](\d+)[）)]班")


class Place(Named, Base):
    """One place in the tree. The code is printed on its label; history stays with the room."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    zh: Mapped[str] = mapped_column(String(40))
    en: Mapped[str] = mapped_column(String(60), default="")
    # The class that uses the room this year; in September only this changes (practice.md §2.2).
    class_name: Mapped[str] = mapped_column(String(20), default="")
    aliases: Mapped[list[str]] = mapped_column(default=list)
    key_place: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    parent: Mapped[Place | None] = relationship(remote_side=[id], lazy="joined", join_depth=2)

    def path(self) -> list[Place]:
        """From the building down to here."""
        return [*(self.parent.path() if self.parent else []), self]

    def building(self) -> Place:
        """The top of the branch: the building or area it belongs to."""
        return self.parent.building() if self.parent else self

    def short(self, language: str) -> str:
        """As people say it: 三楼男厕; a room with a number needs no floor before it."""
        name = self.name_in(language)
        if self.parent is None or self.kind == "floor" or any(sign.isdigit() for sign in name):
            named = name
        elif self.parent.kind == "floor":
            floor = self.parent.name_in(language)
            named = in_language(language, floor + name, f"{name}, {floor}")
        else:
            named = name
        return f"{named} {self.class_in(language)}".strip()

    def class_in(self, language: str) -> str:
        """The class that uses the room: 三（2）班, Class 3 (2)."""
        said = CLASS.fullmatch(self.class_name)
        if said is None:
            return self.class_name
        grade = NUMERALS.index(said[1]) + 1
        return in_language(language, self.class_name, f"Class {grade} ({said[2]})")

    def apart(self, language: str) -> str:
        """As `short`, with the building where another one has a room of the same name:
        教学楼A 101教室.
        """
        short = self.short(language)
        if not self._has_a_namesake():
            return short
        building = self.building().name_in(language)
        return in_language(language, f"{building} {short}", f"{short}, {building}")

    def _has_a_namesake(self) -> bool:
        """Whether a place of another building is called the same, on a floor of the same name."""
        session = Session.object_session(self)
        if session is None or self.parent is None:
            return False
        # Every card and list of one transaction asks this of the same place.
        known: dict[tuple[int, str], bool] = session.info.setdefault("namesakes", {})
        if (self.id, self.zh) not in known:
            known[self.id, self.zh] = self._looks_for_a_namesake(session)
        return known[self.id, self.zh]

    def _looks_for_a_namesake(self, session: Session) -> bool:
        same = select(Place).where(Place.active, Place.zh == self.zh, Place.id != self.id)
        way = [step.zh for step in self.path()[1:]]
        return any(
            [step.zh for step in other.path()[1:]] == way
            for other in session.scalars(same).unique()
            if other.building() is not self.building()
        )

    def full(self, language: str) -> str:
        """The whole way: 教学楼A 三楼 男厕."""
        return " ".join(step.name_in(language) for step in self.path())

    def with_class(self, language: str) -> str:
        """The whole way, and the class that uses the room: 教学楼A 二楼 202教室 三（2）班."""
        return f"{self.full(language)} {self.class_in(language)}".strip()


def nearest(places: Sequence[Place], to: Place | None) -> list[Place]:
    """The places beside one first (on its floor), then those of its building, then the others; each
    in their order.
    """
    if to is None:
        return list(places)
    beside, building = to.parent_id or to.id, to.building()

    def away(place: Place) -> int:
        return 0 if place.parent_id == beside else 1 if place.building() is building else 2

    return sorted(places, key=away)


def spots(session: Session, building: Place | None = None) -> list[Place]:
    """Where a label can hang: rooms, and what has nothing below it; in one building, or in all."""
    query = select(Place).where(Place.active).order_by(Place.position, Place.id)
    places = list(session.scalars(query).unique())
    parents = {place.parent_id for place in places}
    return [
        place
        for place in places
        if (place.kind == "room" or place.id not in parents)
        and (building is None or place.building() is building)
        and all(step.active for step in place.path())
    ]
