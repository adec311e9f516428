"""紧急事件记录: one emergency on paper, from the first tap to the final report."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.dialogue import Handler
from bot.documents.form import WIDTH, Cell, Paper
from bot.documents.making import Document, Order
from bot.timeline import doer, gathered, how_often, who_then
from handlers.incidents import buttons as b
from models.documents import DocumentOrder
from models.incidents import Incident
from models.people.person import Person

LABEL = 26.0
REST = WIDTH - LABEL
HALF = WIDTH / 2 - LABEL
EVENTS = (36.0, 38.0, 100.0)
SIGNATURE = 16.0


async def printed(update: Update, context: Context) -> None:
    """打印: the record as PDF."""
    DocumentOrder.give(context.act(), "incident", case=context.pressed(update, Incident))
    context.toast("paper.coming")


def document(wanted: Order) -> Document:
    """The record of one emergency on A4."""
    incident, i18n = wanted.order.case, wanted.i18n
    assert isinstance(incident, Incident)
    created = wanted.order.ordered_at.astimezone(i18n.zone)
    paper = Paper(created=created, page_label=i18n.raw("incidents.paper.page"))
    title = i18n.plain("incidents.paper.title")
    paper.letterhead(wanted.school.settings.school_name, title)
    paper.above("", incident.number or "")
    place = incident.place.full(i18n.language) if incident.place else ""
    who = who_then(incident, incident.raised_by, ("raised",), i18n)
    state = i18n.plain(f"incidents.state.{incident.state}")
    paper.row(_pair(i18n.plain("incidents.paper.kind"), i18n.show(incident.plan),
                    i18n.plain("incidents.paper.place"), place))  # fmt: skip
    paper.row(_pair(i18n.plain("incidents.paper.raised"), i18n.moment(incident.opened_at),
                    i18n.plain("incidents.paper.by"), who))  # fmt: skip
    paper.row(_one(i18n.plain("incidents.paper.words"), incident.text), least=14.0)
    paper.row(_one(i18n.plain("incidents.paper.known"), _known(incident, wanted)))
    names = ("time", "who", "what")
    heads = (i18n.plain(f"incidents.paper.{name}") for name in names)
    paper.row([Cell(name, wide, label=True) for name, wide in zip(heads, EVENTS, strict=True)])
    for event, times in gathered(one for one in incident.events if one.kind != "received"):
        said = how_often(event, times, i18n, plain=True)
        line = (i18n.moment(event.at), doer(event, i18n), said)
        paper.row([Cell(text, wide) for text, wide in zip(line, EVENTS, strict=True)])
    paper.row(_one(i18n.plain("incidents.paper.state"), state))
    half = WIDTH / 3
    signed = (i18n.plain(f"incidents.paper.sign_{one}") for one in ("leader", "safety", "head"))
    paper.row([Cell(name, half) for name in signed], least=SIGNATURE)
    return Document(paper.finished(), f"{title} {incident.number}.pdf")


def _known(incident: Incident, wanted: Order) -> str:
    """Who was rung, and when each answered; whom no phone reached."""
    i18n = wanted.i18n
    lines = [
        i18n.plain("incidents.paper.answered", who=one.person, at=one.received_at)
        if one.received_at
        else i18n.plain("incidents.paper.unanswered", who=one.person)
        for one in incident.receipts
    ]
    people = [wanted.session.get_one(Person, one) for one in incident.unreached]
    lines += [i18n.plain("incidents.paper.unreached", who=one) for one in people]
    return "\n".join(lines)


def _one(label: str, value: str) -> list[Cell]:
    return [Cell(label, LABEL, label=True), Cell(value, REST)]


def _pair(label: str, value: str, other: str, beside: str) -> list[Cell]:
    return [
        Cell(label, LABEL, label=True),
        Cell(value, HALF),
        Cell(other, LABEL, label=True),
        Cell(beside, HALF),
    ]


ENTRY: list[Handler] = [b.PRINT.handler(printed)]
