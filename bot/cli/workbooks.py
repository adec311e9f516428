"""What the command line does with workbooks: a sample, this school as it stands, and the way in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.orm import Session

from bot import db
from bot.cli.labels_and_invites import Unable, opened
from bot.clock import real_now
from bot.config import Settings
from bot.i18n import I18n
from bot.workbook.building import blank_export, export
from bot.workbook.dictionary import BookWords
from bot.workbook.grids import Book
from bot.workbook.opening import mark_workbook, open_workbook
from bot.workbook.proposing import Proposal, propose
from bot.workbook.replies import Answers, cell_of
from models import defaults
from models.act import Act
from models.base import Base, Refused
from models.people.person import Person
from models.school import School
from models.store import Store
from models.workbook.applying import apply


def sample(settings: Settings) -> bytes:
    """A school that is filled in, to look at and to start from."""
    return _of_nobody(settings, people=True)


def template(settings: Settings) -> bytes:
    """This school as it stands; where there is none yet, the defaults to fill in."""
    engine = db.open_engine(settings.database_url.get_secret_value())
    try:
        if not inspect(engine).has_table("person"):
            return _of_nobody(settings, people=False)
        i18n = I18n(settings.language, settings.zone)
        try:
            with db.single_instance(engine) as held, held.writing() as session:
                drawn, note = export(session, i18n, real_now())
                session.add(note)
                return drawn
        except db.AlreadyRunning:
            # Beside the running bot nothing is written, so this export is not known again.
            with db.readers(engine)() as session:
                return export(session, i18n, real_now())[0]
    finally:
        engine.dispose()


def _of_nobody(settings: Settings, *, people: bool) -> bytes:
    """A workbook from the defaults alone, drawn from a database that lives no longer than that."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        defaults.fill(session)
        if people:
            defaults.fill_sample(session)
        session.flush()
        return blank_export(session, I18n(settings.language, settings.zone), real_now())


def bring_in(settings: Settings, file: Path, *, dry_run: bool) -> str:
    """Reads a workbook into the school, and says what changed, or would.

    Raises `Unable` where nothing can be read or applied; wrong cells stand in a coloured copy
    beside the file then.
    """
    i18n = I18n(settings.language, settings.zone)
    answers = Answers(i18n)
    try:
        data = file.read_bytes()
        book = open_workbook(data, file.name)
    except Refused as refusal:
        raise Unable(i18n.plain(refusal.key, **refusal.values)) from refusal
    except OSError as fault:
        raise Unable(f"{file}: {fault.strerror}") from fault
    with opened(settings, even_empty=True) as engine:
        if dry_run:
            with _as_it_stands(engine, settings) as session:
                return _said(_proposal(session, settings, book, answers, data, file), answers)
        try:
            with _founded(engine, settings) as held, held.writing() as session:
                proposal = _proposal(session, settings, book, answers, data, file)
                rules = School(session, settings.zone).settings
                said = _said(proposal, answers)
                if proposal.plan.must_ask(rules.guard_rows, rules.guard_percent):
                    raise Unable(f"{said}\n{i18n.plain('workbook.ask_in_chat')}")
                if proposal.plan.changes:
                    _apply(session, settings, proposal, data, file.name)
                return said
        except db.AlreadyRunning as fault:
            raise Unable(i18n.plain("workbook.bot_runs")) from fault


@contextmanager
def _founded(engine: Engine, settings: Settings) -> Iterator[db.Hold]:
    """The school's database, with its tables and defaults, as the bot's first start makes them.

    Raises `AlreadyRunning` where the bot runs.
    """
    with db.single_instance(engine) as held:
        db.migrate(engine)
        with held.writing() as session:
            _fill(session, settings)
        yield held


@contextmanager
def _as_it_stands(engine: Engine, settings: Settings) -> Iterator[Session]:
    """Only to look at; where there is no school yet, one that lives no longer than the look."""
    if inspect(engine).has_table(Person.__tablename__):
        with db.readers(engine)() as session:
            yield session
        return
    nobody = create_engine("sqlite://")
    Base.metadata.create_all(nobody)
    with Session(nobody) as session:
        _fill(session, settings)
        yield session
    nobody.dispose()


def _fill(session: Session, settings: Settings) -> None:
    defaults.fill(session)
    defaults.first_administrators(session, settings.admin_ids)
    session.flush()


def _proposal(
    session: Session, settings: Settings, book: Book, answers: Answers, data: bytes, file: Path
) -> Proposal:
    """Reads it against the school. Raises `Unable` with all that is wrong."""
    school = School(session, settings.zone)
    sender = _administrator(school, settings)
    today, text = school.today(real_now()), BookWords(answers.i18n)
    proposal = propose(session, book, text, today, sender.id if sender else 0)
    if proposal.sound:
        return proposal
    marks = answers.marks(proposal.reading, proposal.faults)
    name = answers.i18n.plain("workbook.marked_name", name=file.stem)
    beside = file.with_name(f"{name}.xlsx")
    author = answers.i18n.plain("book.guide.author")
    beside.write_bytes(mark_workbook(data, marks, author=author))
    lines = [f"{cell_of(mark)}: {mark.text}" for mark in marks]
    raise Unable("\n".join([*lines, str(beside)]))


def _said(proposal: Proposal, answers: Answers) -> str:
    if not proposal.plan.changes:
        said = answers.nothing_new(proposal)
    else:
        said = answers.proposal(proposal, must_ask=False)
    return unescape(re.sub(r"<[^>]+>", "", said))


def _apply(
    session: Session, settings: Settings, proposal: Proposal, data: bytes, name: str
) -> None:
    """In the name of an administrator, as everything on the command line. Raises `Unable`."""
    school = School(session, settings.zone)
    sender = _administrator(school, settings)
    if sender is None:
        raise Unable("This school has no administrator: put your id into ADMIN_IDS.")
    sha256 = Store(settings.data_dir).put(data, "xlsx")
    act = Act(by=sender, now=real_now(), school=school)
    apply(proposal.plan, act, file=sha256, name=name)


def _administrator(school: School, settings: Settings) -> Person | None:
    """In whose name the command line acts: first of all somebody of ADMIN_IDS."""
    everybody = school.administrators()
    named = (one for one in everybody if one.telegram_id in settings.admin_ids)
    return next(named, everybody[0] if everybody else None)
