"""交班, 接班 on the shared phone: what is open, a word to the next one, two signatures."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import MessageHandler

from bot.attachments import ANSWER
from bot.callbacks import PRIMARY, SUCCESS, CallbackButton
from bot.context import Context
from bot.day_log import unfinished
from bot.dialogue import END, Handler
from bot.i18n import tidy
from bot.keyboards import grid
from models.base import Refused
from models.duty.handover import Handover, give, guards, take, waiting
from models.people.person import Person

GIVE = CallbackButton("duty.give", style=PRIMARY)
# 没有要交代的: signed without a word.
NOTHING = CallbackButton("duty.nothing", style=SUCCESS)
TAKE_OVER = CallbackButton("duty.take_over", style=SUCCESS)
WORDS = "duty.handover"
SHOWN = 12


async def begin(update: Update, context: Context) -> str | None:
    """交班: what is open is on the screen; what else must the next one know?"""
    if not context.person.shared_phone:
        raise Refused("people.not_a_shared_phone")
    i18n = context.i18n
    if (given := waiting(context.school, context.person)) is not None:
        await _offer(given, context)
        return None
    await context.say_html(
        "\n".join([i18n("duty.handover_head", who=context.person), *_open(context)]),
        [[NOTHING.button(i18n.plain("duty.b_nothing"))]],
    )
    context.ask()
    return WORDS


def _unfinished(context: Context) -> Sequence[str]:
    unit = context.unit
    return unfinished(unit.registry, unit.school, context.i18n, context.now, context.person)


def _open(context: Context) -> list[str]:
    i18n = context.i18n
    found = _unfinished(context)
    lines = [i18n("duty.log_line", line=one) for one in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(i18n("duty.log_more", count=len(found) - SHOWN))
    return lines or [i18n("duty.nothing_open")]


async def words(update: Update, context: Context) -> str | None:
    """Keys, parcels, whatever the next one must know."""
    assert update.message is not None
    text = tidy(update.message.text or "")
    if not text:
        await context.say("duty.words_please")
        return None
    await _given(text, context)
    return END


async def nothing(update: Update, context: Context) -> str:
    """没有要交代的."""
    await _given("", context)
    return END


async def _given(text: str, context: Context) -> None:
    found = _unfinished(context)
    await _offer(give(context.act(), text, found), context)


async def _offer(given: Handover, context: Context) -> None:
    """接班: who takes over? The name is the signature."""
    i18n = context.i18n
    lines = [i18n("duty.given", giver=given.given_by, at=given.given_at)]
    if given.words:
        lines.append(i18n("duty.given_words", words=given.words))
    lines += [i18n("duty.log_line", line=one) for one in given.open_matters[:SHOWN]]
    lines.append(i18n("duty.who_takes"))
    able = (one for one in guards(context.school) if one is not given.given_by)
    rows = grid(
        (TAKE_OVER.button(i18n.plain("duty.b_take_over", who=one), one.id) for one in able), 2
    )
    await context.say_html("\n".join(lines), rows)


async def taken(update: Update, context: Context) -> None:
    """接班: both have signed; records carry the new name."""
    by = context.row(Person, context.number(0))
    found = take(context.act(), by)
    i18n = context.i18n
    text = i18n("duty.taken", giver=found.given_by, taker=by, at=context.now)
    await context.edit_html(update, text, [])


ENTRY: list[Handler] = [
    GIVE.handler(begin),
    NOTHING.handler(nothing),
    TAKE_OVER.handler(taken),
]
STATES: dict[str, list[Handler]] = {WORDS: [MessageHandler(ANSWER, words)]}
