"""Looking things up: /my, /tickets, /find, and the lists that the clock sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from telegram import Update

from bot import cards
from bot.cards import Face, Rows, View
from bot.context import Context
from bot.dialogue import Handler
from bot.presses import Press
from bot.words import Words, tidy
from handlers import menu
from handlers.ticket_buttons import SLIP
from handlers.ticket_words import state_label, title
from models.base import Refused
from models.cases import Event
from models.papers import PaperOrder
from models.people import Person, Right
from models.places import Place
from models.tickets import State, Ticket
from models.tickets.lists import for_fixer, in_hand, open_before_break, own, together
from models.tickets.search import MOST as MOST_FOUND
from models.tickets.search import find

OPEN_ONE = Press("l_show")
TURN = Press("l_turn")
LEAF = Press("l_leaf")
SHEET_OF = Press("l_sheet")

ON_A_PAGE = 8
# A list that the clock sends is read on the way through the school, as one paper where it fits.
SENT_ON_A_PAGE = 16
LONGEST = 60
LISTS = ("morning", "before_break", "late.accept", "late.assignee", "late.office", "late.leader",
         "sign.0", "sign.1", "sign.instead", "wait.day")  # fmt: skip


def lines(
    tickets: Sequence[Ticket], words: Words, now: datetime, *, by_building: bool = False
) -> str:
    """One line for each report; those of a building under its name, where they come sorted."""
    shown = []
    above: Place | None = None
    for ticket in tickets:
        here = ticket.place.building() if by_building and ticket.place else None
        if here is not None and here is not above:
            shown.append(words("list.building", building=here.name(words.language)))
        above = here
        name = title(ticket, words, under_building=here is not None)
        shown.append(
            words(
                "list.line_alarming" if ticket.alarming else "list.line",
                number=ticket.number,
                title=name,
                stands=_stands(ticket, words, now),
            )
        )
    return "\n".join(shown)


def _stands(ticket: Ticket, words: Words, now: datetime) -> str:
    """Where it stands, with whom, and until when; what is late says so."""
    due = ticket.due_at if ticket.is_open and ticket.paused_at is None else None
    until = words.plain("list.overdue", due=due) if due and due < now else words.show(due)
    return " ".join(filter(None, (state_label(ticket, words), words.show(ticket.assignee), until)))


def buttons(tickets: Sequence[Ticket], words: Words) -> Rows:
    """A button for each report, which brings its card."""
    return [[OPEN_ONE.button(title(ticket, words), ticket.id)] for ticket in tickets]


def _page(context: Context, kind: str, start: int) -> tuple[str, Rows]:
    person, words = context.person, context.words
    tickets = list(
        own(context.school, person) if kind == "my" else for_fixer_or_office(context, person)
    )
    if not tickets:
        return words(f"list.{kind}_empty"), []
    shown = tickets[start : start + ON_A_PAGE]
    head = words(f"list.{kind}", count=len(tickets))
    text = head + "\n" + lines(shown, words, context.now, by_building=kind == "tickets")
    rows = buttons(shown, words)
    return text, [*rows, *_turns(TURN, kind, start, len(tickets), ON_A_PAGE)]


def _turns(press: Press, of: object, start: int, count: int, page: int) -> Rows:
    """The way to the page before and to the next, where there is one."""
    turn = []
    if start:
        turn.append(press.button("‹", of, max(0, start - page)))
    if start + page < count:
        turn.append(press.button("›", of, start + page))
    return [turn] if turn else []


def for_fixer_or_office(context: Context, person: Person) -> Sequence[Ticket]:
    """All open reports for the office; for a fixer those he has or may take."""
    if person.may(Right.DISPATCH) or person.may(Right.OVERSEE):
        return open_before_break(context.school)
    return together(for_fixer(context.school, person, context.now))


async def my(update: Update, context: Context) -> None:
    """/my: what I reported or joined."""
    text, rows = _page(context, "my", 0)
    await context.say_html(text, rows)


async def tickets(update: Update, context: Context) -> None:
    """/tickets: what is open, for those who repair or give out the work."""
    person = context.person
    if not any(person.may(right) for right in (Right.REPAIR, Right.DISPATCH, Right.OVERSEE)):
        raise Refused("right.repair")
    text, rows = _page(context, "tickets", 0)
    await context.say_html(text, rows)


async def turn(update: Update, context: Context) -> None:
    """Turns a page of a list."""
    kind, start = context.part(0), context.number(1)
    if kind == "find":
        text, rows = _found(context, _looked_for(update), start)
    else:
        text, rows = _page(context, "my" if kind == "my" else "tickets", start)
    await context.edit_html(update, text, rows)


async def look_up(update: Update, context: Context) -> None:
    """/find 260916-02, 张三, 三楼男厕, 昨天."""
    text = tidy(" ".join(context.args or []))
    if not text:
        await context.say("list.find_how")
        return
    found, rows = _found(context, text[:LONGEST], 0)
    await context.say_html(found, rows)


def _found(context: Context, text: str, start: int) -> tuple[str, Rows]:
    """One page of what was found, the newest first."""
    words = context.words
    found = find(context.school, context.person, text, context.now)
    if not found:
        return words("list.find_empty", text=text), []
    key = "list.find" if len(found) < MOST_FOUND else "list.find_many"
    shown = found[start : start + ON_A_PAGE]
    rows = [*buttons(shown, words), *_turns(TURN, "find", start, len(found), ON_A_PAGE)]
    return words(key, text=text, count=len(found)) + "\n" + lines(shown, words, context.now), rows


def _looked_for(update: Update) -> str:
    """What was looked for stands in quotes in the first line; it may be too long for a button."""
    message = update.callback_query and update.callback_query.message
    head = (getattr(message, "text", None) or "").partition("\n")[0]
    text = head.partition("“")[2].rpartition("”")[0]
    if not text:
        raise Refused("stale")
    return str(text)


async def open_one(update: Update, context: Context) -> None:
    """Brings the card of the report to the end of the chat."""
    ticket = context.find(Ticket, context.number(0))
    cards.show(context.unit, ticket, context.person)


async def slip(update: Update, context: Context) -> None:
    """维修单: the report on paper, made after the commit."""
    ticket, act = context.find(Ticket, context.number(0)), context.act()
    if ticket.state != State.SIGNED:
        act.must(Right.DISPATCH)
    PaperOrder.give(act, "slip", case=ticket)
    context.toast("paper.coming")


async def sheet(update: Update, context: Context) -> None:
    """派工单: one's own; the office chooses whose."""
    act = context.act()
    if not context.person.may(Right.DISPATCH):
        act.must(Right.REPAIR)
        PaperOrder.give(act, "sheet", worker=context.person)
        context.toast("paper.coming")
        return
    busy = [person for person in context.school.people if in_hand(context.school, person)]
    if not busy:
        await context.say("paper.nobody")
        return
    rows = [
        [
            SHEET_OF.button(
                context.words.plain(
                    "page.person", who=person, count=len(in_hand(context.school, person))
                ),
                person.id,
            )
        ]
        for person in busy
    ]
    await context.say("paper.whose", rows)


