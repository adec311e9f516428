"""What a school begins with: the default rows, loaded once into empty tables."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.approvals import ApprovalTier
from models.base import Base
from models.calendar.hours import Break, Term, Timetable, Workday
from models.checklists import Checklist, ChecklistItem
from models.deadlines import Deadline
from models.duty.roster import WEEKDAYS, Post, RosterTurn, RosterWeek
from models.hazard_levels import HazardCategory, HazardCriterion, HazardLevel
from models.hazards.risk_points import RiskPoint
from models.incidents.plans import ContingencyPlan
from models.people.person import Person, Right, Role
from models.places import Place
from models.retention import Retention
from models.school import Category, Danger, Firm, Urgency
from models.settings import Setting
from models.visits.purpose import VisitPurpose

DATA = Path(__file__).parent / "data"
TABLES: dict[str, type[Base]] = {
    "role": Role,
    "urgency": Urgency,
    "danger": Danger,
    "firm": Firm,
    "category": Category,
}
IN_ORDER = ("role", "urgency", "category", "danger")
BELLS = ("day_start", "day_end", "dismissal")
HABITS: dict[str, type[Base]] = {
    "post": Post,
    "hazard_category": HazardCategory,
    "hazard_criterion": HazardCriterion,
    "hazard_level": HazardLevel,
    "approval_tier": ApprovalTier,
    "retention": Retention,
    "visit_purpose": VisitPurpose,
    "contingency_plan": ContingencyPlan,
}

CALENDAR: dict[str, type[Base]] = {"term": Term, "break": Break, "workday": Workday}


def fill(session: Session) -> None:
    """Fills the tables of a new school, and those that came later of one that runs already. What
    a school has edited is never touched again.
    """
    if not _has_rows(session, Role):
        begin(session)
    _set(session)
    habits = _read("habits.toml") | _read("contingencies.toml")
    _limit(session, habits["deadline"])
    for name, table in HABITS.items():
        if not _has_rows(session, table):
            for position, row in enumerate(habits[name]):
                session.add(table(**row, position=position))
            session.flush()
    if not _has_rows(session, Timetable):
        _ring(session, habits["timetable"])
    if not _has_rows(session, Checklist):
        _list(session, _read("checklists.toml")["checklist"])
    if not _has_rows(session, RiskPoint):
        rows = habits["risk_point"]
        session.add_all(RiskPoint(**row, position=nth) for nth, row in enumerate(rows))
        session.flush()


def _has_rows(session: Session, table: type[Base]) -> bool:
    return bool(session.scalar(select(func.count()).select_from(table)))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text("utf-8"))


def begin(session: Session) -> None:
    """The roles, places, kinds of repair, degrees and settings of a new school."""
    data = _read("school.toml")
    for name, table in TABLES.items():
        for position, row in enumerate(data[name]):
            ordered = {"position": position} if name in IN_ORDER else {}
            session.add(table(**row, **ordered))
        session.flush()
    _plant(session, data["place"])


def _set(session: Session) -> None:
    """The settings that this school does not have yet; a newer program brings new ones."""
    for key, value in _read("school.toml")["rules"].items():
        if session.get(Setting, key) is None:
            plain = value.isoformat() if isinstance(value, time) else value
            session.add(Setting(key=key, value={"is": plain}))
    session.flush()


def _limit(session: Session, rows: list[dict[str, Any]]) -> None:
    """The deadlines that this school does not have yet: which steps there are is the program's."""
    for position, row in enumerate(rows):
        if session.get(Deadline, row["code"]) is None:
            session.add(Deadline(**row, position=position))
    session.flush()


def _ring(session: Session, rows: list[dict[str, Any]]) -> None:
    """The timetables begin with the times that the school has set, which may not be ours."""
    settings = session.scalars(select(Setting).where(Setting.key.in_(BELLS)))
    bells = {setting.key: time.fromisoformat(setting.value["is"]) for setting in settings}
    session.add_all(Timetable(**row, **bells) for row in rows)
    session.flush()


def _list(session: Session, rows: list[dict[str, Any]]) -> None:
    for position, row in enumerate(rows):
        fields = {name: value for name, value in row.items() if name != "items"}
        items = [ChecklistItem(**item, position=nth) for nth, item in enumerate(row["items"])]
        session.add(Checklist(**fields, items=items, position=position))
    session.flush()


def _plant(session: Session, rows: list[dict[str, Any]]) -> None:
    """Puts up the tree of places; a parent stands before its children."""
    known: dict[str, Place] = {}
    for position, row in enumerate(rows):
        fields = {name: value for name, value in row.items() if name != "parent"}
        parent = known[row["parent"]] if "parent" in row else None
        place = Place(**fields, parent=parent, position=position)
        known[place.code] = place
        session.add(place)
    session.flush()


def first_administrators(session: Session, ids: tuple[int, ...]) -> None:
    """Makes sure that the ids of `ADMIN_IDS` administer, from the first start on."""
    role = next(role for role in session.scalars(select(Role)) if Right.ADMIN in role.rights)
    for telegram_id in ids:
        person = session.scalar(select(Person).filter_by(telegram_id=telegram_id))
        if person is None:
            person = Person(name=role.zh, telegram_id=telegram_id)
            session.add(person)
        if role not in person.roles:
            person.roles.append(role)
        person.active = True


def sample_phones() -> dict[int, tuple[str, bool]]:
    """Of the sample school: whose phone has which id, and whether its owner has joined."""
    people = _read("demo.toml")["person"]
    return {
        row["telegram_id"]: (row["name"], row.get("joined", True))
        for row in people
        if "telegram_id" in row
    }


def fill_sample(session: Session) -> dict[int, Person]:
    """The people, holidays and emergency numbers of the sample school, for the demo and the tests.

    Returns who holds which phone; among them are people who have not joined yet.
    """
    data = _read("demo.toml")
    session.get_one(Setting, "school_name").value = {"is": data["school_name"]}
    roles = {role.code: role for role in session.scalars(select(Role))}
    phones: dict[int, Person] = {}
    for row in data["person"]:
        joined = row.get("joined", True)
        person = Person(
            name=row["name"],
            title=row.get("title", ""),
            phone=row.get("number", ""),
            telegram_id=row.get("telegram_id") if joined else None,
            language=row.get("language"),
            shared_phone=row.get("shared_phone", False),
            roles=[roles[code] for code in row["roles"]],
        )
        session.add(person)
        if "telegram_id" in row:
            phones[row["telegram_id"]] = person
    for name, table in CALENDAR.items():
        session.add_all(table(**row) for row in data[name])
    for kind in (*session.scalars(select(Danger)), *session.scalars(select(ContingencyPlan))):
        kind.phones = [
            {**phone, "number": phone["number"] or data["phones"][phone["zh"]]}
            for phone in kind.phones
        ]
    session.flush()
    _man(session, data)
    return phones


def _man(session: Session, data: dict[str, Any]) -> None:
    """Puts the people of the sample school on their posts."""
    ids = {name: key for key, name in session.execute(select(Person.id, Person.name))}
    for row in data["week"]:
        days = {f"{day}_id": ids[name] for day, name in zip(WEEKDAYS, row["people"], strict=False)}
        session.add(RosterWeek(post_code=row["post"], first=row["first"], **days))
    for row in data["turn"]:
        turn = RosterTurn(person_id=ids[row["person"]], first=row["first"], turns=row["turns"])
        session.add(turn)
    session.flush()
