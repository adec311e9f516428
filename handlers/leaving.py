"""Who leaves, and who is away: nothing that they had in hand is left lying (practice.md §1.4)."""

from __future__ import annotations

from telegram import Update

from bot.cards import Rows
from bot.context import Context
from bot.dialogue import Handler
from bot.presses import Press
from handlers import admin, menu
from models.base import Refused
from models.people import Person, Right
from models.tickets import work
from models.tickets.lists import in_hand

HAND_ALL = Press("w_all")
GIVE_BACK = Press("w_back")
STAND_IN = Press("w_standin")
MOST = 12


def _named(context: Context, at: int) -> Person:
    person = context.row(Person, context.number(at))
    if person is None:
        raise Refused("ticket.not_found")
    return person


async def off(update: Update, context: Context) -> None:
    """停用: at once, unless repairs are in hand; those are handed over in one tap first."""
    act = context.act()
    act.must(Right.ADMIN)
    person = _named(context, 0)
    left = in_hand(context.school, person)
    if not left:
        person.switch_off(act)
        await admin.show_person(update, context, person)
        return
    words = context.words
    rows: Rows = [
        [HAND_ALL.button(words.plain("leaving.hand_all", who=other), person.id, other.id)]
        for other in context.school.with_right(Right.REPAIR)
        if other is not person
    ][:MOST]
    rows.append([GIVE_BACK.button(words.plain("leaving.give_back"), person.id)])
    rows.append([admin.PERSON.button(words.plain("button.back"), person.id)])
    text = words("leaving.in_hand", who=person.name, count=len(left))
    await context.edit_html(update, text, rows)


async def hand_all(update: Update, context: Context) -> None:
    """All that is in hand goes to one other person, and the person is switched off."""
    act, person, other = context.act(), _named(context, 0), _named(context, 1)
    act.must(Right.ADMIN)
    for ticket in in_hand(context.school, person):
        work.hand_over(ticket, act, other)
    person.switch_off(act)
    await admin.show_person(update, context, person)


async def give_back(update: Update, context: Context) -> None:
    """All that is in hand goes back to those that nobody has, and the person is switched off."""
    act, person = context.act(), _named(context, 0)
    act.must(Right.ADMIN)
    for ticket in in_hand(context.school, person):
        work.release(ticket, act)
    person.switch_off(act)
    await admin.show_person(update, context, person)


async def on(update: Update, context: Context) -> None:
    """启用: back in service."""
    act = context.act()
    person = _named(context, 0)
    person.switch_on(act)
    await admin.show_person(update, context, person)


async def away(update: Update, context: Context) -> None:
    """今日不在: who stands in? A second tap on another day ends it."""
    person = context.person
    context.act().must(Right.REPAIR)
    if person.away(context.school.today(context.now)):
        person.be_away(context.act(), None, None)
        await context.say("leaving.back")
        return
    rows = [
        [STAND_IN.button(other.called(context.words.language), other.id)]
        for other in context.school.with_right(Right.REPAIR)
        if other is not person
    ][:MOST]
    await context.say("leaving.who_stands_in", rows)


async def stand_in(update: Update, context: Context) -> None:
    """The name was pressed: new reports go there today."""
    other = _named(context, 0)
    today = context.school.today(context.now)
    context.person.be_away(context.act(), today, other)
    context.unit.say(other, "leaving.you_stand_in", who=context.person, day=today)
    await context.say("leaving.away", who=other, day=today)


ENTRY: list[Handler] = [
    admin.OFF.handler(off),
    admin.ON.handler(on),
    HAND_ALL.handler(hand_all),
    GIVE_BACK.handler(give_back),
    menu.AWAY.handler(away),
    STAND_IN.handler(stand_in),
]
