"""What somebody says about a report that exists, without replying to its card.

an answer that was asked for ──► goes there at once
还是漏, a photo of it ──► 补充到那一张，还是另报一件？
什么时候来, 修好了吗 ──► how far it is, and until when
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
from telegram import Update

from bot import attachments, cards
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.drafts import show
from bot.listing import buttons
from bot.reading import Reading
from bot.transaction import Rows
from handlers.repairs.prompts import ask_for_result
from handlers.repairs.titles import state_label, title
from models.base import Refused
from models.cases import draft as drafts
from models.cases.draft import Draft, DraftState
from models.language import likeness
from models.places import Place
from models.repairs import Repair
from models.tickets import State, follow_up
from models.tickets.lists import for_fixer, in_hand, own_open

WHICH = "report.which"
MOST = 3
LATELY = timedelta(minutes=30)

ADD_TO = CallbackButton("repairs.add_to", formerly="addto")
ANEW = CallbackButton("repairs.anew", formerly="anew")
FINISH = CallbackButton("repairs.finish_with", formerly="finishwith")


def asked_of(context: Context) -> list[Repair]:
    """The reports that wait for this person's answer."""
    act = context.act()
    mine = own_open(context.school, context.person, Repair)
    return [repair for repair in mine if follow_up.is_waiting(repair, act)]


def is_another(repair: Repair, reading: Reading, context: Context, codes: Sequence[str]) -> bool:
    """Whether the words clearly speak of something else than this report: of other kinds of things,
    or of another place.
    """
    if codes and repair.category_code not in codes:
        return True
    sure = reading.places.sure
    if sure is None or repair.place is None:
        return False
    named = context.session.get_one(Place, sure)
    return repair.place not in named.path() and named not in repair.place.path()


def _rows(
    press: CallbackButton, lines: Sequence[tuple[str, Repair]], held: Draft, context: Context
) -> Rows:
    """A button for each report that may be meant, and one for a new report."""
    rows: Rows = [[press.button(label, repair.id, held.id)] for label, repair in lines]
    return [*rows, [ANEW.button(context.i18n.plain("repairs.talk.b_anew"), held.id)]]


async def ask_which(held: Draft, found: Sequence[Repair], context: Context) -> str:
    """For an open report, or a new one? (practice.md §4.3)"""
    lines = [
        (context.i18n.plain("repairs.talk.b_add_to", gist=_line(repair, context)), repair)
        for repair in found[:MOST]
    ]
    rows = _rows(ADD_TO, lines, held, context)
    context.ask(held=held.id, about=[repair.id for repair in found])
    await context.say("repairs.talk.add_or_anew", rows, words=_said(held, context))
    return WHICH


async def ask_finished(held: Draft, found: Sequence[Repair], context: Context) -> str:
    """修好了 from somebody with repairs in hand: which one? Or is it a report after all?"""
    lines = [
        (context.i18n.plain("repairs.talk.b_finish", gist=_line(repair, context)), repair)
        for repair in found
    ]
    rows = _rows(FINISH, lines, held, context)
    context.ask(held=held.id, finished=[repair.id for repair in found])
    await context.say("repairs.talk.which_finished", rows, words=_said(held, context))
    return WHICH


def finished_ones(reading: Reading, context: Context) -> list[Repair]:
    """What the person has in hand and may mean by 修好了, the place that was named first."""
    mine = in_hand(context.school, context.person, Repair)
    return sorted(mine, key=lambda one: one.place_id != reading.places.sure)[: MOST * 2]


def open_ones(reading: Reading, context: Context) -> list[Repair]:
    """What the person reported or has in hand, is not signed yet, and may be meant by these words;
    that of the same fault (还是漏: those that leak) and of the same place first.
    """
    school, person = context.school, context.person
    known = dict.fromkeys([*own_open(school, person, Repair), *in_hand(school, person, Repair)])
    things = reading.broken_things
    meant = [one for one in known if not is_another(one, reading, context, things)]
    return sorted(meant, key=lambda one: -likeness(reading.text, one.text))


async def say_none_open(context: Context) -> None:
    """There is nothing that it could be about."""
    await context.say("repairs.talk.nothing_open")


async def say_progress(found: Sequence[Repair], context: Context) -> None:
    """How far they are, and what was promised: a line for each."""
    i18n, registry = context.i18n, context.unit.registry
    shown = found[:MOST]
    lines = [_progress(repair, context) for repair in shown]
    await context.say_html("\n".join(lines), buttons(shown, registry, i18n))


