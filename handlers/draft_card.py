"""How a report looks before it is filed: one card, its sides turned up by buttons."""

from __future__ import annotations

from sqlalchemy import select

from bot.cards import Face, Rows, View
from bot.presses import Press
from handlers.draft_warning import warned
from models.guess import say_place_names
from models.people import Right
from models.places import Place
from models.tickets import Ticket, alike, drafting

SUBMIT = Press("submit")
ANYWAY = Press("anyway")
CANCEL = Press("discard")
PAGE = Press("page")
PLACE = Press("place")
CATEGORY = Press("kind")
URGENCY = Press("urgency")
REPORTER = Press("for")
SPLIT = Press("split")
JOIN = Press("metoo")

RECENT = 4
IN_A_ROW = {"building": 2, "floor": 3, "room": 3, "area": 3}
PLACES_ON_PAGE = 24
PEOPLE_ON_PAGE = 24
QUOTED = 300


def face(ticket: Ticket, view: View) -> Face:
    """The draft as its writer sees it; what is missing is asked on the card itself."""
    return warned(_side(ticket, view), ticket, view)


def _side(ticket: Ticket, view: View) -> Face:
    page = view.page
    gap = drafting.missing(ticket)
    if not page and gap in ("place", "category"):
        page = gap
    if page.startswith("place"):
        return _place(ticket, view, page)
    if page == "category":
        return _category(ticket, view)
    if page == "urgency":
        return _urgency(ticket, view)
    if page.startswith("for"):
        return _reporter(ticket, view, page)
    if page in ("same", "trouble"):
        return _alike(ticket, view, page)
    return _front(ticket, view)


def summary(ticket: Ticket, view: View) -> str:
    """What is known so far."""
    words = view.words
    lines = [words("draft.head")]
    if ticket.place:
        lines.append(words("draft.place", place=ticket.place.full(words.language)))
    if ticket.category:
        lines.append(words("draft.kind", kind=ticket.category))
    if ticket.urgency:
        until = ticket.urgency.finish_by(view.unit.now, view.unit.school.hours)
        lines.append(words("draft.urgency", urgency=short_urgency(ticket, view), until=until))
    if ticket.pictures:
        lines.append(words("draft.photos", count=ticket.pictures))
    if ticket.voices:
        lines.append(words("draft.voices", count=ticket.voices))
    if ticket.recorder:
        lines.append(words("draft.for", who=ticket.reporter))
    elif ticket.forwarded_from and view.person.may(Right.RECORD):
        lines.append(words("draft.forwarded", name=ticket.forwarded_from))
    if ticket.words:
        cut = ticket.words[:QUOTED] + ("…" if len(ticket.words) > QUOTED else "")
        lines.append(words("draft.words", words=cut))
    return "\n".join(lines)


def _front(ticket: Ticket, view: View) -> Face:
    words = view.words
    text = [summary(ticket, view)]
    rows: Rows = []
    gap = drafting.missing(ticket)
    text.append(words("draft.ask_words" if gap == "words" else "draft.check"))
    named_place = ticket.place.short(words.language) if ticket.place else "?"
    rows.append([PAGE.button(words.plain("draft.b_place", place=named_place), ticket.id, "place")])
    if ticket.category:
        urgency = words.plain("draft.b_urgency", urgency=short_urgency(ticket, view))
        rows.append(
            [
                PAGE.button(
                    words.plain("draft.b_kind", kind=ticket.category), ticket.id, "category"
                ),
                PAGE.button(urgency, ticket.id, "urgency"),
            ]
        )
    if view.person.may(Right.RECORD):
        who = ticket.reporter if ticket.recorder else words.plain("draft.myself")
        rows.append([PAGE.button(words.plain("draft.b_for", who=who), ticket.id, "for")])
    if ticket.second_category:
        rows.append([SPLIT.button(words.plain("draft.b_split"), ticket.id)])
    last = [CANCEL.button(words.plain("button.cancel"), ticket.id)]
    if gap is None:
        last.insert(0, SUBMIT.button(words.plain("button.submit"), ticket.id))
    return Face("\n".join(text), [*rows, last])


def short_urgency(ticket: Ticket, view: View) -> str:
    """How urgent it is now, without the meaning, for a button."""
    pace = ticket.pace(view.unit.school)
    label = pace.label(view.words.language) if pace else "?"
    return label.split("（")[0].split(" (")[0]


def _back(ticket: Ticket, view: View, page: str = "") -> Rows:
    if page or drafting.missing(ticket) not in ("place", "category"):
        return [[PAGE.button(view.words.plain("button.back"), ticket.id, page or "front")]]
    return [[CANCEL.button(view.words.plain("button.cancel"), ticket.id)]]


