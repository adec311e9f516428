"""周报、月报、学期报: one message, one picture, one spreadsheet; 迎检资料: one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from telegram import InlineKeyboardButton, Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.digest import Line
from bot.documents import inspection
from bot.documents.chart import Bar, Chart, picture
from bot.documents.making import Document, Order
from bot.documents.tables import CELL, SheetOf, spreadsheet
from bot.i18n import I18n
from bot.keyboards import grid
from bot.report import Cell, Period, Report, Reported, Table
from bot.transaction import RenderContext, Rendered
from models.base import Refused
from models.cases.case import Event
from models.digests import periods
from models.documents import DocumentOrder
from models.people.person import Right
from models.school import School

FORMS = ("weekly", "monthly", "term")
# digests.report:<form>, digests.inspect, digests.topic:<topic>
REPORT = CallbackButton("digests.report")
INSPECT = CallbackButton("digests.inspect")
TOPIC = CallbackButton("digests.topic")


def ways(i18n: I18n) -> list[InlineKeyboardButton]:
    """The buttons by which somebody asks for a report, or for what inspectors are shown."""
    asked = [REPORT.button(i18n.plain(f"digests.b_{form}"), form) for form in FORMS]
    return [*asked, INSPECT.button(i18n.plain("digests.b_inspect"))]


def _asked(
    reports: Mapping[str, Report], school: School, first: date, last: date, at: datetime
) -> list[Reported]:
    """What every feature says of these days, in the order of the features."""
    period = Period(first, last, *periods.moments(school, first, last, at))
    return [say(school, period) for say in reports.values()]


def _message(said: Sequence[Reported], form: str, first: date, last: date, i18n: I18n) -> Rendered:
    title = i18n(f"digests.report.{form}", first=first, last=last)
    lines = [line.read(i18n) for one in said for line in one.lines]
    inspect = INSPECT.button(i18n.plain("digests.b_inspect"))
    return Rendered("\n".join([title, *lines, i18n("digests.report.follows")]), [[inspect]])


def sent(event: Event, view: RenderContext) -> Rendered:
    """The report that the clock sends."""
    unit, data = view.unit, event.data
    days = date.fromisoformat(data["first"]), date.fromisoformat(data["last"])
    at = datetime.fromisoformat(data["at"])
    said = _asked(unit.registry.reports, unit.school, *days, at)
    return _message(said, event.kind.rpartition(".")[2], *days, view.i18n)


async def asked(update: Update, context: Context) -> None:
    """周报, 月报, 学期报: up to now; the picture and the spreadsheet follow."""
    context.act().must(Right.OVERSEE)
    form, school = context.part(0), context.school
    span = periods.so_far(school, form, school.today(context.now)) if form in FORMS else None
    if span is None:
        raise Refused("stale")
    for file in ("png", "xlsx"):
        DocumentOrder.give(
            context.act(), "report", subject=form, first=span[0], last=span[1], form=file
        )
    reports = context.unit.registry.reports
    said = _asked(reports, school, *span, context.now)
    shown = _message(said, form, *span, context.i18n)
    await context.say_html(shown.text, shown.rows)


def document(wanted: Order) -> Document:
    """The picture or the spreadsheet of a report."""
    order, i18n = wanted.order, wanted.i18n
    assert order.first is not None
    assert order.last is not None
    days = order.first, order.last
    said = _asked(wanted.reports, wanted.school, *days, order.ordered_at)
    title = i18n.plain(f"digests.report.{order.subject}", first=days[0], last=days[1])
    every = [table for one in said for table in one.tables]
    name = f"{title}.{order.form}"
    if order.form == "xlsx":
        return Document(spreadsheet([_sheet(table, i18n) for table in every]), name)
    lines = [line.plain(i18n) for one in said for line in one.lines]
    charts = [_chart(table, i18n) for table in every if table.bars and table.rows]
    return Document(picture(title, lines, charts), name)


def _sheet(table: Table, i18n: I18n) -> SheetOf:
    rows = [[_cell(cell, i18n) for cell in row] for row in table.rows]
    return SheetOf(table.title.plain(i18n), [one.plain(i18n) for one in table.columns], rows)


def _cell(cell: Cell, i18n: I18n) -> CELL:
    if cell is None or isinstance(cell, int | float | date):
        return cell
    return cell.plain(i18n) if isinstance(cell, Line) else i18n.show(cell)


def _chart(table: Table, i18n: I18n) -> Chart:
    """Its bars: what was due and what of it was done, or one number."""

    def bars() -> Iterator[Bar]:
        for row in table.rows:
            numbers = [row[at] for at in table.bars]
            values = [float(one) for one in numbers if isinstance(one, int | float)]
            yield Bar(str(_cell(row[0], i18n)), values[-1], values[0] if len(values) > 1 else None)

    return Chart(table.title.plain(i18n), list(bars()))


async def inspect(update: Update, context: Context) -> None:
    """迎检资料: of which topic?"""
    context.act().must(Right.OVERSEE)
    i18n = context.i18n
    topics = inspection.topics(context.unit.registry.ledgers)
    buttons = (TOPIC.button(i18n.plain(f"digests.topic.{topic}"), topic) for topic in topics)
    await context.say("digests.which_topic", grid(buttons, 2))


async def topic(update: Update, context: Context) -> None:
    """One topic of this term: made beside, and sent when it is ready."""
    context.act().must(Right.OVERSEE)
    name, school = context.part(0), context.school
    span = periods.days_of(school, "term", school.today(context.now))
    if span is None or name not in inspection.topics(context.unit.registry.ledgers):
        raise Refused("stale")
    DocumentOrder.give(
        context.act(), "inspect", subject=name, first=span[0], last=span[1], form="zip"
    )
    title = context.i18n.plain(f"digests.topic.{name}")
    await context.say("digests.topic_coming", title=title, first=span[0], last=span[1])


def bundle(wanted: Order) -> Document:
    """The ledgers of a topic, the photos in them, and a page that leads through."""
    order, i18n = wanted.order, wanted.i18n
    assert order.first is not None
    assert order.last is not None
    name = order.subject or ""
    title = i18n.plain(f"digests.topic.{name}")
    made = inspection.bundle(
        inspection.topics(wanted.ledgers)[name], title, wanted, order.first, order.last
    )
    return Document(made, f"{title} {order.first:%Y%m%d}-{order.last:%Y%m%d}.zip")


ENTRY = [REPORT.handler(asked), INSPECT.handler(inspect), TOPIC.handler(topic)]
