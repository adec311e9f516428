"""What has fallen due is told, in order, each in its own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from bot.runtime import Runtime
from bot.unit_of_work import UnitOfWork
from models.cases.case import Case, Event
from models.cases.due import Due, plan
from models.people.person import Person


def fire(runtime: Runtime) -> None:
    """Tells what is due: rows of one moment together, so that several become one message."""
    while True:
        with runtime.unit() as unit:
            due = _head(unit)
            if not due:
                return
            for row in due:
                row.done_at = unit.now
                late = row.expires_at is not None and row.expires_at <= unit.now
                # What no feature brings any more is nobody's to tell, and blocks nothing behind it.
                known = row.kind in unit.registry.owners
                row.state = "done" if known and not late else "missed"
            _tell(unit, [row for row in due if row.state == "done"])


def _head(unit: UnitOfWork) -> Sequence[Due]:
    """The rows of the next due moment that has come."""
    ready = select(Due).where(Due.state == "planned", Due.due_at <= unit.now)
    first = unit.session.scalar(ready.order_by(Due.due_at, Due.id).limit(1))
    if first is None:
        return ()
    return unit.session.scalars(ready.filter_by(due_at=first.due_at).order_by(Due.id)).all()


def _tell(unit: UnitOfWork, rows: Sequence[Due]) -> None:
    """Writes the events; whoever would hear of several cases at once hears one list."""
    many: dict[tuple[int, str], list[Case]] = defaultdict(list)
    heard: list[tuple[Case, str, list[Person]]] = []
    for row in rows:
        if row.case is None:
            kind = unit.registry.days[row.kind]
            unit.session.add_all(kind.events(unit.school, row, unit.now))
            for case in kind.redraws(unit.school, unit.now):
                unit.touch(case)
            continue
        row.case.falls_due(row.kind, unit.school, unit.now)
        people = list(dict.fromkeys(row.case.recipients(row.kind, unit.school, unit.now)))
        heard.append((row.case, row.kind, people))
        if unit.registry.due[row.kind].merged:
            for person in people:
                many[person.id, row.kind].append(row.case)
    for case, step, people in heard:
        # It happened once, however many hear of it.
        alone = [person for person in people if len(many.get((person.id, step), ())) < 2]
        if people:
            _event(unit, case, step, alone)
        else:
            # Nothing happened to the case, so nothing else would plan what comes again.
            plan(case, unit.school)
    for (person_id, step), cases in many.items():
        if len(cases) > 1:
            _list(unit, f"{step}.list", [unit.session.get_one(Person, person_id)], cases)


def _event(unit: UnitOfWork, case: Case, kind: str, notify: Sequence[Person]) -> None:
    event = Event(
        at=unit.now, kind=kind, notify=[person.id for person in notify], version=case.version
    )
    case.events.append(event)


def _list(unit: UnitOfWork, kind: str, notify: Sequence[Person], cases: Sequence[Case]) -> None:
    event = Event(
        at=unit.now,
        kind=kind,
        notify=[person.id for person in notify],
        data={"cases": [case.id for case in cases]},
    )
    unit.session.add(event)
