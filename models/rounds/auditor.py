"""What the auditor proves of rounds: each slot of the day behind has one row, each row an answer or
a miss, and nothing that was not checked stands there as normal (practice.md §13.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.cases.auditor import PATIENCE, Finding
from models.checklists import Checklist
from models.rounds.answers import Result
from models.rounds.days import RoundDay
from models.rounds.round import MISSED, UNASKED, Round, State
from models.school import School

BEHIND = timedelta(days=1)


def auditor(school: School, now: datetime) -> Iterator[Finding]:
    """Everything about the rounds of yesterday and today."""
    today = school.today(now)
    days = [today - BEHIND, today]
    yield from _days(school, days)
    query = select(Round).where(Round.day.in_(days)).options(selectinload(Round.answers))
    rounds = list(school.session.scalars(query).unique())
    yield from _slots(school, days, rounds)
    for found in rounds:
        yield from _one(found, school, now)
    for one in school.session.scalars(select(Checklist).where(Checklist.enabled)):
        if not one.asks_anything:
            yield Finding("rounds.auditor.empty", list=one.zh)


def _days(school: School, days: list[date]) -> Iterator[Finding]:
    """Each day was laid out, from the first on."""
    first = school.session.scalar(select(RoundDay.day).order_by(RoundDay.day).limit(1))
    known = set(school.session.scalars(select(RoundDay.day).where(RoundDay.day.in_(days))))
    for day in days:
        if day not in known and (first is None or first < day):
            yield Finding("rounds.auditor.no_day", day=day)


def _slots(school: School, days: list[date], rounds: list[Round]) -> Iterator[Finding]:
    """Each slot has its round, and each round its slot."""
    laid = school.session.scalars(select(RoundDay).where(RoundDay.day.in_(days)))
    wanted = {(code, one.day, slot) for one in laid for code, slot in one.slots}
    made = {(one.checklist_code, one.day, one.slot): one for one in rounds if not one.on_demand}
    for code, day, slot in sorted(wanted - made.keys()):
        yield Finding("rounds.auditor.lost", list=code, day=day, slot=slot)
    for code, day, slot in sorted(made.keys() - wanted):
        yield Finding("rounds.auditor.stray", list=code, day=day, slot=slot)


def _one(found: Round, school: School, now: datetime) -> Iterator[Finding]:
    about = {"list": found.edition.zh, "day": found.day, "slot": found.slot}
    late = max((one.at for one in found.due_steps(school)), default=now) < now - PATIENCE
    if found.state == State.PLANNED and late:
        yield Finding("rounds.auditor.not_asked", **about)
    if found.state == State.OPEN and late:
        yield Finding("rounds.auditor.no_end", **about)
    kinds = {one.kind for one in found.events}
    if found.state == State.MISSED and not (found.unasked or MISSED in kinds):
        yield Finding("rounds.auditor.missed_unsaid", **about)
    if found.state != State.DONE:
        return
    if found.done_by_id is None or found.done_at is None:
        yield Finding("rounds.auditor.nobody", **about)
    if not any(kind.startswith("done") for kind in kinds):
        yield Finding("rounds.auditor.no_event", **about)
    if open_items := [item for item in found.items if not found.settled(item)]:
        yield Finding("rounds.auditor.unanswered", count=len(open_items), **about)
    if {MISSED, UNASKED} & kinds and not found.late:
        yield Finding("rounds.auditor.late_hidden", **about)
    for item in found.items:
        for one in found.answers_of(item):
            wrong = any(
                number is not None and not item.limit(part).holds(number)
                for part, number in enumerate(one.numbers)
            )
            if wrong and one.result == Result.OK:
                yield Finding("rounds.auditor.wrong_normal", item=item.zh, **about)
            if one.result == Result.PROBLEM and not one.words:
                yield Finding("rounds.auditor.wordless", item=item.zh, **about)
