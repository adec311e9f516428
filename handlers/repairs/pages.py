"""The other pages of a report's card: whom, until when, into which, why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import select, tuple_
from telegram import InlineKeyboardButton

from bot.i18n import I18n
from bot.keyboards import grid, page_of
from bot.transaction import RenderContext, Rows
from handlers.repairs import buttons as b
from handlers.repairs.titles import title
from models.people.person import Person, Right
from models.reach import unreached
from models.repairs import Repair
from models.repairs.afterwards import Cause
from models.tickets import OPEN
from models.tickets.lists import loads
from models.tickets.work import Waiting

PAGES = frozenset(
    {"", "assign", "everybody", "wait", "until", "progress", "office", "merge", "costs", "log"}
)
DAYS_OFFERED = 8
ON_A_PAGE = 8
# What is said with one press on how far it is.
PROGRESS = ("there", "today", "parts")
LATER = "later"


def page_rows(repair: Repair, view: RenderContext) -> Rows:
    """The rows of the page that is turned up, and the way back."""
    page, _, rest = view.page.partition("-")
    match page:
        case "assign" | "everybody":
            rows = _people(repair, view, page, _start(rest))
        case "wait":
            rows = _what_for(repair, view)
        case "until":
            rows = _days(repair, view, rest)
        case "progress":
            rows = _progress(repair, view)
        case "office":
            rows = _more(repair, view)
        case "merge":
            rows = _others(repair, view, _start(rest))
        case "costs":
            rows = _costs(repair, view)
        case _:
            rows = []
    label = view.i18n.plain("repairs.button.skip" if page == "costs" else "button.back")
    return [*rows, [b.TURN.button(label, repair.id, repair.version, "")]]


def _start(rest: str) -> int:
    """Where a page of a list begins; a phone can send anything."""
    return int(rest) if rest.isascii() and rest.isdigit() else 0


def _turn(page: str, repair: Repair) -> Callable[[str, int], InlineKeyboardButton]:
    return lambda sign, to: b.TURN.button(sign, repair.id, repair.version, f"{page}-{to}")


def people_for(repair: Repair, view: RenderContext) -> list[Person]:
    """To whom it is given: those of the trade, the least busy first, and the office; nobody who
    has it, or has just refused it.
    """
    school, now = view.unit.school, view.unit.now
    busy = loads(school)
    own = sorted(repair.able(school), key=lambda person: busy.get(person.id, 0))
    no = {event.by for event in repair.events if event.kind == "refused"} | {repair.assignee}
    return [
        one
        for one in dict.fromkeys([*own, *school.office()])
        if one not in no and school.today_instead(one, now) is not repair.assignee
    ]


def _people(repair: Repair, view: RenderContext, page: str, start: int) -> Rows:
    """Names with trade and load; whoever cannot be reached today says why."""
    i18n, school, now = view.i18n, view.unit.school, view.unit.now
    found = people_for(repair, view)
    if page == "everybody":
        found = [one for one in school.with_right(Right.REPAIR) if one is not repair.assignee]
    shown = page_of(found, start, ON_A_PAGE, _turn(page, repair))
    busy, marks = loads(school), unreached(shown.items, school, now)
    rows = []
    for person in shown.items:
        trade = person.main_role.name_in(i18n.language) if person.main_role else ""
        why = i18n.plain(f"unreached.{marks[person]}") if person in marks else trade
        label = i18n.plain(
            "repairs.page.person", who=person, what=why, count=busy.get(person.id, 0)
        )
        rows.append([b.ASSIGN.button(label, repair.id, repair.version, person.id)])
    rows += shown.turns
    if page == "assign":
        label = i18n.plain("repairs.button.everybody")
        rows.append([b.TURN.button(label, repair.id, repair.version, "everybody")])
    return rows


def _progress(repair: Repair, view: RenderContext) -> Rows:
    """How far it is in one press, or in words; or another day."""
    i18n, about = view.i18n, (repair.id, repair.version)
    rows = [
        [b.PROGRESS.button(i18n.plain(f"repairs.progress.{said}"), *about, said)]
        for said in PROGRESS
    ]
    in_words = i18n.plain("repairs.button.in_words")
    rows.append([b.ASK["progress"].button(in_words, *about)])
    if not repair.alarming:
        rows.append([b.TURN.button(i18n.plain("repairs.button.later"), *about, f"until-{LATER}")])
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
        label = _day_label(day, i18n)
        data = (repair.id, repair.version, what, f"{day:%y%m%d}")
        buttons.append(b.UNTIL.button(label, *data))
    return grid(buttons, 2)


def _day_label(day: date, i18n: I18n) -> str:
    """今天 周三, 9月18日 周五, 9月20日 周日（补班）."""
    near = i18n.near(day)
    return near if i18n.made_up(day) and near != i18n.day(day) else f"{near} {i18n.weekday(day)}"


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


def _others(repair: Repair, view: RenderContext, start: int) -> Rows:
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
    shown = page_of(others, start, ON_A_PAGE, _turn("merge", repair))
    rows = [
        [
            b.MERGE.button(
                f"{title(other, view.i18n)} {other.number}", repair.id, repair.version, other.id
            )
        ]
        for other in shown.items
    ]
    return rows + shown.turns


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
