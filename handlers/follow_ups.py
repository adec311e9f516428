"""What somebody says about a report that exists, without replying to its card.

an answer that was asked for ──► goes there at once
还是漏, 什么时候来, a photo of it ──► 补充到那一张，还是另报一件？
修好了, a photo without words ──► a fixer: 完成 which?  修好了 ──► the reporter: 验收
我去修 ──► a fixer: the cards with 接单
不用修了 ──► the card with 撤销 or 不用修了

What waits for a button is kept as a draft that has no card yet: nothing said is lost, and each
question knows its own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from telegram import Message, Update

from bot import cards
from bot.cards import Rows
from bot.context import Context
from bot.dialogue import END, Handler
from bot.presses import Press
from handlers import photos
from handlers.questions import ask_for_result
from handlers.reports import forwarded, show
from models.base import Refused
from models.guess import is_follow_up, is_small_talk, read_categories
from models.places import Place
from models.tickets import State, Ticket, drafting, follow_up
from models.tickets.lists import for_fixer, in_hand, own_open

WHICH = "report.which"
MOST = 3
LATELY = timedelta(minutes=30)

ADD_TO = Press("addto")
ANEW = Press("anew")
FINISH = Press("finishwith")


def asked_of(context: Context) -> list[Ticket]:
    """The reports that wait for this person's answer."""
    act = context.act()
    mine = own_open(context.school, context.person)
    return [ticket for ticket in mine if follow_up.is_waiting(ticket, act)]


def is_another(ticket: Ticket, words: str, context: Context) -> bool:
    """Whether the words clearly speak of something else than this report."""
    codes = read_categories(words, context.school.categories)
    if codes and ticket.category_code not in codes:
        return True
    sure = context.school.places.read(words).sure
    if sure is None or ticket.place is None:
        return False
    named = context.session.get_one(Place, sure)
    return ticket.place not in named.path() and named not in ticket.place.path()


def hold(message: Message, words: str, context: Context) -> Ticket:
    """Keeps what came until a button says what it belongs to."""
    # A file that is no picture is refused before anything is kept.
    photos.picture_in(message)
    held = drafting.start(context.act(), words)
    forwarded(message, held, context)
    context.session.flush()
    photos.keep(message, context, held)
    return held


def _rows(
    press: Press, lines: Sequence[tuple[str, Ticket]], held: Ticket, context: Context
) -> Rows:
    """A button for each report that may be meant, and one for a new report."""
    rows: Rows = [[press.button(label, ticket.id, held.id)] for label, ticket in lines]
    return [*rows, [ANEW.button(context.words.plain("draft.b_anew"), held.id)]]


async def ask_which(held: Ticket, found: Sequence[Ticket], context: Context) -> str:
    """For an open report, or a new one? (practice.md §4.3)"""
    lines = [
        (context.words.plain("draft.b_add_to", gist=_line(ticket, context)), ticket)
        for ticket in found[:MOST]
    ]
    rows = _rows(ADD_TO, lines, held, context)
    context.ask(held=held.id, about=[ticket.id for ticket in found])
    await context.say("draft.add_or_anew", rows, words=_said(held, context))
    return WHICH


async def ask_finished(held: Ticket, found: Sequence[Ticket], context: Context) -> str:
    """修好了 from somebody with repairs in hand: which one? Or is it a report after all?"""
    lines = [
        (context.words.plain("draft.b_finish", gist=_line(ticket, context)), ticket)
        for ticket in found
    ]
    rows = _rows(FINISH, lines, held, context)
    context.ask(held=held.id, finished=[ticket.id for ticket in found])
    await context.say("draft.which_finished", rows, words=_said(held, context))
    return WHICH


def finished_ones(words: str, context: Context) -> list[Ticket]:
    """What the person has in hand and may mean by 修好了, the place that was named first."""
    sure = context.school.places.read(words).sure
    mine = in_hand(context.school, context.person)
    return sorted(mine, key=lambda ticket: ticket.place_id != sure)[: MOST * 2]


def open_ones(context: Context) -> list[Ticket]:
    """What the person reported or has in hand, and is not signed yet."""
    school, person = context.school, context.person
    return list(dict.fromkeys([*own_open(school, person), *in_hand(school, person)]))


