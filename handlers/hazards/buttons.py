"""The buttons of a hazard: what each person on it may press, the most likely first."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton
from bot.i18n import I18n
from bot.keyboards import grid
from bot.transaction import RenderContext, Rows
from handlers.hazards.titles import short
from models.cases.case import Case
from models.hazards import Hazard, checking, fixing, grave, ordering
from models.hazards.foreseeing import may_be_foreseen
from models.hazards.levels import levels_of
from models.people.person import Right
from models.tickets import State
from models.tickets.ticket import Ticket

S = State
PAGE = CallbackButton("hazards.page")
# hazards.order:<case>:<version>:<level>:<owner>:<day or 0>:<criterion or 0>
ORDER = CallbackButton("hazards.order")
REGRADE = CallbackButton("hazards.regrade")
HAND = CallbackButton("hazards.hand")
KIND = CallbackButton("hazards.kind")
EXTEND = CallbackButton("hazards.extend")
AGAIN = CallbackButton("hazards.again")
NO_PHOTO = CallbackButton("hazards.no_photo")
PHOTOS = CallbackButton("hazards.photos")
PAIR = CallbackButton("hazards.pair")
PAPERS = CallbackButton("hazards.papers")
RISKS = CallbackButton("hazards.risks")
REPAIR = CallbackButton("hazards.repair")
TURN_INTO = CallbackButton("hazards.from_case")
STYLES = {
    **{"hear": PRIMARY, "control": PRIMARY, "fix": SUCCESS, "clear": SUCCESS, "grant": SUCCESS},
    **dict.fromkeys(("withdraw", "decline", "not_clear", "deny"), DANGER),
}
# Done with one press, and done after words or a picture.
VERBS = ("hear", "withdraw", "grant", "deny", "clear", "foresee")
ASKED = ("control", "fix", "plan", "authority", "comment", "decline", "not_clear", "other_day")
DO = {verb: CallbackButton(f"hazards.{verb}", style=STYLES.get(verb)) for verb in VERBS}
ASK = {verb: CallbackButton(f"hazards.ask_{verb}", style=STYLES.get(verb)) for verb in ASKED}
PAGES = ("level", "hand", "kind", "extend", "log")


def button(verb: str, hazard: Hazard, i18n: I18n) -> InlineKeyboardButton:
    """The button of a verb, of a question, or of another page of the card."""
    label = i18n.plain(f"hazards.button.{verb}")
    behind = (hazard.id, hazard.version)
    if verb in PAGES:
        return PAGE.button(label, *behind, verb)
    return (DO.get(verb) or ASK[verb]).button(label, *behind)


def front_rows(hazard: Hazard, view: RenderContext) -> Rows:
    """The buttons of this person, the most likely first."""
    act, i18n = view.unit.act(view.person), view.i18n
    orders = act.by.may(Right.SAFETY) or act.by.may(Right.DISPATCH)
    rows: Rows = []

    def row(*verbs: str) -> None:
        rows.append([button(verb, hazard, i18n) for verb in verbs])

    if grave.must_hear(hazard, act):
        row("hear")
    match hazard.state:
        case S.REPORTED:
            if orders:
                rows += level_rows(hazard, view)
                row("kind", "decline")
            elif act.by in (hazard.reporter, hazard.recorder):
                row("withdraw")
            if hazard.alarming and fixing.may_control(hazard, act):
                row("control")
        case S.ASSIGNED:
            rows += _working(hazard, view, orders=orders)
        case S.DONE if act.by in hazard.checkers(act.school, act.now):
            row("clear", "not_clear")
    if orders and grave.to_be_told(hazard):
        row("authority")
    if act.by.may(Right.SAFETY) and may_be_foreseen(hazard):
        row("foresee")
    if hazard.state not in (S.WITHDRAWN, S.DECLINED):
        rows.append(_beside(hazard, view))
    return [one for one in rows if one]


def level_rows(hazard: Hazard, view: RenderContext) -> Rows:
    """定级: the levels, the calmest first; a 重大 one asks for the line of the list next."""
    buttons = []
    for level in levels_of(view.unit.school):
        page = f"law-{level.code}" if level.grave else f"owner-{level.code}-0-0"
        buttons.append(PAGE.button(short(level, view.i18n), hazard.id, hazard.version, page))
    return grid(buttons, 2)


def _working(hazard: Hazard, view: RenderContext, *, orders: bool) -> Rows:
    act, i18n = view.unit.act(view.person), view.i18n
    owner = hazard.assignee and act.school.today_instead(hazard.assignee, act.now)
    mine = act.by in (hazard.assignee, owner)
    rows: Rows = []

    def row(*verbs: str) -> None:
        rows.append([button(verb, hazard, i18n) for verb in verbs])

    level = hazard.level
    if hazard.contained_at is None and fixing.may_control(hazard, act):
        row("control")
    if (mine or orders) and hazard.must_plan:
        row("plan")
    if (mine or orders) and not (hazard.must_control or hazard.must_plan):
        row("fix")
    if hazard.asked_until is not None and ordering.may_grant(hazard, act):
        row("grant", "deny")
    if mine or orders:
        repair = REPAIR.button(i18n.plain("hazards.button.repair"), hazard.id, hazard.version)
        second = [repair]
        if mine and not hazard.must_plan and hazard.asked_until is None:
            second.append(button("extend", hazard, i18n))
        rows.append(second)
    if orders:
        row("level", "hand")
        if level is not None and level.by_plan and not hazard.must_plan:
            row("plan")
    return rows


def _beside(hazard: Hazard, view: RenderContext) -> list[InlineKeyboardButton]:
    """What is always there: pictures, how it was and is, words, the whole way."""
    i18n = view.i18n
    row = []
    if hazard.before and hazard.after:
        row.append(PAIR.button(i18n.plain("hazards.button.pair"), hazard.id))
    elif hazard.pictures:
        label = i18n.plain("hazards.button.photos", count=hazard.pictures)
        row.append(PHOTOS.button(label, hazard.id))
    row.append(button("comment", hazard, i18n))
    row.append(button("log", hazard, i18n))
    orders = view.person.may(Right.SAFETY) or view.person.may(Right.DISPATCH)
    if hazard.assignee is not None and (orders or view.person is hazard.assignee):
        row.append(PAPERS.button(i18n.plain("hazards.button.papers"), hazard.id))
    return row


def beside(case: Case, view: RenderContext) -> Rows:
    """转为隐患 under the card of a repair that turns out to be one."""
    person = view.person
    if not isinstance(case, Ticket) or isinstance(case, Hazard) or not case.is_open:
        return []
    orders = person.may(Right.SAFETY) or person.may(Right.DISPATCH)
    if not orders and person is not case.assignee:
        return []
    label = view.i18n.plain("hazards.button.turn_into")
    return [[TURN_INTO.button(label, case.id, case.version)]]


def can_clear(hazard: Hazard, view: RenderContext) -> bool:
    """Whether closing it out takes one press and no words."""
    return not checking.wants_opinion(hazard, view.unit.act(view.person))
