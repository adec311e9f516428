"""Every change of the school's rows: by whom, when, from what to what, each chained to the last.

It is written by the session itself, just before the commit, whoever changed something: a verb, the
workbook, the clock. The database refuses to change or delete a row of it, and each row carries the
hash of the one before, so that a change beside the program is found (practice.md §16.4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Index, String, Table, Text, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, UOWTransaction, mapped_column

from models.base import Base

FIRST = "0" * 64
# What only carries messages, questions and plans to and fro is no record of the school; nor is a
# draft, which is nobody's until it is filed.
CARRIERS = frozenset(
    {
        *("inbox", "outbox", "dialogue", "card", "chat", "upload", "bot_name", "heartbeat"),
        *("due", "counter", "paper_order", "audit", "draft"),
    }
)
# Columns by which somebody told of something.
NAMING = frozenset({"reporter_id", "recorder_id", "by_id", "sender_id", "holder_id"})
# Stands for what must not outlive its own row: a telephone number, the code of an invitation, and
# what a kind of row names in `FORGOTTEN`, because it is erased in time.
PRIVATE = "•"
# A telephone or an identity number in people's words; never a part of a hash.
_NUMBER = re.compile(
    r"(?<![0-9A-Fa-f])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8}|\d{17}[\dXx])"
    r"(?![0-9A-Fa-f])"
)


class Audit(Base):
    """One row that was made, changed or deleted, in one transaction.

    `change` holds for each column what it was and what it became, as JSON; nothing where it is
    new. Whoever was at the phone did it; nobody where the clock or the command line did.
    """

    __tablename__ = "audit"
    PASSING = True
    __table_args__ = (Index("ix_audit_table_row", "table", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[int | None]
    table: Mapped[str] = mapped_column(String(40))
    row: Mapped[str] = mapped_column(String(80))
    verb: Mapped[str] = mapped_column(String(6))
    change: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def refusals(dialect: str) -> list[str]:
    """The statements by which the database refuses to change or delete a row of the audit."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_no_{what} BEFORE {what} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END"
            for what in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    ]


@event.listens_for(Audit.__table__, "after_create")
def _guard(table: Table, connection: Connection, **_: Any) -> None:
    for statement in refusals(connection.dialect.name):
        connection.exec_driver_sql(statement)


