"""The other pages of a report's card: whom, until when, into which, why not."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from sqlalchemy import select, tuple_

from bot.keyboards import grid
from bot.transaction import RenderContext, Rows
from handlers.repairs import buttons as b
from handlers.repairs.titles import title
from models.people.person import Person, Right
from models.repairs import Repair
from models.repairs.afterwards import Cause
from models.tickets import OPEN
from models.tickets.lists import loads
from models.tickets.work import Waiting

PAGES = frozenset({"", "assign", "wait", "until", "office", "merge", "costs", "log"})
DAYS_OFFERED = 8
MOST = 12


def page_rows(repair: Repair, view: RenderContext) -> Rows:
    """The rows of the page that is turned up, and the way back."""
    page, _, rest = view.page.partition("-")
    match page:
        case "assign":
            rows = _people(repair, view)
        case "wait":
            rows = _what_for(repair, view)
        case "until":
            rows = _days(repair, view, rest)
        case "office":
            rows = _more(repair, view)
        case "merge":
            rows = _others(repair, view)
        case "costs":
            rows = _costs(repair, view)
        case _:
            rows = []
    back = b.TURN.button(view.i18n.plain("button.back"), repair.id, repair.version, "")
    return [*rows, [back]]


def people_for(repair: Repair, view: RenderContext) -> list[Person]:
    """To whom it can be given: those of the kind first, the least busy of them first."""
    school, now = view.unit.school, view.unit.now
    busy = loads(school)
    own = repair.fixers(school, now)
    others = [person for person in school.with_right(Right.REPAIR) if person not in own]
    able = [*sorted(own, key=lambda p: busy.get(p.id, 0)), *others, *school.office()]
    has_it = repair.assignee
    return [
        person
        for person in dict.fromkeys(able)
        if has_it is None or school.today_instead(person, now) is not has_it
    ][:MOST]


def _people(repair: Repair, view: RenderContext) -> Rows:
    i18n = view.i18n
    busy = loads(view.unit.school)
    today = view.unit.school.today(view.unit.now)
    rows = []
    for person in people_for(repair, view):
        key = "repairs.page.person_away" if person.away(today) else "repairs.page.person"
        label = i18n.plain(key, who=person, count=busy.get(person.id, 0))
        rows.append([b.ASSIGN.button(label, repair.id, repair.version, person.id)])
    return rows


def _what_for(repair: Repair, view: RenderContext) -> Rows:
    return [
        [
            b.TURN.button(
                view.i18n.plain(f"waiting.{what}"), repair.id, repair.version, f"until-{what}"
            )
        ]
        for what in (Waiting.PARTS, Waiting.PURCHASE)
    ] + [[b.button("ask_firm", repair, view.i18n)]]


def _days(repair: Repair, view: RenderContext, what: str) -> Rows:
    """The next school days as buttons; any other date may be typed with a firm."""
    hours, i18n = view.unit.school.hours, view.i18n
    today = view.unit.school.today(view.unit.now)
    buttons = []
    for day in islice(hours.school_days_after(today - timedelta(days=1)), DAYS_OFFERED):
        label = f"{i18n.day(day)} {i18n.weekday(day)}"
        data = (repair.id, repair.version, what, f"{day:%y%m%d}")
        buttons.append(b.UNTIL.button(label, *data))
    return grid(buttons, 2)


def _more(repair: Repair, view: RenderContext) -> Rows:
    i18n = view.i18n
    verbs = (
        ["ask_decline", "ask_ask", "merge"]
        if repair.state in ("reported", "assigned")
        else ["ask_ask", "merge", "wait"]
    )
    return [[b.button(verb, repair, i18n)] for verb in verbs] + [
        [b.button("ask_firm", repair, i18n)]
    ]


def _others(repair: Repair, view: RenderContext) -> Rows:
    """Open reports that this one may be the same as; those of its building first. Only older ones:
    the first report keeps its number, and those who met the trouble later join it.
    """
    query = select(Repair).where(
        Repair.state.in_(OPEN), tuple_(Repair.opened_at, Repair.id) < (repair.opened_at, repair.id)
    )
    others = list(view.unit.session.scalars(query.order_by(Repair.id.desc())).unique())
    here = repair.place.building() if repair.place else None
    others.sort(
        key=lambda other: (
            other.place is None or other.place.building() is not here,
            other.category is not repair.category,
        )
    )
    return [
        [
            b.MERGE.button(
                f"{title(other, view.i18n)} {other.number}", repair.id, repair.version, other.id
            )
        ]
        for other in others[:MOST]
    ]


def _costs(repair: Repair, view: RenderContext) -> Rows:
    i18n = view.i18n
    marks = {True: "● ", False: ""}
    cause = [
        b.CAUSE.button(marks[repair.cause == why] + i18n.plain(f"cause.{why}"), repair.id, why)
        for why in Cause
    ]
    warranty = [
        b.WARRANTY.button(
            marks[repair.in_warranty is inside] + i18n.plain(f"repairs.warranty.{key}"),
            repair.id,
            int(inside),
        )
        for key, inside in (("in", True), ("out", False))
    ]
    return [cause, warranty, [b.button("ask_costs", repair, i18n)]]
