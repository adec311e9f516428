"""A case that is part of another: the repair by which a hazard goes, what a round has found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.act import Act
from models.base import Base
from models.cases.case import Case, Event, Photo


class Part(Base):
    """One case is part of another, and each names the other."""

    __tablename__ = "case_part"
    PASSING = True

    whole_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)


def join_part(whole: Case, part: Case, act: Act) -> Event | None:
    """Makes one case part of another, which says so on its timeline; twice is once."""
    session = act.school.session
    session.flush()
    if session.get(Part, (whole.id, part.id)) is not None:
        return None
    session.add(Part(whole_id=whole.id, part_id=part.id))
    return whole.note(act, "part_joined", is_step=False, number=part.number)


def parts_of(whole: Case) -> Sequence[Case]:
    """The parts of a case, the oldest first."""
    query = select(Case).join(Part, Part.part_id == Case.id).where(Part.whole_id == whole.id)
    return _found(whole, query)


def wholes_of(part: Case) -> Sequence[Case]:
    """What a case is part of."""
    query = select(Case).join(Part, Part.whole_id == Case.id).where(Part.part_id == part.id)
    return _found(part, query)


def _found(case: Case, query: Select[Any]) -> Sequence[Case]:
    session = Session.object_session(case)
    if session is None:
        return ()
    return session.scalars(query.order_by(Case.id)).unique().all()


def copy_photos(photos: Sequence[Photo], to: Case, event: Event) -> None:
    """The same pictures on another case, too; those that it has already once."""
    known = {photo.unique_id for photo in to.photos}
    for photo in photos:
        if photo.unique_id not in known:
            to.photos.append(
                Photo(
                    event=event,
                    sender=photo.sender,
                    form=photo.form,
                    file_id=photo.file_id,
                    unique_id=photo.unique_id,
                    sha256=photo.sha256,
                    keeping=photo.keeping,
                    came_at=photo.came_at,
                )
            )
