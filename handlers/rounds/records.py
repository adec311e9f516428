"""检查记录 as a school files it: one round on a sheet, a month on a sheet, all as a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from telegram import Update

from bot.context import Context
from bot.dialogue import Handler
from bot.documents.form import SMALL, WIDTH, Cell, Paper
from bot.documents.ledger import Column, Ledger, Value
from bot.documents.making import Document, Order
from bot.i18n import I18n
from handlers.rounds import buttons as b
from handlers.rounds.titles import is_zero_risk, said, stands
from models.base import Refused
from models.checklists import Answer
from models.documents import DocumentOrder
from models.rounds.answers import Proof, Result, RoundAnswer
from models.rounds.edition import Item
from models.rounds.round import Round, State
from models.school import School

LABEL = 25.0
HALF = WIDTH / 2 - LABEL
ITEM_COLUMNS = (10.0, 70.0, 18.0, 52.0, 24.0)
MONTH_COLUMNS = (30.0, 24.0, 20.0, 66.0, 34.0)
SIGNATURE = 14.0
WORST_FIRST = (Result.PROBLEM, Result.SKIPPED, Result.OK, Result.NA)
ON_RECORD = (State.OPEN, State.DONE, State.MISSED, State.CALLED_OFF)


def rounds_between(
    school: School, start: datetime, end: datetime, code: str = ""
) -> Sequence[Round]:
    """The rounds that were due then, of one list or of all."""
    query = (
        select(Round)
        .where(Round.due_at >= start, Round.due_at < end, Round.state.in_(ON_RECORD))
        .options(selectinload(Round.answers).joinedload(RoundAnswer.opened))
        .options(selectinload(Round.done_by), selectinload(Round.signed_by))
        .order_by(Round.due_at, Round.id)
    )
    if code:
        query = query.where(Round.checklist_code == code)
    return school.session.scalars(query).unique().all()


def _when(found: Round, i18n: I18n) -> str:
    return f"{found.day:%Y-%m-%d} {found.slot[:5]}"


def _problems(found: Round, i18n: I18n) -> str:
    """What was wrong, and the numbers under which it is followed up; what nobody looked at."""
    lines = [
        f"{item.name_in(i18n.language)}：{said(found, item, i18n)}"
        for item in found.items
        if any(one.result == Result.PROBLEM for one in found.answers_of(item))
    ]
    left = [item.name_in(i18n.language) for item in found.not_looked_at()]
    if left and found.answers and found.state in (State.DONE, State.MISSED):
        lines.append(i18n.plain("rounds.record.left", items=left))
    return "；".join(lines)


def _result(found: Round, i18n: I18n) -> str:
    if is_zero_risk(found):
        return i18n.plain("rounds.record.zero_risk")
    return stands(found, i18n, found.state_at)


def _proofs(found: Round, i18n: I18n) -> str:
    counts = {proof: sum(one.proof == proof for one in found.answers) for proof in Proof}
    shown = (
        i18n.plain("rounds.record.proofs", proof=i18n.plain(f"rounds.proof.{proof}"), count=count)
        for proof, count in counts.items()
        if count and proof != Proof.PRESS
    )
    return i18n.list(shown)


def _slot(found: Round, i18n: I18n) -> Value:
    return found.slot[:5]


def _list(found: Round, i18n: I18n) -> Value:
    return found.edition.name_in(i18n.language)


def _done(found: Round, i18n: I18n) -> str:
    return f"{found.settled_items()}/{len(found.items)}"


LEDGER = Ledger(
    "rounds",
    "rounds.ledger",
    (
        Column("number", 7),
        Column("day", 5),
        Column("slot", 3, _slot),
        Column("list", 9, _list),
        Column("state", 6, _result),
        Column("checked", 3, _done),
        Column("problems", 16, _problems),
        Column("done_by", 4, "done_by.name"),
        Column("done_at", 6),
        Column("proofs", 5, _proofs),
        Column("signed_by", 4, "signed_by.name"),
        Column("signed_at", 6),
    ),
    rounds_between,
)


def sheet(wanted: Order) -> Document:
    """One round: every item, what was found, by what proof, and who signed."""
    found, i18n = wanted.order.case, wanted.i18n
    assert isinstance(found, Round)
    name = found.edition.name_in(i18n.language)
    paper = _paper(wanted, i18n.plain("rounds.record.title", list=name), found.number or "")
    who = i18n.show(found.done_by)
    at = i18n.moment(found.done_at) if found.done_at else ""
    signed = i18n.moment(found.signed_at) if found.signed_at else ""
    due, result = i18n.plain("rounds.record.due"), i18n.plain("rounds.record.result")
    by, done_at = i18n.plain("rounds.record.by"), i18n.plain("rounds.record.at")
    second, signed_at = i18n.plain("rounds.record.second"), i18n.plain("rounds.record.signed_at")
    paper.row(_pair(due, _when(found, i18n), result, _result(found, i18n)))
    paper.row(_pair(by, who, done_at, at))
    paper.row(_pair(second, i18n.show(found.signed_by), signed_at, signed))
    heads = ("n", "item", "found", "remark", "proof")
    names = [i18n.plain(f"rounds.record.{head}") for head in heads]
    paper.row(_cells(names, ITEM_COLUMNS, label=True))
    for nth, item in enumerate(found.items, 1):
        paper.row(_cells(_line(found, nth, item, i18n), ITEM_COLUMNS))
    paper.row(_signatures(i18n), least=SIGNATURE)
    slot = found.slot[:5].replace(":", "")
    return Document(paper.finished(), f"{name} {found.day:%Y%m%d}-{slot}.pdf")


def _line(found: Round, nth: int, item: Item, i18n: I18n) -> list[str]:
    answers = found.answers_of(item)
    results = list(dict.fromkeys(one.result for one in answers))
    word = i18n.plain("rounds.result.none") if not found.settled(item) else ""
    if found.settled(item):
        worst = next(one for one in WORST_FIRST if one in results)
        word = i18n.plain(f"rounds.result.{worst}")
        if item.answer == Answer.TXT and worst == Result.OK:
            word = "" if any(one.words for one in answers) else i18n.plain("rounds.button.nothing")
        elif item.answer == Answer.SIGN and worst == Result.OK:
            word = i18n.plain("rounds.record.signed")
    proofs = list(dict.fromkeys(one.proof for one in answers))
    shown = i18n.list(i18n.plain(f"rounds.proof.{proof}") for proof in proofs)
    return [str(nth), item.name_in(i18n.language), word, said(found, item, i18n), shown]


def month(wanted: Order) -> Document:
    """A list's rounds between two days, a line for each."""
    order, i18n, school = wanted.order, wanted.i18n, wanted.school
    assert order.first is not None
    assert order.last is not None
    start = school.hours.at(order.first, datetime.min.time())
    end = school.hours.at(order.last + timedelta(days=1), datetime.min.time())
    rounds = rounds_between(school, start, end, order.subject or "")
    name = rounds[0].edition.name_in(i18n.language) if rounds else ""
    period = f"{order.first:%Y-%m-%d} — {order.last:%Y-%m-%d}"
    paper = _paper(wanted, i18n.plain("rounds.record.title", list=name), period)
    names = ("due", "by", "result", "remark", "second")
    heads = [i18n.plain(f"rounds.record.{one}") for one in names]
    head = _cells(heads, MONTH_COLUMNS, label=True)
    paper.row(head)
    paper.heading = lambda: paper.row(head)
    for found in rounds:
        cells = [
            _when(found, i18n),
            i18n.show(found.done_by),
            _result(found, i18n),
            _problems(found, i18n),
            i18n.show(found.signed_by),
        ]
        paper.row(_cells(cells, MONTH_COLUMNS), size=SMALL)
    return Document(paper.finished(), f"{name} {order.first:%Y%m%d}-{order.last:%Y%m%d}.pdf")


