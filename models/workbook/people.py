"""人员 and 角色: who is who, and what each role may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.cases.case import in_hand
from models.people.person import Person, Right, Role
from models.workbook.cells import Column, Phone, Text, YesNo
from models.workbook.choices import Choice, Ref, Refs, Several, Somebody
from models.workbook.moments import Day
from models.workbook.names import wrong
from models.workbook.shapes import Tab
from models.workbook.sheet import Read, Row, Sheet, TableSheet, id_of

LANGUAGES = ("zh-CN", "en")


class RoleRow(Row):
    """A role, and what it allows."""

    zh: Annotated[str, Column(Text(40), required=True)] = ""
    address: Annotated[str, Column(Text(10, width=10))] = ""
    rights: Annotated[tuple[str, ...], Column(Several("right", tuple(Right)))] = ()
    leader: Annotated[bool, Column(YesNo())] = False
    en: Annotated[str, Column(Text(60, width=28))] = ""


class RoleSheet(TableSheet):
    """角色. A role that is left out is no longer given to anybody; its people must have another."""

    name = "roles"
    row = RoleRow
    table = Role
    prefix = "R"
    switch = "active"
    called = ("zh", "en")
    known_by = ("zh",)


class PersonRow(Row):
    """Somebody of the school. Only the name must be given (practice.md §10.1)."""

    name: Annotated[str, Column(Text(60), required=True)] = ""
    main_role: Annotated[str, Column(Ref(("roles",), blank="R09"))] = "R09"
    other_roles: Annotated[tuple[str, ...], Column(Refs(("roles",)))] = ()
    phone: Annotated[str, Column(Phone())] = ""
    title: Annotated[str, Column(Text(20, width=10))] = ""
    language: Annotated[str, Column(Choice("language", LANGUAGES, width=10))] = ""
    shared_phone: Annotated[bool, Column(YesNo())] = False
    away_until: Annotated[date | None, Column(Day())] = None
    stand_in: Annotated[str, Column(Somebody())] = ""

    @model_validator(mode="after")
    def _stands_for_another(self) -> PersonRow:
        if self.stand_in and self.stand_in == self.key:
            raise wrong("people.own_stand_in")
        if self.stand_in and self.away_until is None:
            raise wrong("cell.stand_in_until")
        return self


class PeopleSheet(Sheet):
    """人员. Who is left out is switched off, and what they wrote and signed stays."""

    name = "people"
    numbered = True
    tab = Tab.GREEN
    row = PersonRow
    called = ("name",)
    known_by = ("name",)
    create_first = True
    error_columns = {"people.own_stand_in": "stand_in", "cell.stand_in_until": "away_until"}

    def rows(self, session: Session) -> list[PersonRow]:
        """Everybody in service."""
        return _rows(session, active=True)

    def retired(self, session: Session) -> list[PersonRow]:
        """Those who left; a roster may still name them."""
        return _rows(session, active=False)

    def revives(self, session: Session, key: str) -> bool:
        """Somebody who left and comes back."""
        number = id_of(key)
        return number is not None and session.get(Person, number) is not None

    def check(self, read: Read) -> None:
        """One phone, one person."""
        lines: dict[str, list[int]] = defaultdict(list)
        for line, row in read.rows.items():
            if row.phone:
                lines[row.phone].append(line)
        for shared in lines.values():
            for line in shared[1:]:
                first = read.rows[shared[0]]
                read.complain(line, "phone", "cell.same_phone", who=first.name, line=shared[0])

    def add(self, act: Act, row: PersonRow) -> Person:
        """Somebody who has not joined yet."""
        person = Person(name=row.name)
        act.school.session.add(person)
        return person

    def find(self, session: Session, key: str) -> Person:
        """The person with this id."""
        return session.get_one(Person, int(key))

    def put(self, act: Act, found: Person, row: PersonRow, made: Mapping[str, int]) -> None:
        """Roles, phone and absence as the workbook says."""
        session = act.school.session
        found.name, found.title, found.phone = row.name, row.title, row.phone
        found.language, found.shared_phone = row.language or None, row.shared_phone
        found.main_role_code = row.main_role
        held = {row.main_role, *row.other_roles}
        found.roles = [role for role in session.scalars(select(Role)) if role.code in held]
        found.away_until = row.away_until
        found.stand_in_id = Somebody().to_row(row.stand_in, made)
        found.active, found.left_at = True, None

    def leave_out(self, act: Act, found: Person) -> None:
        """Switched off; the repairs in hand go back to the office (practice.md §1.4)."""
        for case in in_hand(act.school.session, found):
            case.release(act)
        found.active, found.left_at = False, act.now


def _rows(session: Session, *, active: bool) -> list[PersonRow]:
    query = select(Person).where(Person.active.is_(active)).order_by(Person.id)
    return [_row_of(person) for person in session.scalars(query).unique()]


def _row_of(person: Person) -> PersonRow:
    main = person.main_role
    return PersonRow.model_construct(
        key=str(person.id),
        name=person.name,
        main_role=main.code if main else "R09",
        other_roles=tuple(sorted(role.code for role in person.roles if role is not main)),
        phone=person.phone,
        title=person.title,
        language=person.language or "",
        shared_phone=person.shared_phone,
        away_until=person.away_until,
        stand_in=str(person.stand_in_id or ""),
    )


def without_administrator(rights: Mapping[str, tuple[str, ...]], people: list[Any]) -> bool:
    """Whether nobody would look after the system, by the rights of each role."""
    return not any(
        Right.ADMIN in rights.get(code, ())
        for person in people
        for code in (person.main_role, *person.other_roles)
    )
