"""/admin → 默认维修人: most schools name who repairs what, instead of waiting
(practice.md §5.3).
"""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.dialogue import Handler
from bot.presses import Press
from handlers import admin
from models.base import Refused
from models.people import Person, Right
from models.school import Category

KIND = Press("k_kind")
FIXER = Press("k_fixer")
NOBODY = "0"


def _must(context: Context) -> None:
    context.act().must(Right.ADMIN)


async def kinds(update: Update, context: Context) -> None:
    """Every kind of repair, with who gets it at once."""
    _must(context)
    words = context.words
    rows = [
        [
            KIND.button(
                words.plain(
                    "kinds.line", kind=category, who=category.fixer or words.plain("kinds.none")
                ),
                category.code,
            )
        ]
        for category in context.school.categories
    ]
    await context.edit_html(update, words("kinds.head"), rows)


async def kind(update: Update, context: Context) -> None:
    """Who gets this kind from now on?"""
    _must(context)
    words = context.words
    category = context.row(Category, context.part(0))
    buttons = [
        FIXER.button(person.name, category.code, person.id) for person in _able(category, context)
    ]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    rows.append([FIXER.button(words.plain("kinds.none"), category.code, NOBODY)])
    rows.append([admin.KINDS.button(words.plain("button.back"))])
    await context.edit_html(update, words("kinds.who", kind=category), rows)


def _able(category: Category, context: Context) -> list[Person]:
    """Who can be named: those of the kind first, then all others who repair."""
    school = context.school
    able = [*school.with_role(category.role_code), *school.with_right(Right.REPAIR)]
    return list(dict.fromkeys(able))


async def fixer(update: Update, context: Context) -> None:
    """The name was pressed; new reports of the kind go there without a question."""
    _must(context)
    category = context.row(Category, context.part(0))
    chosen = None if context.part(1) == NOBODY else context.row(Person, context.number(1))
    if chosen is not None and chosen not in _able(category, context):
        raise Refused("ticket.no_fixer", who=chosen)
    category.fixer = chosen
    context.session.flush()
    await kinds(update, context)


ENTRY: list[Handler] = [
    admin.KINDS.handler(kinds),
    KIND.handler(kind),
    FIXER.handler(fixer),
]
