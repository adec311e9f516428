"""What rounds say in what the principal reads; what was not checked is amiss, never normal."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.digest import Issue, Line, Press, Said
from handlers.rounds import buttons as b
from models.base import Named
from models.cases.as_of import AsOf
from models.duty.roster import Post
from models.people.person import Role
from models.rounds.round import Round, State
from models.school import School


def digest(school: School, as_of: AsOf) -> Said:
    """The rounds that were due in the time that is told of, as they stood at its end."""
    query = (
        select(Round)
        .where(Round.due_at >= as_of.begins, Round.due_at <= as_of.at)
        .where(Round.on_demand.is_(False), Round.state != State.CALLED_OFF)
        .options(selectinload(Round.answers))
        .order_by(Round.due_at)
    )
    due = list(school.session.scalars(query).unique())
    done = [one for one in due if one.done_at is not None and one.done_at <= as_of.at]
    missed = [one for one in due if one not in done and one.missed_at(school) <= as_of.at]
    return Said(
        figures={
            "due": len(due),
            "done": len(done),
            "problems": sum(len(one.problems()) for one in done),
            "missed": len(missed),
            "late": sum(one.late for one in done),
        },
        issues=[_issue(one, school) for one in missed],
        added_late=sum(one.late for one in done),
    )


def _issue(found: Round, school: School) -> Issue:
    """A check that was not made: which, whose it was, and who can still make it up."""
    line = Line(
        "rounds.digest.unasked" if found.unasked else "rounds.digest.missed",
        list=found.edition,
        slot=found.slot,
    )
    cure = Press(b.NOW.button, Line("rounds.button.now"), found.id, found.version)
    people = found.people()
    return Issue(
        item=f"round.{found.id}",
        line=line,
        post=_post(found, school),
        holder=people[0] if people else None,
        since=found.due_at,
        tell=people,
        cures=[cure] if found.stays_open else (),
    )


def _post(found: Round, school: School) -> Named | None:
    who = found.edition.who
    post = school.session.get(Post, who)
    return post or school.session.get(Role, who)
