"""What the gate says in what the principal reads: how many came, went, stayed, were not let in."""

from __future__ import annotations

from sqlalchemy import or_, select

from bot.digest import Issue, Line, Press, Said
from handlers.visits.buttons import LEAVE
from models.cases.as_of import AsOf
from models.school import School
from models.visits.gate import at_gate
from models.visits.states import State
from models.visits.visit import Visit


def digest(school: School, as_of: AsOf) -> Said:
    """Visits as of a cut-off. Who is still inside then is amiss, with its number and no name."""
    then = or_(
        Visit.entered_at.between(as_of.begins, as_of.at),
        Visit.left_at.between(as_of.begins, as_of.at),
        Visit.state_at.between(as_of.begins, as_of.at),
        (Visit.entered_at <= as_of.at) & (Visit.left_at.is_(None) | (Visit.left_at > as_of.at)),
    )
    query = select(Visit).where(then, Visit.number.is_not(None)).order_by(Visit.id)
    visits = school.session.scalars(query).unique().all()
    came = [one for one in visits if as_of.holds(one.entered_at)]
    went = [one for one in visits if as_of.holds(one.left_at)]
    inside = [one for one in visits if _inside(one, as_of)]
    refused = [one for one in visits if one.state == State.REFUSED and as_of.holds(one.state_at)]
    return Said(
        figures={
            "came": sum(one.people for one in came),
            "went": sum(one.people for one in went),
            "inside": sum(one.people for one in inside),
            "refused": len(refused),
        },
        issues=[_still_inside(one, school, as_of) for one in inside],
    )


def _inside(visit: Visit, as_of: AsOf) -> bool:
    if visit.entered_at is None or visit.entered_at > as_of.at:
        return False
    return visit.left_at is None or visit.left_at > as_of.at


def _still_inside(visit: Visit, school: School, as_of: AsOf) -> Issue:
    cures = []
    if visit.state == State.INSIDE:
        leave = Line("visits.digest.leave", number=visit.number)
        cures = [Press(LEAVE.button, leave, visit.id, visit.version)]
    return Issue(
        item=f"case.{visit.id}",
        line=Line("visits.digest.still_inside", number=visit.number, why=visit.purpose),
        holder=visit.host,
        since=visit.entered_at,
        tell=at_gate(school, as_of.at),
        cures=cures,
    )
