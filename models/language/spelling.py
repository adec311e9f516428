"""How people write places and troubles, brought to one spelling before anything is compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# A report says what it means at its start; the rest of a long letter is not searched.
READ_AT_MOST = 600

_TRADITIONAL = (
    "樓楼層层廁厕間间門门窗窗燈灯電电腦脑機机壞坏沒没開开關关閉闭鎖锁漏漏讓让話话廣广"
    "場场館馆圖图書书閱阅覽览會会議议務务處处倉仓庫库財财檔档園园體体號号樹树線线網网"
    "課课講讲臺台桌桌櫃柜無无說说這这個个裡里裏里邊边東东於于動动響响聲声來来還还時时"
    "後后師师總总監监報报災灾滅灭煙烟鋁铝欄栏牆墙頂顶裂裂塊块掉掉斷断鬆松風风飲饮熱热"
    "調调遙遥級级學学習习實实驗验藝艺術术樂乐語语數数衛卫潔洁護护傳传達达補补維维"
    "請请謝谢嗎吗麼么氣气鐵铁鋼钢銅铜蓋盖溝沟節节視视頻频銀银螢荧幕幕顯显錄录"
)
_SIMPLE = str.maketrans(
    dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))
    | {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "－": "-",
        "–": "-",
        "—": "-",
        "〇": "零",
    }
)
_DIGITS = {sign: str(nth) for nth, sign in enumerate("零一二三四五六七八九")} | {"两": "2"}
_ORDINALS = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "ground": "1",
}


@dataclass(frozen=True)
class Folded:
    """A text in its one spelling, and for each sign the stretch of the original it stands for."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Where the signs from start to end stand in the original."""
        return self.spans[start][0], self.spans[end - 1][1]


def fold(text: str) -> Folded:
    """Half-width, small, simplified; otherwise as written. Only the beginning is read."""
    signs: list[str] = []
    spans: list[tuple[int, int]] = []
    for at, sign in enumerate(text[:READ_AT_MOST]):
        for plain in unicodedata.normalize("NFKC", sign).lower().translate(_SIMPLE):
            signs.append(plain)
            spans.append((at, at + 1))
    return Folded("".join(signs), tuple(spans))


def _number(text: str) -> str:
    """三 is 3, 十二 is 12; digits stay."""
    if text.isascii():
        return text
    if "十" in text:
        tens, ones = text.split("十", 1)
        return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones[:1], '0')}"
    return "".join(_DIGITS.get(sign, sign) for sign in text)


def _class(match: re.Match[str]) -> str:
    return f"{_number(match[1])}级{_number(match[2])}班"


def _floor(match: re.Match[str]) -> str:
    said = match[1]
    return f"{_ORDINALS.get(said, '') or _number(said[:1])}楼"


def _join(match: re.Match[str]) -> str:
    whole = match.string
    before, after = whole[: match.start()][-1:], whole[match.end() :][:1]
    text = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return " " if text else ""


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, to: str | Callable[[re.Match[str]], str]) -> _Rule:
    if callable(to):
        return re.compile(pattern), to
    return re.compile(pattern), lambda match: match.expand(to)


