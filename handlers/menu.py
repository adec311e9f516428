"""The first screen and the way out: /start, /menu, /help, /cancel, /language."""

from __future__ import annotations

from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.ext import CommandHandler, filters

from bot.cards import Rows
from bot.context import Context
from bot.dialogue import END, Handler
from bot.presses import Answer, Press
from bot.words import LANGUAGES
from handlers import reports
from models.people import Person, Right
from models.tickets import drafting

REPAIR = Press("m_repair")
MY = Press("m_my")
TICKETS = Press("m_tickets")
ADMIN = Press("m_admin")
AWAY = Press("m_away")
SHEET = Press("m_sheet")
TAKE_OVER = Press("m_phone")
SHIFT = Press("m_shift")
SPEAK = Press("m_speak")

NAMES = {"zh-CN": "中文", "en": "English"}
COMMANDS = ("repair", "my", "find", "menu", "cancel", "language", "help")


def commands_of(person: Person) -> list[str]:
    """What Telegram lists for this person: only what they may use."""
    found = list(COMMANDS)
    if person.may(Right.REPAIR) or person.may(Right.DISPATCH):
        found.insert(2, "tickets")
    if person.may(Right.ADMIN):
        found.append("admin")
    return found


async def set_commands(context: Context) -> None:
    """Brings the list of commands on this phone up to date."""
    person, words = context.person, context.words
    if person.telegram_id is not None:
        commands = [
            BotCommand(name, words.plain(f"command.{name}")) for name in commands_of(person)
        ]
        await context.bot.set_my_commands(commands, scope=BotCommandScopeChat(person.telegram_id))


async def welcome(context: Context) -> None:
    """Greets somebody who has just come in."""
    await set_commands(context)
    roles = context.words.list(role.label(context.words.language) for role in context.person.roles)
    await context.say("menu.welcome", _rows(context), who=context.person, roles=roles)


async def start(update: Update, context: Context) -> str | None:
    """/start: the menu; with a label's code, a report from that place."""
    given = " ".join(context.args or [])
    if given.startswith("p_"):
        return await reports.label(update, context)
    if given:
        await context.say("invite.in_already", who=context.person)
    await set_commands(context)
    return await menu(update, context)


async def menu(update: Update, context: Context) -> str | None:
    """/menu: what this person can do."""
    key = "menu.head_shared" if context.person.shared_phone else "menu.head"
    await context.say(key, _rows(context), who=context.person)
    if waiting := drafting.drafts_of(context.session, context.person):
        rows = [[reports.RESUME.button(context.words.plain("draft.b_resume"))]]
        await context.say("draft.unfiled", rows, count=len(waiting))
    return None


def _rows(context: Context) -> Rows:
    person, words = context.person, context.words

    def button(press: Press, key: str) -> Rows:
        return [[press.button(words.plain(key))]]

    rows = button(REPAIR, "menu.repair") + button(MY, "menu.my")
    if person.may(Right.REPAIR) or person.may(Right.DISPATCH):
        rows += button(TICKETS, "menu.tickets") + button(SHEET, "menu.sheet")
    if person.may(Right.REPAIR):
        away = person.away(context.school.today(context.now))
        rows += button(AWAY, "menu.away_end" if away else "menu.away")
    if person.shared_phone:
        rows += button(TAKE_OVER, "menu.take_over")
    if person.may(Right.ADMIN):
        rows += button(ADMIN, "menu.admin")
    return rows


async def help_(update: Update, context: Context) -> None:
    """/help: how it is used, in a few lines."""
    await context.say("menu.help")
    if context.person.may(Right.REPAIR):
        await context.say("menu.help_fixer")


async def cancel(update: Update, context: Context) -> str:
    """/cancel: drops the open question; a draft is kept."""
    if drafting.drafts_of(context.session, context.person):
        await context.say("menu.cancelled")
    else:
        await context.say("menu.stopped" if context.dialogue.state else "menu.nothing_open")
    return END


async def language(update: Update, context: Context) -> None:
    """/language: which one?"""
    rows = [[SPEAK.button(NAMES[code], code)] for code in LANGUAGES]
    await context.say("menu.language", rows)


async def speak(update: Update, context: Context) -> None:
    """A language was chosen."""
    if context.part(0) in LANGUAGES:
        context.person.language = context.part(0)
    await set_commands(context)
    await context.say("menu.language_done")


async def take_over(update: Update, context: Context) -> None:
    """接班: who uses the gatehouse's phone from now on?"""
    guards = [
        person for person in context.school.with_right(Right.GUARD) if not person.shared_phone
    ]
    buttons = [SHIFT.button(person.name, person.id) for person in guards]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    await context.say("menu.who_takes_over", rows)


async def shift(update: Update, context: Context) -> None:
    """The name was pressed; records carry it from now on."""
    holder = context.row(Person, context.number(0))
    context.person.take_phone(context.act(), holder)
    await context.say("menu.taken_over", who=holder)


async def unknown(update: Update, context: Context) -> None:
    """A command that there is not. Silence would be a kind of loss."""
    await context.say("menu.unknown")


async def edited(update: Update, context: Context) -> None:
    """An edited message changes nothing by itself; the person is told what to do instead."""
    await context.say("menu.edited")


async def stale(update: Update, context: Context) -> None:
    """A button that nobody answers any more."""
    await context.say("stale")


async def repair(update: Update, context: Context) -> str | None:
    """报修 in the menu."""
    return await reports.repair(update, context)


def command(name: str, callback: Answer) -> Handler:
    """A command in a message, never in an edit."""
    return CommandHandler(name, callback, filters.UpdateType.MESSAGE)


ENTRY: list[Handler] = [
    command("start", start),
    command("menu", menu),
    command("help", help_),
    command("cancel", cancel),
    command("language", language),
    REPAIR.handler(repair),
    SPEAK.handler(speak),
    TAKE_OVER.handler(take_over),
    SHIFT.handler(shift),
]
