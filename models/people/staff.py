"""What changes about the people of the school: service, roles, who is away, who has the phone."""

from __future__ import annotations

from datetime import date

from models.act import Act
from models.base import Refused
from models.people.person import Person, Right, Role


def take_on(act: Act, name: str, role: Role) -> Person:
    """Notes somebody new in the school, who has not joined yet."""
    act.must(Right.ADMIN)
    person = Person(name=name, roles=[role])
    act.school.session.add(person)
    act.school.session.flush()
    return person


def switch_off(person: Person, act: Act) -> None:
    """Takes the person out of service; what they wrote and signed stays.

    Raises `Refused` where the actor is no administrator, or would leave the school without
    one.
    """
    act.must(Right.ADMIN)
    others = [admin for admin in act.school.administrators() if admin is not person]
    if person.may(Right.ADMIN) and not others:
        raise Refused("people.last_admin")
    person.active = False
    person.left_at = act.now


def switch_on(person: Person, act: Act) -> None:
    """Takes the person back into service."""
    act.must(Right.ADMIN)
    person.active = True
    person.left_at = None


def change_role(person: Person, act: Act, role: Role) -> None:
    """Gives the person a role, or takes it. Raises `Refused` for the last administrator."""
    act.must(Right.ADMIN)
    if role not in person.roles:
        person.roles.append(role)
        return
    others = [admin for admin in act.school.administrators() if admin is not person]
    if Right.ADMIN in role.rights and not others:
        raise Refused("people.last_admin")
    person.roles.remove(role)


def be_away(person: Person, act: Act, until: date | None, stand_in: Person | None) -> None:
    """Notes that somebody else does this person's work until that day, included."""
    act.must(Right.REPAIR if act.by is person else Right.DISPATCH)
    if stand_in is person:
        raise Refused("people.own_stand_in")
    if stand_in is not None and not stand_in.may(Right.REPAIR):
        raise Refused("ticket.no_fixer", who=stand_in)
    person.away_until = until
    person.stand_in = stand_in if until else None


def speak(person: Person, act: Act, language: str) -> None:
    """Notes in which language the person is spoken to from now on."""
    if act.by is not person:
        act.must(Right.ADMIN)
    person.language = language


def take_phone(person: Person, act: Act, holder: Person) -> None:
    """Notes who uses the shared phone from now on; records carry that name."""
    if not person.shared_phone or act.by is not person:
        raise Refused("people.not_a_shared_phone")
    if holder.shared_phone or not holder.may(Right.GUARD):
        raise Refused("right.guard")
    person.on_phone = holder
