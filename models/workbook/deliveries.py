"""Workbooks on their way: which state of the school went out, and what came back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.act import Act
from models.base import Base, Refused
from models.people.person import Person, Right


class Come(StrEnum):
    """How far a workbook that came in has come."""

    # It must be fetched, read and answered.
    WAITING = "waiting"
    # It has been answered with what would change; somebody must press.
    ASKED = "asked"
    # 应用 was pressed: it is read once more, and applied.
    WANTED = "wanted"
    APPLIED = "applied"
    # Nothing can or shall come of it: wrong cells, no workbook at all, nothing new, 取消.
    CLOSED = "closed"


LONGEST_NAME = 200
OPEN = (Come.WAITING, Come.WANTED)


class WorkbookOut(Base):
    """The school as it stood in a workbook that was sent, so that what came back tells what the
    school's people changed in it, and what was changed elsewhere meanwhile.
    """

    __tablename__ = "workbook_out"
    PASSING = True

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(20), unique=True)
    made_at: Mapped[datetime]
    # Sheet, key of the row, fields.
    stood: Mapped[dict[str, Any]]


class WorkbookIn(Base):
    """A workbook that somebody sent, kept as it came."""

    __tablename__ = "workbook_in"
    PASSING = True

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_id: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    came_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default=Come.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    # How the school stood when the sender was told what would change.
    stood: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Whether rows that are missing shall be left alone (只新增和修改).
    spare: Mapped[bool] = mapped_column(default=False)
    sender: Mapped[Person] = relationship(lazy="joined")

    @classmethod
    def receive(cls, act: Act, file_id: str, name: str) -> None:
        """Notes that an administrator sent a workbook, which is read beside everything else."""
        act.must(Right.ADMIN)
        # The end of a name says more than its beginning: there its version stands.
        row = cls(sender=act.by, file_id=file_id, file_name=name[-LONGEST_NAME:], came_at=act.now)
        act.school.session.add(row)

    def want(self, act: Act, *, spare: bool) -> None:
        """应用: all that was proposed, or without touching what is missing in the workbook."""
        self._must_be_asked(act)
        self.state, self.spare = Come.WANTED, spare

    def cancel(self, act: Act) -> None:
        """取消: nothing of it is applied."""
        self._must_be_asked(act)
        self.state = Come.CLOSED

    def _must_be_asked(self, act: Act) -> None:
        """Raises `Refused` for anybody but its sender, and where the proposal is over."""
        act.must(Right.ADMIN)
        if act.by.id != self.sender_id or self.state != Come.ASKED:
            raise Refused("workbook.over")
