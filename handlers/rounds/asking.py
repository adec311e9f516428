"""What a round asks for beyond a press: a number, a photo, words; one thing after the other.

其余全部正常 ──► number? photo? ──► next … ──► the rest is normal, done
异常 ──► words and photo ──► a repair, a hazard, or a note ──► back to the card
"""

from __future__ import annotations

from telegram import Message, Update

from bot import attachments, cards
from bot.attachments import Picture
from bot.context import Context
from bot.dialogue import END, Handler
from bot.i18n import tidy
from handlers.rounds import buttons as b
from handlers.rounds import opening
from handlers.rounds.awaiting import AwaitedAnswer
from handlers.rounds.buttons import Want
from models.base import Refused, must_fit
from models.cases.case import Photo
from models.rounds import walking
from models.rounds.answers import Result, RoundAnswer
from models.rounds.edition import Item
from models.rounds.numbers import read_numbers
from models.rounds.round import Round

ANSWERS = "round.answer"


def question_for(found: Round, item: Item) -> Want:
    """What of the item is to be asked."""
    if item.counts and not found.settled(item):
        return Want.NUMBER
    return Want.PHOTO if found.wants_photo(item) else Want.WORDS


def is_rest(found: Round, context: Context) -> bool:
    """Whether 其余全部正常 was pressed on this round, and its questions are being answered."""
    about = context.dialogue.data
    return about.get("round") == found.id and bool(about.get("rest"))


def ask(
    found: Round, item: Item, spot: int, want: Want, context: Context, *, rest: bool, **more: object
) -> str:
    """Turns the question up on the card; what is typed next answers it."""
    context.ask(round=found.id, item=item.code, spot=spot, want=want, rest=rest, **more)
    context.turn(found, b.question(item.code, spot, want))
    return ANSWERS


async def go_on(found: Round, context: Context, *, rest: bool, typed: bool = False) -> str:
    """The next question, or the end of them. After something was typed the card comes down again,
    because what one wrote has pushed it up.
    """
    if rest and found.stays_open:
        waiting = found.to_ask()
        if waiting:
            state = ask(found, waiting[0], 0, question_for(found, waiting[0]), context, rest=True)
            if typed:
                _comes_down(found, context)
            return state
        walking.rest_is_normal(found, context.act())
        state = done(found, context)
    else:
        context.turn(found)
        state = END
    if typed:
        _comes_down(found, context)
    return state


def _comes_down(found: Round, context: Context) -> None:
    card = cards.card_of(context.unit, found, context.person)
    cards.show(context.unit, found, context.person, card.page if card else "")


def done(found: Round, context: Context) -> str:
    """The round is done; the card says so."""
    context.turn(found)
    problems = len(found.problems())
    key = "late" if found.late else "problems" if problems else "normal"
    context.toast(f"rounds.done.{key}", count=problems)
    return END


async def asked(update: Update, context: Context) -> str:
    """A number was pressed whose item is answered by typing, or 异常, or 拍照."""
    found = context.case(Round)
    item = walking.item_of(found, context.part(2), context.number(3))
    walking.must_walk(found, context.act())
    if len(context.callback_args) > 4:
        want = context.choice(Want, 4)
    else:
        want = question_for(found, item)
        want = Want.NUMBER if item.counts and want == Want.WORDS else want
    if (want == Want.NUMBER) != item.counts and want in (Want.NUMBER, Want.WORDS):
        raise Refused("stale")
    return ask(found, item, context.number(3), want, context, rest=is_rest(found, context))


async def came(update: Update, context: Context) -> str | None:
    """What was typed or photographed answers the question."""
    message = update.message
    assert message is not None
    about = context.dialogue.data
    if "round" not in about:
        raise Refused("stale")
    found = context.find(Round, int(about["round"]))
    item = walking.item_of(found, str(about["item"]), int(about["spot"]))
    spot, rest = int(about["spot"]), bool(about["rest"])
    walking.must_walk(found, context.act())
    text = tidy(message.text or message.caption or "")
    picture = attachments.picture_in(message)
    match Want(about["want"]):
        case Want.NUMBER:
            return await _number(found, item, text, message, context, rest=rest)
        case Want.WORDS:
            if not text:
                await context.say("rounds.ask.words_please")
                return None
            walking.write(found, context.act(), item, text)
            return await go_on(found, context, rest=rest, typed=True)
        case Want.PHOTO | Want.PROOF:
            return await _photo(found, item, spot, message, picture, context, rest=rest)
    return await _problem(found, item, spot, text, message, picture, context, rest=rest)