_ZH = "一二三四五六七八九"
_CLASS_NO = rf"([1-9]\d?|十[{_ZH}]?|[{_ZH}])"
_NOT_CLASS = r"(?!\s*(?:[楼层个次天日月号点分人张米节周年]|小时|days?|hours?|min|times))"
_MAN = r"(?:boys?|men|mens|man|male|gents?)(?:'s|s'|')?"
_WOMAN = r"(?:girls?|women|womens|woman|female|ladies|lady)(?:'s|s'|')?"
_LOO = r"(?:toilet|restroom|bathroom|washroom|lavatory|lavatories|loo|room|wc)s?(?![a-z])"
_LOO_ZH = r"(?:厕所|卫生间|洗手间|厕|卫(?![衣星视士])|wc)"
# The order matters: classes before floors, floors before buildings, buildings before rooms.
_RULES: tuple[_Rule, ...] = (
    _rule(rf"([{_ZH}幺])零([{_ZH}])(?![十百])", lambda m: _number(m[0].replace("幺", "一"))),
    _rule(r"(?<![a-z\d])([1-6])0([1-9])\s*班", _class),
    _rule(r"(?<![a-z])class\s*([1-6])0([1-9])(?!\d)", _class),
    _rule(r"(?<![a-z])(?:grade|year|g)\s*([1-6])\s*[,-]?\s*class\s*([1-9]\d?)(?!\d)", _class),
    _rule(r"(?<![a-z])class\s*([1-9]\d?)\s*,?\s*(?:of\s+)?grade\s*([1-6])(?!\d)",
          lambda m: f"{m[2]}级{m[1]}班"),
    _rule(rf"(?<![\d{_ZH}十])([1-6一二三四五六])\s*(?:年级|年|-|\.)?\s*[(\[]?\s*{_CLASS_NO}"
          r"\s*[)\]]?\s*班", _class),
    _rule(rf"(?<![\d{_ZH}十])([1-6一二三四五六])\s*\(\s*{_CLASS_NO}\s*\)", _class),
    _rule(rf"(?<![\d{_ZH}十第])([一二三四五六])([1-9])(?!\d){_NOT_CLASS}", _class),
    _rule(r"(?<![\d.\-/:a-z])(?:class\s*)?([1-6])\s*-\s*([1-9]|1\d)(?![\d.\-/:%])" + _NOT_CLASS,
          _class),
    _rule(rf"(?<![a-z])([a-z])\s*-?\s*([1-9{_ZH}])\s*(?:楼|层)(?!梯)",
          lambda m: f"{m[1]}楼{_number(m[2])}楼"),
    _rule(rf"(?<![\d{_ZH}十a-z])(?:第\s*)?([{_ZH}1-9])\s*(?:楼(?!梯)|"
          r"层(?![灰油土皮膜霜冰漆胶泥]|水(?![管龙池房泵表槽])))", _floor),
    _rule(r"(?<![a-z\d])(first|second|third|fourth|fifth|ground|[1-9](?:st|nd|rd|th))[\s-]+floor"
          r"(?![a-z])", _floor),
    _rule(r"(?<![a-z])(?:floor|level)\s*([1-9])(?!\d)", _floor),
    _rule(r"(?<![a-z\d])([1-9])\s*/?f(?![a-z\d])", _floor),
    _rule(r"(?:教学楼|教学|教)\s*([a-z])(?![a-z])\s*(?:号?楼|栋|座|幢)?", r"\1楼"),
    _rule(r"(?<![a-z])([a-z])\s*(?:教学楼|号楼|楼|栋|座|幢)", r"\1楼"),
    _rule(r"(?<![a-z])(?:teaching\s+)?(?:building|block)\s*([a-z])(?![a-z])", r"\1楼"),
    _rule(r"(?<![a-z])([a-z])\s?-?([1-9])(?=\s*(?:男|女|厕|卫|走廊|过道|东|西|饮|开水|楼梯))",
          r"\1楼\2楼"),
    _rule(rf"男\s*(?:生|士|教师|老师)?\s*{_LOO_ZH}", "男厕"),
    _rule(rf"女\s*(?:生|士|教师|老师)?\s*{_LOO_ZH}", "女厕"),
    _rule(rf"(?<![a-z]){_MAN}\s*{_LOO}", "男厕"),
    _rule(rf"(?<![a-z]){_WOMAN}\s*{_LOO}", "女厕"),
    _rule(r"厕所|卫生间|洗手间|(?<![a-z])(?:toilets?|restrooms?|bathrooms?|washrooms?|wc)(?![a-z])",
          "厕"),
    _rule(r"(?<![a-z])(?:classroom|room|rm\.?)\s*([a-z]?)\s*-?\s*(\d{3,4})(?!\d)", r"\1\2室"),
    _rule(r"(?<!\d)(\d{3,4})\s*(?:号\s*)?(?:教室|房间|房|办公室|室)", r"\1室"),
    _rule(r"(?<!\d)(\d{3,4})号(?!楼)", r"\1室"),
    _rule(r"(?<![a-z])([a-z])\s*(?:楼\s*)?的?\s*-?\s*(\d{3,4})室?(?!\d)", r"\1\2"),
    _rule(r"([东西南北])\s*(?:侧|边|面|头)?\s*的?\s*楼梯(?:间|口)?", r"\1楼梯"),
    _rule(r"楼梯(?:间|口)", "楼梯"),
    _rule(r"的", ""),
    _rule(r"[\W_]+", _join),
)  # fmt: skip
# The usual slips of an input method, mended only to ask "是不是", never to be sure.
_SLIPS: tuple[_Rule, ...] = (
    _rule(rf"(?<=[{_ZH}\d])[搂娄喽嘍篓髅缕耧]", "楼"),
    _rule(rf"(?<=[{_ZH}\d])漏(?=[男女厕东西走])", "楼"),
    _rule(r"(?<=[男女])[侧测册则策撤恻]", "厕"),
    _rule(r"(?:叫|教|较)(?:室|市|是|事|时|士)(?!教)", "教室"),
    _rule(r"走[郎朗浪狼]", "走廊"),
    _rule(r"楼[体踢剃]", "楼梯"),
    _rule(r"食[糖唐]", "食堂"),
    _rule(r"(?:操[厂常]|草场)", "操场"),
    _rule(r"(?<=[术乐法学书议验脑务案务播])[是事市式时试](?!情|候)", "室"),
)


def _apply(folded: Folded, rules: tuple[_Rule, ...]) -> Folded:
    text, spans = folded.text, list(folded.spans)
    for pattern, to in rules:
        parts: list[str] = []
        kept: list[tuple[int, int]] = []
        at = 0
        for match in pattern.finditer(text):
            start, end = match.span()
            new = to(match)
            parts += (text[at:start], new)
            kept += spans[at:start]
            kept += [(spans[start][0], spans[end - 1][1])] * len(new)
            at = end
        if at:
            text = "".join(parts) + text[at:]
            spans = kept + spans[at:]
    return Folded(text, tuple(spans))


def plain(text: str) -> Folded:
    """The one spelling of places: 教学楼A的三层男卫生间 and A栋3楼男厕 become the same."""
    return _apply(fold(text), _RULES)


def mended(text: str) -> Folded:
    """The same, with the usual slips of an input method put right (三搂男厕)."""
    return _apply(_apply(fold(text), _SLIPS), _RULES)
