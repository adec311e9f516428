"""Reads a guard's line: 张三 家长 找李老师 三2班 138****5678 沪A12345 2人."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.visits.purpose import VisitPurpose

MOST_PEOPLE = 500
LONGEST_NAME, LONGEST_UNIT = 40, 60
# A phone may come with its middle hidden already; an identity number has eighteen signs.
_PHONE = re.compile(r"(?<![\dA-Za-z])(1[3-9]\d[ -]?[\d*]{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?!\d)")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_PLATE = re.compile(rf"[{_PROVINCES}]\s?[A-Za-z][ ·.]?[A-Za-z0-9]{{4,5}}[A-Za-z0-9挂学警港澳]")
_IDENTITY = re.compile(r"(?<!\d)\d{14}(\d{3}[\dXx])(?!\d)")
_LAST_FOUR = re.compile(r"(?:证件?|身份证|后四位|尾号|ID)\D{0,4}(\d{3}[\dXx])(?!\d)", re.IGNORECASE)
_PAPERS = re.compile(r"证件号?码?|身份证号?码?")
_COUNT = "一二两俩三四五六七八九十"
_PEOPLE = re.compile(
    rf"(?:共|等|一行)?\s*(\d{{1,4}}|[{_COUNT}])\s*(?:个人|人|位|名|people|persons?|visitors?)",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:来?找|来?见|拜访|约了?|访)\s*([^\s，,、。；;\d]{1,10})"
    r"|\b(?:to see|see|for|visits?|visiting|to meet|meets?)\s+"
    r"((?:(?:Mr|Ms|Mrs|Miss)\.?\s+)?[A-Z][\w'-]*(?:\s+[A-Z][\w'-]*)?)"
)
_CLASS = re.compile(r"[一二三四五六1-6]\s*[-（(年]?\s*(?:级)?\d{1,2}\s*[)）]?\s*班")
_BETWEEN = re.compile(r"[\s，,。；;、]+")
_CHINESE = re.compile(r"[\u3400-\u9fff·]{2,8}")
# More than so many names in one message are a list, which a teacher announces.
_MOST_NAMES = 4


@dataclass(frozen=True)
class Said:
    """What a line says; empty is what it does not."""

    name: str = ""
    host: str = ""
    purpose: str = ""
    phone: str = ""
    plate: str = ""
    document: str = ""
    people: int = 0
    unit: str = ""

    @property
    def is_visit(self) -> bool:
        """Whether it speaks of somebody at the gate, and of nothing that is broken."""
        return bool(
            (self.name and (self.host or self.purpose)) or self.plate or (self.name and self.phone)
        )


def names_in(text: str) -> int:
    """How many people are listed one below, or beside, the other."""
    lines = [line for line in text.splitlines() if line.strip()]
    beside = max((len(re.split(r"[、,，]", line)) for line in lines), default=0)
    return max(len(lines), beside if beside > _MOST_NAMES else 1)


def numbers_in(text: str) -> list[str]:
    """The telephones and identity numbers in a text, as they were typed."""
    return [*identity_numbers(text), *(found[1] for found in _PHONE.finditer(text))]


def identity_numbers(text: str) -> list[str]:
    """The numbers of identity cards in a text: nothing of them is kept but the last four signs."""
    return [found.group() for found in _IDENTITY.finditer(text)]


def count_in(word: str) -> int:
    """How many people a word means: 3, 三, 俩."""
    if word.isdecimal():
        return min(int(word), MOST_PEOPLE)
    return 2 if word in "两俩" else _COUNT.replace("俩", "").replace("两", "").index(word) + 1


def phone_in(text: str) -> str:
    """The telephone in a text, without blanks."""
    found = _PHONE.search(text)
    return re.sub(r"[ -]", "", found[1]) if found else ""


def plate_in(text: str) -> str:
    """The number plate in a text, as it stands on the car."""
    found = _PLATE.search(text)
    return re.sub(r"[\s·.]", "", found.group()).upper() if found else ""


def read_line(text: str, purposes: Sequence[VisitPurpose]) -> Said:
    """What the line says: each part is taken out where it is found, and the first words that are
    left are the visitor's name.
    """
    rest = text
    document = ""
    if (found := _IDENTITY.search(rest)) or (found := _LAST_FOUR.search(rest)):
        document, rest = found[1].upper(), _without(rest, found)
    if document:
        rest = _PAPERS.sub(" ", rest)
    plate = plate_in(rest)
    rest = _PLATE.sub(" ", rest, count=1)
    phone = phone_in(rest)
    rest = _PHONE.sub(" ", rest, count=1)
    people = 0
    if found := _PEOPLE.search(rest):
        people, rest = count_in(found[1]), _without(rest, found)
    host = ""
    if found := _HOST.search(rest):
        host, rest = (found[1] or found[2]).strip(), _without(rest, found)
    purpose, word = purpose_in(text, purposes)
    unit = []
    if found := _CLASS.search(rest):
        unit, rest = [found.group()], _without(rest, found)
    parts = [part for part in _BETWEEN.split(rest) if part]
    name, parts = _name(parts, lambda part: bool(word) and word in part.lower())
    if purpose:
        parts = [part for part in parts if part.lower() != word]
    unit += parts
    return Said(
        name=name[:LONGEST_NAME],
        host=host,
        purpose=purpose,
        phone=phone,
        plate=plate,
        document=document,
        people=people,
        unit=" ".join(unit)[:LONGEST_UNIT],
    )


def purpose_in(text: str, purposes: Sequence[VisitPurpose]) -> tuple[str, str]:
    """The code of the purpose that the text names by its longest word, and that word."""
    lower = text.lower()
    found = [
        (word.lower(), purpose.code)
        for purpose in purposes
        for word in (purpose.zh, purpose.en, *purpose.words_zh, *purpose.words_en)
        if word and _names(word.lower(), lower)
    ]
    word, code = max(found, key=lambda one: len(one[0]), default=("", ""))
    return code, word


def _names(word: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text)) if word.isascii() else word in text


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]


def _name(parts: list[str], says_why: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The first part that can be a name, and what is left. In English a name has several words."""
    for nth, part in enumerate(parts):
        if says_why(part):
            continue
        if _CHINESE.fullmatch(part):
            return part, parts[:nth] + parts[nth + 1 :]
        if part[0].isupper() and part.isascii():
            more = nth + 1
            while more < len(parts) and parts[more][0].isupper() and not says_why(parts[more]):
                more += 1
            return " ".join(parts[nth:more]), parts[:nth] + parts[more:]
    return "", parts