def _progress(repair: Repair, context: Context) -> str:
    i18n, due = context.i18n, repair.due_at
    named = {"title": title(repair, i18n), "state": state_label(repair, i18n)}
    named["who"] = i18n.show(repair.assignee)
    if due is None or not repair.is_open or repair.paused_at is not None:
        return i18n("repairs.progress.now", **named)
    if due < context.now:
        return i18n("repairs.progress.late", until=due, **named)
    return i18n("repairs.progress.due", until=due, **named)


def given_to(context: Context) -> list[Repair]:
    """What the person was given and has not accepted yet."""
    mine = in_hand(context.school, context.person, Repair)
    return [repair for repair in mine if repair.state == State.ASSIGNED][:MOST]


def to_accept(context: Context) -> list[Repair]:
    """What the person was given, or may take, and has not accepted yet."""
    found = for_fixer(context.school, context.person, context.now, Repair)
    return [repair for repair in found if repair.state in (State.ASSIGNED, State.REPORTED)][:MOST]


def finished_lately(context: Context) -> list[Repair]:
    """What the person finished just now: one more picture of it may follow."""
    query = select(Repair).where(
        Repair.state == State.DONE,
        Repair.finished_by_id == context.person.id,
        Repair.state_at > context.now - LATELY,
    )
    return list(context.session.scalars(query.order_by(Repair.id.desc()).limit(MOST)).unique())


def own_in(states: frozenset[State], context: Context) -> list[Repair]:
    """The person's own reports that stand there, the newest first."""
    mine = own_open(context.school, context.person, Repair)
    return [repair for repair in mine if repair.state in states][:MOST]


def bring(found: Sequence[Repair], context: Context) -> None:
    """Brings the person's cards to the end of the chat, the newest last."""
    for repair in reversed(found):
        cards.show(context.unit, repair, context.person)


async def more(reading: Reading, held: Draft, context: Context) -> str:
    """More of what a button still waits for: all of it goes the same way."""
    data = context.dialogue.data
    if reading.text:
        drafts.add_text(held, context.act(), reading.text)
    attachments.keep(reading.message, context, held)
    if "finished" in data:
        found = [context.row(Repair, one) for one in data["finished"]]
        return await ask_finished(held, found, context)
    return await ask_which(held, [context.row(Repair, one) for one in data["about"]], context)


def held_open(reading: Reading, context: Context) -> Draft | None:
    """What a button still waits for, where the message is more of it."""
    if context.dialogue.state != WHICH:
        return None
    held = context.session.get(Draft, context.dialogue.data.get("held", 0))
    if held is None or held.state != DraftState.DRAFT or reading.is_small_talk:
        return None
    about_new = bool(reading.categories) or reading.places.sure is not None
    more_of_it = reading.is_follow_up and not reading.broken_things
    return None if about_new and not more_of_it else held


def _line(repair: Repair, context: Context) -> str:
    place = repair.place.short(context.i18n.language) if repair.place else ""
    return f"{place} {repair.gist}".strip()


def _said(held: Draft, context: Context) -> str:
    return held.text or context.i18n.plain("repairs.ask.see_photo")


def _held(context: Context, at: int) -> Draft:
    """What the button is about, if nothing was decided about it yet."""
    held = context.find(Draft, context.number(at))
    if held.state != DraftState.DRAFT:
        raise Refused("stale")
    return held


def _closed(held: Draft, context: Context) -> str | None:
    """The question is answered; another one that was opened since stays open."""
    return END if context.dialogue.data.get("held") == held.id else None


async def add_to(update: Update, context: Context) -> str | None:
    """The words are a comment on the open report, or the answer that it waits for."""
    repair, held = context.find(Repair, context.number(0)), _held(context, 1)
    event = follow_up.add(held, context.act(), repair, held.text)
    await context.answered(update)
    await context.say_heard(event)
    return _closed(held, context)


async def anew(update: Update, context: Context) -> str:
    """The words are a report of their own."""
    held = _held(context, 0)
    await context.answered(update)
    return show(held, context)


async def finished(update: Update, context: Context) -> str | None:
    """完成 of what is in hand, with the photo that came; without one it is asked for."""
    repair, held = context.find(Repair, context.number(0)), _held(context, 1)
    act = context.act()
    follow_up.take_up(repair, act)
    await context.answered(update)
    if any(photo.is_picture for photo in held.photos):
        follow_up.finish(held, act, repair)
        cards.show(context.unit, repair, context.person)
        return _closed(held, context)
    drafts.discard(held, act)
    context.seen = repair.version
    return await ask_for_result(repair, context)


ENTRY: list[Handler] = [
    ADD_TO.handler(add_to),
    ANEW.handler(anew),
    FINISH.handler(finished),
]
