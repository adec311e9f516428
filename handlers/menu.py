"""The first screen and the way out: /start, /menu, /help, /cancel, /language."""

from __future__ import annotations

from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END, NOT_MINE
from bot.drafts import RESUME
from bot.feature import Command, Feature, Help, features_of, rows_of
from bot.i18n import LANGUAGES
from bot.transaction import Rows
from models.cases.draft import drafts_of
from models.people import staff
from models.people.person import Person

SPEAK = CallbackButton("menu.speak", formerly="m_speak")
NAMES = {"zh-CN": "中文", "en": "English"}


def commands_of(person: Person, context: Context) -> list[Command]:
    """What Telegram lists for this person: only what they may use."""
    every = (one for feature in features_of(context) for one in feature.commands)
    listed = (one for one in every if one.label and one.sees(person))
    return sorted(listed, key=lambda one: one.rank)


async def set_commands(context: Context) -> None:
    """Brings the list of commands on this phone up to date."""
    person, i18n = context.person, context.i18n
    if person.telegram_id is not None:
        commands = [
            BotCommand(one.name, i18n.plain(one.label)) for one in commands_of(person, context)
        ]
        await context.bot.set_my_commands(commands, scope=BotCommandScopeChat(person.telegram_id))


async def welcome(context: Context) -> None:
    """Greets somebody who has just come in."""
    await set_commands(context)
    roles = context.i18n.list(role.name_in(context.i18n.language) for role in context.person.roles)
    await context.say("menu.welcome", rows(context), who=context.person, roles=roles)


async def start(update: Update, context: Context) -> str | None:
    """/start: the menu; with the code of a link, what the link opens."""
    given = " ".join(context.args or [])
    for feature in features_of(context):
        for begins, answer in feature.links.items():
            if given.startswith(begins) and (state := await answer(update, context)) != NOT_MINE:
                return state
    if given:
        await context.say("invite.in_already", who=context.person)
    await set_commands(context)
    return await menu(update, context)


async def menu(update: Update, context: Context) -> str | None:
    """/menu: what this person can do."""
    key = "menu.head_shared" if context.person.shared_phone else "menu.head"
    await context.say(key, rows(context), who=context.person)
    if waiting := drafts_of(context.session, context.person):
        resume = RESUME.button(context.i18n.plain("drafts.b_resume"))
        await context.say("drafts.unfiled", [[resume]], count=len(waiting))
    return None


def rows(context: Context) -> Rows:
    """The menu of this person."""
    return rows_of((one for feature in features_of(context) for one in feature.menu), context)


async def help_(update: Update, context: Context) -> None:
    """/help: how what this person can do is used."""
    every = (one for feature in features_of(context) for one in feature.help)
    parts = sorted((one for one in every if one.sees(context.person)), key=lambda one: one.rank)
    await context.say_html("\n\n".join(context.i18n(one.key) for one in parts))


async def cancel(update: Update, context: Context) -> str:
    """/cancel: drops the open question; a draft is kept."""
    if drafts_of(context.session, context.person):
        await context.say("menu.cancelled")
    else:
        await context.say("menu.stopped" if context.dialogue.state else "menu.nothing_open")
    return END


async def language(update: Update, context: Context) -> None:
    """/language: which one?"""
    choices = [[SPEAK.button(NAMES[code], code)] for code in LANGUAGES]
    await context.say("menu.language", choices)


async def speak(update: Update, context: Context) -> None:
    """A language was chosen."""
    if context.part(0) in LANGUAGES:
        staff.speak(context.person, context.act(), context.part(0))
    await set_commands(context)
    await context.say("menu.language_done")


async def unknown(update: Update, context: Context) -> None:
    """A command that there is not. Silence would be a kind of loss."""
    await context.say("menu.unknown")


async def edited(update: Update, context: Context) -> None:
    """An edited message changes nothing by itself; the person is told what to do instead."""
    await context.say("menu.edited")


async def stale(update: Update, context: Context) -> None:
    """A button that nobody answers any more."""
    await context.say("stale")


FEATURE = Feature(
    "menu",
    entry=(SPEAK.handler(speak),),
    commands=(
        Command("start", start),
        Command("menu", menu, "command.menu", 5),
        Command("help", help_, "command.help", 8),
        Command("cancel", cancel, "command.cancel", 6),
        Command("language", language, "command.language", 7),
    ),
    help=(Help(1, "menu.help"),),
    last=(
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited),
        MessageHandler(filters.COMMAND, unknown),
        CallbackQueryHandler(stale),
    ),
)
