"""What duty says in what the principal reads: who leads, who was there, which post stays empty."""

from __future__ import annotations

from datetime import date

from bot.digest import Issue, Line, Press, Said
from handlers.duty.buttons import HEALTH
from models.cases.as_of import AsOf
from models.duty.health import LEADER
from models.duty.shifts import Shift, attendance, shares_phone, shifts
from models.people.person import Person
from models.school import School


def digest(school: School, as_of: AsOf) -> Said:
    """Duty as of a cut-off: the leader of the day, the shifts and who came, the day ahead."""
    day = school.today(as_of.at)
    begun = [one for one in shifts(school, day, day) if one.starts_at <= as_of.at]
    counted = [one for one in begun if not shares_phone(one.post, school)]
    there = {key for key, at in attendance(school, day).items() if at <= as_of.at}
    came = sum(any((one.post.code, who.id) in there for who in one.people) for one in counted)
    led, will = _leaders(school, day), _leaders(school, as_of.ahead)
    return Said(
        figures={"shifts": len(counted), "there": came},
        issues=[_empty(one, school) for one in begun if not one.people],
        head=[Line("duty.digest.leads", people=led)] if led else (),
        ahead=[Line("duty.digest.ahead", people=will)] if will and as_of.ahead != day else (),
    )


def _leaders(school: School, day: date) -> list[Person]:
    found = (one for one in shifts(school, day, day) if one.post.role_code == LEADER)
    return [who for one in found for who in one.people]


def _empty(shift: Shift, school: School) -> Issue:
    """A post that nobody was down for."""
    return Issue(
        item=f"duty.{shift.day}.{shift.post.code}",
        line=Line("duty.digest.nobody", post=shift.post),
        post=shift.post,
        since=shift.starts_at,
        tell=school.office(),
        cures=[Press(HEALTH.button, Line("duty.b_health"))],
    )
