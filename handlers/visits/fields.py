"""The parts of a visit one by one: asked step by step, or changed on the card."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot import cards
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.i18n import tidy
from bot.keyboards import grid
from bot.transaction import Rows
from handlers.visits import buttons as b
from models.base import Refused, must_fit
from models.people.person import Person
from models.visits import entering
from models.visits.gate import must_guard
from models.visits.inside import purposes
from models.visits.purpose import VisitPurpose
from models.visits.reading import Said, identity_numbers, phone_in, plate_in, read_line
from models.visits.states import State
from models.visits.visit import Visit

STEP, VALUE = "visits.step", "visits.value"
STEPS = CallbackButton("visits.steps")
SKIP = CallbackButton("visits.skip")
LONGEST = 400
LIMITS = {"name": 40, "host": 20, "unit": 60}
TYPED = filters.TEXT & filters.UpdateType.MESSAGE & ~filters.COMMAND
ORDER = ("name", "host", "purpose", "people", "phone", "plate")
# What can be expected where something else was typed.
EXPECTED = (
    *("phone", "plate", "document", "people", "purpose"),
    *("plate_not_phone", "phone_not_plate"),
)


def words_of(message: Message, context: Context, most: int = LONGEST) -> str:
    """What was typed. The number of an identity card is struck out where it is kept, at once."""
    text = must_fit(tidy(message.text or ""), most)
    strike_out(identity_numbers(text), context)
    return text


def strike_out(numbers: Sequence[str], context: Context) -> None:
    """Keeps no more of these numbers than the last four signs, in the message that brought them."""
    cause = context.unit.cause
    for number in numbers:
        if cause is not None:
            cause.raw = cause.raw.replace(number, "*" * (len(number) - 4) + number[-4:])


async def steps(update: Update, context: Context) -> str:
    """一步一步填: the first question."""
    visit = entering.note(Said(), context.act())
    context.session.flush()
    return await _ask_step(visit, 0, context)


async def _ask_step(visit: Visit, nth: int, context: Context) -> str:
    if nth == len(ORDER):
        cards.show(context.unit, visit, context.person)
        return END
    name, i18n = ORDER[nth], context.i18n
    rows: Rows = []
    if name == "purpose":
        every = purposes(context.school)
        rows = grid((b.PURPOSE.button(i18n.show(one), visit.id, one.code) for one in every), 2)
    if name == "people":
        rows = grid((b.PEOPLE.button(str(count), visit.id, count) for count in b.COUNTS), 4)
    if nth:
        rows.append([SKIP.button(i18n.plain("button.skip"), visit.id)])
    context.ask(visit=visit.id, step=nth)
    await context.say(f"visits.step.{name}", rows)
    return STEP


def _in_question(context: Context) -> tuple[Visit, dict[str, object]]:
    about = context.dialogue.data
    if "visit" not in about:
        raise Refused("stale")
    return context.find(Visit, int(about["visit"])), about


async def step(update: Update, context: Context) -> str | None:
    """The answer to a step was typed."""
    assert update.message is not None
    visit, about = _in_question(context)
    nth = int(str(about["step"]))
    said, expected = _value(ORDER[nth], words_of(update.message, context), context)
    if said is None:
        await context.say(f"visits.expected.{expected}")
        return None
    entering.correct(visit, said, context.act())
    if expected:
        await context.say(f"visits.expected.{expected}")
        return None
    return await _ask_step(visit, nth + 1, context)


async def skip(update: Update, context: Context) -> str | None:
    """跳过."""
    visit, about = _in_question(context)
    if "step" not in about:
        raise Refused("stale")
    return await _ask_step(visit, int(str(about["step"])) + 1, context)


def _value(field: str, text: str, context: Context) -> tuple[Said | None, str]:
    """What was typed for a field, and the sentence that asks again where it is something else: a
    plate that was typed as a telephone is kept as the plate, and the telephone asked once more.
    """
    if field == "phone":
        if phone := phone_in(text):
            return Said(phone=phone), ""
        if plate := plate_in(text):
            return Said(plate=plate), "plate_not_phone"
        return None, "phone"
    if field == "plate":
        if plate := plate_in(text):
            return Said(plate=plate), ""
        if phone := phone_in(text):
            return Said(phone=phone), "phone_not_plate"
        return None, "plate"
    if field == "document":
        digits = "".join(sign for sign in text.upper() if sign.isdigit() or sign == "X")[-4:]
        return (Said(document=digits), "") if len(digits) == 4 else (None, "document")
    if field == "people":
        count = read_line(text if not text.isdecimal() else f"{text}人", ()).people
        return (Said(people=count), "") if count else (None, "people")
    if field == "purpose":
        code = read_line(text, purposes(context.school)).purpose
        return (Said(purpose=code), "") if code else (None, "purpose")
    words = must_fit(" ".join(text.split()), LIMITS[field])
    match field:
        case "name":
            return Said(name=words), ""
        case "host":
            return Said(host=words), ""
    return Said(unit=words), ""


async def ask_value(update: Update, context: Context) -> str:
    """A field is to be typed."""
    visit, field = context.find(Visit, context.number(0)), context.part(1)
    if field not in (*b.FIELDS, "after"):
        raise Refused("stale")
    must_guard(context.act())
    if field != "after" and visit.state != State.NOTED:
        raise Refused("visits.noted_already", number=visit.number)
    context.ask(visit=visit.id, field=field)
    await context.say(f"visits.ask.{field}")
    return VALUE


async def value(update: Update, context: Context) -> str | None:
    """It was typed."""
    assert update.message is not None
    visit, about = _in_question(context)
    text, field = words_of(update.message, context), str(about["field"])
    if field == "after":
        entering.complete(visit, read_line(text, purposes(context.school)), context.act())
        cards.show(context.unit, visit, context.person)
        return END
    said, expected = _value(field, text, context)
    if said is None:
        await context.say(f"visits.expected.{expected}")
        return None
    if expected:
        await context.say(f"visits.expected.{expected}")
    entering.correct(visit, said, context.act())
    cards.show(context.unit, visit, context.person)
    return END


async def host(update: Update, context: Context) -> None:
    """The host was pressed."""
    visit = context.find(Visit, context.number(0))
    entering.choose_host(visit, context.act(), context.in_use(Person, context.number(1)))
    context.turn(visit)


async def purpose(update: Update, context: Context) -> str | None:
    """The purpose was pressed, on the card or as a step."""
    visit = context.find(Visit, context.number(0))
    chosen = context.in_use(VisitPurpose, context.part(1))
    entering.choose_purpose(visit, context.act(), chosen)
    return await _next(visit, context)


async def people(update: Update, context: Context) -> str | None:
    """How many was pressed, on the card or as a step."""
    visit, count = context.find(Visit, context.number(0)), context.number(1)
    if count not in b.COUNTS:
        raise Refused("stale")
    entering.choose_people(visit, context.act(), count)
    return await _next(visit, context)


async def _next(visit: Visit, context: Context) -> str | None:
    about = context.dialogue.data
    if about.get("visit") == visit.id and "step" in about:
        return await _ask_step(visit, int(about["step"]) + 1, context)
    context.turn(visit)
    return None


ENTRY: list[Handler] = [
    STEPS.handler(steps),
    SKIP.handler(skip),
    b.FIELD.handler(ask_value),
    b.HOST.handler(host),
    b.PURPOSE.handler(purpose),
    b.PEOPLE.handler(people),
]
STATES: dict[str, list[Handler]] = {
    STEP: [MessageHandler(TYPED, step)],
    VALUE: [MessageHandler(TYPED, value)],
}
