"""What the command line fetches from the school's rows: labels, and who has not joined yet.

Looking is always possible. Codes are made only while no bot changes the database, by the same
verb as in the chat, in the name of an administrator.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import db
from bot.clock import real_now
from bot.config import Settings
from bot.documents import labels_and_invites
from bot.i18n import I18n
from models.act import Act
from models.messaging import BotName
from models.people.invitations import Invitation, by_hand, not_joined, open_codes
from models.people.person import Person
from models.school import School

FORMATS = ("text", "json", "pdf")


class Unable(Exception):
    """Why it cannot be done now, as a sentence."""


def labels(settings: Settings) -> bytes:
    """The labels of all places as a PDF. Raises `Unable` where the bot has never run."""
    with opened(settings) as engine, db.readers(engine)() as session:
        school, username = School(session, settings.zone), _username(session)
        i18n = I18n(settings.language, settings.zone)
        return labels_and_invites.labels(school, i18n, username, None, real_now())


def invitations(settings: Settings, form: str) -> tuple[bytes, str]:
    """Who has not joined, as text, JSON or a PDF of cards; and why codes are missing, if any are.

    Raises `Unable` where the bot has never run.
    """
    with opened(settings) as engine:
        missing = _make_missing_codes(engine, settings)
        with db.readers(engine)() as session:
            return _written(session, settings, form), missing


@contextmanager
def opened(settings: Settings, *, even_empty: bool = False) -> Iterator[Engine]:
    """The database of a school. Raises `Unable` where there is none, unless that is meant, or
    where it cannot be read.
    """
    engine = db.open_engine(settings.database_url.get_secret_value())
    try:
        if not even_empty and not inspect(engine).has_table(BotName.__tablename__):
            raise Unable("The database is empty, or older than this program: start the bot once.")
        yield engine
    except SQLAlchemyError as fault:
        raise Unable(f"The database cannot be read: {type(fault).__name__}.") from fault
    finally:
        engine.dispose()


def _username(session: Session) -> str:
    known = session.get(BotName, 1)
    if known is None:
        raise Unable("The bot's name is not known yet, so there are no links: start the bot once.")
    return known.username


def _without_code(session: Session) -> list[Person]:
    known = open_codes(session, real_now())
    return [person for person in not_joined(session) if person.id not in known]


def _make_missing_codes(engine: Engine, settings: Settings) -> str:
    """Makes a code for whoever has none. Returns why some are still missing, or nothing."""
    with db.readers(engine)() as session:
        _username(session)
        count = len(_without_code(session))
    if not count:
        return ""
    try:
        with db.single_instance(engine) as held, held.writing() as session:
            school = School(session, settings.zone)
            administrators = school.administrators()
            if not administrators:
                return (
                    f"{count} people have no code, and nobody may invite them, because this school "
                    "has no administrator: put your id into ADMIN_IDS and start the bot."
                )
            act = Act(by=administrators[0], now=real_now(), school=school)
            for person in _without_code(session):
                Invitation.for_person(act, person)
    except db.AlreadyRunning:
        return (
            f"{count} people have no code, and codes are not made beside the running bot: "
            "send it /admin and press 邀请 (Invite), or stop it first."
        )
    return ""


def _written(session: Session, settings: Settings, form: str) -> bytes:
    now, i18n, username = real_now(), I18n(settings.language, settings.zone), _username(session)
    known = open_codes(session, now)
    everybody = not_joined(session)
    if form == "pdf":
        codes = [known[person.id] for person in everybody if person.id in known]
        school = School(session, settings.zone)
        return labels_and_invites.invitation_cards(school, i18n, username, codes, now)
    rows = [_row(person, known.get(person.id), username, i18n) for person in everybody]
    if form == "json":
        return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()
    if not rows:
        return f"{i18n.plain('people.admin.all_joined')}\n".encode()
    return "".join(_line(row, i18n) for row in rows).encode()


def _row(
    person: Person, code: Invitation | None, username: str, i18n: I18n
) -> dict[str, str | bool | None]:
    return {
        "name": person.name,
        "role": i18n.list(role.name_in(i18n.language) for role in person.roles),
        "code": code.code if code else None,
        "link": labels_and_invites.start_link(username, code.code) if code else None,
        "valid_until": code.expires_at.astimezone(i18n.zone).isoformat() if code else None,
        "hand_over_in_person": by_hand(person),
    }


def _line(row: dict[str, str | bool | None], i18n: I18n) -> str:
    """Columns with tabs between them, as a spreadsheet takes them."""
    parts = [row["name"], row["role"], row["code"] or "-", row["link"] or "-"]
    if row["hand_over_in_person"]:
        parts.append(i18n.plain("invite.alone"))
    # A name is people's text: a tab or a new line in it would look like a column or a person.
    return "\t".join(" ".join(str(part).split()) for part in parts) + "\n"
