"""Drafts that become repairs, as a teacher begins and files them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Query, Session

from models.act import Act
from models.cases import draft as drafts
from models.cases import filing
from models.cases.case import Case
from models.cases.draft import (
    LONGEST_TEXT,
    Draft,
    DraftState,
    add_text,
    answer_hurt,
    discard,
    drafts_of,
    set_category,
    set_place,
    set_reporter,
    set_urgency,
)
from models.places import Place
from models.repairs import Repair
from models.repairs.joining import join_instead, split

__all__ = [
    "LONGEST_TEXT",
    "Draft",
    "add_text",
    "answer_hurt",
    "discard",
    "drafts_of",
    "file",
    "join_instead",
    "reports",
    "set_category",
    "set_place",
    "set_reporter",
    "set_urgency",
    "split",
    "start",
]


def start(act: Act, text: str = "", place: Place | None = None) -> Draft:
    """Opens a draft of a repair."""
    return drafts.start(act, "repair", text, place)


def file(draft: Draft, act: Act) -> Repair:
    """Files it as a repair."""
    return filing.file(draft, act, Repair)


def reports(session: Session) -> Query[Any]:
    """All that was told: what is still a draft, and what was filed."""
    return session.query(Case).filter(Case.state != DraftState.FILED)
