"""Reads a teacher's sentence: where, what, how dangerous. Sure, or a question; never a wrong guess.

The parts: `places` where, `faults` what and how dangerous, `small_talk` whether it is a report at
all, `matters` what belongs elsewhere, `spelling` the one spelling they compare in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from models.language.faults import (
    likeness,
    read_broken_things,
    read_categories,
    read_danger,
    says_broken,
)
from models.language.matters import Matter, read_matter
from models.language.places import PlaceEntry, PlaceReading, Places
from models.language.small_talk import (
    asks_progress,
    gist,
    is_assent,
    is_coming,
    is_done,
    is_dropped,
    is_follow_up,
    is_fragment,
    is_greeting,
    is_small_talk,
    is_thanks,
    says_hurt,
    says_same_again,
)
from models.language.spelling import plain

if TYPE_CHECKING:
    from models.places import Place

__all__ = [
    "Matter",
    "PlaceEntry",
    "PlaceReading",
    "Places",
    "asks_progress",
    "gist_of",
    "is_assent",
    "is_coming",
    "is_done",
    "is_dropped",
    "is_follow_up",
    "is_fragment",
    "is_greeting",
    "is_small_talk",
    "is_thanks",
    "likeness",
    "read_broken_things",
    "read_categories",
    "read_danger",
    "read_matter",
    "same_spelling",
    "say_place_names",
    "says_broken",
    "says_hurt",
    "says_same_again",
]

_NUMBER = re.compile(r"(\d{3,4})")


def gist_of(text: str, reading: PlaceReading) -> str:
    """What is wrong, without where: 三楼男厕漏水，麻烦看一下 is 漏水."""
    return gist(text, reading.said)


def same_spelling(name: str, other: str) -> bool:
    """Whether two names of places are written the same but for spelling: 三楼男厕, 3楼男卫生间."""
    return plain(name).text == plain(other).text


@lru_cache(maxsize=2048)
def _spelt(name: str) -> str:
    """The one spelling of a name; asked again for every place in every transaction that reads."""
    return plain(name).text


def say_place_names(place: Place) -> tuple[str, ...]:
    """All that people call a place, from its row and those above it.

    Spellings that `plain` brings together (三楼, 3楼, 三层; 男厕, 男卫生间; 三（2）班, 3-2) are
    named once.
    """
    path = place.path()
    own = [place.zh, *place.aliases]
    names = [place.code, *own]
    if number := _NUMBER.match(place.zh):
        names += [number[1], f"{number[1]}教室"]
    if "厕" in _spelt(place.zh):
        names.append("厕所")
        own.append("厕所")
    for step in path[:-1]:
        names += [step.zh + name for name in own]
    if len(path) > 2:
        between = "".join(step.zh for step in path[-3:-1])
        names += [between + name for name in own]
    if place.class_name:
        names.append(place.class_name)
        if said := re.fullmatch(r"(\d)级(\d)班", _spelt(place.class_name)):
            names.append(f"{said[1]}0{said[2]}")
    if place.en:
        names.append(place.en)
    return tuple(dict.fromkeys(name for name in names if name))
