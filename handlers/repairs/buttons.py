"""The buttons of a report: what each person on it may press, the most likely first."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton, copying
from bot.i18n import I18n
from bot.transaction import RenderContext, Rows
from bot.warning import copies
from models.people.person import Right
from models.repairs import Repair
from models.repairs.afterwards import CONVENIENT
from models.school import Danger
from models.tickets import OPEN, State, closing

VERBS = (
    *("accept", "finish", "resume", "sign", "withdraw", "fixed"),
    *("unneeded", "drop", "nudge", "still", "contain", "goon"),
)
STYLES = {
    **{"accept": PRIMARY, "finish": SUCCESS, "sign": SUCCESS},
    **dict.fromkeys(("withdraw", "refuse", "giveback", "decline"), DANGER),
}
DO = {
    verb: CallbackButton(f"repairs.{verb}", f"t_{verb}", style=STYLES.get(verb)) for verb in VERBS
}
ASK = {
    verb: CallbackButton(f"repairs.ask_{verb}", f"q_{verb}", style=STYLES.get(verb))
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
        "progress",
        "instruct",
    )
}
TURN = CallbackButton("repairs.page", formerly="t_turn")
ASSIGN = CallbackButton("repairs.assign", formerly="t_assign")
BEHALF = CallbackButton("repairs.behalf", formerly="t_behalf")
PROGRESS = CallbackButton("repairs.progress")
UNTIL = CallbackButton("repairs.until", formerly="t_until")
MERGE = CallbackButton("repairs.merge", formerly="t_merge")
NO_PHOTO = CallbackButton("repairs.no_photo", formerly="t_nophoto")
PHOTOS = CallbackButton("repairs.photos", formerly="t_photos")
SLIP = CallbackButton("repairs.slip", formerly="t_slip")
STARS = CallbackButton("repairs.stars", formerly="t_stars")
WHEN = CallbackButton("repairs.when", formerly="t_when")
CAUSE = CallbackButton("repairs.cause", formerly="t_cause")
WARRANTY = CallbackButton("repairs.warranty", formerly="t_warranty")


S = State
ENDED = frozenset({S.WITHDRAWN, S.MERGED, S.DECLINED})
PAGES = {
    "wait": "wait",
    "hand": "assign",
    "assign": "assign",
    "reassign": "assign",
    "more": "office",
    "merge": "merge",
    "costs": "costs",
    "progress": "progress",
}
Row = list[InlineKeyboardButton]


def front_rows(repair: Repair, view: RenderContext) -> Rows:
    """The buttons of this person, the most likely first."""
    act = view.unit.act(view.person)
    i18n, person, state = view.i18n, view.person, S(repair.state)
    rows: Rows = []

    def do(*verbs: str) -> None:
        rows.append([button(verb, repair, i18n) for verb in verbs])

    mine = person is repair.assignee
    office = person.may(Right.DISPATCH)
    if repair.alarming and person.may(Right.GUARD):
        do("contain")
    own_kind = repair.category is not None and person.holds(repair.category.role_code)
    if state == S.REPORTED and repair.may_fix(act) and (own_kind or not office):
        do("accept")
    if mine and state == S.ASSIGNED:
        do("accept", "ask_refuse")
    if mine and state == S.WORKING:
        do("finish", "wait")
        do("progress", "hand")
        do("ask_refuse", "ask_ask")
    if mine and state == S.WAITING:
        do("finish", "resume", "wait")
        do("progress", "hand")
    if repair.paused_at and repair.is_open and (mine or office or person is repair.asked_by):
        do("goon")
    if leads(repair, view):
        do("nudge", "ask_instruct")
    if repair.unneeded_at and repair.state in OPEN and (mine or office):
        do("drop")
    if mine and state in (S.DONE, S.SIGNED):
        do("costs")
    if office and not mine:
        rows += _office(repair, view)
    if state == S.DONE and not office and closing.may_sign_instead(repair, person, act.school):
        do("ask_instead")
    if person is repair.reporter:
        rows += _reporter(repair, view)
    elif person in repair.joined:
        if state in (S.DONE, S.SIGNED):
            do("still")
        elif repair.is_open:
            do("nudge")
    rows += view.unit.registry.rows_beside(repair, view)
    rows += _numbers(repair, view)
    if state not in ENDED:
        rows.append(_beside(repair, view))
    return [row for row in rows if row]


def leads(repair: Repair, view: RenderContext) -> bool:
    """Whether the person oversees the work without giving it out or doing it: 催办, 批示."""
    person = view.person
    if not repair.is_open or person is repair.assignee or person in repair.who_waits():
        return False
    return person.may(Right.OVERSEE) and not person.may(Right.DISPATCH)


def button(verb: str, repair: Repair, i18n: I18n) -> InlineKeyboardButton:
    """The button of a verb, of a question (ask_…), or of another page of the card."""
    label = i18n.plain(f"repairs.button.{verb.removeprefix('ask_')}")
    callback_args = (repair.id, repair.version)
    if verb in PAGES:
        return TURN.button(label, *callback_args, PAGES[verb])
    if verb.startswith("ask_"):
        return ASK[verb.removeprefix("ask_")].button(label, *callback_args)
    return DO[verb.removesuffix("_behalf")].button(label, *callback_args)


def _office(repair: Repair, view: RenderContext) -> Rows:
    i18n, state = view.i18n, repair.state
    rows: Rows = []
    if state == S.REPORTED:
        rows.append([button("assign", repair, i18n), button("more", repair, i18n)])
    elif state in (S.ASSIGNED, S.WORKING, S.WAITING):
        first = [button("reassign", repair, i18n)]
        if state == S.ASSIGNED and repair.assignee:
            label = i18n.plain("repairs.button.behalf", who=repair.assignee)
            first.append(BEHALF.button(label, repair.id, repair.version))
        elif state != S.ASSIGNED:
            first.append(button("finish_behalf", repair, i18n))
        rows.append([*first, button("more", repair, i18n)])
    elif state == S.DONE and closing.may_sign_instead(repair, view.person, view.unit.school):
        rows.append([button("ask_instead", repair, i18n)])
    if state in (S.DONE, S.SIGNED):
        rows.append([button("costs", repair, i18n)])
    return rows


def _reporter(repair: Repair, view: RenderContext) -> Rows:
    i18n, state = view.i18n, S(repair.state)

    def row(*verbs: str) -> Row:
        return [button(verb, repair, i18n) for verb in verbs]

    # Whoever repairs his own report neither urges himself nor signs it.
    own = view.person is repair.assignee
    match state:
        case _ if repair.paused_at is not None and repair.is_open:
            return [row("ask_answer")]
        case S.REPORTED:
            rows = [row("withdraw", "nudge")]
            if repair.convenient is None and not repair.alarming:
                labels = [(when, i18n.plain(f"repairs.when.{when}")) for when in CONVENIENT]
                rows.append([WHEN.button(label, repair.id, when) for when, label in labels])
            return rows
        case S.ASSIGNED:
            return [row("withdraw")] if own else [row("withdraw", "nudge"), row("fixed")]
        case S.WORKING | S.WAITING:
            first = [] if own else row("fixed", "nudge")
            return [first, [] if repair.unneeded_at else row("unneeded")]
        case S.DONE:
            return [] if repair.did_it(view.person) else [row("sign", "ask_giveback")]
        case S.SIGNED if repair.stars is None and not repair.instead_reason:
            return [[STARS.button("⭐" * n, repair.id, n) for n in (1, 2, 3)],
                    [STARS.button("⭐" * n, repair.id, n) for n in (4, 5)]]  # fmt: skip
    return []


def _numbers(repair: Repair, view: RenderContext) -> Rows:
    """Buttons that copy whom to call: for a danger, and the firm that was called."""
    i18n, session = view.i18n, view.unit.session
    rows: Rows = []
    if repair.alarming and repair.danger_kind:
        rows += copies(session.get_one(Danger, repair.danger_kind).phones, i18n)
    if repair.state == S.WAITING and repair.firm_phone and view.person.may(Right.DISPATCH):
        label = i18n.plain("button.copy_firm", firm=repair.firm, phone=repair.firm_phone)
        rows.append([copying(label, repair.firm_phone)])
    return rows


def _beside(repair: Repair, view: RenderContext) -> Row:
    """What is always there: pictures, comments, the whole way, the slip on paper."""
    i18n = view.i18n
    row = []
    if repair.pictures:
        label = i18n.plain("repairs.button.photos", count=repair.pictures)
        row.append(PHOTOS.button(label, repair.id))
    row.append(button("ask_comment", repair, i18n))
    row.append(TURN.button(i18n.plain("repairs.button.log"), repair.id, repair.version, "log"))
    if view.person.may(Right.DISPATCH) or repair.state == S.SIGNED:
        row.append(SLIP.button(i18n.plain("repairs.button.slip"), repair.id))
    return row
