"""What hazards say of a week, a month, a term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot.digest import Line
from bot.report import Cell, Period, Reported, Table
from models.cases.as_of import AsOf
from models.hazards import Hazard
from models.hazards.risk_points import Colour
from models.school import School
from models.settings import SchoolSettings
from models.tickets.standing import Standing, moved, standing

# How old what is still open is, in days: up to a week, up to a month, older.
AGES = (7, 30)
TOP, NO_COLOUR = 5, ""


def report(school: School, period: Period) -> Reported:
    """Hazards: what was found and closed out in these days, and how old what is open has grown."""
    as_of = AsOf(period.begins, period.at, period.last, period.at)
    steps = moved(school, Hazard, as_of)
    then = standing(school, Hazard, as_of)
    lines = [
        Line(
            "hazards.report.done",
            found=len(steps["filed"]),
            closed=len(steps["cleared"]),
            open=len(then),
        )
    ]
    kinds = Counter(one.ticket.category for one in then if one.ticket.category)
    return Reported(
        lines,
        [
            _table(
                "ages", ("colour", "week", "month", "older"), _ages(then, period, school.settings)
            ),
            _table("kinds", ("kind", "count"), kinds.most_common(TOP), (1,)),
        ],
    )


def _ages(
    then: Sequence[Standing[Hazard]], period: Period, settings: SchoolSettings
) -> list[list[Cell]]:
    """By the colour of the risk that it belongs to, how many of each age; last those of none."""
    counts: Counter[tuple[str, int]] = Counter()
    for one in then:
        days = (period.at - one.ticket.opened_at) // timedelta(days=1)
        risk = one.ticket.risk
        colour = risk.colour(settings) if risk else NO_COLOUR
        counts[colour, sum(days > limit for limit in AGES)] += 1
    ages = range(len(AGES) + 1)
    named: dict[str, Line] = {one: Line(f"hazards.colour.{one}") for one in Colour}
    named[NO_COLOUR] = Line("hazards.report.no_colour")
    return [
        [line, *(counts[colour, age] for age in ages)]
        for colour, line in named.items()
        if any(counts[colour, age] for age in ages)
    ]


def _table(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], bars: tuple[int, ...] = ()
) -> Table:
    headings = [Line(f"hazards.report.column.{column}") for column in columns]
    return Table(Line(f"hazards.report.{name}"), headings, rows, bars)
