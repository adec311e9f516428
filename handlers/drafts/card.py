"""How a draft looks: one card, its pages turned up by buttons; what is missing is asked on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.callbacks import PRIMARY, CallbackButton
from bot.drafts import CANCEL, PAGE, gap_of, way_back
from bot.i18n import I18n
from bot.keyboards import grid, page_of
from bot.timeline import sentence
from bot.transaction import RenderContext, Rendered, Rows
from bot.warning import copies, numbers
from models.cases import draft as drafts
from models.cases.case import Case
from models.cases.draft import Draft, DraftState
from models.language import say_place_names
from models.language.places import MOST_CHOICES
from models.people.person import Right
from models.places import Place
from models.reach import unreached
from models.school import Danger

SUBMIT = CallbackButton("drafts.submit", formerly="submit", style=PRIMARY)
PLACE = CallbackButton("drafts.place", formerly="place")
REPORTER = CallbackButton("drafts.reporter", formerly="for")
HURT = CallbackButton("drafts.hurt", formerly="hurt")
# What it is after all: drafts.kind:<draft>:<kind>.
KIND = CallbackButton("drafts.kind")
UNNAMED = CallbackButton("drafts.unnamed")
KINDS_IN_A_ROW = 3

RECENT = 4
IN_A_ROW = {"building": 2, "floor": 3, "room": 3, "area": 3}
PLACES_ON_PAGE = 24
PEOPLE_ON_PAGE = 24
QUOTED = 300


def title(draft: Draft, i18n: I18n, *, under_building: bool = False) -> str:
    """The line that names a draft."""
    place = draft.place.apart(i18n.language) if draft.place else ""
    gist = draft.gist or (draft.category.short(i18n.language) if draft.category else "")
    return f"{place} {gist}".strip() or i18n.plain("drafts.nameless")


def stands(draft: Draft, i18n: I18n, now: datetime) -> str:
    """Where it stands: it is not filed."""
    return i18n.plain(f"drafts.state.{draft.state}")


def render(draft: Draft, view: RenderContext) -> Rendered:
    """The draft as its writer sees it; what is missing is asked on the card itself."""
    if draft.state == DraftState.DISCARDED:
        into = draft.became
        key = "drafts.joined" if into else "drafts.discarded"
        named = title(draft, view.i18n)
        return Rendered(view.i18n(key, title=named, number=into and into.number))
    danger = view.unit.school.danger(draft.danger_kind)
    if danger is not None and danger.raises and draft.asks_hurt:
        # What to do, whom to call, and the one question: nothing else to read.
        page = Rendered(*_warning(danger, draft, view))
    else:
        page = _warned(_page(draft, view), danger, draft, view)
    if view.news is None:
        return page
    return Rendered(f"{sentence(view.news, view.i18n, 'news')}\n\n{page.text}", page.rows)


def _page(draft: Draft, view: RenderContext) -> Rendered:
    page = view.page
    gap = gap_of(draft, view)
    if not page and gap != "text":
        page = gap or ""
    if page.startswith("place"):
        return _place(draft, view, page)
    if page.startswith("for"):
        return _reporter(draft, view, page)
    kinds_own = view.unit.registry.draft_kind(draft).pages.get(page)
    if kinds_own is None:
        return _front(draft, view)
    below = kinds_own(draft, view)
    text = f"{summary(draft, view)}\n{below.text}"
    return Rendered(text, [*below.rows, *way_back(draft, view)])


def _warned(page: Rendered, danger: Danger | None, draft: Draft, view: RenderContext) -> Rendered:
    """The page with the danger that the words name, and its question, first."""
    if danger is None:
        return page
    text, rows = _warning(danger, draft, view)
    return Rendered(f"{text}\n\n{page.text}", rows + page.rows)


def _warning(danger: Danger, draft: Draft, view: RenderContext) -> tuple[str, Rows]:
    """What to do, whom to call, and whether somebody may be hurt."""
    i18n = view.i18n
    text = [
        i18n("drafts.safety", safety=danger.safety(i18n.language)),
        *numbers(danger.phones, i18n),
    ]
    if not all(phone["number"] for phone in danger.phones):
        text.append(i18n("drafts.tell_somebody"))
    if not draft.asks_hurt:
        return "\n".join(text), copies(danger.phones, i18n)
    text.append(i18n("drafts.hurt_then_filed" if danger.raises else "drafts.hurt"))
    yes = HURT.button(i18n.plain("drafts.hurt_yes"), draft.id, 1)
    no = HURT.button(i18n.plain("drafts.hurt_no"), draft.id, 0)
    return "\n".join(text), [[yes, no]]


def summary(draft: Draft, view: RenderContext) -> str:
    """What is known so far."""
    i18n = view.i18n
    lines = [i18n("drafts.head")]
    if draft.place:
        lines.append(i18n("drafts.place", place=draft.place.full(i18n.language)))
    kind = view.unit.registry.draft_kind(draft)
    lines += kind.lines(draft, view)
    if draft.pictures:
        lines.append(i18n("drafts.photos", count=draft.pictures))
    if draft.voices:
        lines.append(i18n("drafts.voices", count=draft.voices))
    if draft.anonymous and kind.anonymous:
        lines.append(i18n("drafts.unnamed"))
    if draft.recorder:
        lines.append(i18n("drafts.for", who=draft.reporter))
    elif draft.forwarded_from and view.person.may(Right.RECORD):
        lines.append(i18n("drafts.forwarded", name=draft.forwarded_from))
    if draft.text:
        cut = draft.text[:QUOTED] + ("…" if len(draft.text) > QUOTED else "")
        lines.append(i18n("drafts.words", words=cut))
    return "\n".join(lines)


def _front(draft: Draft, view: RenderContext) -> Rendered:
    i18n = view.i18n
    gap = gap_of(draft, view)
    text = [summary(draft, view), i18n("drafts.ask_words" if gap == "text" else "drafts.check")]
    named_place = draft.place.short(i18n.language) if draft.place else i18n.plain("drafts.where")
    kind = view.unit.registry.draft_kind(draft)
    rows = _kinds(draft, view)
    rows.append([PAGE.button(i18n.plain("drafts.b_place", place=named_place), draft.id, "place")])
    rows += kind.rows(draft, view)
    if kind.anonymous:
        key = "drafts.b_named" if draft.anonymous else "drafts.b_unnamed"
        rows.append([UNNAMED.button(i18n.plain(key), draft.id, int(not draft.anonymous))])
    if view.person.may(Right.RECORD):
        who = draft.reporter if draft.recorder else i18n.plain("drafts.myself")
        rows.append([PAGE.button(i18n.plain("drafts.b_for", who=who), draft.id, "for")])
    last = [CANCEL.button(i18n.plain("button.cancel"), draft.id)]
    if gap is None:
        last.insert(0, SUBMIT.button(i18n.plain("button.submit"), draft.id))
    return Rendered("\n".join(text), [*rows, last])


def _kinds(draft: Draft, view: RenderContext) -> Rows:
    """What it may be; what was guessed is marked, another is one tap away."""
    i18n, known = view.i18n, view.unit.registry.drafts
    names = {name: i18n.plain(f"{kind.kind.FEATURE}.kind") for name, kind in known.items()}
    buttons = (
        KIND.button(("● " if name == draft.may_be else "") + label, draft.id, name)
        for name, label in names.items()
    )
    return grid(buttons, KINDS_IN_A_ROW) if len(names) > 1 else []


def _where(page: str) -> tuple[int, int]:
    """Below which place a page of places is, 0 for the tops of the tree, and where it begins."""
    numbers = [int(part) for part in page.split("-")[1:]]
    above, start = [*numbers, 0, 0][:2]
    return above, start


def _place(draft: Draft, view: RenderContext, page: str) -> Rendered:
    """Recent places, then building, floor, room; a name may be typed at any time."""
    i18n, school = view.i18n, view.unit.school
    above, start = _where(page)
    parent = school.session.get(Place, above) if above else None
    text = [summary(draft, view)]
    rows: Rows = []
    choices = [
        place
        for place_id in draft.place_choices or ()
        if (place := school.session.get(Place, place_id)) is not None
    ]
    if parent is None and choices:
        said = draft.said_place or ""
        text.append(i18n(f"drafts.{_which(said, choices)}", said=said))
        rows += [
            [PLACE.button(place.with_class(i18n.language), draft.id, place.id)] for place in choices
        ]
        other = i18n.plain("drafts.b_other_place")
        rows.append([PAGE.button(other, draft.id, "place")])
        return Rendered("\n".join(text), rows + way_back(draft, view))
    said = draft.said_place or ""
    if page == "place?" or (parent is None and school.places.read(said).unknown):
        text.append(i18n("drafts.no_such_place", said=said))
    else:
        text.append(i18n("drafts.ask_place"))
    if parent is None:
        recent = [
            PLACE.button("🕘 " + place.short(i18n.language), draft.id, place.id)
            for place in recent_places(draft, view)
        ]
        rows += grid(recent, 2)
    below = school.children(parent)
    part = page_of(
        below,
        start,
        PLACES_ON_PAGE,
        lambda sign, to: PAGE.button(sign, draft.id, f"place-{above}-{to}"),
    )
    wide = IN_A_ROW[below[0].kind] if below else 1
    buttons = []
    for place in part.items:
        label = f"{place.name_in(i18n.language)} {place.class_in(i18n.language)}".strip()
        if school.children(place):
            buttons.append(PAGE.button(label + " ▸", draft.id, f"place-{place.id}"))
        else:
            buttons.append(PLACE.button(label, draft.id, place.id))
    rows += [*grid(buttons, wide), *part.turns]
    if parent is None:
        rows += _kinds(draft, view)
    if parent is not None:
        whole = i18n.plain("drafts.b_whole", place=parent)
        rows.append([PLACE.button(whole, draft.id, parent.id)])
        up = f"place-{parent.parent_id}" if parent.parent_id else "place"
        rows += way_back(draft, view, up)
    else:
        rows += way_back(draft, view)
    return Rendered("\n".join(text), rows)


def _which(said: str, choices: list[Place]) -> str:
    """How it is asked which of these is meant."""
    if not said:
        return "last_place"
    if said.isascii() and said.isdigit():
        return "room_or_class"
    exactly = any(said in say_place_names(place) for place in choices)
    return "which_place" if exactly or len(choices) == MOST_CHOICES else "near_place"


def recent_places(draft: Draft, view: RenderContext) -> list[Place]:
    """Where this person last told of something; what is not filed yet stands first."""
    begun = drafts.drafts_of(view.unit.session, view.person)
    here = [one.place_id for one in begun if one is not draft]
    kind = view.unit.registry.draft_kind(draft).kind
    query = (
        select(Case.place_id)
        .where(kind.reported_by(view.person), Case.number.is_not(None))
        .order_by(Case.id.desc())
        .limit(RECENT * 5)
    )
    told = dict.fromkeys((*here, *view.unit.session.scalars(query)))
    ids = [place_id for place_id in told if place_id]
    found = [view.unit.session.get(Place, place_id) for place_id in ids[:RECENT]]
    return [place for place in found if place is not None and place.active]


def _reporter(draft: Draft, view: RenderContext, page: str) -> Rendered:
    """For whom it is told; the person whose message was forwarded stands first."""
    i18n = view.i18n
    start = int(page.split("-")[1]) if "-" in page else 0
    people = [person for person in view.unit.school.people if person is not view.person]
    guess = draft.forwarded_from
    people.sort(key=lambda person: guess is None or person.name not in guess)
    shown = page_of(
        people,
        start,
        PEOPLE_ON_PAGE,
        lambda sign, to: PAGE.button(sign, draft.id, f"for-{to}"),
    )
    rows: Rows = [[REPORTER.button(i18n.plain("drafts.myself"), draft.id, view.person.id)]]
    marks = unreached(shown.items, view.unit.school, view.unit.now)
    buttons = []
    for one in shown.items:
        name = i18n.plain("unreached.mark", who=one.name) if one in marks else one.name
        buttons.append(REPORTER.button(name, draft.id, one.id))
    rows += grid(buttons, 4)
    text = summary(draft, view) + "\n" + i18n("drafts.ask_for")
    return Rendered(text, [*rows, *shown.turns, *way_back(draft, view)])