async def sheet_of(update: Update, context: Context) -> None:
    """The sheet of the worker whose name was pressed."""
    context.act().must(Right.DISPATCH)
    worker = context.row(Person, context.number(0))
    PaperOrder.give(context.act(), "sheet", worker=worker)
    context.toast("paper.coming")


def list_face(event: Event, view: View) -> Face:
    """A list that the clock sends."""
    return Face(*_leaf(event, view, 0))


def _leaf(event: Event, view: View, start: int) -> tuple[str, Rows]:
    """One page of it, as the reports stand now."""
    ids = event.data["cases"]
    found = together(
        [ticket for case_id in ids if (ticket := view.unit.session.get(Ticket, case_id))]
    )
    key = event.kind.removesuffix(".list")
    empty = view.words(f"list.{key}_none") if not found else ""
    head = view.words(f"list.{key}", count=len(found))
    shown = found[start : start + SENT_ON_A_PAGE]
    text = lines(shown, view.words, view.unit.now, by_building=True)
    turns = _turns(LEAF, event.id, start, len(found), SENT_ON_A_PAGE)
    return f"{head}\n{empty}{text}", [*buttons(shown, view.words), *turns]


async def leaf(update: Update, context: Context) -> None:
    """Turns a page of a list that the clock sent to this person."""
    event, start = context.row(Event, context.number(0)), context.number(1)
    if context.person.id not in event.tell or "cases" not in event.data:
        raise Refused("stale")
    view = View(context.unit, context.person, context.words)
    await context.edit_html(update, *_leaf(event, view, start))


for _kind in LISTS:
    cards.register_list(_kind if "." not in _kind else f"{_kind}.list", list_face)

ENTRY: list[Handler] = [
    menu.command("my", my),
    menu.command("tickets", tickets),
    menu.command("find", look_up),
    menu.MY.handler(my),
    menu.TICKETS.handler(tickets),
    menu.SHEET.handler(sheet),
    SHEET_OF.handler(sheet_of),
    OPEN_ONE.handler(open_one),
    TURN.handler(turn),
    LEAF.handler(leaf),
    SLIP.handler(slip),
]
