"""What a message without a command can be about, where repairs are concerned, and how surely."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.context import Context
from bot.drafts import begin, hold
from bot.reading import Offer, Reading, Sure
from handlers.repairs import follow_ups
from handlers.repairs.comments import say_on
from models.repairs import Repair
from models.tickets import OPEN, State

REPAIR = "repair"
TO_SIGN = frozenset({State.DONE})


def offers(reading: Reading, context: Context) -> Iterator[Offer]:
    """The answer that was asked for, more about a report that is open, or a new report."""
    if (held := follow_ups.held_open(reading, context)) is not None:
        yield Offer(Sure.CERTAIN, partial(follow_ups.more, reading, held, context))
    yield from _asked(reading, context)
    yield from _given(reading, context)
    if reading.draft is None or reading.asks_progress:
        yield from _known(reading, context)
    if reading.draft is not None and reading.draft.may_be == REPAIR:
        return
    if _is_new(reading):
        sure = Sure.LIKELY if reading.categories or reading.danger else Sure.MAYBE
        yield Offer(sure, partial(begin, reading, REPAIR, context), new=REPAIR)


def _is_new(reading: Reading) -> bool:
    """Whether it says what is broken, or shows it."""
    if reading.has_file:
        return True
    return not reading.is_small_talk and not reading.names_nothing


def _asked(reading: Reading, context: Context) -> Iterator[Offer]:
    """The answer to 请补充."""
    asked = follow_ups.asked_of(context)
    if reading.draft is not None:
        # A question that came after the last words of the draft is what is being answered.
        since = context.dialogue.since
        asked = [one for one in asked if one.paused_at and one.paused_at > since]
    if not asked or (reading.is_small_talk and not reading.is_assent and reading.text):
        return
    only = asked[0]
    other = follow_ups.is_another(only, reading, context, reading.categories)
    if len(asked) == 1 and reading.text and not other:
        yield Offer(Sure.CERTAIN, partial(_answer, only, reading, context))
    else:
        yield Offer(Sure.CERTAIN, partial(_which, asked, reading, context))


async def _answer(repair: Repair, reading: Reading, context: Context) -> None:
    await say_on(repair, reading.text, reading.message, context)


async def _which(found: list[Repair], reading: Reading, context: Context) -> str:
    return await follow_ups.ask_which(hold(reading, REPAIR, context), found, context)


async def _finished(found: list[Repair], reading: Reading, context: Context) -> str:
    return await follow_ups.ask_finished(hold(reading, REPAIR, context), found, context)


async def _bring(key: str, found: list[Repair], context: Context) -> None:
    """Says what to press, on the cards that come with it."""
    await context.say(f"repairs.talk.{key}")
    follow_ups.bring(found, context)


def _known(reading: Reading, context: Context) -> Iterator[Offer]:
    """What is said about a report that is filed already."""
    if not reading.text:
        yield from _bare_photo(reading, context)
        return
    if reading.is_coming and (free := follow_ups.to_accept(context)):
        yield Offer(Sure.LIKELY, partial(_bring, "coming", free, context))
    elif reading.is_done and (mine := follow_ups.finished_ones(reading, context)):
        yield Offer(Sure.LIKELY, partial(_finished, mine, reading, context))
    elif not reading.has_file and (own := _own(reading, context)) is not None:
        yield Offer(Sure.LIKELY, partial(_bring, *own, context))
    else:
        yield from _open(reading, context)


def _open(reading: Reading, context: Context) -> Iterator[Offer]:
    """What is asked or said of reports that are not signed yet; where there is none, that."""
    asks = reading.asks_progress and not reading.has_file
    points = reading.is_fragment and not reading.has_file
    about = reading.is_follow_up or reading.is_done
    waiting: list[Repair] = []
    if asks or points or about or reading.names_nothing:
        waiting = follow_ups.open_ones(reading, context)
    if waiting and (asks or points):
        yield Offer(Sure.LIKELY, partial(follow_ups.say_progress, waiting, context))
    elif waiting:
        sure = Sure.LIKELY if about else Sure.MAYBE
        yield Offer(sure, partial(_which, waiting, reading, context))
    elif (asks or reading.is_dropped) and not reading.has_file:
        yield Offer(Sure.LIKELY, partial(follow_ups.say_none_open, context))


def _given(reading: Reading, context: Context) -> Iterator[Offer]:
    """收到 to what was given and waits for 接单: the cards with the button."""
    plain = reading.is_small_talk and not (reading.is_thanks or reading.is_greeting)
    if plain and not reading.has_file and (given := follow_ups.given_to(context)):
        yield Offer(Sure.LIKELY, partial(_bring, "fine_accept", given, context))


def _bare_photo(reading: Reading, context: Context) -> Iterator[Offer]:
    """A photo without a word from whoever repairs is most likely the picture of the result."""
    if not reading.message.photo:
        return
    if mine := follow_ups.finished_ones(reading, context):
        yield Offer(Sure.MAYBE, partial(_finished, mine, reading, context))
    elif lately := follow_ups.finished_lately(context):
        yield Offer(Sure.MAYBE, partial(_which, lately, reading, context))


def _own(reading: Reading, context: Context) -> tuple[str, list[Repair]] | None:
    """修好了 and 不用修了 from the reporter: the cards with the button that says so."""
    if reading.is_done:
        if to_sign := follow_ups.own_in(TO_SIGN, context):
            return "to_sign", to_sign
        if to_do := follow_ups.own_in(OPEN, context):
            return "fixed_already", to_do
    elif reading.is_dropped and (to_do := follow_ups.own_in(OPEN, context)):
        return "not_needed", to_do
    return None
