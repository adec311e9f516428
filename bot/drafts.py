"""A draft at the phone: what came is kept in it, its card is shown, and it stays open."""

from __future__ import annotations

from telegram import Message, MessageOriginHiddenUser, MessageOriginUser, Update

from bot import attachments, cards, elsewhere
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END
from bot.reading import DRAFTING, Reading
from bot.transaction import RenderContext, Rows
from models.base import Refused
from models.cases import draft as drafts
from models.cases import filing
from models.cases.case import Case
from models.cases.draft import Draft, DraftState
from models.people.person import Right

# Turns a page of a draft's card: drafts.page:<draft>:<page>.
PAGE = CallbackButton("drafts.page", formerly="page")
CANCEL = CallbackButton("drafts.discard", formerly="discard")
# Offers the drafts that are open.
RESUME = CallbackButton("drafts.resume", formerly="draft")
PICK = CallbackButton("drafts.pick")
MOST_OFFERED = 8


async def resume(update: Update, context: Context) -> str:
    """Offers the drafts again, the newest first: they were never lost."""
    waiting = drafts.drafts_of(context.session, context.person)
    if not waiting:
        raise Refused("stale")
    if len(waiting) == 1:
        return show(waiting[0], context)
    i18n, registry = context.i18n, context.unit.registry
    shown = waiting[:MOST_OFFERED]
    rows = [[PICK.button(registry.card(draft).title(draft, i18n), draft.id)] for draft in shown]
    await context.say("drafts.unfiled", rows, count=len(waiting))
    context.ask(draft=waiting[0].id)
    return DRAFTING


async def pick(update: Update, context: Context) -> str:
    """Takes up the draft whose line was pressed."""
    return show(of_button(context), context)


def of_button(context: Context) -> Draft:
    """The draft behind a button. Raises `Refused` where it is none any more; one that was filed
    says its number.
    """
    case = context.find(Case, context.number(0))
    if isinstance(case, Draft) and case.state == DraftState.DRAFT:
        return case
    became = case.became if isinstance(case, Draft) else case
    if became is None or (isinstance(case, Draft) and case.state == DraftState.DISCARDED):
        raise Refused("drafts.gone")
    raise Refused("drafts.filed", number=became.number)


def keep_open(draft: Draft, context: Context, page: str = "") -> str:
    """Shows this page of the draft's card; what is typed next belongs to the draft."""
    context.ask(draft=draft.id)
    context.turn(draft, page)
    return DRAFTING


def go_on(draft: Draft, context: Context, page: str = "") -> str:
    """Something that was asked is answered. Gas, a live wire and the like, where somebody may be
    hurt, are filed as soon as nothing is missing (practice.md §6.3); all else waits for 提交.
    """
    danger = context.school.danger(draft.danger_kind)
    kind = context.unit.registry.draft_kind(draft).kind
    if danger is not None and danger.raises and draft.hurt and not kind.missing(draft):
        return file_draft(draft, context)
    return keep_open(draft, context, page)


def show(draft: Draft, context: Context) -> str:
    """Puts the card at the end of the chat, and keeps the draft open."""
    context.session.flush()
    cards.show(context.unit, draft, context.person)
    context.ask(draft=draft.id)
    return DRAFTING


def file_draft(draft: Draft, context: Context) -> str:
    """Files the draft as what it may be, and says its number."""
    kind = context.unit.registry.draft_kind(draft)
    case = filing.file(draft, context.act(), kind.kind)
    context.turn(case)
    context.toast("drafts.done", number=case.number)
    back_to_origin(draft, context)
    return END


def back_to_origin(draft: Draft, context: Context) -> None:
    """Brings back the card of the case out of which the draft was opened: that goes on."""
    if draft.opened_from is not None:
        cards.show(context.unit, draft.opened_from, context.person)


def hold(reading: Reading, may_be: str, context: Context) -> Draft:
    """Keeps what came, without a card, until a button says what it belongs to."""
    # A file that is no picture is refused before anything is kept.
    _ = reading.picture
    held = drafts.start(context.act(), may_be, reading.text)
    note_author(reading.message, held, context)
    context.session.flush()
    attachments.keep(reading.message, context, held)
    return held


async def begin(reading: Reading, may_be: str, context: Context) -> str:
    """Opens a draft with the message, and shows its card. What is private is kept nowhere."""
    if reading.matter is not None and reading.matter.private:
        await elsewhere.answer(reading.matter, context)
        return END
    picture = reading.picture
    draft = drafts.start(context.act(), may_be)
    note_author(reading.message, draft, context)
    if reading.text:
        drafts.add_text(draft, context.act(), reading.text)
    if picture is not None:
        attachments.keep(reading.message, context, draft)
    if reading.message.voice:
        await context.say("photo.voice_hint")
    return show(draft, context)


def note_author(message: Message, draft: Draft, context: Context) -> None:
    """A forwarded message is probably told for whoever wrote it (practice.md §4.2)."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser):
        author, name = origin.sender_user.id, origin.sender_user.full_name
    elif isinstance(origin, MessageOriginHiddenUser):
        author, name = None, origin.sender_user_name
    else:
        return
    drafts.note_author(draft, context.act(), name)
    found = [
        one
        for one in context.school.people
        if one.name == name or (author is not None and one.telegram_id == author)
    ]
    if len(found) == 1 and context.person.may(Right.RECORD):
        drafts.set_reporter(draft, context.act(), found[0])


def gap_of(draft: Draft, view: RenderContext) -> str | None:
    """The first thing that is still to be asked, or nothing."""
    return view.unit.registry.draft_kind(draft).kind.missing(draft)


def way_back(draft: Draft, view: RenderContext, page: str = "") -> Rows:
    """The row that leads back to the page above; where that asks the same again, out of it."""
    if page or gap_of(draft, view) in (None, "text"):
        return [[PAGE.button(view.i18n.plain("button.back"), draft.id, page or "front")]]
    return [[CANCEL.button(view.i18n.plain("button.cancel"), draft.id)]]
