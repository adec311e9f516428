"""What a school begins with: the default rows, loaded once into empty tables."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import Base
from models.calendar import Break
from models.people import Person, Right, Role
from models.places import Place
from models.school import Category, Danger, Firm, Setting, Urgency

DATA = Path(__file__).parent / "data"
TABLES: dict[str, type[Base]] = {
    "role": Role,
    "urgency": Urgency,
    "danger": Danger,
    "firm": Firm,
    "category": Category,
}
IN_ORDER = ("role", "urgency", "category")


def fill(session: Session) -> None:
    """Fills the tables of a new school. What a school has edited is never touched again."""
    if session.scalar(select(func.count()).select_from(Role)):
        return
    data = tomllib.loads((DATA / "school.toml").read_text("utf-8"))
    for name, table in TABLES.items():
        for position, row in enumerate(data[name]):
            ordered = {"position": position} if name in IN_ORDER else {}
            session.add(table(**row, **ordered))
        session.flush()
    for key, value in data["rules"].items():
        plain = value.isoformat() if isinstance(value, time) else value
        session.add(Setting(key=key, value={"is": plain}))
    _plant(session, data["place"])


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


def fill_sample(session: Session) -> dict[int, Person]:
    """The people and holidays of the sample school, for the demo and the tests.

    Returns who holds which phone; among them are people who have not joined yet.
    """
    data = tomllib.loads((DATA / "demo.toml").read_text("utf-8"))
    session.get_one(Setting, "school_name").value = {"is": data["school_name"]}
    roles = {role.code: role for role in session.scalars(select(Role))}
    phones: dict[int, Person] = {}
    for row in data["person"]:
        joined = row.get("joined", True)
        person = Person(
            name=row["name"],
            title=row.get("title", ""),
            telegram_id=row.get("telegram_id") if joined else None,
            language=row.get("language"),
            shared_phone=row.get("shared_phone", False),
            roles=[roles[code] for code in row["roles"]],
        )
        session.add(person)
        if "telegram_id" in row:
            phones[row["telegram_id"]] = person
    for row in data["break"]:
        session.add(Break(name=row["name"], first=row["first"], last=row["last"]))
    session.flush()
    return phones
