"""What is printed of repairs: the slip of one, and the sheet of what a worker has to do."""

from __future__ import annotations

from dataclasses import fields

from bot.documents.making import Document, Order
from bot.timeline import FILED, SIGNED, full_name, gathered, how_often, on_paper
from handlers.repairs.slip import Slip, SlipEvent, SlipLabels, SlipPhoto, repair_slip
from handlers.repairs.work_sheet import Sheet, SheetLabels, SheetRow, work_sheet
from models.cases.case import Keeping
from models.repairs import Repair
from models.tickets import State
from models.tickets.lists import in_hand

PHOTOS_ON_PAPER = 4


def slip(wanted: Order) -> Document:
    """维修单: one repair on paper, from the first word to the signature."""
    repair = wanted.order.case
    assert isinstance(repair, Repair)
    paper = repair_slip(_slip(repair, wanted))
    name = wanted.i18n.plain("repairs.paper.slip_name", number=repair.number)
    return Document(paper, f"{name}.pdf")


def _slip(repair: Repair, wanted: Order) -> Slip:
    school, i18n, order = wanted.school, wanted.i18n, wanted.order
    kept = [
        photo
        for photo in repair.photos
        if photo.is_picture and photo.keeping == Keeping.KEPT and photo.sha256
    ]
    labels = SlipLabels(
        **{name: i18n.raw(f"repairs.slip.{name}") for name in _names(SlipLabels) - {"signatures"}},
        signatures=tuple(
            i18n.raw(f"repairs.slip.signature_{who}") for who in ("worker", "reporter", "office")
        ),
    )
    signer = on_paper(repair, repair.signed_by, SIGNED)
    key = "signed_instead" if repair.instead_reason else "signed"
    at = i18n.dated(repair.signed_at) if repair.signed_at else ""
    signed = i18n.plain(f"repairs.slip.{key}", who=signer, at=at, reason=repair.instead_reason)
    return Slip(
        labels=labels,
        school=school.settings.school_name,
        number=repair.number or "",
        place=repair.place.full(i18n.language) if repair.place else "",
        category=i18n.show(repair.category),
        urgency=i18n.show(repair.urgency),
        reporter=on_paper(repair, repair.reporter, FILED),
        recorded_by=on_paper(repair, repair.recorder, FILED),
        reported_at=i18n.dated(repair.opened_at),
        description=repair.text,
        photos=tuple(
            SlipPhoto(wanted.store.read(photo.sha256), i18n.dated(photo.came_at))
            for photo in kept[-PHOTOS_ON_PAPER:]
            if photo.sha256
        ),
        timeline=tuple(
            SlipEvent(i18n.dated(e.at), full_name(e), how_often(e, times, i18n, plain=True))
            for e, times in gathered(e for e in repair.events if e.kind != "drafted")
        ),
        worker=repair.assignee.name if repair.assignee else "",
        materials=repair.materials or "",
        cost=i18n.show(repair.cost),
        cause=i18n.plain(f"cause.{repair.cause}") if repair.cause else "",
        warranty="" if repair.in_warranty is None else i18n.show(repair.in_warranty),
        result=i18n.plain(f"state.{repair.state}"),
        acceptance=signed if repair.state == State.SIGNED else "",
        created=order.ordered_at.astimezone(i18n.zone),
    )


def sheet(wanted: Order) -> Document:
    """派工单: what one worker has to do, in the order of a walk through the school."""
    day = wanted.school.today(wanted.order.ordered_at)
    name = wanted.i18n.plain("repairs.paper.sheet_name", who=wanted.order.worker, day=day)
    return Document(work_sheet(_sheet(wanted)), f"{name}.pdf")


def _sheet(wanted: Order) -> Sheet:
    school, i18n, order = wanted.school, wanted.i18n, wanted.order
    labels = SheetLabels(
        **{name: i18n.raw(f"repairs.sheet.{name}") for name in _names(SheetLabels)}
    )
    worker = order.worker or order.reader
    return Sheet(
        labels=labels,
        school=school.settings.school_name,
        worker=worker.name,
        date=i18n.dated_day(school.today(order.ordered_at)),
        rows=tuple(
            SheetRow(
                place=repair.place.full(i18n.language) if repair.place else "",
                problem=f"{repair.text or i18n.show(repair.category)}\n{repair.number}",
            )
            for repair in in_hand(school, worker, Repair)
        ),
        created=order.ordered_at.astimezone(i18n.zone),
    )


def _names(labels: type[SlipLabels] | type[SheetLabels]) -> set[str]:
    return {field.name for field in fields(labels)}
