"""Who leaves, and who is away: nothing that they had in hand is left lying (practice.md §1.4)."""

from __future__ import annotations

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.transaction import Rows
from handlers.people import administration as admin
from models.cases.case import in_hand
from models.people import staff
from models.people.person import Person, Right
from models.reach import unreached

HAND_ALL = CallbackButton("people.hand_all", formerly="w_all")
GIVE_BACK = CallbackButton("people.give_back", formerly="w_back")
AWAY = CallbackButton("people.away", formerly="m_away")
STAND_IN = CallbackButton("people.stand_in", formerly="w_standin")


def _named(context: Context, at: int) -> Person:
    return context.row(Person, context.number(at))


def _others(person: Person, context: Context) -> list[tuple[Person, str]]:
    """All others who repair, called by name; whoever cannot be reached today says why."""
    i18n = context.i18n
    others = [one for one in context.school.with_right(Right.REPAIR) if one is not person]
    marks = unreached(others, context.school, context.now)
    return [
        (
            one,
            i18n.plain("unreached.named", who=one, why=i18n.plain(f"unreached.{marks[one]}"))
            if one in marks
            else i18n.show(one),
        )
        for one in others
    ]


async def off(update: Update, context: Context) -> None:
    """停用: at once, unless repairs are in hand; those are handed over in one tap first."""
    act = context.act()
    act.must(Right.ADMIN)
    person = _named(context, 0)
    left = in_hand(context.session, person)
    if not left:
        staff.switch_off(person, act)
        await admin.show_person(update, context, person)
        return
    i18n = context.i18n
    rows: Rows = [
        [HAND_ALL.button(i18n.plain("people.leaving.hand_all", who=name), person.id, other.id)]
        for other, name in _others(person, context)
    ]
    rows.append([GIVE_BACK.button(i18n.plain("people.leaving.give_back"), person.id)])
    rows.append([admin.PERSON.button(i18n.plain("button.back"), person.id)])
    text = i18n("people.leaving.in_hand", who=person.name, count=len(left))
    await context.edit_html(update, text, rows)


async def hand_all(update: Update, context: Context) -> None:
    """All that is in hand goes to one other person, and the person is switched off."""
    act, person, other = context.act(), _named(context, 0), _named(context, 1)
    act.must(Right.ADMIN)
    for case in in_hand(context.session, person):
        case.hand_over(act, other)
    staff.switch_off(person, act)
    await admin.show_person(update, context, person)


async def give_back(update: Update, context: Context) -> None:
    """All that is in hand goes back to those that nobody has, and the person is switched off."""
    act, person = context.act(), _named(context, 0)
    act.must(Right.ADMIN)
    for case in in_hand(context.session, person):
        case.release(act)
    staff.switch_off(person, act)
    await admin.show_person(update, context, person)


async def on(update: Update, context: Context) -> None:
    """启用: back in service."""
    act = context.act()
    person = _named(context, 0)
    staff.switch_on(person, act)
    await admin.show_person(update, context, person)


def away_label(context: Context) -> str:
    """今日不在, or 我回来了."""
    away = context.person.away(context.school.today(context.now))
    return context.i18n.plain("people.menu.away_end" if away else "people.menu.away")


async def away(update: Update, context: Context) -> None:
    """今日不在: who stands in? A second tap on another day ends it."""
    person = context.person
    context.act().must(Right.REPAIR)
    if person.away(context.school.today(context.now)):
        staff.be_away(person, context.act(), None, None)
        await context.say("people.leaving.back")
        return
    rows = [[STAND_IN.button(name, other.id)] for other, name in _others(person, context)]
    await context.say("people.leaving.who_stands_in", rows)


async def stand_in(update: Update, context: Context) -> None:
    """The name was pressed: new reports go there today."""
    other = _named(context, 0)
    today = context.school.today(context.now)
    staff.be_away(context.person, context.act(), today, other)
    context.unit.say(other, "people.leaving.you_stand_in", who=context.person, day=today)
    await context.say("people.leaving.away", who=other, day=today)


ENTRY: list[Handler] = [
    admin.OFF.handler(off),
    admin.ON.handler(on),
    HAND_ALL.handler(hand_all),
    GIVE_BACK.handler(give_back),
    AWAY.handler(away),
    STAND_IN.handler(stand_in),
]
