"""How somebody comes in: by an invitation made out to a name, or by asking to be let in."""

from __future__ import annotations

from datetime import timedelta

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END, Dialogues, Handler
from bot.feature import features_of
from bot.i18n import language_of, tidy
from bot.keyboards import grid
from bot.transaction import Rows
from handlers.menu import welcome
from handlers.people import administration as admin
from models.messaging import Chat
from models.people.invitations import Invitation, looks_like_code, problem_with
from models.people.join_requests import JoinRequest
from models.people.person import Person, Role

ASK_NAME = "join.name"
WRONG_CODES = 5
WRONG_PAUSE = timedelta(hours=1)
LONGEST_NAME = 60

ASK_IN = CallbackButton("people.ask_in", formerly="join")
IT_IS_ME = CallbackButton("people.it_is_me", formerly="me")
NOT_ME = CallbackButton("people.not_me", formerly="notme")
LET_IN = CallbackButton("people.let_in", formerly="letin")
CHOOSE = CallbackButton("people.choose", formerly="letas")
TURN_AWAY = CallbackButton("people.turn_away", formerly="turnaway")
WRONG_HANDS = CallbackButton("people.wrong_hands", formerly="wronghands")


async def start(update: Update, context: Context) -> str:
    """Greets a stranger; with a code, asks whether it is really the person it was made out to."""
    code = " ".join(context.args or [])
    every = (begins for feature in features_of(context) for begins in feature.links)
    # The code on a label or a pass is no invitation, and no guess at one.
    if not code or any(map(code.startswith, every)):
        rows = [[ASK_IN.button(context.i18n.plain("people.join.ask_in"))]]
        await context.say("gate.stranger", rows)
        return END
    return await code_given(code, context)


async def code_given(code: str, context: Context) -> str:
    """Looks the code up, and asks whether it is really the person it was made out to."""
    invitation = await _invitation(code, context)
    if invitation is None:
        return END
    rows = [
        [IT_IS_ME.button(context.i18n.plain("people.join.it_is_me"), invitation.code)],
        [NOT_ME.button(context.i18n.plain("people.join.not_me"), invitation.code)],
    ]
    whole_name = invitation.person.in_full(context.i18n.language)
    await context.say("people.join.are_you", rows, who=whole_name)
    return END


async def _invitation(code: str, context: Context) -> Invitation | None:
    """The open invitation with this code, wherever it was given. Where there is none, that is said
    and counted: after some wrong ones the phone has to wait, and the administrators are told.
    """
    chat, now = context.session.get_one(Chat, context.dialogue.user_id), context.now
    lately = chat.wrong_code_at is not None and abs(now - chat.wrong_code_at) < WRONG_PAUSE
    if not lately:
        chat.wrong_codes = 0
    if chat.wrong_codes >= WRONG_CODES:
        await context.say("invite.too_many")
        return None
    invitation = Invitation.with_code(context.session, code)
    problem = problem_with(invitation, now)
    if not problem:
        return invitation
    chat.wrong_codes += 1
    chat.wrong_code_at = now
    await context.say(problem, [[ASK_IN.button(context.i18n.plain("people.join.ask_in"))]])
    if chat.wrong_codes == WRONG_CODES:
        for one in context.school.administrators():
            context.unit.say(one, "invite.told_guessing", count=WRONG_CODES)
    return None


async def it_is_me(update: Update, context: Context) -> str:
    """Lets the person in, and tells the administrators."""
    user = update.effective_user
    assert user is not None
    invitation = await _invitation(context.part(0), context)
    if invitation is None:
        return END
    language = language_of(user.language_code, context.unit.default_language)
    person = context.someone = invitation.admit(user.id, language, context.now)
    await context.answered(update)
    for one in context.school.administrators():
        if one is not person:
            i18n = context.unit.i18n(one)
            rows = [[WRONG_HANDS.button(i18n.plain("people.join.wrong_hands"), person.id)]]
            await _to(context, one, i18n("people.join.told_joined", who=person.name), rows)
    await welcome(context)
    return END


async def not_me(update: Update, context: Context) -> str:
    """The link was claimed by the wrong hands: it is worthless now, and the office is told."""
    invitation = await _invitation(context.part(0), context)
    if invitation is None:
        return END
    invitation.revoke(context.now)
    await context.answered(update)
    _tell_administrators(context, "people.join.told_wrong_hands", invitation.person)
    await context.say("people.join.thanks_not_me")
    return END


async def ask_in(update: Update, context: Context) -> str:
    """Asks the stranger's name; who has asked already is told to wait."""
    if _open_request(context) is not None:
        await context.say("people.join.asked_already")
        return END
    await context.say("people.join.your_name")
    return ASK_NAME


