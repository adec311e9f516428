"""What repairs say in what the principal reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.digest import Decision, Issue, Line, Press, Said
from handlers.repairs.buttons import ASK, DO
from models.base import Named
from models.cases.as_of import AsOf
from models.people.person import Right
from models.repairs import Repair
from models.school import School
from models.tickets import State
from models.tickets.standing import Standing, due_that_day, moved, standing

Then = Standing[Repair]
# So many of what is due on the day ahead are named, the rest is a number.
NAMED = 3


def digest(school: School, as_of: AsOf) -> Said:
    """Repairs as of a cut-off: what came, what was done, what is late and since when."""
    then = standing(school, Repair, as_of)
    steps = moved(school, Repair, as_of)
    to_do = [one for one in then if one.state != State.DONE]
    late = [one for one in to_do if one.late(as_of)]
    put_off = [one for one in to_do if one.state == State.WAITING and one not in late]
    ahead = [one for one in to_do if as_of.looks_to(one.due_at)]
    due, met = due_that_day(school, Repair, as_of, then)
    return Said(
        figures={
            "due": due,
            "met": met,
            "new": len(steps["filed"]),
            "done": len(steps["finished"] | steps["fixed_already"]),
            "to_sign": len(then) - len(to_do),
            "open": len(to_do),
            "late": len(late),
        },
        issues=[_late(one, school, as_of) for one in late]
        + [_put_off(one, school) for one in put_off if _first(one, school) < as_of.at],
        decisions=list(_to_sign(then, school)),
        ahead=list(_ahead(ahead)),
    )


def _first(one: Then, school: School) -> datetime:
    """For when it was promised at first."""
    urgency = one.ticket.urgency or school.urgency("normal")
    return urgency.finish_by(one.ticket.opened_at, school.hours)


def _late(one: Then, school: School, as_of: AsOf) -> Issue:
    """Not done by the time that was promised."""
    repair = one.ticket
    people = school.in_line(repair.who_repairs(school, as_of.at), as_of.at)
    press = (DO["accept"], "accept") if repair.unclaimed else (DO["finish"], "finish")
    cure = Press(press[0].button, Line(f"repairs.button.{press[1]}"), repair.id, repair.version)
    return Issue(
        item=f"case.{repair.id}",
        line=_line("late", one),
        post=_post(one, school),
        holder=one.assignee,
        since=one.due_at,
        grave=one.alarming,
        tell=people,
        cures=[cure] if repair.is_open else (),
    )


def _put_off(one: Then, school: School) -> Issue:
    """Waiting for parts or a firm, past what was promised at first, with a new date."""
    return Issue(
        item=f"case.{one.ticket.id}",
        line=_line(f"waiting_{one.waiting_for}" if one.waiting_for else "put_off", one),
        post=_post(one, school),
        holder=one.assignee,
        since=_first(one, school),
        promise=one.due_at,
    )


def _line(key: str, one: Then) -> Line:
    """Which repair: its number, place and kind, and not the words of whoever told of it."""
    repair = one.ticket
    place = repair.place
    return Line(f"repairs.digest.{key}", number=repair.number, place=place, kind=repair.category)


def _post(one: Then, school: School) -> Named | None:
    """The post that answers for it: whoever has it, or those who give out the work."""
    if one.assignee is not None:
        return one.assignee.main_role
    return next((role for role in school.roles if Right.DISPATCH in role.rights), None)


def _to_sign(then: Sequence[Then], school: School) -> Iterator[Decision]:
    """What the whole office repaired itself can be signed by those who oversee it alone."""
    for one in then:
        repair = one.ticket
        instead = repair.signers_instead(school)
        if one.state != State.DONE or not repair.did_it(repair.reporter):
            continue
        if any(person.may(Right.DISPATCH) for person in instead):
            continue
        sign = Press(
            ASK["instead"].button, Line("repairs.button.instead"), repair.id, repair.version
        )
        yield Decision(_line("to_sign", one), [sign] if repair.state == State.DONE else ())


def _ahead(due: Sequence[Then]) -> Iterator[Line]:
    """What is promised for the day ahead."""
    for one in due[:NAMED]:
        yield _line("due", one)
    if len(due) > NAMED:
        yield Line("repairs.digest.due_more", count=len(due) - NAMED)
