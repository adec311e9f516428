"""Visitors are forgotten: their telephones after thirty days, all else that names them after a
hundred and eighty, by the rows of 保存期限. When and how many came stays, for the figures.
"""

from __future__ import annotations

from sqlalchemy import Text, cast, or_, select

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.erasing import Erasing, Erasure, erase_photos, forget
from models.people.person import Right
from models.visits.expected import Expected
from models.visits.visit import Visit


def keep(visit: Visit, act: Act) -> Event:
    """留存: the visit belongs to an incident, and is kept until somebody releases it again."""
    if not act.by.may(Right.OVERSEE):
        act.must(Right.DISPATCH)
    if visit.number is None:
        raise Refused("stale")
    visit.is_kept = not visit.is_kept
    visit.version += 1
    if visit.is_kept:
        return visit.note(act, "visit_kept")
    return visit.note(act, "visit_released")


def _phones(erasing: Erasing) -> int:
    """Telephone and document of who came: in the record, and wherever messages repeat them."""
    session = erasing.session
    query = select(Visit).where(
        Visit.opened_at < erasing.before,
        Visit.is_kept.is_(False),
        or_(Visit.phone != "", Visit.document != ""),
    )
    visits = session.scalars(query.order_by(Visit.id).limit(erasing.most)).unique().all()
    forget(session, (one.phone for one in visits if one.phone))
    for visit in visits:
        visit.phone = visit.document = ""
    return len(visits)


def _visits(erasing: Erasing) -> int:
    """Whoever came, with what was said about it and the pictures."""
    session = erasing.session
    query = select(Visit).where(
        Visit.opened_at < erasing.before, Visit.is_kept.is_(False), Visit.is_erased.is_(False)
    )
    visits = session.scalars(query.order_by(Visit.id).limit(erasing.most)).unique().all()
    for visit in visits:
        visit.name = visit.unit = visit.plate = visit.host_words = visit.text = visit.gist = ""
        visit.is_erased = True
        for event in visit.events:
            event.data = {}
        erase_photos(visit.photos, erasing)
    day = erasing.school.today(erasing.before)
    announced = select(Expected).where(Expected.day < day, cast(Expected.names, Text) != "[]")
    expected = session.scalars(announced.order_by(Expected.id).limit(erasing.most)).unique().all()
    for one in expected:
        one.names, one.came = [], []
    return max(len(visits), len(expected))


ERASURES = (Erasure("visit_phone", _phones), Erasure("visit", _visits))
