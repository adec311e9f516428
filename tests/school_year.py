"""School years that never were: repairs of every day, each with its events, from one seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from models.cases.case import Case, Event
from models.people.person import Person
from models.places import Place
from models.repairs import Repair
from models.school import School
from models.tickets.standing import targets
from models.tickets.ticket import Ticket

Rows = dict[Table, list[dict[str, Any]]]


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day, both included."""
    return (first + timedelta(days=one) for one in range((last - first).days + 1))


def fill(
    session: Session, school: School, first: date, last: date, until: datetime, *,
    seed: int = 1, a_day: int = 6,
) -> None:  # fmt: skip
    """What was reported on the school days of this time, as it stands at `until`."""
    people = session.scalars(select(Person.id).order_by(Person.id)).all()
    places = session.scalars(select(Place.id).where(Place.kind == "room").order_by(Place.id)).all()
    tables: list[Any] = [one.__table__ for one in (Case, Ticket, Repair, Event)]
    rows: Rows = {table: [] for table in tables}
    case, ticket, repair, event = tables
    number = 1000
    for day in days_between(first, last):
        if not school.hours.is_school_day(day):
            continue
        for nth in range(Random(f"{seed} {day}").randint(0, a_day)):
            # Each has a life of its own, which does not change with where the year is looked at.
            random = Random(f"{seed} {day} {nth}")
            opened = school.hours.at(day, time(8)) + timedelta(minutes=random.randint(0, 480))
            steps = [(kind, at) for kind, at in _life(random, opened) if at <= until]
            if not steps:
                continue
            number += 1
            last_step, at = steps[-1]
            category = random.choice(school.categories)
            urgency = school.urgency(category.urgency_code)
            rows[case].append(
                {"id": number, "kind": "repair", "number": f"BX-{day:%y%m%d}-{nth + 1:02d}",
                 "version": len(steps), "state": str(targets(Repair)[last_step]), "state_at": at,
                 "opened_at": opened, "text": "坏了", "gist": "", "place_id": random.choice(places)}
            )  # fmt: skip
            rows[ticket].append(
                {"id": number, "reporter_id": people[-1], "urgency_code": urgency.code,
                 "assignee_id": people[5] if len(steps) > 1 else None, "nudges": 0,
                 "respond_by": urgency.respond_by(opened, school.hours),
                 "due_at": urgency.finish_by(opened, school.hours),
                 "signed_at": at if last_step == "signed" else None}
            )  # fmt: skip
            rows[repair].append(
                {"id": number, "category_code": category.code,
                 "stars": random.choice((None, 3, 4, 5)) if last_step == "signed" else None}
            )  # fmt: skip
            rows[event] += [
                {"case_id": number, "at": moment, "kind": kind, "by_id": people[5], "data": {},
                 "notify": [], "version": step, "is_step": True}
                for step, (kind, moment) in enumerate(steps, 1)
            ]  # fmt: skip
    for table, made in rows.items():
        if made:
            session.execute(insert(table), made)


def _life(random: Random, opened: datetime) -> Iterator[tuple[str, datetime]]:
    """Filed; as a rule accepted, mended and signed; some are given back, some wait for weeks."""
    at = opened
    yield "filed", at
    at += timedelta(minutes=random.randint(5, 240))
    if random.random() < 0.03:
        yield "withdrawn", at
        return
    yield "accepted", at
    at += timedelta(minutes=random.choice((60, 300, 1500, 3000, 20_000)) + random.randint(0, 59))
    yield "finished", at
    at += timedelta(minutes=random.randint(30, 4000))
    if random.random() < 0.1:
        yield "given_back", at
        at += timedelta(minutes=random.randint(60, 3000))
        yield "finished", at
        at += timedelta(minutes=random.randint(30, 4000))
    yield "signed", at
