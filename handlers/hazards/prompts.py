"""The buttons of a hazard that ask for something first: words, a day.

不算隐患, 评论, 已报主管部门, 申请延期, 降级, 销号 (重大) ──► words ──► the verb
复查不通过 ──► what is wrong ──► the new day ──► 整改中
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice

from telegram import Update
from telegram.ext import MessageHandler

from bot import attachments, cards
from bot.attachments import ANSWER
from bot.callbacks import Answer
from bot.context import Context
from bot.dialogue import END, Handler
from bot.keyboards import grid
from bot.transaction import Rows
from handlers.hazards import asking
from handlers.hazards import buttons as b
from handlers.hazards.comments import say_on
from handlers.hazards.verbs import pressed
from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.hazard_levels import HazardCriterion, HazardLevel
from models.hazards import Hazard, checking, grave, ordering
from models.language.dates import read_date
from models.people.person import Person
from models.tickets import State

WORDS, DAY = "hazard.words", "hazard.day"
DAYS_OFFERED = 8


def asks(verb: str) -> Answer:
    """The handler that asks for the words that a verb needs."""

    async def ask(update: Update, context: Context) -> str:
        hazard = pressed(context, update)
        hazard.unchanged(context.act())
        _may(verb, hazard, context.act())
        asking.ask(verb, hazard, context)
        await context.say(f"hazards.ask.{verb}", asking.way_back(context))
        return WORDS

    return ask


def _may(verb: str, hazard: Hazard, act: Act) -> None:
    """Nobody is asked for words that would be refused."""
    if verb == "not_clear":
        checking.must_check(hazard, act)
    elif verb in ("decline", "authority"):
        hazard.must_order(act)


async def words(update: Update, context: Context) -> str | None:
    """The words came: does what they were asked for."""
    message = update.message
    assert message is not None
    hazard, verb = asking.asked(context), context.dialogue.data["verb"]
    text, picture = asking.said_in(message), attachments.picture_in(message)
    if picture is not None and picture.form == "voice" and not text:
        attachments.keep(message, context, hazard)
        await context.say("photo.voice_hint")
        return None
    if verb == "comment":
        if not text and picture is None:
            await context.say("hazards.ask.words_please")
            return None
        await say_on(hazard, text, message, context)
        return END
    if not text:
        await context.say("hazards.ask.words_please")
        return None
    if verb == "not_clear":
        attachments.keep(message, context, hazard)
        asking.ask("not_clear", hazard, context, words=text)
        await context.say("hazards.ask.again_until", _days(hazard, context))
        return DAY
    event = WORDED[verb](hazard, context, text)
    if picture is not None:
        attachments.keep(message, context, hazard, event)
    cards.show(context.unit, hazard, context.person)
    return END


def _extend(hazard: Hazard, context: Context, text: str) -> Event:
    until = ordering.end_of(_day(context, "until"), context.act())
    return ordering.ask_extension(hazard, context.act(), until, text)


def _lower(hazard: Hazard, context: Context, text: str) -> Event:
    level = context.row(HazardLevel, str(context.dialogue.data.get("level")))
    return ordering.regrade(hazard, context.act(), level, text)


Worded = Callable[[Hazard, Context, str], Event]
WORDED: dict[str, Worded] = {
    "decline": lambda hazard, context, text: ordering.decline(hazard, context.act(), text),
    "authority": lambda hazard, context, text: grave.tell_authority(hazard, context.act(), text),
    "clear": lambda hazard, context, text: checking.clear(hazard, context.act(), text),
    "extend": _extend,
    "lower": _lower,
}


async def clear(update: Update, context: Context) -> str | None:
    """销号: one press; the last word on a 重大隐患 brings what the authority found."""
    hazard, act = pressed(context, update), context.act()
    checking.must_check(hazard, act)
    if checking.wants_opinion(hazard, act):
        asking.ask("clear", hazard, context)
        await context.say("hazards.ask.clear", asking.way_back(context))
        return WORDS
    checking.clear(hazard, act)
    context.turn(hazard)
    done = "clear" if hazard.state == State.SIGNED else "clear_first"
    context.toast(f"hazards.done.{done}")
    return None


def _day(context: Context, name: str) -> date:
    return date.fromisoformat(str(context.dialogue.data.get(name, "")))


def _days(hazard: Hazard, context: Context) -> Rows:
    """The next school days as buttons; another may be typed."""
    school, i18n = context.school, context.i18n
    days = (
        b.AGAIN.button(
            f"{i18n.day(day)} {i18n.weekday(day)}", hazard.id, hazard.version, f"{day:%y%m%d}"
        )
        for day in islice(school.hours.school_days_after(school.today(context.now)), DAYS_OFFERED)
    )
    return [*grid(days, 2), *asking.way_back(context)]


async def again(update: Update, context: Context) -> str:
    """复查不通过: the new day was pressed, the reason said before."""
    about = context.dialogue.data
    hazard = pressed(context, update)
    if about.get("verb") != "not_clear" or about.get("hazard") != hazard.id:
        raise Refused("stale")
    return _not_cleared(hazard, context, context.day(2))


def _not_cleared(hazard: Hazard, context: Context, day: date) -> str:
    act = context.act()
    until = ordering.end_of(day, act)
    event = checking.not_cleared(hazard, act, str(context.dialogue.data["words"]), until)
    for photo in hazard.photos:
        if photo.event is None and photo.sender is context.person:
            photo.event = event
    cards.show(context.unit, hazard, context.person)
    return END


async def other_day(update: Update, context: Context) -> str:
    """别的日子: any other day may be typed."""
    hazard, act = pressed(context, update), context.act()
    hazard.must_order(act)
    hazard.unchanged(act)
    level, owner = context.part(2), context.number(3)
    context.row(HazardLevel, level)
    asking.ask("order", hazard, context, level=level, owner=owner)
    await context.say("hazards.ask.day", asking.way_back(context))
    return DAY


async def day(update: Update, context: Context) -> str | None:
    """A day was typed: 9月18日, 周五."""
    assert update.message is not None
    hazard, about = asking.asked(context), context.dialogue.data
    found, rest = read_date(asking.said_in(update.message), context.school.today(context.now))
    if found is None or rest:
        await context.say("hazards.ask.day_again")
        return None
    if about["verb"] == "not_clear":
        return _not_cleared(hazard, context, found)
    act = context.act()
    until = ordering.end_of(found, act)
    level = context.row(HazardLevel, about["level"])
    ordering.order(hazard, act, level, context.in_use(Person, about["owner"]), until)
    cards.show(context.unit, hazard, context.person)
    return END


async def extend(update: Update, context: Context) -> str:
    """申请延期: the day was pressed; why?"""
    hazard, act = pressed(context, update), context.act()
    hazard.must_own(act)
    hazard.unchanged(act)
    asking.ask("extend", hazard, context, until=context.day(2).isoformat())
    await context.say("hazards.ask.extend", asking.way_back(context))
    return WORDS


async def regrade(update: Update, context: Context) -> str | None:
    """改级别: worse at once, less bad only with a reason."""
    hazard, act = pressed(context, update), context.act()
    hazard.must_order(act)
    hazard.unchanged(act)
    level = context.row(HazardLevel, context.part(2))
    if hazard.level is not None and level.position < hazard.level.position:
        asking.ask("lower", hazard, context, level=level.code)
        await context.say("hazards.ask.lower", asking.way_back(context))
        return WORDS
    code = context.part(3)
    line = context.in_use(HazardCriterion, code) if level.grave else None
    ordering.regrade(hazard, act, level, criterion=line)
    context.turn(hazard)
    context.toast("hazards.done.regrade")
    return None


async def stop(update: Update, context: Context) -> str:
    """返回: the question is dropped, nothing is done."""
    context.toast("hazards.ask.stopped")
    return END


def _message(callback: Answer) -> Handler:
    return MessageHandler(ANSWER, callback)


ASKED = ("comment", "decline", "not_clear", "authority")
ENTRY: list[Handler] = [
    *(b.ASK[verb].handler(asks(verb)) for verb in ASKED),
    b.DO["clear"].handler(clear),
    b.ASK["other_day"].handler(other_day),
    b.EXTEND.handler(extend),
    b.REGRADE.handler(regrade),
    b.AGAIN.handler(again),
    asking.STOP.handler(stop),
]
STATES: dict[str, list[Handler]] = {
    WORDS: [_message(words)],
    DAY: [_message(day)],
}
