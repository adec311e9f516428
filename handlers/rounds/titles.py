"""How a round is named, where it stands, and how its items and answers read."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import I18n
from models.base import Refused
from models.cases.case import Case
from models.cases.draft import Draft
from models.rounds.answers import Result, RoundAnswer
from models.rounds.edition import Item
from models.rounds.numbers import say_limit, say_number
from models.rounds.round import Round, State
from models.school import CANTEEN

MARKS = {Result.OK: "✅", Result.PROBLEM: "⚠️", Result.NA: "➖", Result.SKIPPED: "⛔"}
OPEN, WANTS_PHOTO, WANTS_NUMBER = "⬜", "📷", "🔢"
SHORT_TIME = 5


def title(found: Round, i18n: I18n, *, under_building: bool = False) -> str:
    """The line that names a round: 每日校园巡视 9月16日 08:30."""
    slot = found.slot[:SHORT_TIME]
    return f"{found.edition.name_in(i18n.language)} {i18n.day(found.day)} {slot}"


def stands(found: Round, i18n: I18n, now: datetime) -> str:
    """Where it stands. What was missed is never called normal."""
    return i18n.plain(f"rounds.stands.{found.standing}", count=len(found.problems()))


def mark(found: Round, item: Item) -> str:
    """The sign before an item: what was found, or what is still wanted."""
    answers = found.answers_of(item)
    if found.wants_photo(item):
        return WANTS_PHOTO
    if any(one.result == Result.PROBLEM for one in answers):
        return MARKS[Result.PROBLEM]
    if not found.settled(item):
        return WANTS_NUMBER if item.counts else OPEN
    results = {Result(one.result) for one in answers}
    first = next(one for one in (Result.SKIPPED, Result.OK, Result.NA) if one in results)
    return MARKS[first]


def said(found: Round, item: Item, i18n: I18n) -> str:
    """What was answered at an item, beyond the sign: numbers, words, what it opened."""
    parts = []
    for one in found.answers_of(item):
        where = i18n.plain("rounds.card.spot", spot=one.spot) if one.spot else ""
        what = [numbers_of(one, item, i18n), one.words, number_of(one.opened)]
        if one.result == Result.PROBLEM and not any(what):
            what = [i18n.plain("rounds.button.problem")]
        if any(what):
            parts.append(" ".join(filter(None, (where, *what))))
    return i18n.list(parts)


def numbers_of(answer: RoundAnswer, item: Item, i18n: I18n) -> str:
    """冷藏 4、冷冻 -15: the numbers with what they are of."""
    names = item.parts_in(i18n.language)
    found = []
    for part, number in enumerate(answer.numbers):
        if number is not None:
            name = names[part] if part < len(names) else ""
            found.append(f"{name} {say_number(number)} {item.limit(part).unit}".strip())
    return i18n.list(found)


def limits_of(item: Item, i18n: I18n) -> str:
    """冷藏 0~8 ℃、冷冻 ≤-12 ℃: within what the numbers are normal."""
    names = item.parts_in(i18n.language)
    found = []
    for part in range(item.numbers):
        limit = say_limit(item.limit(part))
        name = names[part] if part < len(names) else ""
        if limit or name:
            found.append(f"{name} {limit}".strip())
    return i18n.list(found)


def number_of(opened: Case | None) -> str:
    """The number of what 异常 opened; nothing while it is a draft."""
    case = opened.became if isinstance(opened, Draft) else opened
    return (case.number or "") if case is not None else ""


def item_at(found: Round, code: str) -> Item:
    """The item on a page. Raises `Refused` where the round has none of this code."""
    item = found.item(code)
    if item is None:
        raise Refused("stale")
    return item


def nth(found: Round, item: Item) -> int:
    """The number of an item on the card."""
    return found.items.index(item) + 1


def is_zero_risk(found: Round) -> bool:
    """Whether the canteen's daily control found nothing: that is on record as 零风险, too."""
    return found.edition.who == CANTEEN and found.standing == State.DONE
