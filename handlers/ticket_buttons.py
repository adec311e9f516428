"""The buttons of a report: what each person on it may press, the most likely first."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.cards import Rows, View
from bot.presses import Press
from bot.words import Words
from models.people import Right
from models.tickets import OPEN, State, Ticket, closing

VERBS = (
    *("accept", "finish", "resume", "sign", "withdraw", "fixed"),
    *("unneeded", "drop", "nudge", "still", "contain"),
)
DO = {verb: Press(f"t_{verb}") for verb in VERBS}
ASK = {
    verb: Press(f"q_{verb}")
    for verb in (
        "refuse",
        "giveback",
        "decline",
        "ask",
        "instead",
        "comment",
        "answer",
        "firm",
        "costs",
    )
}
TURN = Press("t_turn")
ASSIGN = Press("t_assign")
BEHALF = Press("t_behalf")
UNTIL = Press("t_until")
MERGE = Press("t_merge")
NO_PHOTO = Press("t_nophoto")
PHOTOS = Press("t_photos")
SLIP = Press("t_slip")
STARS = Press("t_stars")
WHEN = Press("t_when")
CAUSE = Press("t_cause")
WARRANTY = Press("t_warranty")


S = State
ENDED = frozenset({S.WITHDRAWN, S.MERGED, S.DECLINED, S.DISCARDED})
CONVENIENT = ("any", "break", "noon", "after")
PAGES = {
    "wait": "wait",
    "hand": "assign",
    "assign": "assign",
    "reassign": "assign",
    "more": "office",
    "merge": "merge",
    "costs": "costs",
}
Row = list[InlineKeyboardButton]


def front_rows(ticket: Ticket, view: View) -> Rows:
    """The buttons of this person, the most likely first."""
    act = view.unit.act(view.person)
    words, person, state = view.words, view.person, S(ticket.state)
    rows: Rows = []

    def do(*verbs: str) -> None:
        rows.append([button(verb, ticket, words) for verb in verbs])

    mine = person is ticket.assignee
    office = person.may(Right.DISPATCH)
    if ticket.alarming and person.may(Right.GUARD):
        do("contain")
    own_kind = ticket.category is not None and person.holds(ticket.category.role_code)
    if state == S.REPORTED and ticket.may_fix(act) and (own_kind or not office):
        do("accept")
    if mine and state == S.ASSIGNED:
        do("accept", "q_refuse")
    if mine and state == S.WORKING:
        do("finish", "wait")
        do("q_refuse", "hand", "q_ask")
    if mine and state == S.WAITING:
        do("finish", "resume", "wait")
    if ticket.unneeded_at and ticket.state in OPEN and (mine or office):
        do("drop")
    if mine and state in (S.DONE, S.SIGNED):
        do("costs")
    if office and not mine:
        rows += _office(ticket, view)
    if state == S.DONE and not office and closing.may_sign_instead(ticket, person, act.school):
        do("q_instead")
    if person is ticket.reporter:
        rows += _reporter(ticket, view)
    elif person in ticket.joined:
        if state in (S.DONE, S.SIGNED):
            do("still")
        elif ticket.is_open:
            do("nudge")
    if state not in ENDED:
        rows.append(_beside(ticket, view))
    return [row for row in rows if row]


def button(verb: str, ticket: Ticket, words: Words) -> InlineKeyboardButton:
    """The button of a verb, of a question (q_…), or of another side of the card."""
    label = words.plain(f"button.{verb.removeprefix('q_')}")
    behind = (ticket.id, ticket.version)
    if verb in PAGES:
        return TURN.button(label, *behind, PAGES[verb])
    if verb.startswith("q_"):
        return ASK[verb.removeprefix("q_")].button(label, *behind)
    return DO[verb.removesuffix("_behalf")].button(label, *behind)


def _office(ticket: Ticket, view: View) -> Rows:
    words, state = view.words, ticket.state
    rows: Rows = []
    if state == S.REPORTED:
        rows.append([button("assign", ticket, words), button("more", ticket, words)])
    elif state in (S.ASSIGNED, S.WORKING, S.WAITING):
        first = [button("reassign", ticket, words)]
        if state == S.ASSIGNED and ticket.assignee:
            label = words.plain("button.behalf", who=ticket.assignee)
            first.append(BEHALF.button(label, ticket.id, ticket.version))
        elif state != S.ASSIGNED:
            first.append(button("finish_behalf", ticket, words))
        rows.append([*first, button("more", ticket, words)])
    elif state == S.DONE and closing.may_sign_instead(ticket, view.person, view.unit.school):
        rows.append([button("q_instead", ticket, words)])
    if state in (S.DONE, S.SIGNED):
        rows.append([button("costs", ticket, words)])
    return rows


def _reporter(ticket: Ticket, view: View) -> Rows:
    words, state = view.words, S(ticket.state)

    def row(*verbs: str) -> Row:
        return [button(verb, ticket, words) for verb in verbs]

    # Whoever repairs his own report neither urges himself nor signs it.
    own = view.person is ticket.assignee
    match state:
        case _ if ticket.paused_at is not None and ticket.is_open:
            return [row("q_answer")]
        case S.REPORTED:
            rows = [row("withdraw", "nudge")]
            if ticket.convenient is None and not ticket.alarming:
                labels = [(when, words.plain(f"when.{when}")) for when in CONVENIENT]
                rows.append([WHEN.button(label, ticket.id, when) for when, label in labels])
            return rows
        case S.ASSIGNED:
            return [row("withdraw")] if own else [row("withdraw", "nudge"), row("fixed")]
        case S.WORKING | S.WAITING:
            first = [] if own else row("fixed", "nudge")
            return [first, [] if ticket.unneeded_at else row("unneeded")]
        case S.DONE:
            return [] if ticket.did_it(view.person) else [row("sign", "q_giveback")]
        case S.SIGNED if ticket.stars is None and not ticket.instead_reason:
            return [[STARS.button("⭐" * n, ticket.id, n) for n in (1, 2, 3)],
                    [STARS.button("⭐" * n, ticket.id, n) for n in (4, 5)]]  # fmt: skip
    return []


def _beside(ticket: Ticket, view: View) -> Row:
    """What is always there: pictures, comments, the whole way, the slip on paper."""
    words = view.words
    row = []
    if ticket.pictures:
        label = words.plain("button.photos", count=ticket.pictures)
        row.append(PHOTOS.button(label, ticket.id))
    row.append(button("q_comment", ticket, words))
    row.append(TURN.button(words.plain("button.log"), ticket.id, ticket.version, "log"))
    if view.person.may(Right.DISPATCH) or ticket.state == S.SIGNED:
        row.append(SLIP.button(words.plain("button.slip"), ticket.id))
    return row