async def _number(
    found: Round, item: Item, text: str, message: Message, context: Context, *, rest: bool
) -> str | None:
    numbers = read_numbers(text)
    if not numbers:
        kept = _keep(message, context, found)
        await context.say("rounds.ask.number_please" if kept is None else "rounds.ask.number_photo")
        return None
    noted = walking.count(found, context.act(), item, numbers)
    kept = _keep(message, context, found)
    if kept is not None:
        noted.photo_id = kept.id
    if noted.result == Result.PROBLEM:
        return await _open(found, item, noted, context, rest=rest)
    return await go_on(found, context, rest=rest, typed=True)


def _keep(message: Message, context: Context, found: Round) -> Photo | None:
    """The picture of a message, hung on the round."""
    picture = attachments.picture_in(message)
    if picture is None:
        return None
    attachments.keep(message, context, found)
    return next((one for one in found.photos if one.unique_id == picture.unique_id), None)


async def _photo(
    found: Round,
    item: Item,
    spot: int,
    message: Message,
    picture: Picture | None,
    context: Context,
    *,
    rest: bool,
) -> str | None:
    if picture is None or picture.form == "voice":
        await context.say("photo.voice_hint" if picture else "rounds.ask.photo_please")
        return None
    kept = _keep(message, context, found)
    walking.prove(found, context.act(), item, spot)
    noted = found.answer_of(item.code, spot)
    if noted is not None and kept is not None:
        noted.photo_id = kept.id
    if noted is not None and context.dialogue.data["want"] == Want.PROOF:
        return await _open(found, item, noted, context, rest=rest)
    return await go_on(found, context, rest=rest, typed=True)


async def _problem(
    found: Round,
    item: Item,
    spot: int,
    text: str,
    message: Message,
    picture: Picture | None,
    context: Context,
    *,
    rest: bool,
) -> str | None:
    """Words, a photo, or both; what is missing is asked for once more, and nothing is lost."""
    kept = _keep(message, context, found)
    photo_id = kept.id if kept is not None else context.dialogue.data.get("photo")
    if not text:
        context.dialogue.data = {**context.dialogue.data, "photo": photo_id}
        voice = picture is not None and picture.form == "voice"
        await context.say("photo.voice_hint" if voice else "rounds.ask.what_is_wrong")
        return None
    words = must_fit(text, walking.LONGEST)
    noted = walking.problem(found, context.act(), item, spot, words)
    if photo_id is None and item.photo:
        state = ask(found, item, spot, Want.PROOF, context, rest=rest)
        _comes_down(found, context)
        return state
    if photo_id is not None:
        noted.photo_id = photo_id
        walking.prove(found, context.act(), item, spot)
    return await _open(found, item, noted, context, rest=rest)


async def _open(
    found: Round, item: Item, noted: RoundAnswer, context: Context, *, rest: bool
) -> str:
    """Opens what the item opens; then the round goes on."""
    state = await opening.open_for(found, item, noted, context)
    return state or await go_on(found, context, rest=rest, typed=True)


async def no_photo(update: Update, context: Context) -> str | None:
    """现场不便拍: the record says so."""
    found = context.case(Round)
    item = walking.item_of(found, context.part(2), context.number(3))
    rest = is_rest(found, context)
    walking.without_photo(found, context.act(), item)
    noted = found.answer_of(item.code, context.number(3))
    if noted is not None and context.choice(Want, 4) == Want.PROOF:
        return await _open(found, item, noted, context, rest=rest)
    return await go_on(found, context, rest=rest)


async def opens(update: Update, context: Context) -> str | None:
    """报修, 隐患, or only a note: what 异常 is for."""
    found = context.case(Round)
    item = walking.item_of(found, context.part(2), context.number(3))
    noted = found.answer_of(item.code, context.number(3))
    walking.must_walk(found, context.act())
    if noted is None or noted.result != Result.PROBLEM or noted.opened_id is not None:
        raise Refused("stale")
    rest = is_rest(found, context)
    kind = context.part(4)
    if kind == "note":
        return await go_on(found, context, rest=rest)
    state = await opening.open_as(kind, found, item, noted, context)
    return state or await go_on(found, context, rest=rest, typed=True)


ENTRY: list[Handler] = [
    b.ASK.handler(asked),
    b.NO_PHOTO.handler(no_photo),
    b.OPENS.handler(opens),
]
STATES: dict[str, list[Handler]] = {ANSWERS: [AwaitedAnswer(came)]}
