"""Where a sentence plays: the names of the school's places, found among a teacher's words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from models.language.spelling import Folded, mended, plain

# More equally good places than this are no question but a search.
MOST_CHOICES = 8
# A word that fits more places than this (走廊, 饮水机) says little beside one that fits few.
VAGUE = 3
# Typing errors are looked for where a short message names its place, at its start.
FUZZY_READ = 80
FUZZY_ALIKE = 75
# Short English words are too like each other: will is no wall.
ENGLISH_ALIKE = 80
ENGLISH_LENGTH = 6
_CODE_LIKE = re.compile(r"[a-z]?\d+室?|\d级\d+班|.{0,3}")
_NOT_A_PLACE_AFTER_NUMBER = re.compile(
    r"\s?(?:[元块个人张度瓦米天分秒套支根次%vw月日年]|公斤|毫|watt|volt|pcs|yuan|people|pieces)"
)
# What is written like a room or a building; where the school has none of that name, it is said so.
_ROOM = re.compile(r"(?<![a-z\d])(?:[a-z]\d{3,4}(?:室|(?![a-z\d]))|\d{3,4}室)")
_BUILDING = re.compile(
    r"(?:(?:学生|教师|教工)?宿舍|公寓|实验|办公|行政|综合|艺术|体育|科技|图书|培训|[东西南北前后新老旧])大?楼"
    r"(?![梯道下上顶])(?:[a-z]?\d{3,4}室?)?"
)
# As the label of a building says to type it, "W 灯不亮"; elsewhere a letter alone is an article or
# a slip.
_LETTER_OF_LABEL = re.compile(r"\s*[A-Za-zＡ-Ｚａ-ｚ]\s+[\u4e00-\u9fff]")
_BARE_NUMBER = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
_PAPER = re.compile(r"\s?(?:纸|打印|复印|大小|paper|size)")


@dataclass(frozen=True)
class PlaceEntry:
    """One place and all that people call it. `full` is the whole way down: 教学楼A 三楼 男厕."""

    id: int
    name: str
    full: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class PlaceReading:
    """Where the sentence plays: one sure place, or several to choose from, or neither.

    `said` are the words taken for a place, as they were written; with neither they may still
    be searched for. `many` are all that fit where these are too many for a question (厕所).
    `unknown` says that the school has no place of that name.
    """

    sure: int | None = None
    choices: tuple[int, ...] = ()
    said: str = ""
    unknown: bool = False
    many: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    fits: frozenset[int]


class Places:
    """All places of the school, ready to be found in a sentence. Built once, asked often."""

    def __init__(self, entries: Sequence[PlaceEntry]) -> None:
        self._order = {entry.id: nth for nth, entry in enumerate(entries)}
        self._name = {entry.id: entry.name for entry in entries}
        by_full = {entry.full: entry.id for entry in entries}
        self._above: dict[int, frozenset[int]] = {}
        self._parent: dict[int, int | None] = {}
        index: defaultdict[str, set[int]] = defaultdict(set)
        for entry in entries:
            steps = entry.full.split(" ")
            ways = (" ".join(steps[:nth]) for nth in range(1, len(steps)))
            above = [by_full[way] for way in ways if way in by_full]
            self._above[entry.id] = frozenset(above)
            self._parent[entry.id] = above[-1] if above else None
            for name in (*entry.names, entry.full):
                if spelt := plain(name).text:
                    index[spelt].add(entry.id)
        self._index = {name: frozenset(ids) for name, ids in index.items()}
        self._containers = frozenset(one for one in self._parent.values() if one is not None)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in self._index:
            lengths[name[:2]].add(len(name))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}
        self._fuzzy = [name for name in self._index if not _CODE_LIKE.fullmatch(name)]
        self._short = [
            (name, re.compile(f"{name[0]}[^\\W\\da-z]{name[2]}"))
            for name in self._index
            if len(name) == 3 and not name.isascii() and name.isalpha()
        ]

    def read(self, text: str) -> PlaceReading:
        """Finds the place in a sentence. Only words spelt right can make it sure."""
        written = plain(text)
        hits = self._hits(text, written.text)
        reading = self._weigh(text, written, hits)
        if stranger := _stranger(text, written, hits):
            near = reading.choices or (() if reading.sure is None else (reading.sure,))
            return PlaceReading(None, near, stranger, unknown=True)
        if reading.sure is not None and reading.sure not in self._containers:
            return reading
        slips = mended(text)
        if slips.text != written.text:
            again = self._weigh(text, slips, self._hits(text, slips.text))
            found = again.choices or (() if again.sure is None else (again.sure,))
            if found and not set(found) & {reading.sure, *reading.choices}:
                return PlaceReading(None, found, again.said)
        if reading.said:
            return reading
        return self._nearly(text, written) or reading

    def search(self, part: str, limit: int = 8) -> list[int]:
        """Places that match what somebody has typed so far, the best first."""
        wanted = plain(part).text
        if not wanted:
            return []
        rank: dict[int, tuple[int, int, int]] = {}
        for name, ids in self._index.items():
            if wanted not in name:
                continue
            how = 0 if name == wanted else 1 if name.startswith(wanted) else 2
            for one in ids:
                new = (how, len(name), self._order[one])
                rank[one] = min(rank.get(one, new), new)
        found = sorted(rank, key=lambda one: rank[one])
        if len(found) < limit:
            reading = self.read(part)
            sure = () if reading.sure is None else (reading.sure,)
            found += [one for one in (*sure, *reading.choices) if one not in rank]
        if not found:
            near = process.extract(wanted, self._fuzzy, scorer=fuzz.ratio, score_cutoff=60, limit=9)
            found += self._sorted(one for name, _, _ in near for one in self._index[name])
        return found[:limit]

    def _hits(self, raw: str, text: str) -> list[_Hit]:
        """Every name in the text that is not a part of a longer one."""
        letter = _LETTER_OF_LABEL.match(raw) is not None
        hits: list[_Hit] = []
        reached = 0
        for start in range(len(text)):
            for length in (
                *self._lengths.get(text[start : start + 2], ()),
                *self._lengths.get(text[start : start + 1], ()),
            ):
                end = start + length
                fits = self._index.get(text[start:end])
                if end > len(text) or fits is None or end <= reached:
                    continue
                if not _stands_alone(text, start, end):
                    continue
                if length == 1 and text[start].isascii() and not (letter and start == 0):
                    continue
                hits.append(_Hit(start, end, fits))
                reached = end
                break
        return hits

    def _weigh(self, text: str, written: Folded, hits: list[_Hit]) -> PlaceReading:
        """The places that most of the hits agree on: 三楼 and 男厕 together beat either."""
        if not hits:
            return PlaceReading()
        said = _quote(text, written, hits)
        agree: defaultdict[int, int] = defaultdict(int)
        for one in {one for hit in hits for one in hit.fits}:
            line = self._above[one] | {one}
            agree[one] = sum(1 for hit in hits if line & hit.fits)
        best = max(agree.values())
        top = {one for one in agree if agree[one] == best}
        if leaves := top - self._containers:
            top = leaves
        few = {one for hit in hits if len(hit.fits & top) <= VAGUE for one in hit.fits & top}
        if few:
            beside = {self._parent[one] for one in few} - {None}
            top = few | {one for one in top - few if self._parent[one] in beside}
        if len(top) == 1:
            (only,) = top
            if all(self._explains(only, hit) for hit in hits):
                return PlaceReading(only, (), said)
        found = self._numbered_first(top, written.text)
        if len(found) <= MOST_CHOICES:
            return PlaceReading(None, found, said)
        return PlaceReading(None, (), said, many=found)

    def _numbered_first(self, ids: Iterable[int], text: str) -> tuple[int, ...]:
        """In their order; of 302 the room of that number comes before the class 3-2."""
        number = _BARE_NUMBER.search(text)
        found = self._sorted(ids)
        if number is None:
            return found
        return tuple(sorted(found, key=lambda one: not self._name[one].startswith(number[0])))

    def _explains(self, only: int, hit: _Hit) -> bool:
        """Whether the hit says nothing against the place; a vague word beside it does not."""
        return bool((self._above[only] | {only}) & hit.fits) or len(hit.fits) > MOST_CHOICES

    def _nearly(self, text: str, written: Folded) -> PlaceReading | None:
        """Places whose names were perhaps misspelt. They are asked about, never taken."""
        part = written.text[:FUZZY_READ]
        names = [name for name, gap in self._short if gap.search(part)]
        near = process.extract(
            part,
            self._fuzzy,
            scorer=_partly,
            score_cutoff=FUZZY_ALIKE,
            limit=MOST_CHOICES,
        )
        if near:
            best = max(score for _, score, _ in near)
            names = [name for name, score, _ in near if score == best]
        if not names:
            return None
        longest = max(names, key=len)
        window = fuzz.partial_ratio_alignment(longest, part)
        found = self._sorted({one for name in names for one in self._index[name]})
        if window is None or window.dest_end <= window.dest_start or len(found) > MOST_CHOICES:
            return None
        if _ascii_word(part[window.dest_start]) and _ascii_word(part[: window.dest_start][-1:]):
            return None
        start, end = written.stretch(window.dest_start, window.dest_end)
        return PlaceReading(None, found, text[start:end].strip())

    def _sorted(self, ids: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(set(ids), key=lambda one: self._order[one]))


def _stranger(text: str, written: Folded, hits: list[_Hit]) -> str:
    """A room or building that is named, and that the school does not have: A999, 宿舍楼301."""
    for pattern in (_BUILDING, _ROOM):
        for match in pattern.finditer(written.text):
            start = match.start()
            if not any(hit.start <= start < hit.end for hit in hits):
                first, last = written.stretch(start, match.end())
                return text[first:last].strip()
    return ""


def _partly(text: str, name: str, *, score_cutoff: float | None = None) -> float:
    """How much of the name stands in the text; a text shorter than the name is no name."""
    if len(text) < len(name) or (name.isascii() and len(name) < ENGLISH_LENGTH):
        return 0.0
    least = ENGLISH_ALIKE if name.isascii() else score_cutoff
    return fuzz.partial_ratio(name, text, score_cutoff=least)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is a word of its own: 301 is not in 13012, gate not in investigate."""
    before, first, last, after = (
        text[:start][-1:],
        text[start],
        text[end - 1],
        text[end : end + 1],
    )
    if _ascii_word(first) and _ascii_word(before):
        return False
    if (
        _ascii_word(last)
        and _ascii_word(after)
        and not (last.isalpha() and re.match(r"e?s(?![a-z0-9])", text[end : end + 3]))
    ):
        return False
    if last.isdigit():
        if text[start:end].isdigit() and _NOT_A_PLACE_AFTER_NUMBER.match(text, end):
            return False
        return not (end - start == 2 and _PAPER.match(text, end))
    return True


def _ascii_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _quote(text: str, written: Folded, hits: list[_Hit]) -> str:
    """The words of the place as written; words that lie apart are given one by one."""
    stretches: list[list[int]] = []
    for hit in hits:
        start, end = written.stretch(hit.start, hit.end)
        if stretches and start - stretches[-1][1] <= 1:
            stretches[-1][1] = max(end, stretches[-1][1])
        else:
            stretches.append([start, end])
    parts = [text[start:end].strip() for start, end in stretches]
    return " ".join(dict.fromkeys(parts))
