"""Calls for help: whom to call first, who has been rung, who comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from telegram import Update

from bot import attachments, cards
from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton
from bot.context import Context
from bot.feature import Feature
from bot.i18n import I18n
from bot.reading import Offer, Reading, Sure
from bot.timeline import sentence
from bot.transaction import CardKind, RenderContext, Rendered, Rows
from models import help_calls
from models.help_calls import FIRST, NOBODY_COMES, HelpCall, State
from models.language import says_broken
from models.people.person import Person
from models.places import Place

GO = CallbackButton("help_calls.go", style=PRIMARY)
CANNOT = CallbackButton("help_calls.cannot")
OVER = CallbackButton("help_calls.over", style=SUCCESS)
CALL_OFF = CallbackButton("help_calls.call_off", style=DANGER)
RECORD = CallbackButton("help_calls.record")


def title(call: HelpCall, i18n: I18n, *, under_building: bool = False) -> str:
    """What happened, and where."""
    place = call.place.short(i18n.language) if call.place else ""
    return f"{place} {i18n.plain(f'help_calls.what.{call.matter}')}".strip()


def stands(call: HelpCall, i18n: I18n, now: datetime) -> str:
    """Whether somebody comes."""
    return i18n.plain(f"help_calls.state.{call.state}", who=call.going)


def render(call: HelpCall, view: RenderContext) -> Rendered:
    """The call as its caller, or somebody who was rung, sees it: the numbers to call first."""
    i18n = view.i18n
    mine = view.person is call.caller
    lines = []
    if view.news is not None:
        lines += [sentence(view.news, i18n, "news"), ""]
    lines.append(i18n("help_calls.title", title=title(call, i18n)))
    if call.state != State.OVER:
        lines = [i18n(f"help_calls.first.{call.matter}"), *_whom(call, view), "", *lines]
    if not mine:
        later = (one for one in call.events if one.kind == "comment" and one.by is call.caller)
        words = "\n".join(filter(None, (call.text, *(one.data["words"] for one in later))))
        lines.append(i18n("help_calls.words", who=call.caller, words=words))
    lines.append(_how_it_stands(call, view))
    if call.number is not None:
        lines.append(i18n("help_calls.number", number=call.number))
    return Rendered("\n".join(lines), _rows(call, view, mine=mine))


def _whom(call: HelpCall, view: RenderContext) -> list[str]:
    """Whom of the school to call, with the numbers that the school has entered."""
    people = [one for one in FIRST[call.matter](view.unit.school) if one is not view.person]
    if not people:
        return []
    i18n = view.i18n
    named = (f"{one.called(i18n.language)} {one.phone}".rstrip() for one in people)
    return [i18n("help_calls.whom", people=i18n.list(named))]


def _how_it_stands(call: HelpCall, view: RenderContext) -> str:
    if call.state != State.CALLED:
        return view.i18n(f"help_calls.stands.{call.state}", who=call.going)
    people = [view.unit.session.get_one(Person, one) for one in call.rung]
    return view.i18n("help_calls.stands.called" if people else "help_calls.nobody", who=people)


def _rows(call: HelpCall, view: RenderContext, *, mine: bool) -> Rows:
    """What this person can press now."""
    i18n = view.i18n
    rows: Rows = []
    if call.state != State.OVER and not mine and view.person not in call.going:
        go = [GO.button(i18n.plain("help_calls.b_go"), call.id)]
        if call.state == State.CALLED:
            go.append(CANNOT.button(i18n.plain("help_calls.b_cannot"), call.id))
        rows.append(go)
    if call.number is None:
        rows.append([RECORD.button(i18n.plain("help_calls.b_record"), call.id)])
    if call.state != State.OVER:
        end, key = (CALL_OFF, "b_call_off") if mine else (OVER, "b_over")
        rows.append([end.button(i18n.plain(f"help_calls.{key}"), call.id)])
    return rows


async def called(reading: Reading, context: Context) -> None:
    """Rings whoever can help, and says whom to call and who was rung. Said again, it is more of the
    same call.
    """
    matter, act = reading.matter, context.act()
    assert matter is not None
    _ = reading.picture
    call = help_calls.under_way(context.school, context.person, context.now)
    if call is not None and call.matter == matter.name:
        await more(reading, call, context)
        return
    where = reading.places.sure
    place = context.session.get_one(Place, where) if where else None
    call = help_calls.call_for_help(act, matter.name, reading.text, place)
    context.session.flush()
    attachments.keep(reading.message, context, call, call.events[0])
    cards.show(context.unit, call, context.person)


async def more(reading: Reading, call: HelpCall, context: Context) -> None:
    """More about the call: those who were rung hear it."""
    _ = reading.picture
    event = help_calls.say_more(call, context.act(), reading.text)
    context.session.flush()
    attachments.keep(reading.message, context, call, event)
    await context.say_heard(event)


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """What somebody says right after a call is about it, unless something is broken."""
    broken = reading.danger or (reading.categories and says_broken(reading.text))
    if broken or reading.is_small_talk or reading.draft:
        return
    call = help_calls.under_way(context.school, context.person, context.now)
    if call is not None:
        yield Offer(Sure.CERTAIN, partial(more, reading, call, context))


async def go(update: Update, context: Context) -> None:
    """我去."""
    call = context.case(HelpCall)
    help_calls.go(call, context.act())
    context.toast("help_calls.told", who=call.caller)


async def cannot(update: Update, context: Context) -> None:
    """去不了: the next are rung."""
    call = context.case(HelpCall)
    event = help_calls.cannot(call, context.act())
    await context.say("help_calls.next_rung", who=context.heard(event))


async def over(update: Update, context: Context) -> None:
    """处理好了, or 不用来了."""
    help_calls.end(context.case(HelpCall), context.act())


async def recorded(update: Update, context: Context) -> None:
    """这里先记一条情况."""
    call = context.case(HelpCall)
    event = help_calls.record(call, context.act())
    heard = context.heard(event)
    await context.say("help_calls.recorded", number=call.number, who=heard)


FEATURE = Feature(
    "help_calls",
    entry=(
        GO.handler(go),
        CANNOT.handler(cannot),
        OVER.handler(over),
        CALL_OFF.handler(over),
        RECORD.handler(recorded),
    ),
    offers=offers,
    matters=dict.fromkeys(FIRST, called),
    cards=(CardKind(HelpCall, render, title, stands),),
    due=(NOBODY_COMES,),
    mine=help_calls.recorded_by,
)
