"""Complaints about food: 饭里有虫子 goes to the canteen and the vice-principal, and is answered."""

from __future__ import annotations

from datetime import datetime

from telegram import Update
from telegram.ext import MessageHandler

from bot.attachments import ANSWER
from bot.callbacks import PRIMARY, SUCCESS, CallbackButton
from bot.context import Context
from bot.dialogue import END
from bot.drafts import begin
from bot.feature import Feature
from bot.i18n import I18n, tidy
from bot.reading import Reading
from bot.timeline import sentence
from bot.transaction import CardKind, DraftKind, RenderContext, Rendered
from models import complaints
from models.base import Refused
from models.cases.draft import Draft
from models.complaints import DUE, FoodComplaint, State

KIND = "complaint"
ANSWERING = "complaints.answering"
ACCEPT = CallbackButton("complaints.accept", style=PRIMARY)
REPLY = CallbackButton("complaints.reply", style=SUCCESS)


def title(complaint: FoodComplaint, i18n: I18n, *, under_building: bool = False) -> str:
    """What was found."""
    return complaint.gist or i18n.plain("complaints.kind")


def stands(complaint: FoodComplaint, i18n: I18n, now: datetime) -> str:
    """Whether somebody has taken it up."""
    state = i18n.plain(f"complaints.state.{complaint.state}")
    return f"{state} {i18n.show(complaint.holder)}".strip()


def render(complaint: FoodComplaint, view: RenderContext) -> Rendered:
    """The card of a complaint: what was found, who looks into it, what came of it."""
    i18n = view.i18n
    lines = [sentence(view.news, i18n, "news"), ""] if view.news is not None else []
    lines.append(i18n("complaints.title", title=title(complaint, i18n)))
    lines.append(i18n("complaints.words", words=complaint.text))
    lines.append(
        i18n("complaints.from", who=complaint.reporter, at=complaint.opened_at)
        + i18n("complaints.stands", state=stands(complaint, i18n, view.unit.now))
    )
    lines += [
        i18n("complaints.answer", who=event.by, words=event.data["words"])
        for event in complaint.events
        if event.kind == "replied"
    ]
    lines.append(i18n("complaints.number", number=complaint.number))
    rows = []
    if complaint.is_open and complaints.answers(view.person):
        behind = (complaint.id, complaint.version)
        row = [REPLY.button(i18n.plain("complaints.b_reply"), *behind)]
        if complaint.state == State.RECEIVED:
            row.insert(0, ACCEPT.button(i18n.plain("complaints.b_accept"), *behind))
        rows.append(row)
    return Rendered("\n".join(lines), rows)


def advice(draft: Draft, view: RenderContext) -> list[str]:
    """What to do with the food, and who will hear of it."""
    people = complaints.answerable(view.unit.school)
    return [view.i18n("complaints.advice"), view.i18n("complaints.goes_to", who=people)]


async def begun(reading: Reading, context: Context) -> str:
    """饭里有虫子: a draft of a complaint, filed with one press."""
    return await begin(reading, KIND, context)


async def accepted(update: Update, context: Context) -> None:
    """受理."""
    complaint = context.case(FoodComplaint)
    complaints.accept(complaint, context.act())
    context.toast("complaints.told", who=complaint.reporter)


async def reply(update: Update, context: Context) -> str:
    """答复: asks for the words."""
    complaint = context.case(FoodComplaint)
    if not complaints.answers(context.person):
        raise Refused("complaints.canteen_only")
    complaint.unchanged(context.act())
    context.ask(complaint=complaint.id, version=context.seen)
    await context.say("complaints.ask")
    return ANSWERING


async def words(update: Update, context: Context) -> str | None:
    """What was found and done."""
    assert update.message is not None
    text = tidy(update.message.text or update.message.caption or "")
    if not text:
        await context.say("complaints.ask")
        return None
    data = context.dialogue.data
    complaint = context.find(FoodComplaint, data.get("complaint", 0))
    context.seen = data.get("version")
    event = complaints.answer(complaint, context.act(), text)
    await context.say_heard(event)
    return END


FEATURE = Feature(
    "complaints",
    entry=(ACCEPT.handler(accepted), REPLY.handler(reply)),
    states={ANSWERING: (MessageHandler(ANSWER, words),)},
    matters={"food": begun},
    cards=(CardKind(FoodComplaint, render, title, stands),),
    drafts=(DraftKind(FoodComplaint, lines=advice),),
    due=DUE,
    mine=complaints.told_by,
)
