"""Walking a round: item by item, or 其余全部正常; until it is done.

Who ticks changes no version: two people on one round each press what they see, and what is
answered is answered once (practice.md §13.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from models.act import Act
from models.base import Refused, must_fit
from models.checklists import Answer
from models.duty.roster import Post
from models.people.person import Person
from models.rounds.answers import Proof, Result, RoundAnswer
from models.rounds.duty import on_duty, whom
from models.rounds.edition import Item
from models.rounds.numbers import say_limit, say_number
from models.rounds.round import MISSED, Round, State
from models.school import School

LONGEST = 500


def must_walk(found: Round, act: Act) -> None:
    """Raises `Refused` unless the round can still be answered, and by this person."""
    if not act.by.active:
        raise Refused("gate.switched_off")
    must_be_open(found, act)
    if act.by.id not in found.asked:
        raise Refused("rounds.no.not_yours", who=found.people())
    if _shift_over(found, act):
        now_on = whom(found.edition.who, act.school, act.now).people
        raise Refused("rounds.no.shift_over", who=list(now_on))


def must_be_open(found: Round, act: Act) -> None:
    """Raises `Refused` where nothing can be answered any more: it is done, and says by whom, or its
    time is over.
    """
    if found.state == State.DONE:
        raise Refused("rounds.no.done", who=found.done_by, at=found.done_at)
    if not can_be_answered(found, act.school, act.now):
        raise Refused("rounds.no.closed")


def can_be_answered(found: Round, school: School, now: datetime) -> bool:
    """Whether it is open, or missed and the time for 补查 is not over."""
    row = school.deadline("round.make_up")
    until = school.hours.due(found.due_at, row.amount, row.unit)
    return found.state == State.OPEN or (found.state == State.MISSED and now < until)


def _shift_over(found: Round, act: Act) -> bool:
    """Whether the one who had the post then has left it to another: whoever has begun may end what
    he began.
    """
    school, post = act.school, act.school.session.get(Post, found.edition.who)
    if post is None or any(one.by_id == act.by.id for one in found.answers):
        return False
    had_it = act.by in on_duty(post.code, school, found.due_at)
    now_on = on_duty(post.code, school, act.now)
    return had_it and bool(now_on) and act.by not in now_on


def item_of(found: Round, code: str, spot: int = 0) -> Item:
    """The item with this code. Raises `Refused` where the round has none, or no such door."""
    item = found.item(code)
    if item is None or (spot != 0 and spot not in item.places()):
        raise Refused("stale")
    return item


def answer(
    found: Round,
    act: Act,
    item: Item,
    result: Result,
    spot: int = 0,
    *,
    numbers: Sequence[float | None] = (),
    words: str = "",
    proof: Proof = Proof.PRESS,
) -> RoundAnswer:
    """Notes what was found. What was answered before is corrected until the round is done; a
    photo or a label that proved it stays its proof.
    """
    must_walk(found, act)
    held = act.by.on_phone_id if act.by.shared_phone else None
    known = found.answer_of(item.code, spot)
    if known is None:
        known = RoundAnswer(item=item.code, spot=spot, proof=proof)
        found.answers.append(known)
    elif proof != Proof.PRESS:
        known.proof = proof
    known.result, known.numbers, known.words = result, list(numbers), must_fit(words, LONGEST)
    known.at, known.by, known.holder_id = act.now, act.by, held
    act.school.session.flush()
    return known


def tick(
    found: Round,
    act: Act,
    item: Item,
    result: Result,
    spot: int = 0,
    proof: Proof = Proof.PRESS,
) -> None:
    """正常 or 不适用, at one door where one is named, else at every door without an answer."""
    if result not in (Result.OK, Result.NA):
        raise Refused("stale")
    spots: Iterable[int] = [spot] if spot or not item.spots else item.places()
    for one in spots:
        if spot or not item.spots or found.answer_of(item.code, one) is None:
            answer(found, act, item, result, one, proof=proof)


def problem(
    found: Round, act: Act, item: Item, spot: int, words: str, proof: Proof = Proof.PRESS
) -> RoundAnswer:
    """异常, in somebody's words. It stands on the timeline."""
    noted = answer(found, act, item, Result.PROBLEM, spot, words=words, proof=proof)
    found.note(act, "problem", is_step=False, item=item.zh, words=words)
    return noted