def given_to(context: Context) -> list[Ticket]:
    """What the person was given and has not accepted yet."""
    mine = in_hand(context.school, context.person)
    return [ticket for ticket in mine if ticket.state == State.ASSIGNED][:MOST]


def to_accept(context: Context) -> list[Ticket]:
    """What the person was given, or may take, and has not accepted yet."""
    found = for_fixer(context.school, context.person, context.now)
    return [ticket for ticket in found if ticket.state in (State.ASSIGNED, State.REPORTED)][:MOST]


def finished_lately(context: Context) -> list[Ticket]:
    """What the person finished just now: one more picture of it may follow."""
    query = select(Ticket).where(
        Ticket.state == State.DONE,
        Ticket.finished_by_id == context.person.id,
        Ticket.state_at > context.now - LATELY,
    )
    return list(context.session.scalars(query.order_by(Ticket.id.desc()).limit(MOST)).unique())


def own_in(states: frozenset[State], context: Context) -> list[Ticket]:
    """The person's own reports that stand there, the newest first."""
    mine = own_open(context.school, context.person)
    return [ticket for ticket in mine if ticket.state in states][:MOST]


def bring(found: Sequence[Ticket], context: Context) -> None:
    """Brings the person's cards to the end of the chat, the newest last."""
    for ticket in reversed(found):
        cards.show(context.unit, ticket, context.person)


async def more(message: Message, words: str, context: Context) -> str | None:
    """More of what a button still waits for: all of it goes the same way. Returns the state, or
    nothing where it is about something else.
    """
    data = context.dialogue.data
    held = context.session.get(Ticket, data.get("held", 0))
    if held is None or held.state != State.DRAFT or is_small_talk(words):
        return None
    reading = context.school.places.read(words)
    new = read_categories(words, context.school.categories) or reading.sure is not None
    if new and not is_follow_up(words):
        return None
    if words:
        drafting.add_words(held, context.act(), words)
    photos.keep(message, context, held)
    if "finished" in data:
        found = [context.row(Ticket, one) for one in data["finished"]]
        return await ask_finished(held, found, context)
    return await ask_which(held, [context.row(Ticket, one) for one in data["about"]], context)


def _line(ticket: Ticket, context: Context) -> str:
    place = ticket.place.short(context.words.language) if ticket.place else ""
    return f"{place} {ticket.gist}".strip()


def _said(held: Ticket, context: Context) -> str:
    return held.words or context.words.plain("ask.see_photo")


def _held(context: Context, at: int) -> Ticket:
    """What the button is about, if nothing was decided about it yet."""
    held = context.find(Ticket, context.number(at))
    if held.state != State.DRAFT:
        raise Refused("stale")
    return held


def _closed(held: Ticket, context: Context) -> str | None:
    """The question is answered; another one that was opened since stays open."""
    return END if context.dialogue.data.get("held") == held.id else None


async def add_to(update: Update, context: Context) -> str | None:
    """The words are a comment on the open report, or the answer that it waits for."""
    ticket, held = context.find(Ticket, context.number(0)), _held(context, 1)
    follow_up.add(held, context.act(), ticket, held.words)
    await context.say("comment.added")
    return _closed(held, context)


async def anew(update: Update, context: Context) -> str:
    """The words are a report of their own."""
    return await show(_held(context, 0), context)


async def finished(update: Update, context: Context) -> str | None:
    """完成 of what is in hand, with the photo that came; without one it is asked for."""
    ticket, held = context.find(Ticket, context.number(0)), _held(context, 1)
    act = context.act()
    follow_up.take_up(ticket, act)
    if any(photo.is_picture for photo in held.photos):
        follow_up.finish(held, act, ticket)
        cards.show(context.unit, ticket, context.person, "costs")
        return _closed(held, context)
    drafting.discard(held, act)
    context.seen = ticket.version
    return await ask_for_result(ticket, context)


ENTRY: list[Handler] = [
    ADD_TO.handler(add_to),
    ANEW.handler(anew),
    FINISH.handler(finished),
]
