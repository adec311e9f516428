"""派工单: one worker's jobs of one day on paper, for the pocket and for signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.documents.form import WIDTH, Cell, Paper

# 序号 地点 问题 用料 完成时间 签字; together the width of the form.
COLUMNS = (13.0, 35.0, 52.0, 29.0, 22.0, 23.0)


@dataclass(frozen=True)
class SheetLabels:
    """The form's own words, in the reader's language; `page` has the gaps {page} and {pages}.

    `worker` and `date` stand above the table and end with their colons.
    """

    title: str
    worker: str
    date: str
    number: str
    place: str
    problem: str
    materials: str
    finished_at: str
    signature: str
    empty: str
    page: str


@dataclass(frozen=True)
class SheetRow:
    """One job; what is not known yet is left empty, to be written by hand."""

    place: str
    problem: str
    materials: str = ""
    finished_at: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything on the paper, already in words, rows in the order in which they are walked."""

    school: str
    worker: str
    date: str
    rows: tuple[SheetRow, ...]
    labels: SheetLabels
    created: datetime


def work_sheet(sheet: Sheet) -> bytes:
    """A PDF on A4; the head of the table is repeated on every page."""
    labels = sheet.labels
    paper = Paper(created=sheet.created, page_label=labels.page)
    names = (
        labels.number,
        labels.place,
        labels.problem,
        labels.materials,
        labels.finished_at,
        labels.signature,
    )

    def heading() -> None:
        paper.above(f"{labels.worker}{sheet.worker}", f"{labels.date}{sheet.date}")
        head = [Cell(name, wide, label=True) for name, wide in zip(names, COLUMNS, strict=True)]
        paper.row(head)

    paper.letterhead(sheet.school, labels.title)
    paper.heading = heading
    heading()
    for number, row in enumerate(sheet.rows, start=1):
        text = (str(number), row.place, row.problem, row.materials, row.finished_at, "")
        cells = [Cell(text, wide) for text, wide in zip(text, COLUMNS, strict=True)]
        cells[0] = Cell(str(number), COLUMNS[0], align="centre")
        # High enough to write materials and a name by hand.
        paper.row(cells, least=14.0)
    if not sheet.rows:
        paper.row([Cell(labels.empty, WIDTH, align="centre")], least=14.0)
    return paper.finished()
