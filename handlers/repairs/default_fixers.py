"""/admin → 默认维修人: most schools name who repairs what, instead of waiting
(practice.md §5.3).
"""

from __future__ import annotations

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from models.base import Refused
from models.people.person import Person, Right
from models.reach import unreached
from models.repairs.default_fixers import give_to
from models.school import Category

KINDS = CallbackButton("repairs.fixers", formerly="a_kinds")
KIND = CallbackButton("repairs.fixers_of", formerly="k_kind")
FIXER = CallbackButton("repairs.fixer", formerly="k_fixer")
NOBODY = "0"


def _must(context: Context) -> None:
    context.act().must(Right.ADMIN)


async def kinds(update: Update, context: Context) -> None:
    """Every kind of repair, with who gets it at once."""
    _must(context)
    i18n = context.i18n
    rows = [
        [
            KIND.button(
                i18n.plain(
                    "repairs.fixers.line",
                    kind=category,
                    who=category.fixer or i18n.plain("repairs.fixers.none"),
                ),
                category.code,
            )
        ]
        for category in context.school.categories
    ]
    await context.edit_html(update, i18n("repairs.fixers.head"), rows)


async def kind(update: Update, context: Context) -> None:
    """Who gets this kind from now on?"""
    _must(context)
    i18n = context.i18n
    category = context.row(Category, context.part(0))
    able = _able(category, context)
    marks = unreached(able, context.school, context.now)
    rows = []
    for person in able:
        label = person.name
        if person in marks:
            why = i18n.plain(f"unreached.{marks[person]}")
            label = i18n.plain("unreached.named", who=label, why=why)
        rows.append([FIXER.button(label, category.code, person.id)])
    rows.append([FIXER.button(i18n.plain("repairs.fixers.none"), category.code, NOBODY)])
    rows.append([KINDS.button(i18n.plain("button.back"))])
    await context.edit_html(update, i18n("repairs.fixers.who", kind=category), rows)


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
    give_to(category, context.act(), chosen)
    context.session.flush()
    await kinds(update, context)


ENTRY: list[Handler] = [
    KINDS.handler(kinds),
    KIND.handler(kind),
    FIXER.handler(fixer),
]
