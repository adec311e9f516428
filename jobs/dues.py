"""What has fallen due is told, in order, each in its own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from bot.desk import Desk
from bot.unit import Unit
from models.cases import Case, Event
from models.dues import Due, plan
from models.people import Person
from models.tickets.lists import morning, open_before_break

# One message for several that fall due together, unless a minute may matter.
MERGED = ("late.", "sign.", "wait.")
NOT_MERGED = "late.leader_now"


def fire(desk: Desk) -> None:
    """Tells what is due: rows of one moment together, so that several become one message."""
    while True:
        with desk.unit() as unit:
            due = _head(unit)
            if not due:
                return
            for row in due:
                row.done_at = unit.now
                late = row.expires_at is not None and row.expires_at <= unit.now
                row.state = "missed" if late else "done"
            _tell(unit, [row for row in due if row.state == "done"])


def _head(unit: Unit) -> Sequence[Due]:
    """The rows of the next due moment that has come."""
    ready = select(Due).where(Due.state == "planned", Due.due_at <= unit.now)
    first = unit.session.scalar(ready.order_by(Due.due_at, Due.id).limit(1))
    if first is None:
        return ()
    return unit.session.scalars(ready.filter_by(due_at=first.due_at).order_by(Due.id)).all()


def _tell(unit: Unit, rows: Sequence[Due]) -> None:
    """Writes the events; whoever would hear of several cases at once hears one list."""
    many: dict[tuple[int, str], list[Case]] = defaultdict(list)
    heard: list[tuple[Case, str, list[Person]]] = []
    for row in rows:
        if row.case is None:
            _of_the_day(unit, row)
            continue
        people = list(dict.fromkeys(row.case.hears(row, unit.school, unit.now)))
        heard.append((row.case, row.kind, people))
        if row.kind.startswith(MERGED) and row.kind != NOT_MERGED:
            for person in people:
                many[person.id, row.kind].append(row.case)
    for case, kind, people in heard:
        # It happened once, however many hear of it.
        alone = [person for person in people if len(many.get((person.id, kind), ())) < 2]
        if people:
            _event(unit, case, kind, alone)
        else:
            # Nothing happened to the case, so nothing else would plan what comes again.
            plan(case, unit.school)
    for (person_id, kind), cases in many.items():
        if len(cases) > 1:
            _list(unit, f"{kind}.list", [unit.session.get_one(Person, person_id)], cases)


def _of_the_day(unit: Unit, row: Due) -> None:
    match row.kind:
        case "morning":
            for person, cases in morning(unit.school, unit.now).items():
                _list(unit, "morning", [person], cases)
        case "before_break":
            cases = open_before_break(unit.school)
            _list(unit, "before_break", unit.school.office(), cases)
        case "calendar.unknown" | "calendar.runs_out":
            what = row.key.rpartition(".")[2]
            told = [person.id for person in unit.school.administrators()]
            event = Event(at=unit.now, kind=row.kind, data={"what": what}, tell=told)
            unit.session.add(event)


def _event(unit: Unit, case: Case, kind: str, tell: Sequence[Person]) -> None:
    event = Event(at=unit.now, kind=kind, tell=[person.id for person in tell], version=case.version)
    case.events.append(event)


def _list(unit: Unit, kind: str, tell: Sequence[Person], cases: Sequence[Case]) -> None:
    event = Event(
        at=unit.now,
        kind=kind,
        tell=[person.id for person in tell],
        data={"cases": [case.id for case in cases]},
    )
    unit.session.add(event)
