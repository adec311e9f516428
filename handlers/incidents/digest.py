"""What emergencies say in what the principal reads: kind and place, never anybody's words."""

from __future__ import annotations

from sqlalchemy import select

from bot.digest import Issue, Line, Press, Said
from handlers.incidents.buttons import REPORT
from models.cases.as_of import AsOf
from models.escalation import hearing
from models.incidents import Incident, Report
from models.school import School


def digest(school: School, as_of: AsOf) -> Said:
    """Emergencies as of a cut-off: what was raised, what is not closed, what was not reported."""
    query = select(Incident).where(Incident.opened_at <= as_of.at).order_by(Incident.id)
    every = list(school.session.scalars(query).unique())
    going_on = [one for one in every if one.is_open or one.state_at > as_of.at]
    return Said(
        figures={
            "new": sum(as_of.holds(one.opened_at) for one in every),
            "open": len(going_on),
        },
        issues=[_open(one, school, as_of) for one in going_on],
    )


def _open(incident: Incident, school: School, as_of: AsOf) -> Issue:
    """Not closed yet; without its first report it is grave."""
    first = incident.first_report_at
    reported = first is not None and first <= as_of.at
    key = "incidents.digest.open" if reported else "incidents.digest.no_first"
    step = Report.FINAL if incident.first_report_at else Report.FIRST
    cure = Press(REPORT.button, Line(f"incidents.b_{step}"), incident.id, incident.version, step)
    return Issue(
        item=f"case.{incident.id}",
        line=Line(key, number=incident.number, kind=incident.plan, place=incident.place),
        since=incident.opened_at,
        grave=not reported,
        tell=hearing("incident.first", school, as_of.at),
        cures=[cure] if incident.is_open else (),
    )
