"""A report before it is filed: a row from its first word on, guessed as far as words allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Refused
from models.cases import Event, Photo
from models.guess import PlaceReading, gist_of, read_categories, read_danger
from models.people import Act, Person, Right
from models.places import Place
from models.school import Category, School, Urgency
from models.tickets.states import OPEN, State
from models.tickets.ticket import Ticket

LONGEST_WORDS = 2000


class Counter(Base):
    """The last number given out on a day, so that numbers have no gaps and no twins."""

    __tablename__ = "counter"

    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(session: Session, prefix: str, day: date) -> str:
    """The next number of the day: BX-260916-02."""
    counter = session.get(Counter, (prefix, day), with_for_update=True)
    if counter is None:
        counter = Counter(prefix=prefix, day=day, last=0)
        session.add(counter)
    counter.last += 1
    return f"{prefix}-{day:%y%m%d}-{counter.last:02d}"


def start(act: Act, words: str = "", place: Place | None = None) -> Ticket:
    """Opens a draft. It is kept from now on, whatever happens to the phone or to us."""
    ticket = Ticket(
        state=State.DRAFT,
        state_at=act.now,
        opened_at=act.now,
        reporter=act.by,
        place=place,
        version=1,
        words="",
    )
    act.school.session.add(ticket)
    ticket.events = []
    ticket.photos = []
    ticket.joined = []
    ticket.note(act, "drafted")
    if words:
        add_words(ticket, act, words)
    return ticket


def drafts_of(session: Session, person: Person) -> Sequence[Ticket]:
    """What the person began and has not filed, the newest first."""
    query = select(Ticket).where(
        Ticket.state == State.DRAFT,
        (Ticket.reporter_id == person.id) & Ticket.recorder_id.is_(None)
        | (Ticket.recorder_id == person.id),
    )
    return session.scalars(query.order_by(Ticket.id.desc())).unique().all()


def _own(ticket: Ticket, act: Act) -> None:
    if not act.by.active:
        raise Refused("gate.switched_off")
    if act.by is not (ticket.recorder or ticket.reporter):
        raise Refused("ticket.reporter_only", who=ticket.reporter)
    if ticket.state != State.DRAFT:
        raise Refused("draft.filed", number=ticket.number or "")


def add_words(ticket: Ticket, act: Act, words: str) -> None:
    """Adds what the person wrote, and reads place, category and danger out of all of it.

    What a person chose with a button is never guessed over.
    """
    _own(ticket, act)
    together = f"{ticket.words}\n{words}".strip()
    if len(together) > LONGEST_WORDS:
        raise Refused("draft.too_long", most=LONGEST_WORDS, length=len(together))
    ticket.words = together
    read(ticket, act, words)


def read(ticket: Ticket, act: Act, newest: str) -> None:
    """Guesses what is still open from the words."""
    school = act.school
    reading = _read_place(ticket.words, newest, school)
    if ticket.place is None:
        if reading.sure is not None:
            ticket.place = school.session.get_one(Place, reading.sure)
        ticket.place_choices = list(reading.choices) or None
    ticket.said_place = reading.said[:60] or None
    codes = read_categories(ticket.words, school.categories)
    if ticket.category is None and codes:
        set_category(ticket, act, school.category(codes[0]))
        ticket.second_category = codes[1] if len(codes) > 1 else None
    danger = read_danger(ticket.words, school.dangers)
    kind = danger.kind if danger else None
    if kind != ticket.danger_kind and ticket.hurt is False:
        # Nobody has answered yet for a danger that is named only now.
        ticket.hurt = None
    ticket.danger_kind = kind
    ticket.gist = gist_of(ticket.words, reading)[:60]


def _read_place(words: str, newest: str, school: School) -> PlaceReading:
    """Where all the words play. A place named for sure in the newest ones settles it, unless it
    only stands above what was said already (302, then A楼).
    """
    whole, latest = school.places.read(words), school.places.read(newest)
    if latest.sure is None or latest.unknown:
        return whole
    below = [school.session.get_one(Place, one) for one in (whole.sure, *whole.choices) if one]
    if any(latest.sure in {step.id for step in place.path()[:-1]} for place in below):
        return whole
    return latest


def set_place(ticket: Ticket, act: Act, place: Place) -> None:
    """The person chose the place."""
    _own(ticket, act)
    ticket.place, ticket.place_choices = place, None


def set_category(ticket: Ticket, act: Act, category: Category) -> None:
    """The person chose the kind; its own urgency follows unless the person chose another."""
    _own(ticket, act)
    usual = ticket.category.urgency_code if ticket.category else None
    ticket.category = category
    if ticket.urgency is None or ticket.urgency.code == usual:
        ticket.urgency = act.school.urgency(category.urgency_code)


def set_urgency(ticket: Ticket, act: Act, urgency: Urgency) -> None:
    """The person chose how soon."""
    _own(ticket, act)
    ticket.urgency = urgency


def answer_hurt(ticket: Ticket, act: Act, hurt: bool) -> Event:
    """The person says whether somebody could be hurt right now; yes makes it urgent."""
    _own(ticket, act)
    ticket.hurt = hurt
    if hurt:
        ticket.urgency = act.school.urgency("urgent")
    return ticket.note(act, "hurt" if hurt else "not_hurt")


def set_reporter(ticket: Ticket, act: Act, reporter: Person) -> None:
    """Files it for somebody else (代录): card and signature are theirs (practice.md §4.2)."""
    _own(ticket, act)
    act.must(Right.RECORD)
    ticket.recorder = None if reporter is act.by else act.by
    ticket.reporter = reporter


def missing(ticket: Ticket) -> str | None:
    """The first thing that is still to be asked, or nothing."""
    if not ticket.words and not ticket.photos:
        return "words"
    if ticket.place is None:
        return "place"
    if ticket.category is None:
        return "category"
    return None


def must_ask_hurt(ticket: Ticket) -> bool:
    """Whether the words name a danger that nobody has answered for."""
    return ticket.danger_kind is not None and ticket.hurt is None


def file(ticket: Ticket, act: Act) -> Event:
    """Files the report: it gets its number and its deadlines, and whoever handles it is told.

    Raises `Refused` with what is missing, or with the number where it is filed already.
    """
    _own(ticket, act)
    if gap := missing(ticket):
        raise Refused(f"draft.missing_{gap}")
    school = act.school
    category = ticket.category
    assert category is not None
    _take_silence_for_danger(ticket, act)
    urgency = ticket.urgency or school.urgency(category.urgency_code)
    ticket.urgency = urgency
    ticket.number = next_number(school.session, ticket.PREFIX, school.today(act.now))
    ticket.opened_at = act.now
    ticket.respond_by = urgency.respond_by(act.now, school.hours)
    ticket.due_at = urgency.finish_by(act.now, school.hours)
    tell = ticket.handlers(act)
    fixer = category.fixer
    if fixer is not None and not (fixer.may(Right.REPAIR) or fixer.may(Right.DISPATCH)):
        fixer = None
    if fixer is not None:
        fixer = school.today_instead(fixer, act.now)
        tell = [fixer, *school.office()]
    if ticket.urgent:
        tell += school.guards_after_hours(act.now)
    if ticket.recorder:
        tell.append(ticket.reporter)
    event = ticket.move(act, "filed", tell)
    if fixer is not None:
        ticket.move(replace(act, seen=None), "assigned", worker=fixer.id, by_category=True)
        ticket.assignee = fixer
    return event


def _take_silence_for_danger(ticket: Ticket, act: Act) -> None:
    """Left unanswered, the grave dangers are taken for urgent (practice.md §6.2)."""
    kind = ticket.danger_kind
    if must_ask_hurt(ticket) and any(d.kind == kind and d.raises for d in act.school.dangers):
        ticket.urgency = act.school.urgency("urgent")
        ticket.note(act, "unanswered")


def discard(ticket: Ticket, act: Act) -> Event:
    """Throws the draft away; the row stays."""
    _own(ticket, act)
    return ticket.move(act, "discarded")


def join_instead(ticket: Ticket, act: Act, other: Ticket) -> Event:
    """Joins an open report instead of filing one more; words and photos go with it."""
    _own(ticket, act)
    if other.state not in OPEN:
        raise Refused("ticket.not_now", state=State(other.state))
    reporter = ticket.reporter
    if reporter is not other.reporter and reporter not in other.joined:
        other.joined.append(reporter)
    _take_silence_for_danger(ticket, act)
    other.grow_graver(ticket, act)
    told = [other.assignee] if other.assignee else []
    if ticket.urgent:
        # It is told as if it had been filed: nobody has heard of this danger before.
        told = other.alarmed(act.school, act.now)
    event = other.note(act, "joined", told, words=ticket.words, who=reporter.id)
    move_photos(ticket.photos, other, event)
    ticket.merged_into = other
    return ticket.move(act, "discarded", joined=other.number)


def move_photos(photos: Sequence[Photo], to: Ticket, event: Event) -> None:
    """Hangs photos on another report; one that hangs there already stays behind."""
    known = {photo.unique_id for photo in to.photos}
    for photo in list(photos):
        if photo.unique_id not in known:
            photo.case, photo.event = to, event


def split(ticket: Ticket, act: Act) -> Ticket:
    """Two things in one sentence become two drafts (302 灯和门锁都坏了)."""
    _own(ticket, act)
    if ticket.second_category is None:
        raise Refused("draft.nothing_to_split")
    twin = start(act, place=ticket.place)
    twin.words, twin.gist, twin.said_place = ticket.words, "", ticket.said_place
    twin.reporter, twin.recorder = ticket.reporter, ticket.recorder
    twin.danger_kind = ticket.danger_kind
    set_category(twin, act, act.school.category(ticket.second_category))
    ticket.second_category, ticket.gist = None, ""
    return twin
