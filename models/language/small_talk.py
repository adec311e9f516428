"""Tells a report from a greeting or a question about an older report, and puts it in few words."""

from __future__ import annotations

import re
from textwrap import shorten

from models.language.spelling import fold

_TALK = re.compile(
    r"(?:收到|谢谢+|多谢|感谢|谢啦|谢|辛苦|麻烦|好的|好哒|好滴|好嘞|好|行|可以|嗯+|哦+|噢|在吗|在不在|在么|你好|您好|"
    r"老师们?好|早上?好|中午好|下午好|晚上好|早|晚安|知道|明白|了解|没事|不客气|哈+|呵+|对|是的?|欧克|没问题|再见|拜拜|"
    r"ok|okay|okey|k|thanks|thankyou|thank|thx|ty|gotit|got|it|noted|hi|hello|hey|yes|sure|fine|"
    r"great|cool|bye|goodmorning|goodafternoon|welcome|roger|received|"
    r"老师|师傅|主任|校长|同志|你们|您们|你|您|各位|大家|了|啦|哈|呀|哦|啊|的|吧|呢|嘞|so|very|much|all)"
)
_TITLE = re.compile(
    r"^[\u4e00-\u9fff]{1,2}(?=老师|师傅|主任|校长)|(?<=谢)[\u4e00-\u9fff]{1,2}(?=老师|师傅|主任|校长)"
)
_FOLLOW_UP = re.compile(
    r"还是?(?:在|会|不|没|漏|坏|堵|响|闪|滴|老样子|一样|那样|打不|关不|锁不|用不|有)|还没|[又仍]在?(?:漏|坏|堵|响|不|闪|滴|掉|松)"
    r"|仍然|依然|没修好|没有修好|没弄好|没搞好|修了又|刚修|修好了[吗么没]|修好没|修到哪|修得怎么样|什么进度|进度|"
    r"(?:什么时候|啥时候|几时|何时|几点|哪天|多久)(?:才|能|可以|会|有人|师傅|过)*(?:来|修|好|弄|搞|到|处理|解决)|"
    r"怎么还|为什么还|到现在|催|有人来|没人来|来了[吗么没]|来修了|今天能来|今天来[吗么]|能来[吗么]|师傅呢|有没有人来|再来看|"
    r"\bstill\b|\bagain\b|\bwhen (?:will|can|is|are)\b|not (?:been )?(?:fixed|repaired) yet|"
    r"not yet (?:fixed|repaired)|(?:has|have)(?:n't| not) (?:been )?(?:fixed|repaired|come)|"
    r"any (?:update|news|progress)|"
    r"nobody (?:has )?c[ao]me|no one (?:has )?c[ao]me|how (?:much )?long"
)
_ASKED = re.compile(
    r"修好了?[吗么没]|修好没|弄好了?[吗么没]|修到哪|修得怎么样|怎么样了|什么进度|进度|"
    r"(?:什么时候|啥时候|几时|何时|几点|哪天|多久)(?:才|能|可以|会|有人|师傅|过)*(?:来|修|好|弄|搞|到|处理|解决)|"
    r"来了[吗么没]|今天能来|今天来[吗么]|能来[吗么]|师傅呢|有没有人来|"
    r"any (?:update|news|progress)|\bwhen (?:will|can|is|are)\b|how (?:much )?long|"
    r"\b(?:is|are|has|have)\b.{0,24}\b(?:fixed|repaired|mended)\b.{0,6}$"
)
# 昨天的, 那个: which one is meant stands nowhere in it.
_FRAGMENT = re.compile(
    r"(?:(?:就是|是)?(?:昨天|前天|今天|上午|下午|早上|上次|上周|刚才|刚刚|之前|以前|那天)|那个|这个|那件|这件|那张|上面|老样子|同上"
    r"|的|那|这|个|件|事|张|报修|单子?|呢|啊|吧)+|"
    r"(?:the|that|this|one|from|yesterday|today|lastweek|before|sameasbefore|same|again)+"
)
_SAME_AGAIN = re.compile(
    r"又|再次|还是那|还是这|那[个盏台扇只间把]|上次|上回|老地方|老毛病|"
    r"\b(?:again|same|that|once more)\b"
)
_DONE = re.compile(
    r"(?<!没)(?<!没有)(?<!未)(?<!能)(?<!不)(?:修|弄|搞|换|装|疏通|处理|维修|焊|接)(?:好|完)"
    r"(?:[了啦咯]|$|(?=[,，。!！\s]))(?!.*[吗么没又还不才再呢漏坏响堵闪滴])|"
    r"(?<!not )(?<!not been )(?<!n't )(?<!be )"
    r"\b(?:fixed|repaired|all done|it's done|works again)\b(?! yet)"
)
_COMING = re.compile(
    r"(?:好的?|收到|行|嗯|我|俺|马上|立刻|这就|就|现在|等下|等会儿?|一会儿?|待会儿?|下午|上午|中午)*"
    r"(?:去|来|到|过去|过来)(?:修|看|弄|处理|一下|下|了|的|吧|哈)*|在路上了?|"
    r"(?:ok)?(?:i(?:m|am|ll|will)?)?(?:on(?:my|the)way|coming|go(?:ing)?(?:there)?)(?:now)?"
)
_DROPPED = re.compile(
    r"不(?:用|必|需要|要)(?:再|麻烦)?(?:来|去)?(?:修|弄|管|看|处理|报)|不(?:修|报)了|自己好了|取消(?:报修|维修)|撤销|"
    r"no need|never ?mind|(?:don't|do not) need|no longer needed|cancel (?:it|the|my)"
)
_THANKED = re.compile(r"谢|感谢|辛苦|thank|thx|^ty$")
_GREETED = re.compile(
    r"在吗|在么|在不在|(?:你|您|老师|师傅|主任|大家|各位|早上?|中午|下午|晚上)们?好|^早|晚安|^(?:hi|hello|hey|goodmorning|goodafternoon)"
)
_WILL_HURT = re.compile(r"(?:现在)?(?:会[的啊]?|会伤到?人|是的?|有?危险|yes|it(?:can|could|will))")
_WILL_NOT = re.compile(r"(?:现在)?(?:不会?[的啊]?|不会伤到?人|没有?(?:危险)?|no|itwont|notnow)")
_ASSENT = re.compile(r"(?:是|是的|对|对的|可以|行|没问题|yes|sure|ok)")
_QUESTION = re.compile(r"[?？吗么]\s*$")
_SHORT = 24
_ASKED_IN = 40
_POLITE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,3}?(?:老师|师傅|主任|校长)们?|您|你们?|大家|各位)好[,，!！\s]*|"
    r"(?:麻烦|请问|请|帮忙|拜托)(?:师傅|老师|您|你们?|总务|后勤)?"
    r"(?:来|帮忙|尽快|安排|派人)*(?:看|修|处理|维修|解决)*(?:一下|下|看)?[,，。!！\s]*|谢谢.*$|报修[:：,，\s]*|"
    r"\b(?:please|hello|hi|thanks?)\b[,.!]?\s*|^(?:is|are)\s+",
    re.IGNORECASE,
)
_EDGES = " \t\n,，。.;；:：!！?？、~～-—的"
_IN_A_GIST = 24
_IN_AN_ENGLISH_GIST = 48
_CLAUSES = re.compile(r"[,，。;；!！?？\n]")
_DENIED = re.compile(r"有?没有?|不是|\bno\b", re.IGNORECASE)
_AROUND = re.compile(r"^(?:旁边|边上|边|里面|里|内|门口|附近|那边|这边)的?\s*")
# Where a place was taken out of an English sentence, the words that led to it go, too.
_HOLE = "\x00"
_LED_THERE = re.compile(
    rf"(?:\b(?:in|at|on|of|near|by|from|outside|inside|the)\s+|{_HOLE}[\s,]*)*{_HOLE}",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
# Things that are found as places; a card has to say which thing.
_THING = re.compile(
    r"(?:篮球架|球门|伸缩门|电动门|饮水机|电箱|滑梯|爬杆|攀爬架|[单双]杠|升降柱|球台|冷库)$"
)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text).text)


