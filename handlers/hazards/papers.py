"""The papers of one hazard: 整改通知书, 回执, 复查意见, each on a page of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence

import PIL.Image

from bot.documents.form import LEFT, PADDING, WIDTH, Cell, Paper
from bot.documents.making import Document, Order
from bot.i18n import I18n
from bot.timeline import sentence
from handlers.hazards.titles import short
from models.cases.case import Keeping, Photo
from models.hazards import Hazard
from models.tickets import State

LABEL = 32.0
PICTURE_HEIGHT = 62.0
Field = tuple[str, str]


def papers(wanted: Order) -> Document:
    """What has come about so far: the notice once it was ordered, the receipt once it was put
    right, the finding once somebody has looked again.
    """
    hazard = wanted.order.case
    assert isinstance(hazard, Hazard)
    i18n = wanted.i18n
    paper = Paper(
        created=wanted.order.ordered_at.astimezone(i18n.zone),
        page_label=i18n.raw("hazards.paper.page"),
    )
    maker = _Maker(paper, hazard, wanted)
    maker.notice()
    if hazard.fixed_at is not None:
        maker.receipt()
    if any(event.kind in ("cleared", "found_gone", "not_cleared") for event in hazard.events):
        maker.finding()
    name = i18n.plain("hazards.paper.name", number=hazard.number)
    return Document(paper.finished(), f"{name}.pdf")


class _Maker:
    """Puts the papers of one hazard on one form after another."""

    def __init__(self, paper: Paper, hazard: Hazard, wanted: Order) -> None:
        self.paper = paper
        self.hazard = hazard
        self.wanted = wanted
        self.begun = False

    def notice(self) -> None:
        """整改通知书: what is wrong, how bad it is, and by when it must be gone."""
        hazard, i18n = self.hazard, self.wanted.i18n
        to = i18n.show(hazard.assignee)
        self._begin("notice")
        self._lead(i18n.plain("hazards.paper.notice_lead", who=to))
        criterion = i18n.show(hazard.criterion)
        self._rows(
            [
                ("place", hazard.place.full(i18n.language) if hazard.place else ""),
                ("found_at", i18n.moment(hazard.opened_at)),
                ("kind", short(hazard.category, i18n)),
                ("level", i18n.show(hazard.level)),
                *([("criterion", criterion)] if criterion else []),
                ("text", hazard.text),
                ("control", _control(hazard, i18n)),
                ("until", i18n.show(hazard.due_at)),
            ]
        )
        self._pictures([hazard.before] if hazard.before else [])
        self._signatures("issuer", "owner")

    def receipt(self) -> None:
        """回执: what was done about it."""
        hazard, i18n = self.hazard, self.wanted.i18n
        self._begin("receipt")
        self._lead(i18n.plain("hazards.paper.receipt_lead", number=hazard.number))
        self._rows(
            [
                ("place", hazard.place.full(i18n.language) if hazard.place else ""),
                ("text", hazard.text),
                ("measure", hazard.measure or ""),
                ("result", hazard.result or ""),
                ("money", hazard.plan_money or ""),
                ("fixed_at", i18n.show(hazard.fixed_at)),
                ("owner", hazard.assignee.name if hazard.assignee else ""),
            ]
        )
        both = [photo for photo in (hazard.before, hazard.after) if photo is not None]
        self._pictures(both)
        self._signatures("owner", "department")

    def finding(self) -> None:
        """复查意见: what somebody else found, and whether it is closed out."""
        hazard, i18n = self.hazard, self.wanted.i18n
        self._begin("finding")
        self._lead(i18n.plain("hazards.paper.receipt_lead", number=hazard.number))
        looked = [
            f"{i18n.moment(event.at)} {sentence(event, i18n, plain=True)}"
            for event in hazard.events
            if event.kind in ("cleared", "found_gone", "not_cleared")
        ]
        closed = hazard.state == State.SIGNED
        conclusion = i18n.plain(f"hazards.paper.{'closed' if closed else 'open'}")
        self._rows(
            [
                ("place", hazard.place.full(i18n.language) if hazard.place else ""),
                ("text", hazard.text),
                ("looked", "\n".join(looked)),
                ("opinion", hazard.opinion or ""),
                ("conclusion", conclusion),
                ("closed_on", i18n.show(hazard.signed_at)),
            ]
        )
        self._pictures([hazard.after] if hazard.after else [])
        self._signatures("checker", "school")

    def _begin(self, name: str) -> None:
        paper, i18n = self.paper, self.wanted.i18n
        if self.begun:
            paper.next_page()
        self.begun = True
        paper.letterhead(
            self.wanted.school.settings.school_name, i18n.plain(f"hazards.paper.{name}")
        )
        today = i18n.day(self.wanted.school.today(self.wanted.order.ordered_at))
        number = i18n.plain("hazards.paper.number", number=self.hazard.number)
        paper.above(number, i18n.plain("hazards.paper.printed", day=today))

    def _lead(self, words: str) -> None:
        self.paper.row([Cell(words, WIDTH)], least=12)

    def _rows(self, fields: Sequence[Field]) -> None:
        for name, words in fields:
            label = self.wanted.i18n.plain(f"hazards.paper.{name}")
            self.paper.row([Cell(label, LABEL, label=True), Cell(words, WIDTH - LABEL)], least=9)

    def _pictures(self, photos: Sequence[Photo]) -> None:
        """One or two pictures side by side, in a frame of their own."""
        data = [
            self.wanted.store.read(photo.sha256)
            for photo in photos
            if photo.keeping == Keeping.KEPT and photo.sha256
        ]
        if not data:
            return
        paper = self.paper
        paper.space_for(PICTURE_HEIGHT)
        top, width = paper.get_y(), WIDTH / len(data)
        for nth, one in enumerate(data):
            x = LEFT + nth * width
            paper.rect(x, top, width, PICTURE_HEIGHT)
            with PIL.Image.open(io.BytesIO(one)) as picture:
                paper.image(
                    picture.convert("RGB"),
                    x + PADDING,
                    top + PADDING,
                    width - 2 * PADDING,
                    PICTURE_HEIGHT - 2 * PADDING,
                    keep_aspect_ratio=True,
                )
        paper.set_y(top + PICTURE_HEIGHT)

    def _signatures(self, *who: str) -> None:
        i18n = self.wanted.i18n
        date = i18n.plain("hazards.paper.sign_date")
        cells = [
            Cell(i18n.plain(f"hazards.paper.sign_{one}") + "\n\n\n" + date, WIDTH / len(who))
            for one in who
        ]
        self.paper.row(cells, least=26)
        self.paper.close_frame()


def _control(hazard: Hazard, i18n: I18n) -> str:
    """What was done at once; else what must be done, and by when."""
    if hazard.measure:
        return f"{i18n.show(hazard.contained_at)} {hazard.measure}"
    level = hazard.level
    if level is None or hazard.control_by is None:
        return ""
    usual = level.measure_en if i18n.language == "en" else level.measure_zh
    return i18n.plain("hazards.paper.control_by", at=hazard.control_by, measure=usual)
