"""Tells what is no work for the logistics office: a child that is hurt, a fight, leave, a visit."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.language.spelling import fold

_FILE = Path(__file__).parents[1] / "data" / "matters.toml"
# 怕孩子受伤, 容易划伤人, 没有人受伤: a worry or a denial, and nothing that has happened.
_UNREAL = re.compile(
    r"(?:(?<!恐)怕(?!是)|(?<![开学班])会(?![议场的客])|容易|小心|当心|以免|免得|防止|预防|要是|如果|万一|差点|险些|不要"
    r"|(?<![特分])别)[^,，。;；!！?？\s]{0,4}$"
    r"|(?:没有?|未|无)(?:人|学生|孩子|老师)?$"
    r"|\b(?:not|no|nobody|never|could|might|may|can|will|before|somebody could|if)\b[^,.;!?]{0,24}$"
)


@dataclass(frozen=True)
class Matter:
    """Something that is said here, and belongs elsewhere."""

    name: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    # Whether it is answered before anything else that the sentence may be about.
    pressing: bool = False
    # Whether the sentence is about it even where a thing is named with it, or something was begun.
    sure: bool = False
    # Whether nothing of it is kept, not even in what is open.
    private: bool = False

    def named_in(self, text: str) -> bool:
        """Whether the folded text says it; where it is pressing, as something that has happened."""
        ways = [*map(re.escape, self.zh), *(rf"\b{re.escape(word)}\b" for word in self.en)]
        found = re.finditer("|".join(ways), text) if ways else ()
        return any(not (self.pressing and _UNREAL.search(text[: hit.start()])) for hit in found)


def _read() -> tuple[Matter, ...]:
    rows = tomllib.loads(_FILE.read_text("utf-8"))["matter"]
    return tuple(Matter(**{**row, "zh": tuple(row["zh"]), "en": tuple(row["en"])}) for row in rows)


MATTERS = _read()


def read_matter(text: str) -> Matter | None:
    """What the sentence is about, if that is no work for the office; the most pressing first."""
    folded = fold(text).text
    return next((matter for matter in MATTERS if matter.named_in(folded)), None)
