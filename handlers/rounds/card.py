"""How a round looks: one message, edited in place; its items in pages that fit a phone."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.keyboards import grid, page_of
from bot.timeline import sentence
from bot.transaction import RenderContext, Rendered, Rows
from handlers.rounds import buttons as b
from handlers.rounds.pages import page
from handlers.rounds.titles import is_zero_risk, mark, nth, said, title
from models.base import Refused
from models.rounds.edition import Item
from models.rounds.handing import later_choices
from models.rounds.round import Round, State
from models.rounds.signing import may_sign

ON_A_PAGE = 8
IN_A_ROW = 4


def render(found: Round, view: RenderContext) -> Rendered:
    """The card of a round, with the page that is turned up."""
    lines = [_head(found, view)]
    if view.news is not None:
        lines.insert(0, f"<b>{sentence(view.news, view.i18n, 'news')}</b>\n")
    try:
        at = b.At.read(view.page)
        shown_below = at.shows != "o" and (found.stays_open or at.shows == "log")
        below = page(found, at, view) if shown_below else None
    except Refused:
        # A page of a card that was turned up long ago, and of which nothing is left.
        at, below = b.At(), None
    if below is not None:
        return Rendered("\n".join([*lines, below.text]), below.rows)
    shown = page_of(
        found.items,
        at.start,
        ON_A_PAGE,
        lambda sign, to: b.TURN.button(sign, found.id, found.version, f"o/{to}"),
    )
    lines += [_line(found, item, view) for item in shown.items]
    lines += _below(found, view)
    rows = _rows(found, shown.items, shown.turns, view) if found.stays_open else shown.turns
    if found.state in (State.DONE, State.MISSED):
        rows = [*rows, _papers(found, view)]
    if may_sign(found, view.unit.act(view.person)):
        label = view.i18n.plain("rounds.button.sign")
        rows = [[b.SIGN.button(label, found.id, found.version)], *rows]
    return Rendered("\n".join(lines), rows)


def _head(found: Round, view: RenderContext) -> str:
    i18n = view.i18n
    lines = [i18n("rounds.card.head", title=title(found, i18n))]
    if found.because and found.stays_open:
        who = found.instead_of
        lines.append(i18n(f"rounds.because.{found.because}", who=who))
    if len(found.asked) > 1:
        lines.append(i18n("rounds.card.together", who=found.people()))
    done, every = found.settled_items(), len(found.items)
    lines.append(i18n("rounds.card.progress", done=done, every=every))
    problems = len(found.problems())
    if problems:
        lines[-1] += i18n("rounds.card.problems", count=problems)
    return "\n".join(lines)


def _line(found: Round, item: Item, view: RenderContext) -> str:
    i18n = view.i18n
    what = said(found, item, i18n)
    name, number = item.name_in(i18n.language), nth(found, item)
    if found.state == State.MISSED and not found.settled(item):
        return i18n("rounds.card.line_missed", n=number, item=name)
    key = "rounds.card.line_said" if what else "rounds.card.line"
    return i18n(key, mark=mark(found, item), n=number, item=name, said=what)


def _below(found: Round, view: RenderContext) -> list[str]:
    """Where it stands, and what to press next."""
    i18n = view.i18n
    if found.state == State.DONE:
        at = found.done_at
        doer = next((one for one in reversed(found.events) if one.kind.startswith("done")), None)
        who = i18n.show(found.done_by)
        if doer is not None and doer.by is not None:
            who = doer.by.called(i18n.language, doer.holder)
        lines = [
            i18n("rounds.card.done_late" if found.late else "rounds.card.done", who=who, at=at)
        ]
        if left := [one.name_in(i18n.language) for one in found.not_looked_at()]:
            lines.append(i18n("rounds.card.left", items=left))
        if is_zero_risk(found):
            lines.append(i18n("rounds.card.zero_risk"))
        if found.signed_at is not None:
            lines.append(i18n("rounds.card.signed", who=found.signed_by, at=found.signed_at))
        elif found.to_sign:
            signers = found.signers(view.unit.school, view.unit.now)
            lines.append(i18n("rounds.card.to_sign", who=signers))
    elif found.state == State.MISSED:
        key = "rounds.card.unasked" if found.unasked else "rounds.card.missed"
        lines = [i18n(key, count=len(found.not_looked_at()))]
    elif found.state == State.CALLED_OFF:
        lines = [i18n("rounds.card.left_off" if found.on_demand else "rounds.card.called_off")]
    else:
        lines = [i18n("rounds.card.how")]
        if found.later_until is not None:
            lines.insert(0, i18n("rounds.card.later", until=i18n.clock(found.later_until)))
    lines.append(i18n("rounds.card.number", number=found.number))
    return ["", *lines]


def _rows(found: Round, items: Sequence[Item], turns: Rows, view: RenderContext) -> Rows:
    i18n = view.i18n
    at = found.id, found.version
    if view.person.id not in found.asked:
        rows: Rows = [[b.NOW.button(i18n.plain("rounds.button.now"), *at)]]
        rows.append([_turn(found, view, "hand", "hand/0")])
        return rows + turns
    rows = []
    open_items = [one for one in found.items if not found.settled(one)]
    if open_items or found.to_ask():
        rows.append([b.REST.button(i18n.plain("rounds.button.rest"), *at)])
    else:
        rows.append([b.FINISH.button(i18n.plain("rounds.button.finish"), *at)])
    rows += grid((_button(found, one, view) for one in items), IN_A_ROW)
    rows += turns
    beside = [_turn(found, view, "hand", "hand/0"), _turn(found, view, "along", "along/0")]
    if later_choices(found, view.unit.school, view.unit.now):
        beside.insert(0, _turn(found, view, "later", "later"))
    rows.append(beside)
    if open_items and found.answers:
        rows.append([b.SKIP.button(i18n.plain("rounds.button.skip"), *at)])
    return rows


def _turn(found: Round, view: RenderContext, key: str, to: str) -> InlineKeyboardButton:
    label = view.i18n.plain(f"rounds.button.{key}")
    return b.TURN.button(label, found.id, found.version, to)


def _button(found: Round, item: Item, view: RenderContext) -> InlineKeyboardButton:
    """The number of an item: opens it, or asks for its number or its words."""
    label = f"{nth(found, item)} {mark(found, item)}"
    if item.counts or item.answer == "TXT":
        return b.ASK.button(label, found.id, found.version, item.code, 0)
    return b.TURN.button(label, found.id, found.version, f"i/{item.code}")


def _papers(found: Round, view: RenderContext) -> list[InlineKeyboardButton]:
    """The record of this round, and of the list's month, on paper; and what happened."""
    at = found.id, found.version
    papers = [
        b.PAPER.button(view.i18n.plain(f"rounds.button.{what}"), *at, what)
        for what in ("day", "month")
    ]
    return [*papers, _turn(found, view, "log", "log")]
