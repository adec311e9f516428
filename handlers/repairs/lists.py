"""What is open, for those who repair or give out the work, in the chat and on paper."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.feature import whoever_may
from bot.keyboards import page_of
from bot.listing import ON_A_PAGE, buttons, lines
from bot.transaction import Rendered
from handlers.repairs.buttons import SLIP
from models.base import Refused
from models.documents import DocumentOrder
from models.people.person import Person, Right
from models.repairs import Repair
from models.tickets import State
from models.tickets.lists import for_fixer, in_hand, open_before_break

TICKETS = CallbackButton("repairs.tickets", formerly="m_tickets")
TURN = CallbackButton("repairs.turn")
SHEET = CallbackButton("repairs.sheet", formerly="m_sheet")
SHEET_OF = CallbackButton("repairs.sheet_of", formerly="l_sheet")
SEES = whoever_may(Right.REPAIR, Right.DISPATCH, Right.OVERSEE)


def for_fixer_or_office(context: Context, person: Person) -> Sequence[Repair]:
    """All open reports for the office; for a fixer those he has or may take."""
    if person.may(Right.DISPATCH) or person.may(Right.OVERSEE):
        found = open_before_break(context.school, Repair)
    else:
        found = for_fixer(context.school, person, context.now, Repair)
    return sorted(found, key=lambda repair: repair.pressing)


def _page(context: Context, start: int) -> Rendered:
    if not SEES(context.person):
        raise Refused("right.repair")
    registry, i18n = context.unit.registry, context.i18n
    found = for_fixer_or_office(context, context.person)
    if not found:
        return Rendered(i18n("repairs.list.tickets_empty"))
    page = page_of(found, start, ON_A_PAGE, lambda sign, to: TURN.button(sign, to))
    head = i18n("repairs.list.tickets", count=len(found))
    text = head + "\n" + lines(page.items, registry, i18n, context.now)
    return Rendered(text, [*buttons(page.items, registry, i18n), *page.turns])


async def tickets(update: Update, context: Context) -> None:
    """/tickets: what is open, for those who repair or give out the work."""
    shown = _page(context, 0)
    await context.say_html(shown.text, shown.rows)


async def turn(update: Update, context: Context) -> None:
    """Turns a page of it."""
    shown = _page(context, context.number(0))
    await context.edit_html(update, shown.text, shown.rows)


async def slip(update: Update, context: Context) -> None:
    """维修单: the report on paper, made after the commit."""
    repair, act = context.find(Repair, context.number(0)), context.act()
    if repair.state != State.SIGNED:
        act.must(Right.DISPATCH)
    DocumentOrder.give(act, "slip", case=repair)
    context.toast("paper.coming")


async def sheet(update: Update, context: Context) -> None:
    """派工单: one's own; the office chooses whose."""
    act = context.act()
    if not context.person.may(Right.DISPATCH):
        act.must(Right.REPAIR)
        DocumentOrder.give(act, "sheet", worker=context.person)
        context.toast("paper.coming")
        return
    busy = [person for person in context.school.people if in_hand(context.school, person, Repair)]
    if not busy:
        await context.say("repairs.paper.nobody")
        return
    i18n, rows = context.i18n, []
    loads = {person: len(in_hand(context.school, person, Repair)) for person in busy}
    for person in busy:
        label = i18n.plain("repairs.paper.of", who=person, count=loads[person])
        rows.append([SHEET_OF.button(label, person.id)])
    await context.say("repairs.paper.whose", rows)


async def sheet_of(update: Update, context: Context) -> None:
    """The sheet of the worker whose name was pressed."""
    context.act().must(Right.DISPATCH)
    worker = context.row(Person, context.number(0))
    DocumentOrder.give(context.act(), "sheet", worker=worker)
    context.toast("paper.coming")


ENTRY: list[Handler] = [
    TICKETS.handler(tickets),
    TURN.handler(turn),
    SHEET.handler(sheet),
    SHEET_OF.handler(sheet_of),
    SLIP.handler(slip),
]