async def name(update: Update, context: Context) -> str | None:
    """Notes the name, and lays the request before the administrators."""
    assert update.message is not None
    assert update.effective_user is not None
    text = tidy(update.message.text or "")
    if not text or len(text) > LONGEST_NAME:
        await context.say("people.join.name_again", most=LONGEST_NAME)
        return None
    user = update.effective_user
    language = language_of(user.language_code, context.unit.default_language)
    request = JoinRequest.make(context.session, user.id, text, language=language, now=context.now)
    for one in context.school.administrators():
        i18n = context.unit.i18n(one)
        rows = [
            [LET_IN.button(i18n.plain("people.join.let_in"), request.id)],
            [TURN_AWAY.button(i18n.plain("people.join.turn_away"), request.id)],
        ]
        await _to(context, one, i18n("people.join.request", name=text), rows)
    await context.say("people.join.request_sent")
    return END


async def name_in_words(update: Update, context: Context) -> None:
    """A name is typed; anything else leaves the question open."""
    await context.say("people.join.name_again", most=LONGEST_NAME)


async def neutral(update: Update, context: Context) -> str:
    """Whatever else a stranger sends gets the same answer, and nothing of it is kept."""
    text = update.message.text if update.message else None
    if text and looks_like_code(text):
        return await code_given(text, context)
    await context.say("gate.stranger", [[ASK_IN.button(context.i18n.plain("people.join.ask_in"))]])
    return END


async def let_in(update: Update, context: Context) -> None:
    """An administrator's first tap: which role?"""
    request = _request(context)
    i18n = context.i18n
    buttons = [
        CHOOSE.button(role.name_in(i18n.language), request.id, role.code)
        for role in context.school.roles
    ]
    rows = grid(buttons, 2)
    assert update.callback_query is not None
    await update.callback_query.edit_message_text(
        i18n("people.join.which_role", name=request.name),
        reply_markup=InlineKeyboardMarkup(rows),
        parse_mode="HTML",
    )


async def choose(update: Update, context: Context) -> None:
    """The second tap: the stranger is in."""
    request = _request(context)
    role = context.in_use(Role, context.part(1))
    person = request.approve(context.act(), role)
    assert update.callback_query is not None
    await update.callback_query.edit_message_text(
        context.i18n("people.join.let_in_done", name=request.name, role=role), parse_mode="HTML"
    )
    context.unit.say(person, "people.join.you_are_in", role=role)


async def turn_away(update: Update, context: Context) -> None:
    """The stranger stays outside, and is told so."""
    request = _request(context)
    request.refuse(context.act())
    assert update.callback_query is not None
    await update.callback_query.edit_message_text(
        context.i18n("people.join.turned_away", name=request.name), parse_mode="HTML"
    )
    text = context.unit.i18n(code=request.language)("people.join.refused")
    await context.bot.send_message(request.telegram_id, text, parse_mode="HTML")


async def wrong_hands(update: Update, context: Context) -> None:
    """One tap: whoever claimed the link is out again, and a new code is shown."""
    person = context.row(Person, context.number(0))
    phone = person.telegram_id
    invitation = Invitation.take_back(context.act(), person)
    if phone is not None:
        text = context.unit.i18n(person)("gate.switched_off")
        await context.bot.send_message(phone, text, parse_mode="HTML")
    await admin.show_invitation(context, invitation)


def _request(context: Context) -> JoinRequest:
    """The request behind the button, if this person may decide and nobody has yet."""
    request = context.row(JoinRequest, context.number(0))
    request.must_be_open(context.act())
    return request


def _open_request(context: Context) -> JoinRequest | None:
    return JoinRequest.open_of(context.session, context.dialogue.user_id)


def _tell_administrators(context: Context, key: str, who: Person) -> None:
    for one in context.school.administrators():
        if one is not who:
            context.unit.say(one, key, who=who.name)


async def _to(context: Context, person: Person, text: str, rows: Rows) -> None:
    if person.telegram_id is not None:
        await context.bot.send_message(
            person.telegram_id, text, reply_markup=InlineKeyboardMarkup(rows), parse_mode="HTML"
        )


STRANGERS = Dialogues(
    [
        CommandHandler("start", start),
        ASK_IN.handler(ask_in),
        IT_IS_ME.handler(it_is_me),
        NOT_ME.handler(not_me),
    ],
    {
        ASK_NAME: [
            MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND, name),
            MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND, name_in_words),
        ],
    },
    [MessageHandler(filters.UpdateType.MESSAGE, neutral)],
)
ENTRY: list[Handler] = [
    LET_IN.handler(let_in),
    CHOOSE.handler(choose),
    TURN_AWAY.handler(turn_away),
    WRONG_HANDS.handler(wrong_hands),
]
