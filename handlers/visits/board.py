"""/inside: who is in, who is expected, who has left; each line with only its next step."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.dialogue import Handler
from bot.keyboards import page_of
from bot.listing import SHOW
from bot.transaction import Rendered
from handlers.visits.buttons import BOARD, OUT
from handlers.visits.card import title
from handlers.visits.passes import ADMIT
from handlers.visits.safety import ROLL
from models.base import Refused
from models.people.person import Right
from models.visits.expected import Expected, expected_today
from models.visits.inside import inside, leave, left_today, may_see_board
from models.visits.states import State
from models.visits.visit import Visit

ON_A_PAGE = 8
PARTS = ("inside", "expected", "left")


def page(context: Context, part: str, start: int) -> Rendered:
    """One part of the board, from this line on."""
    if not may_see_board(context.person):
        raise Refused("right.guard")
    i18n, school = context.i18n, context.school
    parts: dict[str, Sequence[Visit | Expected]] = {
        "inside": inside(school),
        "expected": expected_today(school, context.now),
        "left": left_today(school, context.now),
    }
    found = parts[part]
    counts = {name: sum(map(_people, every)) for name, every in parts.items()}
    shown = page_of(found, start, ON_A_PAGE, lambda sign, to: BOARD.button(sign, part, to))
    lines = [i18n("visits.board.head", at=i18n.clock(context.now), **counts), ""]
    registry = context.unit.registry
    for visit in shown.items:
        card, why = registry.card(visit), i18n.show(visit.purpose)
        parts_of = (card.title(visit, i18n), why, card.stands(visit, i18n, context.now))
        lines.append(i18n("visits.board.line", line=" ".join(filter(None, parts_of))))
    if not found:
        lines.append(i18n(f"visits.board.none_{part}"))
    rows = [[_next(visit, context, part, start)] for visit in shown.items if part != "left"]
    tabs = [
        BOARD.button(i18n.plain(f"visits.board.{name}", count=counts[name]), name, 0)
        for name in PARTS
        if name != part
    ]
    if part == "inside" and found:
        tabs.append(ROLL.button(i18n.plain("visits.button.roll")))
    return Rendered("\n".join(lines), [*rows, *shown.turns, tabs])


def _people(one: Visit | Expected) -> int:
    return one.missing if isinstance(one, Expected) else one.people


def _next(visit: Visit | Expected, context: Context, part: str, start: int) -> InlineKeyboardButton:
    i18n = context.i18n
    if isinstance(visit, Expected):
        if len(visit.names) == 1 and context.person.may(Right.GUARD):
            label = i18n.plain("visits.button.admit", name=visit.names[0])
            return ADMIT.button(label, visit.id, 0)
        return SHOW.button(context.unit.registry.card(visit).title(visit, i18n), visit.id)
    if visit.state == State.INSIDE:
        label = i18n.plain("visits.button.leave_of", title=title(visit, i18n))
        return OUT.button(label, visit.id, part, start)
    return SHOW.button(i18n.plain("visits.button.waits_of", title=title(visit, i18n)), visit.id)


async def board(update: Update, context: Context) -> None:
    """/inside: the board, with who is in turned up."""
    shown = page(context, "inside", 0)
    await context.say_html(shown.text, shown.rows)


async def turn(update: Update, context: Context) -> None:
    """Another part or page of the board; from any other message a board of its own."""
    part, start = context.part(0), context.number(1)
    if part not in PARTS:
        raise Refused("stale")
    shown = page(context, part, start)
    await context.edit_html(update, shown.text, shown.rows)


async def out(update: Update, context: Context) -> None:
    """离校, on the board: the line goes over to those who have left."""
    visit = context.find(Visit, context.number(0))
    leave(visit, context.act())
    context.session.flush()
    part = context.part(1)
    shown = page(context, part if part in PARTS else "inside", context.number(2))
    await context.edit_html(update, shown.text, shown.rows)
    context.toast("visits.done.leave")


ENTRY: list[Handler] = [BOARD.handler(turn), OUT.handler(out)]
