"""What repairs say of a week, a month, a term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import mean, median, quantiles

from sqlalchemy import select

from bot.digest import Line
from bot.report import Cell, Period, Reported, Table
from models.cases.as_of import AsOf
from models.cases.case import Event
from models.people.person import Role
from models.repairs import Repair
from models.school import School
from models.tickets import State
from models.tickets.standing import standing, states_at

TOP, REPEATED = 5, 2
ENDED = frozenset({State.WITHDRAWN, State.MERGED, State.DECLINED})
FIXED = frozenset({State.DONE, State.SIGNED})
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The two that make a nine-tenths of the time known.
FEWEST = 2


def report(school: School, period: Period) -> Reported:
    """Repairs that were reported in these days, as they stood at the cut-off."""
    then = Repair.opened_at >= period.begins, Repair.opened_at <= period.at
    query = select(Repair).where(*then).order_by(Repair.id)
    every = school.session.scalars(query).unique().all()
    states = states_at(school.session, Repair, [one.id for one in every], period.at)
    told = [one for one in every if states.get(one.id) not in ENDED]
    fixed = [one for one in told if states.get(one.id) in FIXED]
    steps = _steps(school, told, period.at)
    stars = [one.stars for one in told if one.stars]
    lines = [
        Line("repairs.report.done", due=len(told), done=len(fixed), open=len(told) - len(fixed)),
        *(Line("repairs.report.accepted", **took) for took in _times("accepted", told, steps)),
        *(Line("repairs.report.finished", **took) for took in _times("finished", told, steps, DAY)),
    ]
    if stars:
        lines.append(Line("repairs.report.stars", mean=f"{mean(stars):.1f}", count=len(stars)))
    return Reported(lines, list(_tables(school, period, told, fixed)))


def _steps(school: School, told: Sequence[Repair], at: datetime) -> dict[tuple[int, str], datetime]:
    """When each was first taken on, and first finished."""
    kinds = {"accepted": "accepted", "finished": "finished", "fixed_already": "finished"}
    query = (
        select(Event.case_id, Event.kind, Event.at)
        .where(Event.case_id.in_([one.id for one in told]))
        .where(Event.kind.in_(kinds), Event.at <= at)
        .order_by(Event.id)
    )
    found: dict[tuple[int, str], datetime] = {}
    for case_id, kind, moment in school.session.execute(query):
        found.setdefault((case_id or 0, kinds[kind]), moment)
    return found


def _times(
    step: str,
    told: Sequence[Repair],
    steps: dict[tuple[int, str], datetime],
    unit: timedelta = HOUR,
) -> Iterator[dict[str, str]]:
    """How long it took, in this unit: the middle one, and nine of ten."""
    took = [
        (at - one.opened_at) / unit for one in told if (at := steps.get((one.id, step))) is not None
    ]
    if len(took) >= FEWEST:
        tenth = quantiles(took, n=10, method="inclusive")[-1]
        yield {"middle": f"{median(took):.1f}", "most": f"{tenth:.1f}"}


def _tables(
    school: School, period: Period, told: Sequence[Repair], fixed: Sequence[Repair]
) -> Iterator[Table]:
    due, done = (Counter(one.category.role_code for one in group) for group in (told, fixed))
    posts = [(role, due[role.code], done[role.code]) for role in school.roles if due[role.code]]
    yield _table("posts", ("post", "due", "done"), posts, (1, 2))
    yield _counted("places", Counter(one.place for one in told if one.place))
    yield _counted("kinds", Counter(one.category for one in told))
    twice = Counter((one.place, one.category) for one in told if one.place)
    again = [(*what, count) for what, count in twice.most_common() if count >= REPEATED]
    yield _table("again", ("place", "kind", "count"), again)
    as_of = AsOf.day(period.last, period.at, school.hours)
    waiting = sorted(standing(school, Repair, as_of), key=lambda one: one.ticket.opened_at)
    slow = [
        (one.ticket.number, one.ticket.place, one.ticket.category, _role(one.ticket, school),
         (period.at - one.ticket.opened_at).days)
        for one in waiting[:TOP]
    ]  # fmt: skip
    yield _table("slow", ("number", "place", "kind", "post", "days"), slow)


def _role(repair: Repair, school: School) -> Role | None:
    return school.session.get(Role, repair.category.role_code)


def _counted(name: str, counts: Counter[Cell]) -> Table:
    return _table(name, (name[:-1], "count"), counts.most_common(TOP), (1,))


def _table(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], bars: tuple[int, ...] = ()
) -> Table:
    headings = [Line(f"repairs.report.column.{column}") for column in columns]
    return Table(Line(f"repairs.report.{name}"), headings, rows, bars)
