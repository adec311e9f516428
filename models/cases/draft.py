"""A draft: what a person is telling us before it is anything. A row from its first word on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.act import Act
from models.base import Refused, must_fit
from models.cases.case import Case, Event
from models.cases.step import Step
from models.language import PlaceReading, gist_of, read_categories, read_danger
from models.people.person import Person, Right
from models.places import Place
from models.school import Category, School, Urgency

LONGEST_TEXT = 2000


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    FILED = "filed"
    DISCARDED = "discarded"


class Draft(Case):
    """What somebody began to tell: text, photos, place, and what it may be."""

    __tablename__ = "draft"
    FEATURE = "drafts"
    OPEN = frozenset({DraftState.DRAFT})

    id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "draft", "inherit_condition": id == Case.id}
    # For whom it is told; whoever writes it for another is the recorder.
    reporter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The kind of case that it is most likely to become; empty where nobody knows yet.
    may_be: Mapped[str] = mapped_column(String(12), default="")
    # What the words could also mean, offered as buttons; never chosen without a person.
    place_choices: Mapped[list[int] | None]
    said_place: Mapped[str | None] = mapped_column(String(60))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"))
    second_category: Mapped[str | None] = mapped_column(String(8))
    urgency_code: Mapped[str | None] = mapped_column(ForeignKey("urgency.code"))
    danger_kind: Mapped[str | None] = mapped_column(ForeignKey("danger.kind"))
    hurt: Mapped[bool | None]
    forwarded_from: Mapped[str | None] = mapped_column(String(60))
    # The case that it became, or that its words and photos went to.
    became_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    # The case out of which it was opened: the 异常 of a round.
    opened_from_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))

    reporter: Mapped[Person] = relationship(foreign_keys=[reporter_id], lazy="joined")
    recorder: Mapped[Person | None] = relationship(foreign_keys=[recorder_id], lazy="joined")
    category: Mapped[Category | None] = relationship(lazy="joined")
    urgency: Mapped[Urgency | None] = relationship(lazy="joined")
    became: Mapped[Case | None] = relationship(
        foreign_keys=[became_id], remote_side=[Case.id], lazy="select"
    )
    opened_from: Mapped[Case | None] = relationship(
        foreign_keys=[opened_from_id], remote_side=[Case.id], lazy="select"
    )

    # The danger of what nobody has heard of yet is never contained.
    contained_at: ClassVar[None] = None

    @property
    def writer(self) -> Person:
        """Who writes it, and alone may see it."""
        return self.recorder or self.reporter

    @property
    def urgent(self) -> bool:
        """Whether it would count in real hours, nights and holidays included."""
        return self.urgency is not None and self.urgency.code == "urgent"

    @property
    def asks_hurt(self) -> bool:
        """Whether the words name a danger that nobody has answered for."""
        return self.danger_kind is not None and self.hurt is None

    def sees(self, person: Person) -> bool:
        """What is not filed yet is for whoever writes it."""
        return person is self.writer

    def due_steps(self, school: School) -> Iterator[Step]:
        """Once, after a while, the draft is offered again (practice.md §3.4); not what was said
        and is nothing yet.
        """
        if self.state == DraftState.DRAFT and self.may_be:
            wait = timedelta(minutes=school.settings.draft_offer_minutes)
            at = school.hours.polite(self.opened_at + wait)
            yield Step("draft.offer", self.opened_at, at)

    def recipients(self, kind: str, school: School, now: datetime) -> list[Person]:
        """Who is reminded of it."""
        return [self.writer]


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
    reading = _read_place(draft.text, newest, school)
    if draft.place is None:
        if reading.sure is not None:
            draft.place = school.session.get_one(Place, reading.sure)
        draft.place_choices = list(reading.choices) or None
    draft.said_place = reading.said[:60] or None
    codes = read_categories(draft.text, school.categories)
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


def _read_place(text: str, newest: str, school: School) -> PlaceReading:
    """Where all the words play. A place named for sure in the newest ones settles it, unless it
    only stands above what was said already (302, then A楼).
    """
    whole, latest = school.places.read(text), school.places.read(newest)
    if latest.sure is None or latest.unknown:
        return whole
    below = [school.session.get_one(Place, one) for one in (whole.sure, *whole.choices) if one]
    if any(latest.sure in {step.id for step in place.path()[:-1]} for place in below):
        return whole
    return latest


def choose_kind(draft: Draft, act: Act, kind: str) -> None:
    """The person says what it is. Raises `Refused` where that was said already."""
    must_write(draft, act)
    if draft.may_be:
        raise Refused("stale")
    draft.may_be = kind


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
