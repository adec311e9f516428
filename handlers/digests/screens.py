"""A digest on a phone: the front, and what opens in place behind its buttons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from math import ceil

from telegram import InlineKeyboardButton, Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.i18n import I18n
from bot.keyboards import page_of
from bot.listing import ON_A_PAGE, SHOW
from bot.transaction import RenderContext, Rendered, Rows, Transaction
from handlers.digests.gathering import Gathered, Light, gather
from handlers.digests.text import MOST_DECISIONS, Form, front, issue_line, title
from models.base import Refused
from models.cases.as_of import AsOf
from models.cases.case import Event
from models.digests import cutoffs
from models.digests.readers import may_read
from models.people.person import Person
from models.school import School

# digests.page:<brief or daily>:<cut-off>:<where the list of what is amiss begins, or the front>
PAGE = CallbackButton("digests.page")
FORMS = ("brief", "daily")
FRONT = "front"
# The year 5138: no cut-off lies behind it.
LONGEST_NUMBER = 11


def sent(event: Event, view: RenderContext) -> Rendered:
    """The digest that the clock sends; where it was held up, it says so. On a day off it makes no
    sound, unless something is grave.
    """
    unit, data = view.unit, event.data
    school, day = unit.school, date.fromisoformat(data["day"])
    planned = datetime.fromisoformat(data["planned"])
    form = event.kind.rpartition(".")[2]
    as_of = _as_of(school, form, day, planned)
    held_up = event.at - planned > cutoffs.LATE
    late = view.i18n("digests.sent_late", planned=planned, at=event.at) if held_up else ""
    gathered = gather(unit.registry.digests, school, as_of, data["parts"])
    shown = screen(gathered, school, view.i18n, Form(form, late))
    quietly = not school.hours.is_school_day(day) and gathered.light != Light.RED
    return Rendered(shown.text, shown.rows, silent=quietly)


def _as_of(school: School, form: str, day: date, at: datetime) -> AsOf:
    return AsOf.day(day, at, school.hours) if form == "daily" else cutoffs.brief(school, day)


def screen(gathered: Gathered, school: School, i18n: I18n, form: Form) -> Rendered:
    """The front: the text, the decisions' buttons, and the way to all that is amiss."""
    rows: Rows = [
        [press.drawn(i18n, f"{number} ") for press in one.presses]
        for number, one in enumerate(gathered.decisions[:MOST_DECISIONS], 1)
    ]
    if gathered.issues:
        label = i18n.plain("digests.b_issues", count=len(gathered.issues))
        rows.append([_turn(form, gathered.as_of, label, 0)])
    return Rendered(front(gathered, school, i18n, form), [row for row in rows if row])


def _turn(form: Form, as_of: AsOf, label: str, to: object) -> InlineKeyboardButton:
    return PAGE.button(label, form.name, ceil(as_of.at.timestamp()), to)


def _all_issues(gathered: Gathered, school: School, i18n: I18n, form: Form, start: int) -> Rendered:
    """Everything that is amiss, by page; a case opens its card."""
    turn = partial(_turn, form, gathered.as_of)
    page = page_of(gathered.issues, start, ON_A_PAGE, turn)
    lines = [title(gathered, school, i18n, form), i18n("digests.section.issues")]
    rows: Rows = []
    for one in page.items:
        lines.append(i18n("digests.bullet", line=issue_line(one, gathered, i18n)))
        kind, _, number = one.item.partition(".")
        if kind == "case":
            rows.append([SHOW.button(one.line.plain(i18n), number)])
    back = turn(i18n.plain("button.back"), FRONT)
    return Rendered("\n".join(lines), [*rows, *page.turns, [back]])


async def turned(update: Update, context: Context) -> None:
    """Turns up another page of a digest: as of the same cut-off, so with the same figures."""
    name, number, to = context.part(0), context.part(1), context.part(2)
    sound = number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER
    if name not in FORMS or not sound:
        raise Refused("stale")
    school, i18n = context.school, context.i18n
    at = datetime.fromtimestamp(int(number), UTC)
    as_of = _as_of(school, name, school.hours.local(at).date(), at)
    gathered = read_by(context.person, context.unit, as_of)
    form = Form(name)
    if to == FRONT:
        shown = screen(gathered, school, i18n, form)
    else:
        shown = _all_issues(gathered, school, i18n, form, context.number(2))
    await context.edit_html(update, shown.text, shown.rows)


def read_by(person: Person, unit: Transaction, as_of: AsOf) -> Gathered:
    """What this person may read of it."""
    digests = unit.registry.digests
    parts = may_read(unit.school, person, digests.keys(), unit.now)
    return gather(digests, unit.school, as_of, parts)


ENTRY = [PAGE.handler(turned)]
