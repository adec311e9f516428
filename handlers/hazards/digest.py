"""What hazards say in what the principal reads: a 重大 one stands there until it is closed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from bot.digest import Decision, Issue, Line, Press, Said
from handlers.hazards.buttons import ASK, DO
from models.act import Act
from models.base import Named
from models.cases.as_of import AsOf
from models.cases.case import Event
from models.hazards import Hazard, checking
from models.hazards.levels import levels_of
from models.people.person import Right
from models.school import PRINCIPAL, School
from models.tickets import State
from models.tickets.standing import Standing, moved, standing

Then = Standing[Hazard]
# So many of what is due on the day ahead are named, the rest is a number.
NAMED = 3


def digest(school: School, as_of: AsOf) -> Said:
    """Hazards as of a cut-off: found, closed out, open, the 重大 ones, late and since when."""
    then = standing(school, Hazard, as_of)
    steps = moved(school, Hazard, as_of)
    grave_ids = _grave(school, as_of)
    working = [one for one in then if one.state == State.ASSIGNED]
    late = [one for one in working if one.late(as_of)]
    grave = [one for one in then if one.ticket.id in grave_ids]
    ahead = [one for one in working if as_of.looks_to(one.due_at)]
    return Said(
        figures={
            "new": len(steps["filed"]),
            "closed": len(steps["cleared"]),
            "open": len(then),
            "grave": len(grave),
            "late": len(late),
        },
        issues=[
            *(_issue("grave", one, school, as_of, grave=True) for one in grave),
            *(_issue("late", one, school, as_of) for one in late if one not in grave),
        ],
        decisions=list(_to_clear(grave, school, as_of)),
        ahead=list(_ahead(ahead)),
    )


def _grave(school: School, as_of: AsOf) -> set[int]:
    """Which were 重大 then, by what had been said of their level until the cut-off."""
    grave = {level.code for level in levels_of(school) if level.grave}
    graded = (
        select(Event.case_id, Event.data)
        .where(Event.kind.in_(("ordered", "regraded")), Event.at <= as_of.at)
        .order_by(Event.id)
    )
    levels = {case_id: data.get("level") for case_id, data in school.session.execute(graded)}
    return {case_id for case_id, level in levels.items() if level in grave}


def _issue(key: str, one: Then, school: School, as_of: AsOf, *, grave: bool = False) -> Issue:
    hazard = one.ticket
    working = one.state == State.ASSIGNED
    late = working and one.late(as_of)
    cure = Press(ASK["fix"].button, Line("hazards.button.fix"), hazard.id, hazard.version)
    owner = [hazard.assignee] if hazard.assignee else hazard.orderers(school)
    return Issue(
        item=f"case.{hazard.id}",
        line=_line(key, one),
        post=_post(hazard, school),
        holder=hazard.assignee,
        since=one.due_at if late else hazard.ordered_at,
        promise=None if late else one.due_at,
        grave=grave,
        tell=school.in_line(owner, as_of.at) if late else (),
        cures=[cure] if late and hazard.is_open else (),
    )


def _line(key: str, one: Then) -> Line:
    """Which hazard: its number, place and kind, and not the words of whoever found it."""
    hazard = one.ticket
    kind, place = hazard.category, hazard.place
    return Line(f"hazards.digest.{key}", number=hazard.number, place=place, kind=kind)


def _post(hazard: Hazard, school: School) -> Named | None:
    """The post that answers for it: whoever has it, or those who grade."""
    if hazard.assignee is not None:
        return hazard.assignee.main_role
    return next((role for role in school.roles if Right.SAFETY in role.rights), None)


def _to_clear(grave: Sequence[Then], school: School, as_of: AsOf) -> Iterator[Decision]:
    """What the principal must find gone before it is closed out."""
    for one in grave:
        hazard = one.ticket
        if one.state != State.DONE:
            continue
        for person in school.with_role(PRINCIPAL):
            act = Act(by=person, now=as_of.at, school=school)
            named = PRINCIPAL in hazard.recheckers and not hazard.put_it_right(person)
            if not named or person in checking.cleared_by(hazard):
                continue
            press = Press(
                DO["clear"].button, Line("hazards.button.clear"), hazard.id, hazard.version
            )
            waits = hazard.state == State.DONE and not _others(hazard, act)
            yield Decision(_line("to_clear", one), [press] if waits else ())
            break


def _others(hazard: Hazard, act: Act) -> bool:
    """Whether somebody else must find it gone first."""
    return bool(checking.still_to_clear(hazard, act))


def _ahead(due: Sequence[Then]) -> Iterator[Line]:
    """What must be gone on the day ahead."""
    for one in due[:NAMED]:
        yield _line("due", one)
    if len(due) > NAMED:
        yield Line("hazards.digest.due_more", count=len(due) - NAMED)
