"""The other pages of a hazard's card: which line, whose, until when, which kind.

定级: level ──► (重大: the line of the list) ──► owner ──► day ──► ordered
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from telegram import InlineKeyboardButton

from bot.keyboards import grid, page_of
from bot.transaction import RenderContext, Rows
from handlers.hazards import buttons as b
from handlers.hazards.titles import short
from models.base import Refused
from models.hazard_levels import HazardLevel
from models.hazards import Hazard, ordering
from models.hazards.levels import criteria_for, levels_of
from models.hazards.reading import categories
from models.language import read_categories
from models.people.person import Person, Right

PAGES = frozenset({"", "law", "owner", "until", "level", "hand", "kind", "extend", "log"})
DAYS_OFFERED = 8
PEOPLE_ON_PAGE = 10
NOTHING = "0"


def text_of(hazard: Hazard, view: RenderContext) -> str:
    """What the page asks, below the card."""
    name = view.page.partition("-")[0]
    asked = view.i18n(f"hazards.page.{name}")
    if name != "law":
        return asked
    lines = [
        view.i18n("hazards.page.criterion", nth=nth, line=line)
        for nth, line in enumerate(criteria_for(hazard, view.unit.school), 1)
    ]
    return "\n".join([asked, *lines])


def page_rows(hazard: Hazard, view: RenderContext) -> Rows:
    """The rows of the page that is turned up, and the way back."""
    name, _, rest = view.page.partition("-")
    parts = rest.split("-") if rest else []
    match name:
        case "law" if parts:
            rows = _lines(hazard, view, parts)
        case "owner" if len(parts) >= 2:
            rows = _owners(hazard, view, parts)
        case "until" if len(parts) == 2:
            rows = _days_of(hazard, view, parts)
        case "level":
            rows = _levels(hazard, view)
        case "hand":
            rows = _hand(hazard, view, parts)
        case "kind":
            rows = _kinds(hazard, view)
        case "extend":
            rows = _later(hazard, view)
        case _:
            rows = []
    back = b.PAGE.button(view.i18n.plain("button.back"), hazard.id, hazard.version, "")
    return [*rows, [back]]


def _turn(label: str, hazard: Hazard, page: str) -> InlineKeyboardButton:
    return b.PAGE.button(label, hazard.id, hazard.version, page)


def _lines(hazard: Hazard, view: RenderContext, parts: Sequence[str]) -> Rows:
    """The lines of the legal list by their numbers; their words stand above."""
    level, again = parts[0], parts[1:] == ["again"]
    buttons = []
    for nth, line in enumerate(criteria_for(hazard, view.unit.school), 1):
        if again:
            data = (hazard.id, hazard.version, level, line.code)
            buttons.append(b.REGRADE.button(str(nth), *data))
        else:
            buttons.append(_turn(str(nth), hazard, f"owner-{level}-{line.code}-0"))
    return grid(buttons, 5)


def people_for(hazard: Hazard, view: RenderContext) -> list[Person]:
    """Whose it may be: those who handle such things, the office, the safety officer, then all."""
    school = view.unit.school
    codes = read_categories(hazard.text, school.categories)
    handle = [p for code in codes for p in school.fixers(school.category(code))]
    first = [*handle, *school.office(), *school.with_right(Right.SAFETY)]
    return list(dict.fromkeys([*first, *school.with_right(Right.REPAIR), *school.people]))


def _owners(hazard: Hazard, view: RenderContext, parts: Sequence[str]) -> Rows:
    code, criterion = parts[0], parts[1]
    start = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 0
    level = view.unit.session.get(HazardLevel, code)
    if level is None:
        raise Refused("stale")

    def button(person: Person) -> InlineKeyboardButton:
        name = person.called(view.i18n.language)
        if level.by_plan:
            data = (hazard.id, hazard.version, code, person.id, NOTHING, criterion)
            return b.ORDER.button(name, *data)
        return _turn(name, hazard, f"until-{code}-{person.id}")

    shown = page_of(
        people_for(hazard, view),
        start,
        PEOPLE_ON_PAGE,
        lambda sign, to: _turn(sign, hazard, f"owner-{code}-{criterion}-{to}"),
    )
    return [*grid(map(button, shown.items), 2), *shown.turns]


def _days_of(hazard: Hazard, view: RenderContext, parts: Sequence[str]) -> Rows:
    """The usual day of the level first, marked; then the school days before and after it."""
    code, owner = parts
    school, now, i18n = view.unit.school, view.unit.now, view.i18n
    level = view.unit.session.get(HazardLevel, code)
    if level is None:
        raise Refused("stale")
    usual = ordering.usual_day(level, now, school.hours)
    data = (hazard.id, hazard.version, code, owner)
    label = i18n.plain("hazards.page.usual", day=usual, weekday=_weekday(usual, view))
    rows = [[b.ORDER.button(label, *data, NOTHING, NOTHING)]]
    days = (
        b.ORDER.button(f"{i18n.day(day)} {i18n.weekday(day)}", *data, f"{day:%y%m%d}", NOTHING)
        for day in islice(school.hours.school_days_after(school.today(now)), DAYS_OFFERED)
    )
    other = b.ASK["other_day"].button(i18n.plain("hazards.button.other_day"), *data)
    return [*rows, *grid(days, 2), [other]]


def _weekday(at: datetime, view: RenderContext) -> str:
    return view.i18n.weekday(view.unit.school.hours.local(at).date())


def _levels(hazard: Hazard, view: RenderContext) -> Rows:
    """Another level; a lower one will ask why."""
    buttons = []
    for level in levels_of(view.unit.school):
        if level is hazard.level:
            continue
        label = short(level, view.i18n)
        if level.grave:
            buttons.append(_turn(label, hazard, f"law-{level.code}-again"))
        else:
            data = (hazard.id, hazard.version, level.code, NOTHING)
            buttons.append(b.REGRADE.button(label, *data))
    return grid(buttons, 2)


def _hand(hazard: Hazard, view: RenderContext, parts: Sequence[str]) -> Rows:
    start = int(parts[0]) if parts and parts[0].isdigit() else 0
    people = [one for one in people_for(hazard, view) if one is not hazard.assignee]
    shown = page_of(
        people, start, PEOPLE_ON_PAGE, lambda sign, to: _turn(sign, hazard, f"hand-{to}")
    )
    buttons = (
        b.HAND.button(one.called(view.i18n.language), hazard.id, hazard.version, one.id)
        for one in shown.items
    )
    return [*grid(buttons, 2), *shown.turns]


def _kinds(hazard: Hazard, view: RenderContext) -> Rows:
    buttons = (
        b.KIND.button(short(kind, view.i18n), hazard.id, hazard.version, kind.code)
        for kind in categories(view.unit.school)
    )
    return grid(buttons, 2)


def _later(hazard: Hazard, view: RenderContext) -> Rows:
    """The school days after the one that counts now."""
    school, i18n = view.unit.school, view.i18n
    due = max(hazard.due_at or view.unit.now, view.unit.now)
    first = school.hours.local(due).date()
    days = (
        b.EXTEND.button(
            f"{i18n.day(day)} {i18n.weekday(day)}", hazard.id, hazard.version, f"{day:%y%m%d}"
        )
        for day in islice(school.hours.school_days_after(first), DAYS_OFFERED)
    )
    return grid(days, 2)
