"""/admin → 导出工作簿, and the workbook that comes back as a file (practice.md §10)."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.attachments import LARGEST, WORKBOOK
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.documents.labels_and_invites import start_link
from bot.documents.making import Document, Order
from bot.transaction import RenderContext, Rendered
from bot.workbook import building
from bot.workbook.buttons import APPLY, CANCEL, INVITE, SPARE
from bot.workbook.replies import Answers
from models.base import Refused
from models.cases.case import Event
from models.documents import DocumentOrder
from models.people.invitations import Invitation, by_hand
from models.people.person import Person, Right
from models.workbook.deliveries import WorkbookIn

INVITED_AT_ONCE = 20
EXPORT = CallbackButton("workbook.export", formerly="a_book")


def document(wanted: Order) -> Document:
    """The workbook: the school as it stands."""
    order, school, i18n = wanted.order, wanted.school, wanted.i18n
    book, note = building.export(wanted.session, i18n, order.ordered_at)
    day, name = school.today(order.ordered_at), school.settings.school_name
    named = i18n.plain("workbook.document_name", school=name, day=day, nth=order.id)
    return Document(book, named, note)


async def export(update: Update, context: Context) -> None:
    """导出工作簿: the school as it stands, made after the commit."""
    context.act().must(Right.ADMIN)
    DocumentOrder.give(context.act(), "workbook")
    context.toast("paper.coming")


async def came(update: Update, context: Context) -> None:
    """A workbook came: it is read beside everything else, and answered."""
    assert update.message is not None
    assert update.message.document is not None
    context.act().must(Right.ADMIN)
    document = update.message.document
    if document.file_size is not None and document.file_size > LARGEST:
        raise Refused("workbook.too_large", megabytes=LARGEST // 1024 // 1024)
    WorkbookIn.receive(context.act(), document.file_id, document.file_name or "")
    await context.say("workbook.reading")


async def apply(update: Update, context: Context) -> None:
    """应用, or 确实停用: all of it."""
    await _go(update, context, spare=False)


async def spare(update: Update, context: Context) -> None:
    """只新增和修改: what is missing in the workbook stays as it is."""
    await _go(update, context, spare=True)


async def _go(update: Update, context: Context, *, spare: bool) -> None:
    context.row(WorkbookIn, context.number(0)).want(context.act(), spare=spare)
    await context.edit_html(update, context.i18n("workbook.applying"), [])


async def cancel(update: Update, context: Context) -> None:
    """取消: nothing has been changed."""
    context.row(WorkbookIn, context.number(0)).cancel(context.act())
    await context.edit_html(update, context.i18n("workbook.cancelled"), [])


async def invite(update: Update, context: Context) -> None:
    """邀请新来的: a link and a code for each, to paste; a leader's is handed over alone."""
    act, event = context.act(), context.row(Event, context.number(0))
    act.must(Right.ADMIN)
    if event.kind != "workbook_applied":
        raise Refused("stale")
    people = [context.row(Person, one) for one in event.data.get("new_people", ())]
    new = [one for one in people if one.active and one.telegram_id is None]
    if not new:
        await context.say("workbook.invited_already")
        return
    i18n, username = context.i18n, context.bot.username
    group: list[str] = []
    alone: list[str] = []
    for person in new:
        code = Invitation.for_person(act, person).code
        link = start_link(username, code)
        line = i18n("workbook.invite_line", who=person.name, link=link, code=code)
        (alone if by_hand(person) else group).append(line)
    school = context.school.settings.school_name
    for at in range(0, len(group), INVITED_AT_ONCE):
        head = i18n("workbook.invite_head", school=school)
        await context.say_html("\n".join([head, *group[at : at + INVITED_AT_ONCE]]))
    for line in alone:
        await context.say_html(f"{i18n('workbook.invite_alone')}\n{line}")


def applied(event: Event, view: RenderContext) -> Rendered:
    """What another administrator changed by a workbook."""
    summary = Answers(view.i18n).summary(event.data["counts"])
    return Rendered(view.i18n("workbook.applied_by", who=event.by, summary=summary))


ENTRY: list[Handler] = [
    EXPORT.handler(export),
    APPLY.handler(apply),
    SPARE.handler(spare),
    CANCEL.handler(cancel),
    INVITE.handler(invite),
    MessageHandler(filters.UpdateType.MESSAGE & WORKBOOK, came),
]
