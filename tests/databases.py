"""Databases for the tests: SQLite in files, or PostgreSQL where `TEST_DATABASE_URL` names a server.

The sample school is built once in each process that tests; whoever goes on stage gets a copy.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Engine, create_engine, make_url, text, update
from sqlalchemy.orm import Session

from bot import db
from bot.db import open_engine
from models import defaults
from models.checklists import Checklist

ADMIN = 9001


class Databases(Protocol):
    """Where the databases of one process lie."""

    def empty(self, folder: Path) -> str:
        """The address of a database with nothing in it."""

    def copy(self) -> str:
        """The address of a database with the sample school in it, always the same."""


class Files:
    """SQLite: each database is a file, those of the stage in one place."""

    def __init__(self, folder: Path) -> None:
        self.sample = folder / "sample.db"
        self.stage = folder / "stage"
        fill(f"sqlite:///{self.sample}")

    def empty(self, folder: Path) -> str:
        return f"sqlite:///{folder}/school.db"

    def copy(self) -> str:
        shutil.rmtree(self.stage, ignore_errors=True)
        self.stage.mkdir()
        shutil.copy(self.sample, self.stage / "school.db")
        return self.empty(self.stage)


class Server:
    """PostgreSQL: each process that tests has a database of its own, made anew for each test."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        fill(self._make(f"sample_{self.worker}", "template1"))

    def empty(self, folder: Path) -> str:
        return self._make(f"test_{self.worker}", "template1")

    def copy(self) -> str:
        return self._make(f"test_{self.worker}", f"sample_{self.worker}")

    def _make(self, name: str, template: str) -> str:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            # A process that a test has killed may still be connected.
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        url: URL = self.url.set(database=name)
        return url.render_as_string(hide_password=False)


@cache
def kept_engine(url: str) -> Engine:
    """An engine that goes from test to test with all the statements that it has put into words,
    which takes it longer than to run them.
    """
    return open_engine(url)


def open_databases(folder: Path) -> Databases:
    """The databases of this run."""
    url = os.environ.get("TEST_DATABASE_URL")
    return Server(url) if url else Files(folder)


def fill(url: str) -> None:
    """Puts the sample school into an empty database, as the first start and its people would."""
    engine = db.open_engine(url)
    db.migrate(engine)
    with db.single_instance(engine) as held, held.writing() as session:
        defaults.fill(session)
        defaults.first_administrators(session, (ADMIN,))
        defaults.fill_sample(session)
        without_rounds(session)
    engine.dispose()


def without_rounds(session: Session) -> None:
    """Nobody is asked for a round in other features' stories; those of rounds switch lists on."""
    session.execute(update(Checklist).values(enabled=False))
