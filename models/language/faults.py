"""Reads a teacher's sentence: what is broken, and whether it is dangerous."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, TypeVar

from models.language.spelling import fold
from models.language.vocabulary import FAULTS, OTHER_WORDS, WHERE


class CategoryWords(Protocol):
    """What must be known of a kind of repair to find it in a sentence."""

    @property
    def code(self) -> str: ...
    @property
    def words_zh(self) -> list[str]: ...
    @property
    def words_en(self) -> list[str]: ...


class DangerWords(Protocol):
    """What must be known of a danger to find it in a sentence."""

    @property
    def words_zh(self) -> list[str]: ...
    @property
    def words_en(self) -> list[str]: ...
    @property
    def raises(self) -> bool: ...


Known = TypeVar("Known", bound=DangerWords)

_BROKEN = re.compile(
    r"坏|不亮|不[转响动灵冷热通]|不能|不了|不上|不开|不出|不下|不紧|不严|没[水电声信反有网]|漏|滴|渗|堵|闪|松|断|掉|裂|碎|破|"
    r"晃|异响|冒|跳闸|异味|倒|卡|失灵|用不|不好用|故障|损|问题|少了|缺|翘|黑屏|死机|慢|臭|脏|霉|"
    r"broken|n't work|not work|leak|block|stuck|crack|loose|flicker|dead|noisy|no |fell|missing|"
    r"fail|clog|won't|can't|off|out|slow"
)
_BESIDE = re.compile(
    r"的?(?:旁边|边上|旁|上面|上方|下面|下方|对面|后面|前面|里面|门口|附近|之间|靠)"
)
_BESIDE_EN = re.compile(r"(?:near|beside|behind|under|above|below|over|on|by|next to|opposite)"
                        r"(?: the| our| my)? $")  # fmt: skip
_JOINT = re.compile(r"[和跟与及、,，;；&+]|还有|以及|加上|另外|\band\b|\balso\b|\bplus\b")
_FILLER = re.compile(
    r"[\s,，、;；。.!]|[和跟与及都也又的了有个&+]|还有|以及|加上|另外|坏掉?|全|两|不[亮转响动灵冷热]|漏水|漏|堵|"
    r"(?:制冷|打不开|关不上|锁不上|没电|没声音|冒火花|掉|松|断|碎|裂)|一直|"
    r"\b(?:and|also|plus|the|a|is|are|broken|not|working|doesn't|work|leaking|my|our)\b"
)
_BOTH = re.compile(r"都|也|全|both|also|too")
_CLAUSE = re.compile(r"[,，。.;；!！?？\n]")
_DIRECTLY_NOT = re.compile(
    r"(?:(?<!有)没有?|(?<!是)不是|(?<!会)不会|不存在|不再|(?<![是会要漏冒能有])不|无|未|并无)"
    r"(?:有|发现|闻到|看到|看见|见到|见|出现|发生|什么|任何|再|明显|在|的|到)*$"
)
_DIRECTLY_NOT_EN = re.compile(
    r"\b(?:no|not|without|never|nor|(?:is|are|was|do|does|did|has|have|wo|ca)n't|stopped)\s+"
    r"(?:(?:any|a|the|visible|more|longer|sign of|smell of|been|be|actually|yet)\s+)*$"
)
_OR = re.compile(r"\s*(?:或者?|和|、|,|也|也没有?|or|nor|and)\s*(?:任何|any)?\s*")
# A protector is no danger; 掉线 is no fall.
_SAFE_BEFORE = re.compile(r"防$|anti-?$")
_SAFE_AFTER = re.compile(
    r"保护|开关|断路|[线漆色毛粉墨头]|垃圾|水|\s*(?:detector|alarm|sensor|plug|asleep|behind)"
)


_THING, _FAULT, _SPOT = 12, 3, 0


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    codes: tuple[str, ...]
    worth: int
    broken: bool

    @property
    def thing(self) -> bool:
        """Whether the word names a thing; such words weigh the most."""
        return self.worth == _THING


class _Finder:
    """Finds known words in a text, the longest at each spot, whole words in English."""

    def __init__(self, text: dict[str, tuple[str, ...]]) -> None:
        self.text = text
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for word in text:
            lengths[word[0]].add(len(word))
        self.lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, text: str, overlap: bool = False) -> list[tuple[int, int, str]]:
        """Where its words stand in the text, the longest first."""
        found: list[tuple[int, int, str]] = []
        at = 0
        while at < len(text):
            step = 1
            for length in self.lengths.get(text[at], ()):
                word = text[at : at + length]
                if word in self.text and _whole(text, at, at + length):
                    found.append((at, at + length, word))
                    step = 1 if overlap else length
                    break
            at += step
        return found


def _whole(text: str, start: int, end: int) -> bool:
    if not (text[start].isascii() and text[start].isalpha()):
        return True
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return False
    return re.match(r"(?:e?s)?(?![a-z])", text[end : end + 3]) is not None


def _spaced(text: str) -> str:
    """The text in one spelling, without the blanks that people put between Chinese words."""
    return re.sub(r"(?<![a-z0-9,.])[ \t\u3000]+|[ \t\u3000]+(?![a-z0-9])", "", fold(text).text)


@lru_cache(maxsize=4)
def _finder(known: tuple[tuple[str, tuple[str, ...]], ...]) -> _Finder:
    text: defaultdict[str, list[str]] = defaultdict(list)
    for code, named in known:
        for word in named:
            if spelt := fold(word).text.strip():
                text[spelt].append(code)
    for word in OTHER_WORDS:
        text.setdefault(word, [])
    return _Finder({word: tuple(dict.fromkeys(codes)) for word, codes in text.items()})


def read_categories(text: str, categories: Sequence[CategoryWords]) -> list[str]:
    """The codes of what is broken: one, or several where the sentence names several things.

    302 灯和门锁都坏了 gives power and locks, in the order of the words; 空调漏水 only air
    conditioning. Nothing known gives nothing.
    """
    finder = _finder(tuple((one.code, (*one.words_zh, *one.words_en)) for one in categories))
    spelt = _spaced(text)
    hits = _named(spelt, finder)
    if not hits:
        return []
    score: defaultdict[str, float] = defaultdict(float)
    last_broken = max((hit.start for hit in hits if hit.thing and hit.broken), default=-1)
    for nth, hit in enumerate(hits):
        length = (hit.end - hit.start) / (3 if spelt[hit.start].isascii() else 1)
        worth = hit.worth + min(length, 6) + nth / 10
        worth += 4 * (hit.thing and hit.broken) + 2 * (hit.start == last_broken)
        for code in hit.codes:
            score[code] = max(score[code], worth) + 0.5 * bool(score[code])
    order = {one.code: nth for nth, one in enumerate(categories)}
    best = sorted(score, key=lambda code: (-score[code], order[code]))
    chain = _joined(spelt, hits, score)
    return chain if best[0] in chain else best[:1]


def read_broken_things(text: str, categories: Sequence[CategoryWords]) -> list[str]:
    """The codes of the things that the words say are broken: 井盖松了, and not 井盖旁边."""
    finder = _finder(tuple((one.code, (*one.words_zh, *one.words_en)) for one in categories))
    hits = (hit for hit in _named(_spaced(text), finder) if hit.thing and hit.broken)
    return list(dict.fromkeys(code for hit in hits for code in hit.codes))


def likeness(text: str, other: str) -> int:
    """How many words for what is wrong both have: 还是漏 and 三楼男厕漏水 share one."""
    ours, theirs = (set(_BROKEN.findall(_spaced(one))) for one in (text, other))
    return len(ours & theirs)


def says_broken(text: str) -> bool:
    """Whether the words say of anything that it does not work: 坏了, 不亮, leaking."""
    return _BROKEN.search(_spaced(text)) is not None


def _named(spelt: str, finder: _Finder) -> list[_Hit]:
    hits: list[_Hit] = []
    ends = [match.start() for match in _CLAUSE.finditer(spelt)] + [len(spelt)]
    for start, end, word in finder.find(spelt):
        codes = finder.text[word]
        if not codes:
            continue
        stop = next(at for at in ends if at >= start)
        begin = max((at + 1 for at in ends if at < start), default=0)
        beside = _BESIDE.match(spelt, end) or _BESIDE_EN.search(spelt[max(0, start - 20) : start])
        worth = _SPOT if beside or word in WHERE else _FAULT if word in FAULTS else _THING
        broken = _BROKEN.search(spelt, end, stop) or _BROKEN.search(spelt[begin:start])
        hits.append(_Hit(start, end, codes, worth, broken is not None))
    return hits


def _joined(spelt: str, hits: list[_Hit], score: dict[str, float]) -> list[str]:
    """The kinds of things that 和, 、 or 也 put side by side."""
    things = [hit for hit in hits if hit.thing]
    chain: list[str] = []
    for one, other in pairwise(things):
        first = max(one.codes, key=lambda code: score[code])
        second = max(other.codes, key=lambda code: score[code])
        between = spelt[one.end : other.start]
        if set(one.codes) & set(other.codes) or len(between) > 40 or not _JOINT.search(between):
            continue
        both = _BOTH.search(spelt, other.end) or _BROKEN.search(spelt, other.end)
        if both and len(_FILLER.sub("", between)) <= 2:
            chain += [first, second]
    return list(dict.fromkeys(chain))


def read_danger(text: str, dangers: Sequence[Known]) -> Known | None:
    """The danger that the words name, the gravest first; 没有漏电 and no smoke name none."""
    known = {str(nth): one for nth, one in enumerate(dangers)}
    finder = _finder(tuple((nth, (*one.words_zh, *one.words_en)) for nth, one in known.items()))
    spelt = _spaced(text)
    found: list[str] = []
    denied_to = -1
    for start, end, word in finder.find(spelt, overlap=True):
        before = spelt[max(0, start - 40) : start]
        denied = _DIRECTLY_NOT.search(before) or _DIRECTLY_NOT_EN.search(before)
        if denied or (denied_to >= 0 and _OR.fullmatch(spelt, denied_to, max(start, denied_to))):
            denied_to = end
            continue
        if start < denied_to or _SAFE_BEFORE.search(before) or _SAFE_AFTER.match(spelt, end):
            continue
        found += finder.text[word]
    return min(
        (known[nth] for nth in dict.fromkeys(found)),
        key=lambda one: not one.raises,
        default=None,
    )
