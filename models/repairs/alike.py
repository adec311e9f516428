"""What may have been reported already: the same kind of trouble in the same place, or near it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.cases.draft import Draft
from models.repairs.repair import Repair
from models.tickets.states import OPEN


def same_place(draft: Draft) -> Sequence[Repair]:
    """Open reports of the same kind for the same place."""
    return _alike(draft, Repair.place_id == draft.place_id)


def same_trouble(draft: Draft, act: Act) -> Sequence[Repair]:
    """Reports of the same kind elsewhere in the building within the hour: with the power out,
    twenty teachers report twenty rooms (practice.md §4.4).
    """
    if draft.place is None:
        return ()
    since = act.now - timedelta(minutes=act.school.settings.same_trouble_minutes)
    building = draft.place.building()
    found = _alike(draft, Repair.opened_at >= since, Repair.place_id != draft.place_id)
    return [other for other in found if other.place and other.place.building() is building]


def open_in(draft: Draft, places: Sequence[int]) -> Sequence[Repair]:
    """All that is open in these places."""
    session = Session.object_session(draft)
    assert session is not None
    if not places:
        return ()
    query = select(Repair).where(Repair.place_id.in_(places), Repair.state.in_(OPEN))
    return session.scalars(query.order_by(Repair.id)).unique().all()


def _alike(draft: Draft, *conditions: object) -> Sequence[Repair]:
    session = Session.object_session(draft)
    assert session is not None
    query = select(Repair).where(
        Repair.category_code == draft.category_code,
        Repair.state.in_(OPEN),
        *conditions,  # type: ignore[arg-type]
    )
    return session.scalars(query.order_by(Repair.id)).unique().all()
