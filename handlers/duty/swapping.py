"""/swap: which of my shifts, whom to ask, and what those who were asked press."""

from __future__ import annotations

from datetime import datetime, timedelta

from telegram import Update

from bot import cards
from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.i18n import I18n
from bot.keyboards import grid
from bot.timeline import gathered, how_often, sentence
from bot.transaction import RenderContext, Rendered, Rows
from handlers.duty import buttons as b
from models.duty.roster import Post
from models.duty.shifts import candidates, of_person, shifts
from models.duty.swap import State, Swap, accept, ask, refuse, withdraw
from models.people.person import Person

SWAP = b.SWAP
# Whom to ask for a shift: duty.whom:<day>:<post>.
WHOM = CallbackButton("duty.whom")
# duty.ask:<day>:<post>:<person, or 0 for all who could>.
ASK = CallbackButton("duty.ask", style=PRIMARY)
TAKE = CallbackButton("duty.take", style=SUCCESS)
REFUSE = CallbackButton("duty.refuse")
WITHDRAW = CallbackButton("duty.withdraw", style=DANGER)
AHEAD = timedelta(days=14)
STEPS_SHOWN = 3


def title(swap: Swap, i18n: I18n, *, under_building: bool = False) -> str:
    """换班 9月24日 周四 行政值班."""
    return i18n.plain(
        "duty.swap_title", day=swap.day, weekday=i18n.weekday(swap.day), post=swap.post
    )


def stands(swap: Swap, i18n: I18n, now: datetime) -> str:
    """Whether somebody has taken it."""
    return i18n.plain(f"duty.swap_state.{swap.state}", who=swap.taker or "")


def render(swap: Swap, view: RenderContext) -> Rendered:
    """The card of a request."""
    i18n, person, session = view.i18n, view.person, view.unit.session
    lines = [f"<b>{sentence(view.news, i18n, 'news')}</b>", ""] if view.news else []
    lines.append(i18n("duty.swap_card", title=title(swap, i18n)))
    lines.append(i18n("duty.swap_who", who=swap.asker))
    if swap.state == State.OPEN:
        waiting = [session.get_one(Person, one) for one in swap.waits_for()]
        lines.append(i18n("duty.swap_waiting" if waiting else "duty.swap_nobody", people=waiting))
    else:
        lines.append(stands(swap, i18n, view.unit.now))
    steps = gathered(swap.events)[-STEPS_SHOWN:]
    lines += [f"{i18n.show(one.at)} {how_often(one, times, i18n)}" for one, times in steps]
    lines.append(i18n("duty.swap_foot", number=swap.number))
    rows: Rows = []
    if swap.state == State.OPEN and person.id in swap.waits_for():
        rows.append(
            [
                TAKE.button(i18n.plain("duty.b_take"), swap.id, swap.version),
                REFUSE.button(i18n.plain("duty.b_refuse"), swap.id),
            ]
        )
    if swap.state == State.OPEN and person is swap.asker:
        more = WHOM.button(i18n.plain("duty.b_more"), f"{swap.day:%y%m%d}", swap.post_code)
        stop = WITHDRAW.button(i18n.plain("duty.b_withdraw"), swap.id, swap.version)
        rows.append([more, stop])
    return Rendered("\n".join(lines), rows)


async def swap(update: Update, context: Context) -> None:
    """/swap: which of my shifts?"""
    i18n, school = context.i18n, context.school
    today = school.today(context.now)
    mine = [
        one
        for one in of_person(shifts(school, today, today + AHEAD), context.person)
        if one.starts_at > context.now
    ]
    if not mine:
        await context.say("duty.swap_none")
        return
    buttons = (
        WHOM.button(
            i18n.plain("duty.b_shift", day=one.day, weekday=i18n.weekday(one.day), post=one.post),
            f"{one.day:%y%m%d}",
            one.post.code,
        )
        for one in mine
    )
    await context.say("duty.swap_which", grid(buttons, 1))


async def whom(update: Update, context: Context) -> None:
    """Ask one, or all who could: those who had it least often first."""
    i18n, day, post = context.i18n, context.day(0), context.row(Post, context.part(1))
    here = (f"{day:%y%m%d}", post.code)
    able = candidates(context.school, post, day, context.now)
    one_by_one = (
        ASK.button(i18n.plain("duty.candidate", who=one, count=count), *here, one.id)
        for one, count in able
    )
    rows = grid(one_by_one, 2)
    if len(able) > 1:
        rows.append([ASK.button(i18n.plain("duty.b_all", count=len(able)), *here, 0)])
    key = "duty.swap_whom" if able else "duty.nobody_free"
    await context.say(key, rows, post=post, day=day, weekday=i18n.weekday(day))


async def asked(update: Update, context: Context) -> None:
    """They are rung; the shift is still one's own until somebody says yes."""
    day, post = context.day(0), context.row(Post, context.part(1))
    person_id = context.number(2)
    able = [person for person, _ in candidates(context.school, post, day, context.now)]
    of = [one for one in able if not person_id or one.id == person_id]
    found = ask(context.act(), post, day, of)
    await context.edit_html(update, context.i18n("duty.swap_asked", people=of), [])
    cards.show(context.unit, found, context.person)


async def taken(update: Update, context: Context) -> None:
    """我来值."""
    found = context.pressed(update, Swap)
    accept(found, context.act())
    context.turn(found)
    context.toast("duty.swap_yours", day=found.day)


async def refused(update: Update, context: Context) -> None:
    """不方便."""
    found = context.pressed(update, Swap)
    refuse(found, context.act())
    context.turn(found)
    context.toast("duty.swap_noted")


async def withdrawn(update: Update, context: Context) -> None:
    """不换了."""
    found = context.pressed(update, Swap)
    withdraw(found, context.act())
    context.turn(found)


ENTRY: list[Handler] = [
    SWAP.handler(swap),
    WHOM.handler(whom),
    ASK.handler(asked),
    TAKE.handler(taken),
    REFUSE.handler(refused),
    WITHDRAW.handler(withdrawn),
]
