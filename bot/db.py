"""The database: opened so that a commit survives a power cut, migrated, and held by one process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, sessionmaker

# Any number will do, as long as every process of this product uses the same.
ADVISORY_LOCK = 0x486F7571


class AlreadyRunning(Exception):
    """Another process holds this database."""


class BrokenReferences(Exception):
    """A change of the tables would have left rows that refer to nothing."""


def open_engine(url: str) -> Engine:
    """Opens the database. On SQLite every commit is flushed to the disk (`synchronous=FULL`), and
    writers begin `IMMEDIATE`, because a read that turns into a write would fail as busy. What
    people wrote never stands in an error of the database, which goes to the log.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).resolve().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(parsed, connect_args={"timeout": 10}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _careful(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def writers(engine: Engine) -> sessionmaker[Session]:
    """Sessions that change rows."""
    return sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)


def readers(engine: Engine) -> sessionmaker[Session]:
    """Sessions that only look; they never hold the write lock."""
    return sessionmaker(engine)


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


@contextmanager
def alone(engine: Engine) -> Iterator[Callable[[], object]]:
    """Holds the database for this process, and yields how to ask whether it still does.

    Raises `AlreadyRunning` where another process has it: on SQLite by a locked file beside it, on
    PostgreSQL by an advisory lock, which falls free when that process ends.
    """
    if engine.dialect.name == "sqlite":
        with _file_lock(Path(str(engine.url.database) + ".lock")):
            yield lambda: True
        return
    with engine.connect() as connection:
        # Out of the pool: there a connection lives on after its end, and with it the lock.
        connection.detach()
        taken = connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": ADVISORY_LOCK})
        connection.commit()
        if not taken:
            raise AlreadyRunning("another process has this database")

        def still_held() -> None:
            """Fails where the connection is gone, and with it the lock."""
            connection.execute(text("SELECT 1"))
            connection.commit()

        yield still_held


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
