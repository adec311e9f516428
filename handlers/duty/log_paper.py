"""The log of a day on A4, as a school files it (practice.md §14.6)."""

from __future__ import annotations

from bot.documents.form import WIDTH, Cell, Paper
from bot.documents.making import Document, Order
from handlers.duty.crew import crew
from handlers.duty.log import handovers, said
from models.duty.log import Book, entries, signature

LABEL = 26.0
REST = WIDTH - LABEL
# Room for names by hand.
SIGNATURE = 16.0
LEAST = 12.0


def document(wanted: Order) -> Document:
    """值班日志 or 总务工作日志 of one day."""
    i18n, school, order = wanted.i18n, wanted.school, wanted.order
    book, day = Book(order.subject or Book.DUTY), order.first
    assert day is not None
    title = i18n.plain(f"duty.paper.{book}")
    paper = Paper(
        created=order.ordered_at.astimezone(i18n.zone), page_label=i18n.raw("duty.paper.page")
    )
    paper.letterhead(school.settings.school_name, title)
    head = i18n.plain("duty.paper.head", day=day, weekday=i18n.weekday(day))
    paper.above(head, i18n.plain("duty.paper.weather"))
    for post, people in crew(school, i18n, day):
        paper.row(_one(post, people))
    added = entries(school, book, day)
    signed = signature(added)
    if signed is not None:
        parts = [(heading, list(lines)) for heading, lines in signed.sections]
    else:
        parts = list(wanted.day_log(book, day))
        if book == Book.DUTY:
            parts.append((i18n.plain("duty.log_handovers"), handovers(school, i18n, day)))
    for heading, lines in parts:
        text = "\n".join(lines) or i18n.plain("duty.paper.none")
        paper.row(_one(f"{heading}\n{len(lines)}", text), least=LEAST)
    remarks = "\n".join(said(one, i18n) for one in added)
    paper.row(_one(i18n.plain("duty.paper.remarks"), remarks), least=LEAST * 2)
    half = WIDTH / 2
    key = "leader" if book == Book.DUTY else "office"
    names = (i18n.plain(f"duty.paper.sign_{key}"), i18n.plain("duty.paper.sign_date"))
    paper.row([Cell(name, half) for name in names], least=SIGNATURE)
    return Document(paper.finished(), f"{title} {day:%Y-%m-%d}.pdf")


def _one(label: str, value: str) -> list[Cell]:
    return [Cell(label, LABEL, label=True), Cell(value, REST)]
