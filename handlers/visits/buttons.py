"""The buttons of a visit: what each person on it may press next."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton
from bot.i18n import I18n
from bot.keyboards import grid
from bot.listing import SHOW
from bot.transaction import RenderContext, Rows
from models.people.person import Right
from models.visits.answering import waiting_minutes
from models.visits.entering import twin
from models.visits.hosts import read_host
from models.visits.inside import purposes
from models.visits.purpose import Entry
from models.visits.states import AT_GATE, OF_GATE, OF_HOST, State
from models.visits.visit import Visit

COME = CallbackButton("visits.come", style=PRIMARY)
DROP = CallbackButton("visits.drop", style=DANGER)
ANOTHER = CallbackButton("visits.another")
TURN = CallbackButton("visits.page")
HOST = CallbackButton("visits.host")
PURPOSE = CallbackButton("visits.purpose")
PEOPLE = CallbackButton("visits.people")
FIELD = CallbackButton("visits.field")
AGREE = CallbackButton("visits.agree", style=SUCCESS)
FETCH = CallbackButton("visits.fetch", style=PRIMARY)
LET_WAIT = CallbackButton("visits.wait")
REFUSE = CallbackButton("visits.refuse", style=DANGER)
ENTER = CallbackButton("visits.enter", style=SUCCESS)
GONE = CallbackButton("visits.gone")
LEAVE = CallbackButton("visits.leave", style=SUCCESS)
# 留存: kept beyond its time, and released again.
KEEP = CallbackButton("visits.keep")
# The board: visits.board:<part>:<start>; on it, out: visits.out:<visit>:<part>:<start>.
BOARD = CallbackButton("visits.board")
OUT = CallbackButton("visits.out")

FIELDS = ("name", "host", "phone", "plate", "document", "unit")
COUNTS = (1, 2, 3, 4, 5, 6, 8, 10)
PAGES = ("purpose", "people", "fields", "refuse")


def rows(visit: Visit, view: RenderContext) -> Rows:
    """What this person may press on the page that is turned up."""
    if view.page in PAGES:
        return [*_page(visit, view), [_turn(visit, view.i18n, "back", "")]]
    found: Rows = []
    guards = view.person.may(Right.GUARD)
    if guards and visit.state == State.NOTED:
        found += _noted(visit, view)
    if visit.may_answer(view.person) and visit.state in AT_GATE:
        found += _answers(visit, view)
    if guards and visit.state in AT_GATE:
        found.append(
            [
                _verb(ENTER, "enter", visit, view.i18n),
                _verb(GONE, "gone", visit, view.i18n),
                _turn(visit, view.i18n, "turn_away", "refuse"),
            ]
        )
    if visit.state == State.INSIDE:
        if guards:
            found.append([_verb(LEAVE, "leave", visit, view.i18n)])
            if not visit.name:
                label = view.i18n.plain("visits.button.complete")
                found.append([FIELD.button(label, visit.id, "after")])
        elif view.person is visit.host:
            found.append([_verb(LEAVE, "seen_off", visit, view.i18n)])
    overseen = any(view.person.may(right) for right in (Right.DISPATCH, Right.OVERSEE))
    if overseen and visit.number:
        found.append([_verb(KEEP, "release" if visit.is_kept else "keep", visit, view.i18n)])
    return found


def _noted(visit: Visit, view: RenderContext) -> Rows:
    """The guesses, each one tap to change, and the one tap that goes on."""
    i18n, act = view.i18n, view.unit.act(view.person)
    found: Rows = []
    if visit.host is None and visit.host_words:
        # Whom it may be stands ready to be pressed; the office answers for whoever is missing.
        reading = read_host(visit.host_words, act.school)
        people = [*reading.choices, *act.school.office()[:1]]
        choices = [(one.called(i18n.language), one) for one in dict.fromkeys(people)]
        labels = [name for name, _ in choices]
        found += grid(
            (
                HOST.button(name if labels.count(name) == 1 else one.name, visit.id, one.id)
                for name, one in choices
            ),
            2,
        )
    other = twin(visit, act) if visit.name and not visit.is_another else None
    if other is not None:
        found.append([SHOW.button(i18n.plain("visits.button.same"), other.id)])
        found.append([_verb(ANOTHER, "another", visit, i18n)])
    else:
        found.append([_going_on(visit, i18n)])
    why = visit.purpose or i18n.plain("visits.card.no_purpose")
    found.append(
        [
            TURN.button(i18n.plain("visits.button.purpose", why=why), visit.id, "purpose"),
            TURN.button(i18n.plain("visits.button.people", count=visit.people), visit.id, "people"),
        ]
    )
    fields = _turn(visit, i18n, "fields", "fields")
    found.append([fields, _turn(visit, i18n, "turn_away", "refuse")])
    found.append([DROP.button(i18n.plain("button.cancel"), visit.id, visit.version)])
    return found


def _going_on(visit: Visit, i18n: I18n) -> InlineKeyboardButton:
    """问李主任, 进校, 先放行; where nobody is named, whom to see?"""
    entry = visit.purpose.entry if visit.purpose else Entry.ASK
    if entry == Entry.FIRST:
        label = i18n.plain("visits.button.first")
    elif entry == Entry.NOTE:
        label = i18n.plain("visits.button.enter")
    elif visit.host is None:
        return FIELD.button(i18n.plain("visits.button.whom"), visit.id, "host")
    else:
        label = i18n.plain("visits.button.ask", who=visit.host)
    return COME.button(label, visit.id, visit.version)


def _answers(visit: Visit, view: RenderContext) -> Rows:
    """What the host answers."""
    i18n = view.i18n
    minutes = waiting_minutes(view.unit.act(view.person))
    waits = i18n.plain("visits.button.wait", minutes=minutes)
    first = [_verb(AGREE, "agree", visit, i18n)]
    second: list[InlineKeyboardButton] = []
    if visit.state == State.ASKED:
        first.append(_verb(FETCH, "fetch", visit, i18n))
        second.append(LET_WAIT.button(waits, visit.id, visit.version))
    second.append(_turn(visit, i18n, "refuse", "refuse"))
    return [first, second]


def _page(visit: Visit, view: RenderContext) -> Rows:
    i18n = view.i18n
    if view.page == "purpose":
        every = purposes(view.unit.school)
        return grid((PURPOSE.button(i18n.show(one), visit.id, one.code) for one in every), 2)
    if view.page == "people":
        return grid((PEOPLE.button(str(count), visit.id, count) for count in COUNTS), 4)
    if view.page == "fields":
        labels = ((name, i18n.plain(f"visits.field.{name}")) for name in FIELDS)
        return grid((FIELD.button(label, visit.id, name) for name, label in labels), 2)
    reasons = OF_GATE if view.person.may(Right.GUARD) else OF_HOST
    return grid(
        (
            REFUSE.button(i18n.plain(f"visits.why_not.{why}"), visit.id, visit.version, why)
            for why in reasons
        ),
        1,
    )


def _turn(visit: Visit, i18n: I18n, name: str, page: str) -> InlineKeyboardButton:
    label = i18n.plain("button.back" if name == "back" else f"visits.button.{name}")
    return TURN.button(label, visit.id, page)


def _verb(press: CallbackButton, name: str, visit: Visit, i18n: I18n) -> InlineKeyboardButton:
    return press.button(i18n.plain(f"visits.button.{name}"), visit.id, visit.version)
