"""报修单: one repair on paper, from the first word to the signature, for the school's files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from bot.documents.form import LEFT, SMALL, WIDTH, Cell, Paper

LABEL = 25.0
HALF = WIDTH / 2 - LABEL
WHOLE = WIDTH - LABEL
EVENT_COLUMNS = (42.0, 38.0, 94.0)
# Two photos side by side, each with its caption under it.
PHOTO_WIDTH, PHOTO_HEIGHT, CAPTION = WIDTH / 2, 48.0, 6.0
# 300 dots an inch on 83 mm; more only makes the file heavy.
PRINTED_DOTS = 1000
# Room for a name and a date by hand.
SIGNATURE = 17.0


@dataclass(frozen=True)
class SlipLabels:
    """The form's own words, in the reader's language; `page` has the gaps {page} and {pages}.

    `number` ends with its colon; `signatures` are the boxes at the end, and `sign_date`
    stands under each, to be filled by hand.
    """

    title: str
    number: str
    place: str
    category: str
    urgency: str
    reporter: str
    recorded_by: str
    reported_at: str
    description: str
    photos: str
    photo_lost: str
    time: str
    who: str
    what: str
    worker: str
    materials: str
    cost: str
    cause: str
    warranty: str
    result: str
    acceptance: str
    signatures: tuple[str, ...]
    sign_date: str
    page: str


@dataclass(frozen=True)
class SlipEvent:
    """One line of the timeline."""

    time: str
    who: str
    what: str


@dataclass(frozen=True)
class SlipPhoto:
    """A JPEG from the store and what it shows: the problem, or the result."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True)
class Slip:
    """Everything on the paper, already in words; an empty field stays open for handwriting.

    `acceptance` is the whole sentence: "验收人 王芳 9月16日 15:20", or who signed for her and why.
    """

    school: str
    number: str
    place: str
    category: str
    urgency: str
    reporter: str
    recorded_by: str
    reported_at: str
    description: str
    photos: tuple[SlipPhoto, ...]
    timeline: tuple[SlipEvent, ...]
    worker: str
    materials: str
    cost: str
    cause: str
    warranty: str
    result: str
    acceptance: str
    labels: SlipLabels
    created: datetime


def repair_slip(slip: Slip) -> bytes:
    """A PDF on A4, as many pages as the story needs."""
    labels = slip.labels
    paper = Paper(created=slip.created, page_label=labels.page)
    number = f"{labels.number}{slip.number}"

    def heading() -> None:
        paper.above(labels.title, number)

    paper.letterhead(slip.school, labels.title)
    paper.above("", number)
    paper.heading = heading
    paper.row(_pair(labels.place, slip.place, labels.category, slip.category))
    paper.row(_pair(labels.reporter, slip.reporter, labels.recorded_by, slip.recorded_by))
    paper.row(_pair(labels.reported_at, slip.reported_at, labels.urgency, slip.urgency))
    paper.row(_one(labels.description, slip.description), least=14.0)
    paper.row(_pair(labels.worker, slip.worker, labels.cost, slip.cost))
    paper.row(_one(labels.materials, slip.materials))
    paper.row(_pair(labels.cause, slip.cause, labels.warranty, slip.warranty))
    paper.row(_one(labels.result, slip.result), least=10.0)
    # On the first page, where whoever signs and whoever inspects looks.
    _acceptance(paper, slip)
    _photos(paper, slip)
    _timeline(paper, slip)
    return paper.finished()


def _pair(label: str, value: str, other_label: str, other_value: str) -> list[Cell]:
    return [
        Cell(label, LABEL, label=True),
        Cell(value, HALF),
        Cell(other_label, LABEL, label=True),
        Cell(other_value, HALF),
    ]


def _one(label: str, value: str) -> list[Cell]:
    return [Cell(label, LABEL, label=True), Cell(value, WHOLE)]


def _timeline(paper: Paper, slip: Slip) -> None:
    names = (slip.labels.time, slip.labels.who, slip.labels.what)
    head = [Cell(name, wide, label=True) for name, wide in zip(names, EVENT_COLUMNS, strict=True)]
    above = paper.heading

    def heading() -> None:
        if above is not None:
            above()
        paper.row(head, least=7.5)

    # The names of the columns never stand alone at the foot of a page.
    paper.space_for(20.0)
    paper.row(head, least=7.5)
    paper.heading = heading
    for event in slip.timeline:
        text = (event.time, event.who, event.what)
        cells = [Cell(text, wide) for text, wide in zip(text, EVENT_COLUMNS, strict=True)]
        paper.row(cells, least=7.5)


def _photos(paper: Paper, slip: Slip) -> None:
    if not slip.photos:
        return
    paper.space_for(7.5 + PHOTO_HEIGHT + CAPTION)
    paper.row([Cell(slip.labels.photos, WIDTH, label=True)], least=7.5)
    for first in range(0, len(slip.photos), 2):
        paper.space_for(PHOTO_HEIGHT + CAPTION)
        captions = ["", ""]
        top = paper.get_y()
        for place, photo in enumerate(slip.photos[first : first + 2]):
            captions[place] = photo.caption
            x = LEFT + place * PHOTO_WIDTH
            if not _drawn(paper, photo.jpeg, x, top):
                captions[place] += f" {slip.labels.photo_lost}"
            paper.rect(x, top, PHOTO_WIDTH, PHOTO_HEIGHT)
        paper.set_y(top + PHOTO_HEIGHT)
        cells = [Cell(caption, PHOTO_WIDTH, align="centre") for caption in captions]
        paper.row(cells, least=CAPTION, size=SMALL)


def _drawn(paper: Paper, photo: bytes, x: float, top: float) -> bool:
    """A photo spoilt on the disk must not keep the slip from the school's files."""
    try:
        with Image.open(io.BytesIO(photo), formats=["JPEG"]) as picture:
            picture.thumbnail((PRINTED_DOTS, PRINTED_DOTS))
            jpeg = io.BytesIO()
            picture.convert("RGB").save(jpeg, "JPEG", quality=85)
    except (OSError, SyntaxError, ValueError):
        return False
    wide, high = PHOTO_WIDTH - 4, PHOTO_HEIGHT - 4
    paper.image(jpeg, x + 2, top + 2, wide, high, keep_aspect_ratio=True)
    return True


def _acceptance(paper: Paper, slip: Slip) -> None:
    labels = slip.labels
    accepted = _one(labels.acceptance, slip.acceptance)
    wide = WIDTH / len(labels.signatures)
    signed = [Cell(f"{name}\n\n{labels.sign_date}", wide) for name in labels.signatures]
    # Torn from the acceptance by the end of a page, signatures would confirm nothing.
    heights = (paper.height_of(accepted, least=10.0), paper.height_of(signed, least=SIGNATURE))
    paper.space_for(sum(heights))
    paper.row(accepted, least=10.0)
    paper.row(signed, least=SIGNATURE)
