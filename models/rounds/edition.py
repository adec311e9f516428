"""A checklist as it stood when a round was made: whoever edits the list changes the next day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named, in_language
from models.checklists import Answer, Checklist, Limit
from models.school import School


@dataclass(frozen=True)
class Item:
    """One thing to look at, as the list had it then. `spots` is how many doors or things of its
    kind are asked one by one; 0 asks once for all.
    """

    code: str
    zh: str
    en: str
    answer: str
    spots: int
    parts_zh: Sequence[str]
    parts_en: Sequence[str]
    limits: Sequence[str]
    photo: bool
    opens: str
    only: Sequence[int]

    def name_in(self, language: str) -> str:
        """What is looked at, in the reader's language."""
        return in_language(language, self.zh, self.en)

    def parts_in(self, language: str) -> Sequence[str]:
        """What the numbers are of (冷藏、冷冻); nothing where there is one only."""
        return self.parts_en if language == "en" and self.parts_en else self.parts_zh

    @property
    def counts(self) -> bool:
        """Whether numbers are the answer."""
        return self.answer in (Answer.NUM, Answer.CNT)

    @property
    def numbers(self) -> int:
        """How many numbers are asked."""
        return max(1, len(self.parts_zh))

    def limit(self, part: int) -> Limit:
        """Within what the number of this part is normal."""
        return Limit.read(self.limits[part] if part < len(self.limits) else "")

    def places(self) -> range:
        """The numbers of its doors or things; 0 stands for all of it."""
        return range(1, self.spots + 1) if self.spots else range(1)


class Edition(Named, Base):
    """A list with its items as they stood from a day on; rounds of the same edition share it."""

    __tablename__ = "checklist_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_code: Mapped[str] = mapped_column(ForeignKey("checklist.code"), index=True)
    made_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(80))
    who: Mapped[str] = mapped_column(String(8))
    # Who signs besides; empty where one signature is enough.
    second: Mapped[str] = mapped_column(String(8), default="")
    random_photos: Mapped[int] = mapped_column(default=0)
    content: Mapped[list[Any]]

    @property
    def items(self) -> list[Item]:
        """Every item, in its order."""
        return [Item(**row) for row in self.content]


def edition_of(checklist: Checklist, school: School, now: datetime) -> Edition:
    """The list as it stands now; the newest edition where nothing has been changed since."""
    content = [asdict(item) for item in _items(checklist, school)]
    second = checklist.second or ""
    head = [checklist.zh, checklist.en, checklist.who, second, checklist.random_photos]
    digest = sha256(json.dumps([head, content], ensure_ascii=False).encode()).hexdigest()
    session = school.session
    query = select(Edition).filter_by(checklist_code=checklist.code).order_by(Edition.id.desc())
    newest = session.scalar(query.limit(1))
    if newest is not None and newest.digest == digest:
        return newest
    edition = Edition(
        checklist_code=checklist.code,
        made_at=now,
        digest=digest,
        zh=checklist.zh,
        en=checklist.en,
        who=checklist.who,
        second=second,
        random_photos=checklist.random_photos,
        content=content,
    )
    session.add(edition)
    session.flush()
    return edition


def _items(checklist: Checklist, school: School) -> list[Item]:
    """The items in use; what is asked one by one has as many spots as there are things of it."""
    return [
        Item(
            code=one.code,
            zh=one.zh,
            en=one.en,
            answer=one.answer,
            spots=(one.things or school.settings.security_doors) if one.each else 0,
            parts_zh=list(one.parts_zh),
            parts_en=list(one.parts_en),
            limits=list(one.limits),
            photo=one.photo,
            opens=one.opens,
            only=list(one.only),
        )
        for one in checklist.items
        if one.active
    ]
