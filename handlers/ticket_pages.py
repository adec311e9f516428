"""The other sides of a report's card: whom, until when, into which, why not."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from sqlalchemy import select, tuple_

from bot.cards import Rows, View
from handlers import ticket_buttons as b
from handlers.ticket_words import title
from models.people import Person, Right
from models.tickets import OPEN, Ticket
from models.tickets.lists import loads
from models.tickets.work import Cause, Waiting

SIDES = frozenset({"", "assign", "wait", "until", "office", "merge", "costs", "log"})
DAYS_OFFERED = 8
MOST = 12


def page_rows(ticket: Ticket, view: View) -> Rows:
    """The rows of the side that is turned up, and the way back."""
    page, _, rest = view.page.partition("-")
    match page:
        case "assign":
            rows = _people(ticket, view)
        case "wait":
            rows = _what_for(ticket, view)
        case "until":
            rows = _days(ticket, view, rest)
        case "office":
            rows = _more(ticket, view)
        case "merge":
            rows = _others(ticket, view)
        case "costs":
            rows = _costs(ticket, view)
        case _:
            rows = []
    back = b.TURN.button(view.words.plain("button.back"), ticket.id, ticket.version, "")
    return [*rows, [back]]


def people_for(ticket: Ticket, view: View) -> list[Person]:
    """To whom it can be given: those of the kind first, the least busy of them first."""
    school, now = view.unit.school, view.unit.now
    busy = loads(school)
    own = ticket.fixers(school, now)
    others = [person for person in school.with_right(Right.REPAIR) if person not in own]
    able = [*sorted(own, key=lambda p: busy.get(p.id, 0)), *others, *school.office()]
    has_it = ticket.assignee
    return [
        person
        for person in dict.fromkeys(able)
        if has_it is None or school.today_instead(person, now) is not has_it
    ][:MOST]


def _people(ticket: Ticket, view: View) -> Rows:
    words = view.words
    busy = loads(view.unit.school)
    today = view.unit.school.today(view.unit.now)
    rows = []
    for person in people_for(ticket, view):
        key = "page.person_away" if person.away(today) else "page.person"
        label = words.plain(key, who=person, count=busy.get(person.id, 0))
        rows.append([b.ASSIGN.button(label, ticket.id, ticket.version, person.id)])
    return rows


def _what_for(ticket: Ticket, view: View) -> Rows:
    return [
        [
            b.TURN.button(
                view.words.plain(f"waiting.{what}"), ticket.id, ticket.version, f"until-{what}"
            )
        ]
        for what in (Waiting.PARTS, Waiting.PURCHASE)
    ] + [[b.button("q_firm", ticket, view.words)]]


def _days(ticket: Ticket, view: View, what: str) -> Rows:
    """The next school days as buttons; any other date may be typed with a firm."""
    hours, words = view.unit.school.hours, view.words
    today = view.unit.school.today(view.unit.now)
    buttons = []
    for day in islice(hours.school_days_after(today - timedelta(days=1)), DAYS_OFFERED):
        label = f"{words.day(day)} {words.weekday(day)}"
        data = (ticket.id, ticket.version, what, f"{day:%y%m%d}")
        buttons.append(b.UNTIL.button(label, *data))
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _more(ticket: Ticket, view: View) -> Rows:
    words = view.words
    verbs = (
        ["q_decline", "q_ask", "merge"]
        if ticket.state in ("reported", "assigned")
        else ["q_ask", "merge", "wait"]
    )
    return [[b.button(verb, ticket, words)] for verb in verbs] + [
        [b.button("q_firm", ticket, words)]
    ]


def _others(ticket: Ticket, view: View) -> Rows:
    """Open reports that this one may be the same as; those of its building first. Only older ones:
    the first report keeps its number, and those who met the trouble later join it.
    """
    query = select(Ticket).where(
        Ticket.state.in_(OPEN), tuple_(Ticket.opened_at, Ticket.id) < (ticket.opened_at, ticket.id)
    )
    others = list(view.unit.session.scalars(query.order_by(Ticket.id.desc())).unique())
    here = ticket.place.building() if ticket.place else None
    others.sort(
        key=lambda other: (
            other.place is None or other.place.building() is not here,
            other.category is not ticket.category,
        )
    )
    return [
        [
            b.MERGE.button(
                f"{title(other, view.words)} {other.number}", ticket.id, ticket.version, other.id
            )
        ]
        for other in others[:MOST]
    ]


def _costs(ticket: Ticket, view: View) -> Rows:
    words = view.words
    marks = {True: "● ", False: ""}
    cause = [
        b.CAUSE.button(marks[ticket.cause == why] + words.plain(f"cause.{why}"), ticket.id, why)
        for why in Cause
    ]
    warranty = [
        b.WARRANTY.button(
            marks[ticket.in_warranty is inside] + words.plain(f"warranty.{key}"),
            ticket.id,
            int(inside),
        )
        for key, inside in (("in", True), ("out", False))
    ]
    return [cause, warranty, [b.button("q_costs", ticket, words)]]
