"""Where it plays what somebody tells: out of all the words, and near where the person was last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.cases.draft_row import Draft, DraftState
from models.language import PlaceReading, same_spelling
from models.language.places import MOST_CHOICES
from models.places import Place, nearest
from models.school import School

# Of so few places the one that was chosen before is taken; of more it would be a guess.
FEW, LOOK_BACK = 3, 8


def read_place(text: str, newest: str, school: School) -> PlaceReading:
    """Where all the words play. A place named for sure in the newest ones settles it, unless it
    only stands above what was said already (302, then A楼).
    """
    whole, latest = school.places.read(text), school.places.read(newest)
    if latest.sure is None or latest.unknown:
        return whole
    if latest.sure == whole.sure:
        return latest
    below = [school.session.get_one(Place, one) for one in (whole.sure, *whole.choices) if one]
    if any(latest.sure in {step.id for step in place.path()[:-1]} for place in below):
        return whole
    return latest


def likely_places(
    draft: Draft, reading: PlaceReading, school: School
) -> tuple[Place | None, list[int]]:
    """The place that is sure, or those to choose from. Of a few, the one that the person chose for
    the same words before is taken; of many (厕所), those near where the person last told of
    something come first.
    """
    session = school.session
    if reading.sure is not None:
        return session.get_one(Place, reading.sure), []
    if reading.many:
        last = next((one.place for one in earlier(draft, Draft.place_id.is_not(None), 1)), None)
        found = [session.get_one(Place, one) for one in reading.many]
        return None, [one.id for one in nearest(found, last)][:MOST_CHOICES]
    if not reading.unknown and len(reading.choices) <= FEW:
        for one in earlier(draft, Draft.place_id.in_(reading.choices), LOOK_BACK):
            if same_spelling(one.said_place or "", reading.said):
                return one.place, []
    return None, list(reading.choices)


def earlier(draft: Draft, condition: ColumnElement[bool], most: int) -> Sequence[Draft]:
    """What the same person filed before, the newest first."""
    session = Session.object_session(draft)
    assert session is not None
    session.flush()
    query = select(Draft).where(
        Draft.reporter_id == draft.reporter_id,
        Draft.state == DraftState.FILED,
        condition,
    )
    return session.scalars(query.order_by(Draft.id.desc()).limit(most)).unique().all()
