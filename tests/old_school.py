"""A school as the version before the kinds of cases had tables of their own left it: drafts open,
repairs in every state, cards on phones, reminders planned, a workbook applied.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text

import models.tables
from bot import db

FILE = Path(__file__).parent / "data" / "school_of_0006.json.gz"
REVISION = "0006"


def old_school() -> dict[str, Any]:
    """The rows of each table, and which repair stands in which state."""
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        read: dict[str, Any] = json.load(file, object_hook=_value)
        return read


def _value(found: dict[str, Any]) -> Any:
    match found:
        case {"t": "datetime", "v": str(said)}:
            return datetime.fromisoformat(said)
        case {"t": "date", "v": str(said)}:
            return date.fromisoformat(said)
        case {"t": "time", "v": str(said)}:
            return time.fromisoformat(said)
        case {"t": "Decimal", "v": str(said)}:
            return Decimal(said)
    return found


def bring_back(url: str) -> dict[str, Any]:
    """Puts that school into an empty database, with the tables of its day."""
    school = old_school()
    engine = db.open_engine(url)
    config = Config()
    scripts = Path(models.tables.__file__).parent / "migrations"
    config.set_main_option("script_location", str(scripts))
    with db.changing_tables(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)
        tables = MetaData()
        tables.reflect(connection)
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        for name, rows in school["tables"].items():
            if rows:
                fitting = [_fitting(row, engine) for row in rows]
                connection.execute(tables.tables[name].insert(), fitting)
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = DEFAULT"))
            _go_on_counting(connection, tables)
    engine.dispose()
    return school


def _fitting(row: dict[str, Any], engine: Any) -> dict[str, Any]:
    """SQLite keeps moments in UTC, and forgets that it does."""
    if engine.dialect.name == "postgresql":
        return row
    return {
        name: value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _go_on_counting(connection: Connection, tables: MetaData) -> None:
    for table in tables.tables.values():
        if "id" in table.c and table.c.id.autoincrement and table.name != "chat":
            name = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": f'"{table.name}"'}
            )
            if name:
                last = f'SELECT setval(:name, COALESCE((SELECT max(id) FROM "{table.name}"), 1))'
                connection.execute(text(last), {"name": name})
