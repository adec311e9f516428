"""A draft: what a person is telling us before it is anything. A row from its first word on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.base import Refused, must_fit
from models.cases.case import Case, Event
from models.cases.draft_places import earlier, likely_places, read_place
from models.cases.draft_row import Draft, DraftState
from models.language import gist_of, read_categories, read_danger, says_same_again
from models.people.person import Person, Right
from models.places import Place
from models.school import Category, Urgency

__all__ = [
    "LONGEST_TEXT",
    "Draft",
    "DraftState",
    "add_text",
    "answer_hurt",
    "change_kind",
    "choose_kind",
    "discard",
    "drafts_of",
    "end",
    "must_write",
    "name_nobody",
    "note_author",
    "offer_places",
    "read",
    "set_category",
    "set_place",
    "set_reporter",
    "set_urgency",
    "start",
    "start_from",
]

LONGEST_TEXT = 2000


def start(act: Act, may_be: str, text: str = "", place: Place | None = None) -> Draft:
    """Opens a draft. It is kept from now on, whatever happens to the phone or to us."""
    draft = Draft(
        may_be=may_be,
        state=DraftState.DRAFT,
        state_at=act.now,
        opened_at=act.now,
        reporter=act.by,
        place=place,
        version=1,
        text="",
    )
    act.school.session.add(draft)
    draft.events = []
    draft.photos = []
    draft.note(act, "drafted")
    if text:
        add_text(draft, act, text)
    return draft


def start_from(origin: Case, act: Act, may_be: str, text: str) -> Draft:
    """Opens a draft out of another case, which stands on its timeline; that case's card comes back
    when the draft is filed.
    """
    draft = start(act, may_be, text)
    draft.opened_from = origin
    draft.note(act, "opened_from", is_step=False, number=origin.number or "")
    return draft


def drafts_of(session: Session, person: Person) -> Sequence[Draft]:
    """What the person began and has not filed, the newest first."""
    query = select(Draft).where(
        Draft.state == DraftState.DRAFT,
        Draft.may_be != "",
        (Draft.reporter_id == person.id) & Draft.recorder_id.is_(None)
        | (Draft.recorder_id == person.id),
    )
    return session.scalars(query.order_by(Draft.id.desc())).unique().all()


def must_write(draft: Draft, act: Act) -> None:
    """Raises `Refused` unless the person writes this draft, and it is one still."""
    if not act.by.active:
        raise Refused("gate.switched_off")
    if act.by is not draft.writer:
        raise Refused("ticket.reporter_only", who=draft.reporter)
    if draft.state == DraftState.DISCARDED:
        raise Refused("drafts.gone")
    if draft.state != DraftState.DRAFT:
        raise Refused("drafts.filed", number=(draft.became and draft.became.number) or "")


def add_text(draft: Draft, act: Act, text: str) -> None:
    """Adds what the person wrote, and reads place, category and danger out of all of it.

    What a person chose with a button is never guessed over.
    """
    must_write(draft, act)
    together = f"{draft.text}\n{text}".strip()
    draft.text = must_fit(together, LONGEST_TEXT)
    read(draft, act, text)


def read(draft: Draft, act: Act, newest: str) -> None:
    """Guesses what is still open from the words."""
    school = act.school
    reading = read_place(draft.text, newest, school)
    codes = read_categories(draft.text, school.categories)
    if draft.place is None:
        draft.place, choices = likely_places(draft, reading, school)
        if not (draft.place or reading.said) and codes and says_same_again(draft.text):
            last = earlier(draft, Draft.category_code.in_(codes), 1)
            choices = [one.place_id for one in last if one.place_id]
        draft.place_choices = choices or None
    draft.said_place = reading.said[:60] or None
    if draft.category is None and codes:
        set_category(draft, act, school.category(codes[0]))
        draft.second_category = codes[1] if len(codes) > 1 else None
    danger = read_danger(draft.text, school.dangers)
    kind = danger.kind if danger else None
    if kind != draft.danger_kind and draft.hurt is False:
        # Nobody has answered yet for a danger that is named only now.
        draft.hurt = None
    draft.danger_kind = kind
    draft.gist = gist_of(draft.text, reading)[:60]


def choose_kind(draft: Draft, act: Act, kind: str) -> None:
    """The person says what it is. Raises `Refused` where that was said already."""
    must_write(draft, act)
    if draft.may_be:
        raise Refused("stale")
    draft.may_be = kind


def change_kind(draft: Draft, act: Act, kind: str) -> None:
    """The person says that it is something else than was guessed."""
    must_write(draft, act)
    draft.may_be = kind


def name_nobody(draft: Draft, act: Act, anonymous: bool) -> None:
    """The person wants no name on it, or one again."""
    must_write(draft, act)
    draft.anonymous = anonymous


def set_place(draft: Draft, act: Act, place: Place) -> None:
    """The person chose the place."""
    must_write(draft, act)
    draft.place, draft.place_choices = place, None


def offer_places(draft: Draft, act: Act, places: Sequence[int], said: str) -> None:
    """Notes which places may be meant by what the person said, so that one can be chosen."""
    must_write(draft, act)
    draft.place_choices, draft.said_place = list(places) or None, said[:60] or None


def note_author(draft: Draft, act: Act, name: str) -> None:
    """Notes who wrote the message that was forwarded here."""
    must_write(draft, act)
    draft.forwarded_from = name[:60]


def set_category(draft: Draft, act: Act, category: Category) -> None:
    """The person chose what kind of thing it is about; its own urgency follows unless the person
    chose another.
    """
    must_write(draft, act)
    usual = draft.category.urgency_code if draft.category else None
    draft.category = category
    if draft.urgency is None or draft.urgency.code == usual:
        draft.urgency = act.school.urgency(category.urgency_code)


def set_urgency(draft: Draft, act: Act, urgency: Urgency) -> None:
    """The person chose how soon."""
    must_write(draft, act)
    draft.urgency = urgency


def answer_hurt(draft: Draft, act: Act, hurt: bool) -> Event:
    """The person says whether somebody could be hurt right now; yes makes it urgent."""
    must_write(draft, act)
    draft.hurt = hurt
    if hurt:
        draft.urgency = act.school.urgency("urgent")
    return draft.note(act, "hurt" if hurt else "not_hurt")


def set_reporter(draft: Draft, act: Act, reporter: Person) -> None:
    """Tells it for somebody else (代录): card and signature are theirs (practice.md §4.2)."""
    must_write(draft, act)
    act.must(Right.RECORD)
    draft.recorder = None if reporter is act.by else act.by
    draft.reporter = reporter


def discard(draft: Draft, act: Act) -> Event:
    """Discards the draft; the row stays."""
    must_write(draft, act)
    end(draft, act, DraftState.DISCARDED)
    return draft.note(act, "discarded")


def end(draft: Draft, act: Act, state: DraftState) -> None:
    """Closes the draft: it was filed, or discarded."""
    draft.version += 1
    draft.state, draft.state_at = state, act.now
