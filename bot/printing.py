"""The printer: makes the papers that were asked for, after the commit, and sends them."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from typing import cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import handouts
from bot.desk import Desk
from bot.papers import (
    Sheet,
    SheetLabels,
    SheetRow,
    Slip,
    SlipEvent,
    SlipLabels,
    SlipPhoto,
    repair_slip,
    work_sheet,
)
from bot.timeline import FILED, SIGNED, doer, gathered, how_often, who_then
from bot.words import Words, language_of
from bot.workbook.building import export
from bot.worker import Worker
from models.cases import Keeping
from models.invitations import not_joined, open_codes
from models.papers import PaperOrder
from models.school import School
from models.tickets import State, Ticket
from models.tickets.lists import in_hand
from models.workbook.deliveries import WorkbookOut

PHOTOS_ON_PAPER = 4


class Printer(Worker):
    """Makes one paper after the other, in a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.papers)

    def wanted(self) -> Select[int]:
        """The papers that were asked for."""
        return select(PaperOrder.id).where(
            PaperOrder.made_at.is_(None), PaperOrder.failed.is_(False)
        )

    async def work(self, row_id: int) -> None:
        """Makes a paper and sends it."""
        paper, name, note = await asyncio.to_thread(self._make, row_id)
        suffix = name.rpartition(".")[2]
        sha256 = await asyncio.to_thread(self.desk.store.put, paper, suffix)
        self._send(row_id, sha256, name, note)

    def _send(self, order_id: int, sha256: str, name: str, note: WorkbookOut | None) -> None:
        with self.desk.unit() as unit:
            order = unit.session.get_one(PaperOrder, order_id)
            order.made_at = unit.now
            if note is not None:
                unit.session.add(note)
            if order.reader.telegram_id is not None:
                row = unit.call(
                    "sendDocument",
                    order.reader.telegram_id,
                    document=f"store:{sha256}",
                    file_name=name,
                )
                row.case_id = order.case_id

    def set_aside(self, row_id: int, fault: Exception) -> None:
        """Tells whoever asked for the paper that it cannot be made."""
        with self.desk.unit() as unit:
            order = unit.session.get_one(PaperOrder, row_id)
            order.failed = True
            unit.say(order.reader, "paper.failed")

    def _make(self, order_id: int) -> tuple[bytes, str, WorkbookOut | None]:
        """The paper, how its file is called, and what must be noted when it goes out."""
        with self.desk.reading() as session:
            order = session.get_one(PaperOrder, order_id)
            language = order.reader.language or language_of(None, self.desk.language)
            words = Words(language, self.desk.zone)
            school = School(session, self.desk.zone)
            if order.kind == "workbook":
                book, note = export(session, words, order.ordered_at)
                day, name = school.today(order.ordered_at), school.rules.school_name
                return book, words.plain("paper.workbook_name", school=name, day=day), note
            paper, name = self._print(order, school, words)
            return paper, f"{name}.pdf", None

    def _print(self, order: PaperOrder, school: School, words: Words) -> tuple[bytes, str]:
        """A PDF, and its name without the ending."""
        session = school.session
        if order.kind == "slip":
            ticket = cast(Ticket, order.case)
            slip = self._slip(session, ticket, school, words, order)
            return repair_slip(slip), words.plain("paper.slip_name", number=ticket.number)
        if order.kind == "sheet":
            sheet = self._sheet(school, words, order)
            return work_sheet(sheet), words.plain(
                "paper.sheet_name", who=order.worker, day=school.today(order.ordered_at)
            )
        username, now = self.desk.bot.username, order.ordered_at
        if order.kind == "labels":
            paper = handouts.labels(school, words, username, order.place, now)
            place, rules = order.place, school.rules
            where = place.name(words.language) if place else rules.school_name
            return paper, words.plain("paper.labels_name", where=where)
        waiting = not_joined(session)
        known = open_codes(session, now)
        codes = [known[person.id] for person in waiting if person.id in known]
        paper = handouts.invitation_cards(school, words, username, codes, now)
        return paper, words.plain("paper.cards_name", day=school.today(now))

    def _slip(
        self, session: Session, ticket: Ticket, school: School, words: Words, order: PaperOrder
    ) -> Slip:
        """One report, from the first word to the signature."""
        kept = [
            photo
            for photo in ticket.photos
            if photo.is_picture and photo.keeping == Keeping.KEPT and photo.sha256
        ]
        labels = SlipLabels(
            **{name: words.raw(f"slip.{name}") for name in _names(SlipLabels) - {"signatures"}},
            signatures=tuple(
                words.raw(f"slip.signature_{who}") for who in ("worker", "reporter", "office")
            ),
        )
        signer = who_then(ticket, ticket.signed_by, SIGNED, words)
        key = "signed_instead" if ticket.instead_reason else "signed"
        signed = words.plain(
            f"slip.{key}", who=signer, at=ticket.signed_at, reason=ticket.instead_reason
        )
        return Slip(
            labels=labels,
            school=school.rules.school_name,
            number=ticket.number or "",
            place=ticket.place.full(words.language) if ticket.place else "",
            category=words.show(ticket.category),
            urgency=words.show(ticket.urgency),
            reporter=who_then(ticket, ticket.reporter, FILED, words),
            recorded_by=who_then(ticket, ticket.recorder, FILED, words),
            reported_at=words.moment(ticket.opened_at),
            description=ticket.words,
            photos=tuple(
                SlipPhoto(self.desk.store.read(photo.sha256), words.moment(photo.came_at))
                for photo in kept[-PHOTOS_ON_PAPER:]
                if photo.sha256
            ),
            timeline=tuple(
                SlipEvent(
                    words.moment(e.at), doer(e, words), how_often(e, times, words, plain=True)
                )
                for e, times in gathered(e for e in ticket.events if e.kind != "drafted")
            ),
            worker=words.show(ticket.assignee),
            materials=ticket.materials or "",
            cost=words.show(ticket.cost),
            cause=words.plain(f"cause.{ticket.cause}") if ticket.cause else "",
            warranty="" if ticket.in_warranty is None else words.show(ticket.in_warranty),
            result=words.plain(f"state.{ticket.state}"),
            acceptance=signed if ticket.state == State.SIGNED else "",
            created=order.ordered_at.astimezone(words.zone),
        )

    def _sheet(self, school: School, words: Words, order: PaperOrder) -> Sheet:
        """What one worker has to do, in the order of a walk through the school."""
        labels = SheetLabels(**{name: words.raw(f"sheet.{name}") for name in _names(SheetLabels)})
        worker = order.worker or order.reader
        return Sheet(
            labels=labels,
            school=school.rules.school_name,
            worker=words.show(worker),
            date=words.day(school.today(order.ordered_at)),
            rows=tuple(
                SheetRow(
                    place=ticket.place.full(words.language) if ticket.place else "",
                    problem=f"{ticket.words or words.show(ticket.category)}\n{ticket.number}",
                )
                for ticket in in_hand(school, worker)
            ),
            created=order.ordered_at.astimezone(words.zone),
        )


def _names(labels: type[SlipLabels] | type[SheetLabels]) -> set[str]:
    return {field.name for field in fields(labels)}
