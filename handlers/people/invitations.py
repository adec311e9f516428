"""/admin → 邀请 and 二维码: what is pasted into the group, cut from paper, and put on the walls."""

from __future__ import annotations

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.documents.labels_and_invites import start_link
from bot.keyboards import grid, page_of
from bot.transaction import Rows
from handlers.people import administration as admin
from models.documents import DocumentOrder
from models.people.invitations import by_hand, invite_everybody, not_joined
from models.people.person import Right
from models.places import Place, spots

NOT_JOINED = CallbackButton("people.not_joined", formerly="a_notin")
LABELS = CallbackButton("people.labels", formerly="a_labels")
GROUP_TEXT = CallbackButton("people.group_text", formerly="a_group")
CARDS = CallbackButton("people.cards", formerly="a_cards")
TURN = CallbackButton("people.turn", formerly="a_turn")
LABELS_OF = CallbackButton("people.labels_of", formerly="a_labelsof")
EVERYWHERE = "0"


def _must(context: Context) -> None:
    context.act().must(Right.ADMIN)


async def waiting(update: Update, context: Context) -> None:
    """Who has not joined yet; one can be invited alone, or all at once."""
    _must(context)
    rows = _waiting(context, 0)
    if rows is None:
        await context.say("people.admin.all_joined")
        return
    await context.say("people.admin.not_joined_head", rows, count=len(not_joined(context.session)))


async def turn(update: Update, context: Context) -> None:
    """The next page of the same."""
    _must(context)
    rows = _waiting(context, context.number(0))
    if rows is not None:
        count = len(not_joined(context.session))
        await context.edit_html(
            update, context.i18n("people.admin.not_joined_head", count=count), rows
        )


def _waiting(context: Context, start: int) -> Rows | None:
    """The names of one page as buttons, and what can be done for all; nothing if nobody waits."""
    everybody = not_joined(context.session)
    if not everybody:
        return None
    page = page_of(everybody, start, admin.ON_A_PAGE, lambda sign, to: TURN.button(sign, to))
    rows = grid((admin.PERSON.button(person.name, person.id) for person in page.items), 3)
    rows += page.turns
    rows.append([GROUP_TEXT.button(context.i18n.plain("people.admin.group_text"))])
    rows.append([CARDS.button(context.i18n.plain("people.admin.cards"))])
    return rows


async def group_text(update: Update, context: Context) -> None:
    """A text to paste into the school's group. Leaders are left out of it (practice.md §11.1)."""
    codes = invite_everybody(context.act())
    if not codes:
        await context.say("people.admin.all_joined")
        return
    lines = [
        context.i18n(
            "people.admin.group_line",
            who=one.person.name,
            link=start_link(context.bot.username, one.code),
            code=one.code,
        )
        for one in codes
        if not by_hand(one.person)
    ]
    alone = [one.person.name for one in codes if by_hand(one.person)]
    if alone:
        await context.say("people.admin.group_left_out", names=alone)
    head = context.i18n("people.admin.group_head", school=context.school.settings.school_name)
    for at in range(0, len(lines), admin.ON_A_PAGE):
        part = "\n".join(lines[at : at + admin.ON_A_PAGE])
        await context.say_html(f"{head}\n{part}")


async def cards(update: Update, context: Context) -> None:
    """邀请卡: a card to cut for each of them, made after the commit."""
    if not invite_everybody(context.act()):
        await context.say("people.admin.all_joined")
        return
    _order(context, "cards", None)


async def labels(update: Update, context: Context) -> None:
    """二维码: the labels of which building?"""
    _must(context)
    i18n = context.i18n
    counts: dict[Place, int] = {}
    for place in spots(context.session):
        counts[place.building()] = counts.get(place.building(), 0) + 1
    if not counts:
        await context.say("label.empty")
        return
    buttons = [
        LABELS_OF.button(
            i18n.plain("label.building", name=place.name_in(i18n.language), count=count), place.id
        )
        for place, count in counts.items()
    ]
    rows = grid(buttons, 2)
    everywhere = i18n.plain("label.everywhere", count=sum(counts.values()))
    await context.say("label.which", [[LABELS_OF.button(everywhere, EVERYWHERE)], *rows])


async def labels_of(update: Update, context: Context) -> None:
    """The building was pressed; its labels are made after the commit."""
    _must(context)
    chosen = context.part(0)
    _order(context, "labels", None if chosen == EVERYWHERE else context.number(0))


def _order(context: Context, kind: str, place_id: int | None) -> None:
    place = None if place_id is None else context.row(Place, place_id)
    DocumentOrder.give(context.act(), kind, place=place)
    context.toast("paper.coming")


ENTRY: list[Handler] = [
    NOT_JOINED.handler(waiting),
    LABELS.handler(labels),
    GROUP_TEXT.handler(group_text),
    CARDS.handler(cards),
    TURN.handler(turn),
    LABELS_OF.handler(labels_of),
]
