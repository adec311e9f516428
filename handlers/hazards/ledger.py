"""隐患排查整改台账: every hazard of some days, one line each, as an inspector reads it
(practice.md §15.12).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.documents.ledger import Column, Ledger, Pictures, Value
from bot.i18n import I18n
from bot.timeline import sentence
from handlers.hazards.titles import short
from models.cases.case import Event, Keeping, Photo
from models.hazards import Hazard
from models.hazards.lists import between
from models.people.person import Right
from models.school import School

PICTURES_OF_EACH = 2


def rows(school: School, start: datetime, end: datetime) -> Sequence[Hazard]:
    """What was found then, and what was found before and not gone yet."""
    loaded = (
        selectinload(Hazard.photos).selectinload(Photo.event),
        selectinload(Hazard.events),
    )
    query = between(select(Hazard), start, end).options(*loaded).order_by(Hazard.id)
    return school.session.scalars(query).unique().all()


def _found_on(hazard: Hazard, i18n: I18n) -> Value:
    return hazard.opened_at.astimezone(i18n.zone).date()


def _source(hazard: Hazard, i18n: I18n) -> Value:
    """How it was found: on a round, or told by somebody."""
    kind = "found" if any(one.kind == "opened_from" for one in hazard.events) else "told"
    return i18n.plain(f"hazards.ledger.source_{kind}")


def _finder(hazard: Hazard, i18n: I18n) -> Value:
    return i18n.plain("case.unnamed") if hazard.anonymous else hazard.reporter.name


def _place(hazard: Hazard, i18n: I18n) -> Value:
    return hazard.place.full(i18n.language) if hazard.place else ""


def _kept(photos: Sequence[Photo]) -> Value:
    kept = [photo.sha256 for photo in photos if photo.keeping == Keeping.KEPT and photo.sha256]
    return Pictures(tuple(kept[-PICTURES_OF_EACH:]))


def _before(hazard: Hazard, i18n: I18n) -> Value:
    return _kept([hazard.before] if hazard.before else [])


def _after(hazard: Hazard, i18n: I18n) -> Value:
    return _kept([hazard.after] if hazard.after else [])


def _kind(hazard: Hazard, i18n: I18n) -> Value:
    return short(hazard.category, i18n)


def _grade(hazard: Hazard, i18n: I18n) -> Value:
    """The law knows two: 较大 is the school's own, and stands there as 一般."""
    if hazard.level is None:
        return i18n.plain("hazards.card.ungraded")
    return i18n.plain(f"hazards.ledger.grade_{'grave' if hazard.grave else 'ordinary'}")


def _department(hazard: Hazard, i18n: I18n) -> Value:
    return i18n.show(hazard.assignee.main_role) if hazard.assignee else ""


def _fix(hazard: Hazard, i18n: I18n) -> Value:
    return "\n".join(filter(None, (hazard.plan_measure, hazard.result)))


def _until(hazard: Hazard, i18n: I18n) -> Value:
    return hazard.due_at.astimezone(i18n.zone).date() if hazard.due_at else None


def _check(hazard: Hazard, i18n: I18n) -> Value:
    """What was found each time somebody looked again."""
    looked = (one for one in hazard.events if one.kind in ("cleared", "found_gone", "not_cleared"))
    lines = [_said(event, i18n) for event in looked]
    return "\n".join([*lines, *filter(None, [hazard.opinion])])


def _said(event: Event, i18n: I18n) -> str:
    return f"{i18n.day(event.at.astimezone(i18n.zone).date())} {sentence(event, i18n, plain=True)}"


def _closed_on(hazard: Hazard, i18n: I18n) -> Value:
    return hazard.signed_at.astimezone(i18n.zone).date() if hazard.signed_at else None


def _told(hazard: Hazard, i18n: I18n) -> Value:
    if not hazard.told_authority or hazard.told_authority_at is None:
        return ""
    return f"{i18n.moment(hazard.told_authority_at)} {hazard.told_authority}"


def _remark(hazard: Hazard, i18n: I18n) -> Value:
    """Where it stands, how often it was put off, why it was lowered, the line of the list."""
    notes = [i18n.plain(f"hazards.state.{hazard.state}")]
    if hazard.extended:
        first = hazard.first_due_at
        count = hazard.extended
        notes.append(i18n.plain("hazards.ledger.extended", count=count, first=first))
    if hazard.lowered_why:
        notes.append(i18n.plain("hazards.ledger.lowered", why=hazard.lowered_why))
    if hazard.criterion is not None:
        notes.append(i18n.show(hazard.criterion))
    return "\n".join(notes)


LEDGER = Ledger(
    "hazards",
    "hazards.ledger",
    (
        Column("number", 9),
        Column("found_on", 6, _found_on),
        Column("source", 4, _source),
        Column("finder", 4, _finder),
        Column("place", 6, _place),
        Column("text", 10),
        Column("before", 7, _before),
        Column("kind", 5, _kind),
        Column("grade", 3, _grade),
        Column("measure", 8),
        Column("fix", 9, _fix),
        Column("department", 4, _department),
        Column("owner", 4, "assignee.name"),
        Column("until", 6, _until),
        Column("money", 5, "plan_money"),
        Column("emergency", 6, "plan_emergency"),
        Column("fixed_at", 6),
        Column("after", 7, _after),
        Column("check", 9, _check),
        Column("closed_on", 6, _closed_on),
        Column("told", 6, _told),
        Column("remark", 7, _remark),
    ),
    rows,
    frozenset({Right.SAFETY, Right.DISPATCH, Right.OVERSEE}),
)
