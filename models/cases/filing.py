"""A draft becomes a case, or its words go to one that exists already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, TypeVar

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from models.act import Act
from models.base import Refused
from models.cases.case import Case, Event, Photo
from models.cases.draft import Draft, DraftState, discard, end, must_write, start_from
from models.cases.due import plan
from models.cases.numbering import next_number
from models.cases.parts import copy_photos, join_part
from models.messaging import Card
from models.people.person import Person
from models.places import Place


class FromDraft(Case):
    """A kind of case that begins as a draft."""

    __abstract__ = True

    @classmethod
    def missing(cls, draft: Draft) -> str | None:
        """The first thing that is still to be asked, or nothing."""
        return None if draft.text or draft.photos else "text"

    @classmethod
    def reported_by(cls, person: Person) -> ColumnElement[bool]:
        """Which cases of this kind the person has told of."""
        raise NotImplementedError

    @classmethod
    def from_draft(cls, draft: Draft, act: Act) -> Self:
        """The case with all that the draft says. It has no number yet, and nobody is told."""
        raise NotImplementedError

    def filed(self, act: Act) -> Event:
        """Writes that it was filed, and who is told of it."""
        raise NotImplementedError


F = TypeVar("F", bound=FromDraft)


def gap_key(kind: type[FromDraft], gap: str) -> str:
    """The sentence that says what is missing: words and a place everywhere in the same words."""
    return f"drafts.missing_{gap}" if gap in ("text", "place") else f"{kind.FEATURE}.missing_{gap}"


def file(draft: Draft, act: Act, as_: type[F]) -> F:
    """Files the draft as a case of this kind: it gets its number, and the card, the photos and the
    events of the draft; whoever handles it is told.

    Raises `Refused` with what is missing, or with the number where it is filed already.
    """
    must_write(draft, act)
    if gap := as_.missing(draft):
        raise Refused(gap_key(as_, gap))
    session, school = act.school.session, act.school
    case = as_.from_draft(draft, act)
    case.number = next_number(session, as_.PREFIX, school.today(act.now))
    case.opened_at = case.state_at = act.now
    session.add(case)
    session.flush()
    _hand_over(draft, case)
    draft.became = case
    end(draft, act, DraftState.FILED)
    plan(draft, school)
    case.filed(act)
    if draft.opened_from is not None:
        join_part(draft.opened_from, case, act)
    return case


def draft_from(
    case: Case, act: Act, may_be: str, text: str, place: Place | None, photos: Sequence[Photo]
) -> Draft:
    """A draft of what is done about another case by somebody else, its words, place and pictures in
    it; filed, it is a part of that case.
    """
    draft = start_from(case, act, may_be, text)
    draft.place, draft.place_choices = place, None
    copy_photos(photos, draft, draft.events[0])
    return draft


def _hand_over(draft: Draft, case: Case) -> None:
    session = Session.object_session(case)
    assert session is not None
    case.events = list(draft.events)
    case.photos = list(draft.photos)
    session.execute(update(Card).where(Card.case_id == draft.id).values(case_id=case.id))


def move_photos(photos: Sequence[Photo], to: Case, event: Event) -> None:
    """Hangs photos on another case; one that hangs there already stays behind."""
    known = {photo.unique_id for photo in to.photos}
    for photo in list(photos):
        if photo.unique_id not in known:
            photo.case, photo.event = to, event


def become(draft: Draft, act: Act, to: Case, event: Event) -> Event:
    """The words of the draft went to a case that exists already; its photos go after them."""
    discarded = discard(draft, act)
    move_photos(draft.photos, to, event)
    draft.became = to
    return discarded