def count(found: Round, act: Act, item: Item, numbers: Sequence[float | None]) -> RoundAnswer:
    """The numbers of an item. One outside its limits is 异常 by itself, and says the limit.

    Raises `Refused` for fewer or more numbers than are asked, and for a count below zero.
    """
    if len(numbers) != item.numbers:
        raise Refused("rounds.no.how_many", expected=item.numbers, found=len(numbers))
    if item.answer == Answer.CNT and any(one is not None and one < 0 for one in numbers):
        raise Refused("rounds.no.negative")
    wrong = [
        _outside(item, part, one)
        for part, one in enumerate(numbers)
        if one is not None and not item.limit(part).holds(one)
    ]
    result = Result.PROBLEM if wrong else Result.OK
    if all(one is None for one in numbers):
        result = Result.NA
    noted = answer(found, act, item, result, numbers=numbers, words="；".join(wrong))
    if wrong:
        found.note(act, "problem", is_step=False, item=item.zh, words="；".join(wrong))
    return noted


def _outside(item: Item, part: int, number: float) -> str:
    """冷藏 9 ℃（应 0~8 ℃）: what was measured, and within what it should be."""
    limit = item.limit(part)
    name = item.parts_zh[part] if part < len(item.parts_zh) else ""
    measured = f"{say_number(number)} {limit.unit}".strip()
    return f"{name} {measured}（应{say_limit(limit)}）".strip()


def write(found: Round, act: Act, item: Item, words: str) -> RoundAnswer:
    """The words of an item that is answered in words."""
    return answer(found, act, item, Result.OK, words=words)


def prove(found: Round, act: Act, item: Item, spot: int = 0) -> None:
    """A photo came for the item; where nothing was said of it, it is 正常 with a photo."""
    known = found.answer_of(item.code, spot)
    if known is None:
        answer(found, act, item, Result.OK, spot, proof=Proof.PHOTO)
    else:
        must_walk(found, act)
        known.proof = Proof.PHOTO


def without_photo(found: Round, act: Act, item: Item) -> None:
    """现场不便拍: the photo that the lot wanted is not asked any more, and the record says so."""
    must_walk(found, act)
    found.drawn = [code for code in found.drawn if code != item.code]
    found.note(act, "no_photo", is_step=False, item=item.zh)


def rest_is_normal(found: Round, act: Act) -> bool:
    """其余全部正常: what has no answer is 正常, and the round is done. What needs a number or a
    photo is asked first: then nothing is ticked, and it says so by False.
    """
    must_walk(found, act)
    if found.to_ask():
        return False
    _fill(found, act, Result.OK)
    finish(found, act)
    return True


def _fill(found: Round, act: Act, result: Result) -> None:
    """Whatever has no answer gets this one; what somebody has found stays."""
    for item in found.items:
        for spot in item.places():
            if found.answer_of(item.code, spot) is None:
                answer(found, act, item, result, spot)


def skip_the_rest(found: Round, act: Act) -> None:
    """Whoever cannot go on says so; what is left is named as 未查, item by item."""
    must_walk(found, act)
    _fill(found, act, Result.SKIPPED)
    finish(found, act)


def finish(found: Round, act: Act) -> None:
    """The round is done. Raises `Refused` while something has no answer."""
    must_walk(found, act)
    open_items = [one for one in found.items if not found.settled(one)]
    if open_items:
        raise Refused("rounds.no.unanswered", count=len(open_items))
    found.late = found.state == State.MISSED
    found.version += 1
    found.state, found.state_at = State.DONE, act.now
    found.done_by, found.done_at = act.by, act.now
    left = [item.zh for item in found.not_looked_at()]
    kind = "done_left" if left else "done_late" if found.late else "done"
    told = {person for one in found.events if one.kind == MISSED for person in one.notify}
    # Who was told that it was missed hears that it was made up for.
    hear = [act.school.session.get_one(Person, one) for one in sorted(told)] if found.late else []
    if found.to_sign:
        hear = [*hear, *found.signers(act.school, act.now)]
    found.note(act, kind, hear, problems=len(found.problems()), left=left)
