"""The workbook importer: fetches the workbooks people send, reads them beside all else, answers.

Reading is done in a child process and in a thread, so that the bot answers other people meanwhile.
Only applying happens in a unit of work, and only if the school still is what was read.
"""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.i18n import I18n, language_of
from bot.transaction import Rendered
from bot.unit_of_work import UnitOfWork
from bot.workbook.buttons import choices, invite
from bot.workbook.dictionary import BookWords
from bot.workbook.grids import Book, Mark
from bot.workbook.opening import mark_workbook, open_workbook
from bot.workbook.proposing import Proposal, propose
from bot.workbook.replies import Answers
from bot.worker import PASSING, Gone, Worker
from models.base import Refused
from models.documents import DocumentOrder
from models.people.person import Right
from models.school import School
from models.workbook.applying import apply, counts
from models.workbook.deliveries import OPEN, Come, WorkbookIn
from models.workbook.reading import state_of
from models.workbook.sheets import standing


class WorkbookImporter(Worker):
    """Answers one workbook after the other."""

    TRIES = 12
    FIRST_PAUSE = 2.0
    LONGEST_PAUSE = 600.0

    def wanted(self) -> Select[int]:
        """The workbooks that wait for an answer, or for being applied."""
        return select(WorkbookIn.id).where(WorkbookIn.state.in_(OPEN))

    def counted(self, session: Session, row_id: int) -> WorkbookIn:
        """The row, whose tries are counted."""
        return session.get_one(WorkbookIn, row_id)

    async def work(self, row_id: int) -> None:
        """Fetches, answers or applies a workbook."""
        with self.runtime.reading() as session:
            row = session.get_one(WorkbookIn, row_id)
            sha256, name, file_id = row.sha256, row.file_name, row.file_id
            sender_id = row.sender_id
            i18n = I18n(row.sender.language or self._language(), self.runtime.zone)
        try:
            if sha256 is None:
                await self._fetch(row_id, file_id)
                return
            data = await asyncio.to_thread(self.runtime.store.read, sha256)
            book = await asyncio.to_thread(open_workbook, data, name)
            proposal = await asyncio.to_thread(self._propose, book, i18n, sender_id)
            marked = await self._mark(data, proposal, i18n)
            with self.runtime.unit() as unit:
                row = unit.session.get_one(WorkbookIn, row_id)
                _Answer(unit, row, i18n).give(proposal, marked)
        except Refused as refusal:
            self._close(row_id, refusal.key, **refusal.values)

    def set_aside(self, row_id: int, fault: Exception) -> None:
        """Tells the sender that the file did not come through, or that nothing can come of it."""
        lost = isinstance(fault, (*PASSING, Gone))
        self._close(row_id, "workbook.lost" if lost else "workbook.failed")

    def _language(self) -> str:
        return language_of(None, self.runtime.language)

    async def _fetch(self, row_id: int, file_id: str) -> None:
        """Brings the file into the school's store; it is kept as it came."""
        data = await self.download(file_id)
        sha256 = await asyncio.to_thread(self.runtime.store.put, data, "xlsx")
        with self.runtime.unit() as unit:
            unit.session.get_one(WorkbookIn, row_id).sha256 = sha256

    def _propose(self, book: Book, i18n: I18n, sender_id: int) -> Proposal:
        with self.runtime.reading() as session:
            today = School(session, self.runtime.zone).today(self.runtime.clock.now())
            return propose(session, book, BookWords(i18n), today, sender_id)

    async def _mark(self, data: bytes, proposal: Proposal, i18n: I18n) -> tuple[str, list[Mark]]:
        """The same workbook with its wrong cells coloured, in the store; nothing if all is well."""
        if proposal.sound:
            return "", []
        marks = Answers(i18n).marks(proposal.reading, proposal.faults)
        author = i18n.plain("book.guide.author")
        try:
            marked = await asyncio.to_thread(mark_workbook, data, marks, author=author)
        except Refused:
            # Too much to be coloured: what is wrong is told all the same.
            return "", marks
        return await asyncio.to_thread(self.runtime.store.put, marked, "xlsx"), marks

    def _close(self, row_id: int, key: str, /, **values: object) -> None:
        with self.runtime.unit() as unit:
            row = unit.session.get_one(WorkbookIn, row_id)
            row.state = Come.CLOSED
            unit.say(row.sender, key, **values)


class _Answer:
    """What is said and done about one workbook, in the transaction of its answer."""

    def __init__(self, unit: UnitOfWork, row: WorkbookIn, i18n: I18n) -> None:
        self.unit = unit
        self.row = row
        self.i18n = i18n
        self.answers = Answers(i18n)

    def give(self, proposal: Proposal, marked: tuple[str, list[Mark]]) -> None:
        """Wrong cells go back; what would change is asked about; what was wanted is applied. Raises
        `Refused` where the sender has meanwhile ceased to be an administrator.
        """
        self.unit.act(self.row.sender).must(Right.ADMIN)
        stands = state_of(standing(self.unit.session))
        if stands != proposal.stood():
            # The school changed while the workbook was being read: it is read again.
            return
        sha256, marks = marked
        plan = proposal.plan.spared() if self.row.spare else proposal.plan
        if marks:
            self._send_back(sha256, self.answers.wrong(marks, proposal.reading))
        elif not plan.changes:
            self.row.state = Come.CLOSED
            self._say(Rendered(self.answers.nothing_new(proposal)))
        elif self.row.state == Come.WANTED and self.row.stood == stands:
            self._apply(proposal)
        else:
            self._ask(proposal, stands)

    def _send_back(self, sha256: str, what: str) -> None:
        self.row.state = Come.CLOSED
        self._say(Rendered(what))
        if sha256:
            stem = self.row.file_name.rpartition(".")[0]
            name = self.i18n.plain("workbook.marked_name", name=stem)
            self._file(sha256, f"{name}.xlsx")

    def _ask(self, proposal: Proposal, stands: dict[str, Any]) -> None:
        """What would change. Asked a second time, it says that the school changed meanwhile."""
        settings, missing = self.unit.school.settings, proposal.plan.missing()
        must_ask = proposal.plan.must_ask(settings.guard_rows, settings.guard_percent)
        text = self.answers.proposal(proposal, must_ask=must_ask)
        if self.row.state == Come.WANTED:
            changed = self.answers.changed_since(self.row.stood, proposal)
            text = f"{self.i18n('workbook.changed_meanwhile', what=changed)}\n\n{text}"
        self.row.state, self.row.stood, self.row.spare = Come.ASKED, stands, False
        buttons = choices(self.i18n, self.row.id, missing, must_ask=must_ask)
        self._say(Rendered(text, buttons))

    def _apply(self, proposal: Proposal) -> None:
        plan = proposal.plan.spared() if self.row.spare else proposal.plan
        assert self.row.sha256 is not None
        act = self.unit.act(self.row.sender)
        applied = apply(plan, act, file=self.row.sha256, name=self.row.file_name)
        self.row.state = Come.APPLIED
        text = self.i18n("workbook.applied", summary=self.answers.summary(counts(plan)))
        self._say(Rendered(text, invite(self.i18n, applied)))
        order = DocumentOrder(kind="workbook", reader=self.row.sender, ordered_at=self.unit.now)
        self.unit.session.add(order)

    def _say(self, render: Rendered) -> None:
        chat = self.row.sender.telegram_id
        if chat is not None:
            self.unit.call("sendMessage", chat, **render.payload())

    def _file(self, sha256: str, name: str) -> None:
        chat = self.row.sender.telegram_id
        if chat is not None:
            self.unit.call("sendDocument", chat, document=f"store:{sha256}", file_name=name)
