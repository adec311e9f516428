"""风险点: the list in the chat, and the poster for the wall (重点部位责任上墙)."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import Handler
from bot.documents.form import LEFT, WIDTH, Align, Cell, Paper, step_of
from bot.documents.making import Document, Order
from bot.i18n import I18n
from bot.transaction import Rows
from handlers.hazards.buttons import RISKS
from handlers.hazards.lists import SEES_ALL
from models.base import Refused, in_language
from models.documents import DocumentOrder
from models.hazards.risk_points import Colour, RiskPoint, risk_points
from models.settings import SchoolSettings

# hazards.poster:<one or each>
POSTER = CallbackButton("hazards.poster")
ALL, EACH = "all", "each"
# What stands on a wall is the colour that every school knows.
INK: dict[Colour, tuple[int, int, int]] = {
    Colour.RED: (214, 48, 49),
    Colour.ORANGE: (243, 146, 0),
    Colour.YELLOW: (255, 221, 0),
    Colour.BLUE: (58, 123, 213),
}
WIDTHS = (12.0, 30.0, 5.0, 24.0, 32.0, 45.0, 26.0)
LABEL, BIG, ROW = 40.0, 16.0, 24.0


async def show(update: Update, context: Context) -> None:
    """The risk points, the worst first, and the ways to print them."""
    _must_see(context)
    i18n, points = context.i18n, risk_points(context.school)
    if not points:
        await context.say("hazards.risk.none")
        return
    lines = [i18n("hazards.risk.head", count=len(points))]
    for point in points:
        mark = i18n.plain(f"hazards.colour.{point.colour(context.school.settings)}")
        measure = in_language(i18n.language, point.measure_zh, point.measure_en)
        lines.append(
            i18n("hazards.risk.line", mark=mark, name=point, who=point.role, measure=measure)
        )
    rows: Rows = [
        [POSTER.button(i18n.plain("hazards.risk.together"), ALL)],
        [POSTER.button(i18n.plain("hazards.risk.each"), EACH)],
    ]
    await context.say_html("\n".join(lines), rows)


def _must_see(context: Context) -> None:
    if not SEES_ALL(context.person):
        raise Refused("right.oversee")


async def poster(update: Update, context: Context) -> None:
    """Orders the poster."""
    _must_see(context)
    form = context.part(0)
    if form not in (ALL, EACH):
        raise Refused("stale")
    DocumentOrder.give(context.act(), "risks", form=form)
    context.toast("paper.coming")


def document(wanted: Order) -> Document:
    """The poster that was ordered: all on one sheet, or one a page."""
    i18n, school = wanted.i18n, wanted.school
    points = risk_points(school)
    paper = Paper(
        created=wanted.order.ordered_at.astimezone(i18n.zone),
        page_label=i18n.raw("hazards.risk.page"),
    )
    name = school.settings.school_name
    if wanted.order.form == ALL:
        _together(paper, name, points, school.settings, i18n)
    else:
        for nth, point in enumerate(points):
            if nth:
                paper.next_page()
            _alone(paper, name, point, school.settings, i18n)
    return Document(paper.finished(), f"{i18n.plain('hazards.risk.file')}.pdf")


def _together(
    paper: Paper, school: str, points: Sequence[RiskPoint], settings: SchoolSettings, i18n: I18n
) -> None:
    names = ("number", "name", "", "colour", "harm", "measure", "owner")
    head = [
        Cell(i18n.plain(f"hazards.risk.{name}") if name else "", width, label=True)
        for name, width in zip(names, WIDTHS, strict=True)
    ]

    def heading() -> None:
        paper.row(head)

    paper.letterhead(school, i18n.plain("hazards.risk.title"))
    paper.heading = heading
    heading()
    for nth, point in enumerate(points, 1):
        colour = point.colour(settings)
        words = (
            str(nth),
            i18n.show(point),
            "",
            i18n.plain(f"hazards.risk.{colour}"),
            in_language(i18n.language, point.harm_zh, point.harm_en),
            in_language(i18n.language, point.measure_zh, point.measure_en),
            i18n.show(point.role),
        )
        cells = [Cell(word, width) for word, width in zip(words, WIDTHS, strict=True)]
        high = paper.height_of(cells, least=11)
        paper.space_for(high)
        top = paper.get_y()
        paper.row(cells, least=11)
        # A bar of the colour before the grade.
        paper.set_fill_color(*INK[colour])
        paper.rect(LEFT + sum(WIDTHS[:2]), top, WIDTHS[2], paper.get_y() - top, style="F")


def _alone(
    paper: Paper, school: str, point: RiskPoint, settings: SchoolSettings, i18n: I18n
) -> None:
    """One risk on a page to be read from a distance, its colour above all."""
    colour = point.colour(settings)
    paper.letterhead(school, i18n.plain("hazards.risk.one_title"))
    top, high = paper.get_y(), 26.0
    paper.set_fill_color(*INK[colour])
    paper.rect(LEFT, top, WIDTH, high, style="F")
    paper.set_text_color(0 if colour == Colour.YELLOW else 255)
    title = f"{i18n.show(point)}　{i18n.plain(f'hazards.risk.{colour}')}"
    size = 24.0 if paper.measure(title, 24.0) < WIDTH - 8 else 17.0
    paper.set_font("form", size=size)
    wide = paper.measure(title, size)
    paper.text(LEFT + (WIDTH - wide) / 2, top + high / 2 + step_of(size) / 4, title)
    paper.set_text_color(0)
    paper.set_y(top + high)
    rated = i18n.plain(
        "hazards.risk.rated",
        likelihood=point.likelihood,
        severity=point.severity,
        weight=point.weight,
    )
    fields = (
        ("where", i18n.list(point.where_zh)),
        ("harm", in_language(i18n.language, point.harm_zh, point.harm_en)),
        ("colour", rated),
        ("measure", in_language(i18n.language, point.measure_zh, point.measure_en)),
        ("owner", i18n.show(point.role)),
        ("checked", i18n.show(point.checklist)),
    )
    left: Align = "left"
    for name, words in fields:
        label = Cell(i18n.plain(f"hazards.risk.{name}"), LABEL, label=True)
        paper.row([label, Cell(words, WIDTH - LABEL, align=left)], least=ROW, size=BIG)
    paper.close_frame()


ENTRY: list[Handler] = [RISKS.handler(show), POSTER.handler(poster)]
