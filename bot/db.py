"""The database: opened so that a commit survives a power cut, migrated, and held by one process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.warm_session import WarmSession
from models.messaging import Heartbeat

# Any number will do, as long as every process of this product uses the same.
ADVISORY_LOCK = 0x486F7571
MIGRATING = ADVISORY_LOCK + 1
# So long a change waits for another program's lock before it fails, and is tried again.
LOCK_SECONDS = 10
HELD = "held"


class AlreadyRunning(Exception):
    """Another process holds this database."""


class Unusable(Exception):
    """Why this database cannot be worked with, as a sentence."""


class BrokenReferences(Exception):
    """A change of the tables would have left rows that refer to nothing."""


def passes(fault: Exception) -> bool:
    """Whether the database itself is at fault, and it passes by waiting: a lock, a full disk, a
    line that broke. Nothing was committed then, and whatever was being done is done again.
    """
    broke = isinstance(fault, DBAPIError) and fault.connection_invalidated
    return broke or isinstance(fault, OperationalError)


def open_engine(url: str) -> Engine:
    """Opens the database. On SQLite every commit is flushed to the disk (`synchronous=FULL`), and
    writers begin `IMMEDIATE`, because a read that turns into a write would fail as busy. What
    people wrote never stands in an error of the database, which goes to the log.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)

        @event.listens_for(engine, "connect")
        def _impatient(connection: Any, _record: object) -> None:
            connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            connection.commit()

        return engine
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).resolve().parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise Unusable(f"The folder {folder} cannot be made: {fault.strerror}.") from fault
    engine = create_engine(parsed, connect_args={"timeout": LOCK_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _careful(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        # What is erased is overwritten, and does not lie on in free pages of the file.
        pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("glances"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


def check(engine: Engine) -> None:
    """Raises `Unusable` where SQLite's file is broken, or it and its folder cannot be written."""
    if engine.dialect.name != "sqlite":
        return
    file = Path(str(engine.url.database)).resolve()
    for each in (file.parent, file):
        if each.exists() and not os.access(each, os.W_OK):
            raise Unusable(f"{each} cannot be written: is the file system read-only?")
    if not file.exists():
        return
    try:
        with engine.connect() as connection:
            says = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except DatabaseError as fault:
        if "locked" in str(fault.orig):
            raise
        raise Unusable(f"The database {file} cannot be opened: {fault.orig}.") from fault
    if says != "ok":
        reason = str(says).split("\n")[-1]
        raise Unusable(f"The database {file} is broken ({reason}): bring a backup back.")


def forget_erased(engine: Engine) -> None:
    """Lets go of SQLite's log, in which what was erased lies until it is written over. While
    somebody reads, it stays; the next time empties it.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def readers(engine: Engine) -> sessionmaker[Session]:
    """Sessions that only look; they never hold the write lock."""
    return sessionmaker(engine)


def glances(engine: Engine) -> sessionmaker[Session]:
    """Sessions for one look in one statement, which needs no transaction."""
    return sessionmaker(engine.execution_options(glances=True))


def migrate(engine: Engine) -> None:
    """Brings the tables up to date, in one transaction where the database allows it."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "models/migrations"))
    with changing_tables(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def changing_tables(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables may change. SQLite makes a table anew and drops the old one,
    so what refers to its rows is checked at the end, and not when the old one goes. Raises
    `BrokenReferences` where something leads nowhere then; nothing has been changed in that case.
    """
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                # Whoever has lost the database meanwhile is waited for, and changes nothing after.
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATING})
                yield connection
            return
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    raise BrokenReferences(f"rows of {broken[0]} refer to rows that are gone")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


class Hold:
    """The right to change rows, which one process has at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.since: datetime | None = None
        self._session = WarmSession(engine.execution_options(writes=True))

    @contextmanager
    def writing(self) -> Iterator[WarmSession]:
        """A session that changes rows: all is committed at its end, or nothing."""
        with self._session.transaction() as session:
            yield session

    def begin(self, now: datetime) -> None:
        """Notes that the work of this process begins, so that it can tell whether another one
        has worked in between.
        """
        with self.writing() as session:
            session.merge(Heartbeat(name=HELD, at=now))
        self.since = now

    def let_go(self) -> None:
        """Gives the right back."""


class _Line(Hold):
    """On PostgreSQL the lock lies on the one connection over which all changes are made.

    When that line is cut, the server takes its open transaction back before it frees the lock. So
    there is no moment at which two processes can change rows, and no statement more is needed.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._lost = False
        self._driver: Any = None
        self._connection = self._taken()
        self._session = WarmSession(self._connection)

    @contextmanager
    def writing(self) -> Iterator[WarmSession]:
        """Over the line that holds the lock. Raises `AlreadyRunning` where that was cut, and
        another process has the database now or has worked on it meanwhile.
        """
        if self._connection.invalidated or self._connection.closed:
            self._take_again()
        if self._connection.in_transaction():
            raise RuntimeError("a change was begun inside another one")
        with self._session.transaction() as session:
            yield session

    def let_go(self) -> None:
        """Closes the line, and with it the lock falls free."""
        self._lost = True
        self._hang_up()

    def _hang_up(self) -> None:
        """The driver's own end too, which nobody closes when a line outside the pool is cut."""
        self._connection.close()
        self._driver.close()

    def _taken(self) -> Connection:
        connection = self.engine.execution_options(writes=True).connect()
        # Out of the pool: there a connection lives on after its end, and with it the lock.
        connection.detach()
        self._driver = connection.connection.dbapi_connection
        try:
            lock = {"n": ADVISORY_LOCK}
            taken = connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), lock)
            connection.commit()
            if not taken:
                raise AlreadyRunning("another process has this database")
        except BaseException:
            connection.close()
            self._driver.close()
            raise
        return connection

    def _take_again(self) -> None:
        """Once lost for good, it stays lost: what this process remembers is no longer true."""
        if self._lost:
            raise AlreadyRunning("another process has taken this database over")
        self._hang_up()
        try:
            self._connection = self._taken()
        except AlreadyRunning:
            self._lost = True
            raise
        if self.since is not None:
            noted = self._connection.scalar(select(Heartbeat.at).where(Heartbeat.name == HELD))
            self._connection.commit()
            if noted != self.since:
                self.let_go()
                raise AlreadyRunning("another process has worked on this database meanwhile")
        self._session = WarmSession(self._connection)


@contextmanager
def single_instance(engine: Engine) -> Iterator[Hold]:
    """Holds the database for this process; only so can rows be changed.

    Raises `AlreadyRunning` where another process has it: on SQLite by a locked file beside it, on
    PostgreSQL by an advisory lock.
    """
    if engine.dialect.name == "sqlite":
        with _file_lock(Path(str(engine.url.database) + ".lock")):
            yield Hold(engine)
        return
    hold = _Line(engine)
    try:
        yield hold
    finally:
        hold.let_go()


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(f"process {file.read().strip()} has this database") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