def _paper(wanted: Order, title: str, right: str) -> Paper:
    i18n = wanted.i18n
    created = wanted.order.ordered_at.astimezone(i18n.zone)
    paper = Paper(created=created, page_label=i18n.raw("rounds.record.page"))
    paper.letterhead(wanted.school.settings.school_name, title)
    paper.above("", right)
    return paper


def _pair(label: str, value: str, other: str, other_value: str) -> list[Cell]:
    return [
        Cell(label, LABEL, label=True),
        Cell(value, HALF),
        Cell(other, LABEL, label=True),
        Cell(other_value, HALF),
    ]


def _cells(texts: Sequence[str], widths: Sequence[float], *, label: bool = False) -> list[Cell]:
    return [Cell(text, wide, label=label) for text, wide in zip(texts, widths, strict=True)]


def _signatures(i18n: I18n) -> list[Cell]:
    date = i18n.plain("rounds.record.sign_date")
    first, second = i18n.plain("rounds.record.sign_by"), i18n.plain("rounds.record.sign_second")
    return [Cell(f"{one}\n\n{date}", WIDTH / 2) for one in (first, second)]


async def ordered(update: Update, context: Context) -> None:
    """记录单, or 本月记录: the paper is made after the commit."""
    found = context.case(Round)
    act = context.unit.act(context.person)
    match context.part(2):
        case "day":
            DocumentOrder.give(act, "round", case=found)
        case "month":
            first = found.day.replace(day=1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            DocumentOrder.give(act, "rounds", subject=found.checklist_code, first=first, last=last)
        case _:
            raise Refused("stale")
    context.toast("rounds.done.paper")


ENTRY: list[Handler] = [b.PAPER.handler(ordered)]
