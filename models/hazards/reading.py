"""Reads a sentence for a hazard: whether it may be one, of which kind, and how bad."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from models.hazard_levels import HazardCategory
from models.school import School

# Whoever says so means one.
SAID = ("隐患", "hazard")
_SAID = re.compile(r"(?:存在|有)?(?:安全)?隐患")
_CLAUSE = re.compile(r"[,，。;；!！?？\n]")
_AROUND = " ，,。、的"
# So much of what a hint says must stand in the words.
ENOUGH = 2 / 3


def categories(school: School) -> Sequence[HazardCategory]:
    """The kinds of hazard in use, in their order."""
    query = select(HazardCategory).where(HazardCategory.active).order_by(HazardCategory.position)
    return school.session.scalars(query).all()


def is_said(text: str) -> bool:
    """Whether the words call it a hazard."""
    folded = text.casefold()
    return any(word in folded for word in SAID)


def name_of(text: str, gist: str) -> str:
    """What is wrong, in a few words: that it is a hazard goes without saying."""
    said = _SAID.sub("", gist).strip(_AROUND)
    if said:
        return said
    clauses = (_SAID.sub("", part).strip(_AROUND) for part in _CLAUSE.split(text)[1:])
    return next(filter(None, clauses), "")[:60]


def guess(text: str, kinds: Sequence[HazardCategory]) -> HazardCategory | None:
    """The kind whose longest word stands in the text."""
    folded = text.casefold()
    found = [
        (len(word), -kind.position, kind)
        for kind in kinds
        for word in (*kind.words_zh, *kind.words_en)
        if word.casefold() in folded
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def grave_hint(text: str, kind: HazardCategory | None) -> str:
    """What of this kind makes 重大 likely, where the words speak of it; else nothing."""
    if kind is None:
        return ""
    folded = text.casefold()
    for hint in kind.grave_zh.split("、"):
        signs = set(hint)
        if signs and len(signs & set(folded)) >= ENOUGH * len(signs):
            return hint
    words = set(folded.split())
    for hint in kind.grave_en.split(", "):
        said = set(hint.casefold().split())
        if said and len(said & words) >= ENOUGH * len(said):
            return hint
    return ""