def is_small_talk(text: str) -> bool:
    """收到, 谢谢陈师傅, 在吗, ok, a thumb: nothing to report (practice.md §4.3)."""
    bare = _bare(text)
    if len(bare) > 30:
        return False
    return not _TALK.sub("", _TITLE.sub("", bare))


def is_follow_up(text: str) -> bool:
    """还是漏, 什么时候来: about a report that exists already (practice.md §4.3)."""
    return _FOLLOW_UP.search(fold(text).text) is not None


def asks_progress(text: str) -> bool:
    """修好了吗, 什么时候来: asks how far it is."""
    return len(_bare(text)) <= _ASKED_IN and _ASKED.search(fold(text).text) is not None


def is_fragment(text: str) -> bool:
    """昨天的, 那个: words that only point at something."""
    return _FRAGMENT.fullmatch(_bare(text)) is not None


def says_same_again(text: str) -> bool:
    """那个灯又坏了, the same lamp again: it points at something told before."""
    return _SAME_AGAIN.search(fold(text).text) is not None


def is_done(text: str) -> bool:
    """修好了, 换好了, fixed: said of a repair, not asked about it."""
    said = fold(text).text
    short = len(_bare(text)) <= _SHORT and not _QUESTION.search(said)
    return short and not is_follow_up(text) and _DONE.search(said) is not None


