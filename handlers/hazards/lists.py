"""What is open: mine to put right, mine to look at again, not graded, overdue, by level."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.feature import whoever_may
from bot.keyboards import page_of
from bot.listing import LEDGER, ON_A_PAGE, buttons, lines
from bot.transaction import Rendered, Rows
from handlers.hazards.buttons import RISKS
from handlers.hazards.titles import short
from models.base import Refused
from models.hazards import Hazard
from models.hazards import lists as queries
from models.hazards.levels import levels_of
from models.people.person import Right

# hazards.list:<which>:<start>; of a level, its code.
LIST = CallbackButton("hazards.list")
TURN = CallbackButton("hazards.turn")
SEES_ALL = whoever_may(Right.SAFETY, Right.DISPATCH, Right.OVERSEE)
WHICH = ("fix", "check", "grade", "delayed", "all")


def of_person(context: Context) -> dict[str, list[Hazard]]:
    """Every list that this person has something on."""
    person, school, now = context.person, context.school, context.now
    every = queries.every_open(school)
    found = {
        "fix": queries.to_fix(every, person),
        "check": queries.to_check(every, person, school, now),
    }
    if SEES_ALL(person):
        found["grade"] = queries.to_grade(every)
        found["delayed"] = queries.overdue(every, now)
        found["all"] = list(every)
    return {name: cases for name, cases in found.items() if cases}


def list_rows(context: Context) -> Rows:
    """A button for each of the lists, with how much is on it, and the ledger."""
    i18n = context.i18n
    rows = [
        [LIST.button(i18n.plain(f"hazards.list.b_{name}", count=len(cases)), name, 0)]
        for name, cases in of_person(context).items()
    ]
    if SEES_ALL(context.person):
        rows.append([LEDGER.button(i18n.plain("hazards.list.b_ledger"), "hazards")])
        rows.append([RISKS.button(i18n.plain("hazards.list.b_risks"))])
    return rows


def _page(context: Context, name: str, start: int) -> Rendered:
    i18n, registry = context.i18n, context.unit.registry
    level = next((one for one in levels_of(context.school) if one.code == name), None)
    if name not in WHICH and level is None:
        raise Refused("stale")
    if name not in ("fix", "check") and not SEES_ALL(context.person):
        raise Refused("right.oversee")
    lists = of_person(context)
    found: Sequence[Hazard] = lists.get("all" if level else name, [])
    if level is not None:
        found = [one for one in found if one.level is level]
        head = i18n("hazards.list.of_level", level=short(level, i18n), count=len(found))
    else:
        head = i18n(f"hazards.list.{name}", count=len(found))
    if not found:
        return Rendered(f"{head}\n{i18n('hazards.list.none')}")
    page = page_of(found, start, ON_A_PAGE, lambda sign, to: TURN.button(sign, name, to))
    text = f"{head}\n{lines(page.items, registry, i18n, context.now)}"
    rows = [*buttons(page.items, registry, i18n), *page.turns]
    if name == "all":
        rows.append(_by_level(context, found))
    return Rendered(text, rows)


def _by_level(context: Context, found: Sequence[Hazard]) -> list[InlineKeyboardButton]:
    rows = []
    for level in levels_of(context.school):
        count = sum(one.level is level for one in found)
        if count:
            label = f"{short(level, context.i18n)} {count}"
            rows.append(LIST.button(label, level.code, 0))
    return rows


async def show(update: Update, context: Context) -> None:
    """The list whose button was pressed, as a message of its own."""
    shown = _page(context, context.part(0), context.number(1))
    await context.say_html(shown.text, shown.rows)


async def turn(update: Update, context: Context) -> None:
    """Turns a page of it."""
    shown = _page(context, context.part(0), context.number(1))
    await context.edit_html(update, shown.text, shown.rows)


ENTRY: list[Handler] = [LIST.handler(show), TURN.handler(turn)]