def chained(before: str, *parts: Any) -> str:
    """The hash of a row: of the one before it, and of all that stands in it."""
    return sha256(json.dumps([before, *parts], ensure_ascii=False).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


@dataclass
class Head:
    """The end of the chain, for whoever alone may add to it; unknown after anything went wrong."""

    last: tuple[int, str] | None = None


class Written(NamedTuple):
    """What a flush did to one row, and whom it must not name."""

    table: str
    row: str
    verb: str
    change: str
    unnamed: int | None


@dataclass
class _Gathered:
    """What was flushed in a transaction, and how much of it stood before each savepoint."""

    rows: list[Written] = field(default_factory=list)
    marks: dict[SessionTransaction, int] = field(default_factory=dict)


def _of(session: Session) -> _Gathered:
    found: _Gathered = session.info.setdefault("audit", _Gathered())
    return found


@event.listens_for(Session, "after_flush")
def _gather(session: Session, _context: UOWTransaction) -> None:
    """Notes what a flush wrote, while it is still known what was there before."""
    rows = _of(session).rows
    for verb, group in (("insert", session.new), ("update", session.dirty)):
        for one in group:
            rows += _changes(one, verb)
    for one in session.deleted:
        rows += _changes(one, "delete")


def _changes(one: Any, verb: str) -> Iterator[Written]:
    state = inspect(one)
    mapper = state.mapper
    table = str(mapper.local_table.name)
    case = state.dict.get("case") or one
    if table in CARRIERS or getattr(case, "__tablename__", "") in CARRIERS:
        return
    # Who told of something without a name is named nowhere else either.
    unnamed = getattr(case, "reporter_id", None) if getattr(case, "anonymous", False) else None
    forgotten: frozenset[str] = getattr(type(one), "FORGOTTEN", frozenset())
    change: dict[str, list[Any]] = {}
    for attribute in mapper.column_attrs:
        history = state.attrs[attribute.key].history
        old = history.deleted[0] if history.deleted else None
        kept = history.unchanged[0] if history.unchanged and verb != "update" else None
        new = history.added[0] if history.added else kept
        if verb == "delete":
            old, new = (kept if old is None else old), None
        if old == new:
            continue
        private = attribute.columns[0].info.get("private", False)
        names = unnamed is not None and unnamed in (old, new) and attribute.key in NAMING
        hidden = private or names or attribute.key in forgotten
        change[attribute.key] = [_shown(old, hidden=hidden), _shown(new, hidden=hidden)]
    for relation in mapper.relationships:
        if relation.secondary is not None and relation.key in state.dict:
            history = state.attrs[relation.key].history
            if history.added or history.deleted:
                change[relation.key] = [_keys(history.deleted), _keys(history.added)]
    if change:
        row = ".".join(str(part) for part in state.identity or ())
        said = _NUMBER.sub(PRIVATE, json.dumps(change, ensure_ascii=False))
        yield Written(table, row, verb, said, unnamed)


def _keys(rows: Collection[Any]) -> list[str]:
    return [".".join(str(part) for part in inspect(one).identity or ()) for one in rows]


def _shown(value: Any, *, hidden: bool) -> Any:
    """A value as JSON holds it."""
    match value:
        case None:
            return None
        case _ if hidden:
            return PRIVATE if value else value
        case datetime():
            return _moment(value)
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        gathered = _of(session)
        gathered.marks[transaction] = len(gathered.rows)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was taken back did not happen."""
    gathered = _of(session)
    if transaction.parent is None:
        gathered.rows.clear()
        session.info.get("head", Head()).last = None
    elif transaction in gathered.marks:
        del gathered.rows[gathered.marks.pop(transaction) :]


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Adds what happened to the chain: one statement, however much it is, and one more where the
    end of the chain is not known.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    gathered = _of(session)
    if not gathered.rows:
        return
    head: Head = session.info.get("head") or Head()
    if head.last is None:
        newest = select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)
        found = session.execute(newest).first()
        head.last = (found.id, found.hash) if found else (0, FIRST)
    number, before = head.last
    at, by = session.info.get("now") or datetime.now(UTC), session.info.get("by")
    if any(one.unnamed is not None and one.unnamed == by for one in gathered.rows):
        by = None
    rows = []
    for table, row, verb, change, _ in gathered.rows:
        number += 1
        after = chained(before, number, _moment(at), by, table, row, verb, change)
        rows.append(
            {"id": number, "at": at, "by": by, "table": table, "row": row, "verb": verb,
             "change": change, "before": before, "hash": after}
        )  # fmt: skip
        before = after
    gathered.rows.clear()
    session.execute(insert(Audit), rows)
    head.last = number, before


def broken_link(session: Session) -> int | None:
    """The first row that is not what was written, or does not follow the one before; None where
    the chain is whole.
    """
    before = FIRST
    chain = session.scalars(select(Audit).order_by(Audit.id)).yield_per(1000)
    for number, one in enumerate(chain, 1):
        said = (one.id, _moment(one.at), one.by, one.table, one.row, one.verb, one.change)
        if one.id != number or one.before != before or one.hash != chained(before, *said):
            return one.id
        before = one.hash
    return None


def values_then(
    session: Session, table: str, rows: Collection[int], at: datetime
) -> dict[int, dict[str, Any]]:
    """What the columns of these rows held at a moment, as far as they have changed since."""
    later = (
        select(Audit.row, Audit.change)
        .where(Audit.table == table, Audit.row.in_([str(row) for row in rows]), Audit.at > at)
        .order_by(Audit.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row, change in session.execute(later):
        then = found.setdefault(int(row), {})
        for name, (old, _) in json.loads(change).items():
            then.setdefault(name, old)
    return found