def _place(ticket: Ticket, view: View, page: str) -> Face:
    """Recent places, then building, floor, room; a name may be typed at any time."""
    words, school = view.words, view.unit.school
    parent = school.session.get(Place, int(page.split("-")[1])) if "-" in page else None
    text = [summary(ticket, view)]
    rows: Rows = []
    choices = [
        place
        for place_id in ticket.place_choices or ()
        if (place := school.session.get(Place, place_id)) is not None
    ]
    if parent is None and choices:
        said = ticket.said_place or ""
        exactly = any(said in say_place_names(place) for place in choices)
        text.append(words("draft.which_place" if exactly else "draft.near_place", said=said))
        rows += [
            [PLACE.button(place.with_class(words.language), ticket.id, place.id)]
            for place in choices
        ]
        other = words.plain("draft.b_other_place")
        rows.append([PAGE.button(other, ticket.id, "place")])
        return Face("\n".join(text), rows + _back(ticket, view))
    said = ticket.said_place or ""
    if page == "place?" or (parent is None and school.places.read(said).unknown):
        text.append(words("draft.no_such_place", said=said))
    else:
        text.append(words("draft.ask_place"))
    if parent is None:
        recent = [
            PLACE.button("🕘 " + place.short(words.language), ticket.id, place.id)
            for place in recent_places(view)
        ]
        rows += [recent[start : start + 2] for start in range(0, len(recent), 2)]
    below = school.children(parent)
    wide = IN_A_ROW[below[0].kind] if below else 1
    buttons = []
    for place in below[:PLACES_ON_PAGE]:
        label = place.name(words.language) + (f" {place.class_name}" if place.class_name else "")
        if school.children(place):
            buttons.append(PAGE.button(label + " ▸", ticket.id, f"place-{place.id}"))
        else:
            buttons.append(PLACE.button(label, ticket.id, place.id))
    rows += [buttons[start : start + wide] for start in range(0, len(buttons), wide)]
    if parent is not None:
        whole = words.plain("draft.b_whole", place=parent)
        rows.append([PLACE.button(whole, ticket.id, parent.id)])
        up = f"place-{parent.parent_id}" if parent.parent_id else "place"
        rows += _back(ticket, view, up)
    else:
        rows += _back(ticket, view)
    return Face("\n".join(text), rows)


def recent_places(view: View) -> list[Place]:
    """Where this person last reported something."""
    query = (
        select(Ticket.place_id)
        .where(Ticket.reporter_id == view.person.id, Ticket.number.is_not(None))
        .order_by(Ticket.id.desc())
        .limit(RECENT * 5)
    )
    ids = [place_id for place_id in dict.fromkeys(view.unit.session.scalars(query)) if place_id]
    found = [view.unit.session.get(Place, place_id) for place_id in ids[:RECENT]]
    return [place for place in found if place is not None and place.active]


def _category(ticket: Ticket, view: View) -> Face:
    words = view.words
    buttons = [
        CATEGORY.button(category.short(words.language), ticket.id, category.code)
        for category in view.unit.school.categories
    ]
    rows = [buttons[start : start + 3] for start in range(0, len(buttons), 3)]
    text = summary(ticket, view) + "\n" + words("draft.ask_kind")
    return Face(text, rows + _back(ticket, view))


def _urgency(ticket: Ticket, view: View) -> Face:
    words = view.words
    rows = [
        [URGENCY.button(urgency.label(words.language), ticket.id, urgency.code)]
        for urgency in view.unit.school.urgencies
    ]
    text = summary(ticket, view) + "\n" + words("draft.ask_urgency")
    return Face(text, rows + _back(ticket, view))


def _reporter(ticket: Ticket, view: View, page: str) -> Face:
    """For whom it is filed; the person whose message was forwarded stands first."""
    words = view.words
    start = int(page.split("-")[1]) if "-" in page else 0
    people = [person for person in view.unit.school.people if person is not view.person]
    guess = ticket.forwarded_from
    people.sort(key=lambda person: guess is None or person.name not in guess)
    shown = people[start : start + PEOPLE_ON_PAGE]
    buttons = [REPORTER.button(person.name, ticket.id, person.id) for person in shown]
    rows = [buttons[at : at + 4] for at in range(0, len(buttons), 4)]
    rows.insert(0, [REPORTER.button(words.plain("draft.myself"), ticket.id, view.person.id)])
    turn = []
    if start:
        turn.append(PAGE.button("‹", ticket.id, f"for-{max(0, start - PEOPLE_ON_PAGE)}"))
    if start + PEOPLE_ON_PAGE < len(people):
        turn.append(PAGE.button("›", ticket.id, f"for-{start + PEOPLE_ON_PAGE}"))
    if turn:
        rows.append(turn)
    return Face(summary(ticket, view) + "\n" + words("draft.ask_for"), rows + _back(ticket, view))


def _alike(ticket: Ticket, view: View, page: str) -> Face:
    """Somebody may have reported it already: join, or file anyway."""
    words = view.words
    act = view.unit.act(view.person)
    found = alike.same_place(ticket) if page == "same" else alike.same_trouble(ticket, act)
    text = [summary(ticket, view), words(f"draft.{page}", count=len(found))]
    rows: Rows = []
    for other in found[:3]:
        line = words(
            "draft.other",
            place=other.place,
            gist=other.gist or other.category,
            state=words.plain(f"state.{other.state}"),
            number=other.number,
        )
        text.append(line)
        label = words.plain("draft.b_join", number=other.number)
        rows.append([JOIN.button(label, ticket.id, other.id)])
    rows.append([ANYWAY.button(words.plain("draft.b_anyway"), ticket.id, page)])
    return Face("\n".join(text), rows + _back(ticket, view))