def is_coming(text: str) -> bool:
    """我去修, 马上到, on my way: said by whoever repairs."""
    return _COMING.fullmatch(_bare(text)) is not None


def is_dropped(text: str) -> bool:
    """不用修了, never mind: the repair is no longer wanted."""
    said = fold(text).text
    short = len(_bare(text)) <= _SHORT and not _QUESTION.search(said)
    return short and _DROPPED.search(said) is not None


def is_thanks(text: str) -> bool:
    """谢谢陈师傅, thanks."""
    return _THANKED.search(fold(text).text) is not None


def is_greeting(text: str) -> bool:
    """在吗, 您好, hello."""
    return _GREETED.search(_bare(text)) is not None


def is_assent(text: str) -> bool:
    """是的, ok: small talk, unless something was asked."""
    return _ASSENT.fullmatch(_bare(text)) is not None


def says_hurt(text: str) -> bool | None:
    """The answer to 现在会伤到人吗, if it is one."""
    bare = _bare(text)
    return True if _WILL_HURT.fullmatch(bare) else False if _WILL_NOT.fullmatch(bare) else None


def gist(text: str, place: str) -> str:
    """What is wrong in a few words: the first trouble named, without greeting and place."""
    rest = text
    thing = _THING.search(place)
    words = place.split()
    while words:
        # The longest piece first: of "second floor" no other "floor" may be taken.
        phrases = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        part = next((one for one in phrases if re.search(_whole(one), rest)), words[0])
        kept = thing[0] if thing and part.endswith(thing[0]) else _HOLE
        rest = re.sub(_whole(part), kept, rest, count=1)
        words = words[len(part.split()) :]
    rest = _LED_THERE.sub(" ", rest)
    rest = _POLITE.sub("", " ".join(rest.split())).strip(_EDGES)
    if place:
        rest = _AROUND.sub("", rest)
    clauses = [part.strip(_EDGES) for part in _CLAUSES.split(rest)]
    said = [part for part in clauses if re.search(r"\w", part)]
    short = next((part for part in said if not _DENIED.match(part)), rest or text.strip())
    if short.isascii():
        return shorten(_ARTICLE.sub("", short), _IN_AN_ENGLISH_GIST, placeholder="…") or short[:20]
    return short if len(short) <= _IN_A_GIST else short[: _IN_A_GIST - 1] + "…"


def _whole(part: str) -> str:
    """The pattern of a piece of the place; an English one is no piece of a longer word."""
    bare = re.escape(part)
    return rf"(?<![A-Za-z]){bare}(?![A-Za-z])" if part[:1].isascii() else bare
