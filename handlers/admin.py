"""/admin: everything that an administrator looks after; each feature brings its buttons."""

from __future__ import annotations

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.feature import Command, Feature, Help, MenuButton, features_of, named, rows_of, whoever_may
from models.people.person import Right

ADMIN = CallbackButton("menu.admin", formerly="m_admin")
SEES = whoever_may(Right.ADMIN)


async def admin(update: Update, context: Context) -> None:
    """What an administrator looks after."""
    context.act().must(Right.ADMIN)
    rows = rows_of((one for feature in features_of(context) for one in feature.admin), context)
    await context.say("menu.admin_head", rows, count=len(context.school.people))


FEATURE = Feature(
    "admin",
    entry=(ADMIN.handler(admin),),
    commands=(Command("admin", admin, "command.admin", 9, SEES),),
    menu=(MenuButton(9, ADMIN, named("menu.admin"), sees=SEES),),
    help=(Help(9, "menu.help_admin", sees=SEES),),
)
