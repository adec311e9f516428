"""Random lives of a ticket: whatever people do or leave undone, no open case falls silent, and
nobody is rung more often than a row allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from office import Office, open_office

from models.base import Refused
from models.calendar.closing_days import close_school
from models.cases.case import Event
from models.messaging import Chat
from models.people import staff
from models.people.person import Person
from models.repairs import Repair
from models.tickets import closing, progress, work
from models.tickets.states import TO_DO
from models.tickets.work import Waiting

# A row that comes again on school days or days comes in the morning after at the earliest; what is
# alarming comes every quarter of an hour (models/data/habits.toml).
CALM, ALARMING = timedelta(hours=12), timedelta(minutes=15)
PEOPLE = ("principal", "vice", "li", "safety", "chen", "sun", "wang", "gate", "admin")
DEEDS = (
    *("accept", "accept", "assign", "assign_ma", "refuse", "wait", "postpone", "ask", "answer"),
    *("goon", "finish", "finish", "give_back", "contain", "instruct", "press", "progress"),
    *("block", "leave_phone", "away", "close"),
)
DEED = st.tuples(
    st.sampled_from(DEEDS), st.sampled_from(PEOPLE), st.sampled_from((0, 1, 3, 9, 26, 60, 190))
)


def do(office: Office, ticket: Repair, deed: str, who: Person) -> None:
    """Somebody does something, if it is allowed there."""
    later = office.now + timedelta(days=3)
    verbs: dict[str, tuple[Any, Person, Sequence[Any]]] = {
        "accept": (work.accept, office.chen, ()),
        "assign": (work.assign, office.li, (office.sun,)),
        "assign_ma": (work.assign, office.li, (office.ma,)),
        "refuse": (work.refuse, ticket.assignee or office.chen, ("在外面",)),
        "wait": (work.wait, office.li, (Waiting.PARTS, later, "灯管")),
        "postpone": (progress.postpone, office.li, (later,)),
        "ask": (work.ask_more, office.li, ("哪一盏？",)),
        "answer": (work.answer, office.wang, ("前门",)),
        "goon": (work.ask_no_more, office.li, ()),
        "finish": (work.finish, office.li, ()),
        "give_back": (closing.give_back, office.wang, ("还闪",)),
        "contain": (work.contain, office.gate, ()),
        "instruct": (progress.instruct, office.vice, ("今天修好",)),
        "press": (progress.nudge, office.vice, ()),
        "progress": (progress.report_progress, office.li, ("在修",)),
    }
    with suppress(Refused):
        if deed in verbs:
            verb, by, given_ = verbs[deed]
            office.do(verb, ticket, by, *given_)
        elif deed == "block" and who.telegram_id is not None:
            if office.session.get(Chat, who.telegram_id) is None:
                office.session.add(Chat(id=who.telegram_id, blocked_at=office.now))
        elif deed == "leave_phone":
            who.telegram_id = None
        elif deed == "away":
            until = office.school.today(later)
            staff.be_away(who, office.act(office.li), until, office.sun)
        elif deed == "close":
            close_school(office.act(office.admin), office.school.today(later), "台风")
    office.session.flush()


def somebody_can_hear(office: Office) -> bool:
    """Whether any phone of those who oversee or look after the system is reached."""
    able = [*office.school.office(), *office.school.administrators()]
    able += [office.principal, office.vice, office.safety]
    return bool(office.school.reached(able, office.now))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(("normal", "soon", "urgent")),
    st.sampled_from(((16, 9), (18, 17), (19, 23))),
    st.lists(DEED, max_size=8),
)
@example("urgent", (19, 23), [("ask", "li", 60)])
@example("normal", (16, 9), [("accept", "li", 0), ("finish", "li", 190), ("block", "li", 190)])
@example("normal", (16, 9), [("ask", "li", 190), ("leave_phone", "wang", 190)])
def test_no_life_of_a_ticket_falls_silent_or_nags(
    urgency: str, start: tuple[int, int], life: list[tuple[str, str, int]]
) -> None:
    for office in open_office():
        office.now = office.at(9, *start)
        ticket = office.report(text="A302灯不亮", urgency=urgency)
        rung: dict[str, datetime] = {}
        for deed, who, hours in [*life, ("nothing", "wang", 190)]:
            do(office, ticket, deed, getattr(office, who))
            if deed in DEEDS:
                rung.clear()
            hears, alarming = somebody_can_hear(office), ticket.alarming
            # What rings every quarter of an hour needs no days to show that it does.
            past = timedelta(hours=min(hours, 7) if alarming else hours)
            for event in office.comes(office.now + past):
                is_rung(event, ticket, rung, ALARMING if alarming else CALM, hears)
            if ticket.state in TO_DO:
                assert office.planned(ticket), f"{ticket.state} is silent after {deed}"


def is_rung(
    event: Event, ticket: Repair, rung: dict[str, datetime], least: timedelta, hears: bool
) -> None:
    """What the clock told of the ticket reached somebody, and not too soon after the last time."""
    if event.case is not ticket or event.by is not None or event.kind.startswith("day."):
        return
    assert event.notify or not hears, f"nobody hears {event.kind}"
    last = rung.get(event.kind)
    assert last is None or event.at - last >= least, f"{event.kind} nags at {event.at}"
    rung[event.kind] = event.at
