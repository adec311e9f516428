"""Who walks a round, and when: 晚点查, 换人, 一起查, 现在查; and a round that nobody asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.cases.numbering import next_number
from models.checklists import Checklist
from models.people.person import Person, Right
from models.rounds.duty import Because, role_behind
from models.rounds.edition import edition_of
from models.rounds.round import Round, State
from models.rounds.walking import must_be_open, must_walk
from models.school import School

STEPS = ("round.remind", "round.warn", "round.missed")


def later_choices(found: Round, school: School, now: datetime) -> list[datetime]:
    """Until when it may be put off: by as much as the rows of the chain allow."""
    if found.state != State.OPEN or found.later_until is not None or found.on_demand:
        return []
    rows = (school.deadline(code) for code in STEPS)
    found_at = (school.hours.due(now, row.amount, row.unit) for row in rows)
    return sorted({at.replace(second=0, microsecond=0) for at in found_at})


def put_off(found: Round, act: Act, until: datetime) -> Event:
    """晚点查, once: reminder, warning and 未查 are counted from then."""
    must_walk(found, act)
    if found.later_until is not None:
        raise Refused("rounds.no.put_off_once", until=found.later_until)
    if found.state != State.OPEN or found.on_demand:
        raise Refused("rounds.no.closed")
    row = act.school.deadline("round.missed")
    latest = act.school.hours.due(act.now, row.amount, row.unit)
    if not act.now < until <= latest:
        raise Refused("stale")
    found.version += 1
    found.later_until = until
    return found.note(act, "later", until=until.isoformat())


def candidates(found: Round, act: Act) -> list[Person]:
    """Who could take it or walk along: those with the duty first, then all others of the school
    who can be reached.
    """
    reached = act.school.reached(act.school.people, act.now)
    others = [one for one in reached if one.id not in found.asked]
    return sorted(others, key=lambda one: not found.has_duty(one))


def hand_over(found: Round, act: Act, to: Person) -> Event:
    """换人: somebody else walks it. Those who are asked may, and whoever oversees."""
    _may_hand(found, act)
    _can_walk(found, act, to)
    found.version += 1
    found.instead_of = act.by if act.by.id in found.asked else next(iter(found.people()), None)
    found.asked, found.because = [to.id], Because.HANDED
    return found.note(act, "handed", [to], who=to.id)


def take_along(found: Round, act: Act, whom: Person) -> Event:
    """一起查: two walk one round, and see each other's ticks."""
    _may_hand(found, act)
    _can_walk(found, act, whom)
    found.version += 1
    found.asked = [*found.asked, whom.id]
    return found.note(act, "together", [whom], who=whom.id)


def step_in(found: Round, act: Act) -> Event | None:
    """现在查 by somebody who was not asked: whoever oversees, or has the same duty, walks along."""
    if act.by.id in found.asked:
        return None
    must_be_open(found, act)
    if not found.sees(act.by):
        raise Refused("stale")
    found.version += 1
    found.asked = [*found.asked, act.by.id]
    return found.note(act, "stepped_in", found.people(), who=act.by.id)


def _may_hand(found: Round, act: Act) -> None:
    must_be_open(found, act)
    found.unchanged(act)
    if act.by.id not in found.asked and not act.by.may(Right.OVERSEE):
        raise Refused("rounds.no.not_yours", who=found.people())


def _can_walk(found: Round, act: Act, person: Person) -> None:
    if person.id in found.asked:
        raise Refused("rounds.no.has_it", who=person)
    if person.away(act.school.today(act.now)):
        raise Refused("rounds.no.away", who=person)
    if person not in act.school.reached([person], act.now):
        raise Refused("rounds.no.unreachable", who=person)


def to_check(school: School, person: Person, now: datetime) -> list[Round]:
    """What /check offers: open rounds, and missed ones that can still be made up for."""
    row = school.deadline("round.make_up")
    since = school.today(now) - timedelta(days=2)
    query = (
        select(Round)
        .where(Round.state.in_((State.OPEN, State.MISSED)), Round.day >= since)
        .order_by(Round.due_at)
    )
    return [
        one
        for one in school.session.scalars(query).unique()
        if (person.id in one.asked or one.has_duty(person))
        and now < school.hours.due(one.due_at, row.amount, row.unit)
    ]


def lists_for(school: School, person: Person) -> list[Checklist]:
    """The lists that this person may begin unasked: those of his duty; whoever oversees, any."""
    query = select(Checklist).order_by(Checklist.position, Checklist.code)
    return [
        one
        for one in school.session.scalars(query)
        if one.asks_anything
        and (person.may(Right.OVERSEE) or person.holds(role_behind(one.who, school.session)))
    ]


def begin(act: Act, checklist: Checklist) -> Round:
    """A round of a list that nobody asked for: it has no reminder, and is never missed."""
    school, now = act.school, act.now
    if checklist not in lists_for(school, act.by):
        raise Refused("rounds.no.no_items" if not checklist.asks_anything else "stale")
    local = school.hours.local(now)
    slot = f"{local:%H:%M:%S}"
    known = select(Round.id).filter_by(checklist_code=checklist.code, day=local.date(), slot=slot)
    if school.session.scalar(known) is not None:
        raise Refused("stale")
    found = Round(
        number=next_number(school.session, Round.PREFIX, local.date()),
        state=State.PLANNED,
        state_at=now,
        opened_at=now,
        gist=checklist.zh,
        checklist_code=checklist.code,
        edition=edition_of(checklist, school, now),
        day=local.date(),
        slot=slot,
        due_at=now,
        phase=None,
        of_school=False,
        on_demand=True,
        asked=[act.by.id],
        drawn=[],
        version=1,
    )
    school.session.add(found)
    school.session.flush()
    found.begins(now)
    found.note(act, "begun")
    return found
