"""预案: what the school does first in an emergency, who must know at once, and whom to call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Named, in_language
from models.language import Matter
from models.language.spelling import fold

LONGEST_STEPS = 600


class ContingencyPlan(Named, Base):
    """A kind of emergency (practice.md §20.2). `tell` holds codes of posts and roles, and `office`;
    each of those people is rung until they have pressed 收到.
    """

    __tablename__ = "contingency_plan"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(20))
    en: Mapped[str] = mapped_column(String(40), default="")
    # What makes the bot offer to tell everybody; what was said is never taken for it by itself.
    words_zh: Mapped[list[str]] = mapped_column(default=list)
    words_en: Mapped[list[str]] = mapped_column(default=list)
    # A step is a line.
    steps_zh: Mapped[str] = mapped_column(Text)
    steps_en: Mapped[str] = mapped_column(Text, default="")
    phones: Mapped[list[Any]] = mapped_column(default=list)
    tell: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    def steps(self, language: str) -> list[str]:
        """What is done first, in order."""
        lines = in_language(language, self.steps_zh, self.steps_en).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def is_named_in(self, text: str) -> bool:
        """Whether the folded text says that it has happened; a worry or a denial does not."""
        words = Matter(self.code, tuple(self.words_zh), tuple(self.words_en), pressing=True)
        return words.named_in(text)


def plans(session: Session) -> list[ContingencyPlan]:
    """The kinds in use, in their order."""
    query = select(ContingencyPlan).where(ContingencyPlan.active)
    return list(session.scalars(query.order_by(ContingencyPlan.position)))


def named_in(text: str, known: Iterable[ContingencyPlan]) -> ContingencyPlan | None:
    """The kind of emergency that the sentence tells of, the first of those in use."""
    folded = fold(text).text
    return next((plan for plan in known if plan.is_named_in(folded)), None)
