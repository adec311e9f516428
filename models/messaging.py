"""Messaging: what came in, what goes out, what was being asked, which cards hang where.

These rows are the memory that other bots keep in a process: a handler's changes, the next
question, the messages that leave and the mark that an update is done are committed together.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, TelegramId


class In(StrEnum):
    """How far an update has come."""

    OPEN = "open"
    DONE = "done"
    QUARANTINED = "aside"


class Out(StrEnum):
    """How far a message has come. `REPLACED` was overtaken by a newer face of its card before it
    left. `UNSURE` got no answer, and may be sent once more; `UNKNOWN` got none to that either.
    """

    NEW = "new"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    REPLACED = "replaced"


class Inbound(Base):
    """One update, as Telegram sent it, stored before Telegram is told that we have it.

    Kept as text: PostgreSQL's JSONB refuses signs that phones do send. `received_at` and
    `not_before` are real time; the school's clock does not move them.
    """

    __tablename__ = "inbox"
    PASSING = True
    __table_args__ = (
        UniqueConstraint("update_id", "digest"),
        Index("ix_inbox_state_sender", "state", "sender"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(TelegramId)
    digest: Mapped[str] = mapped_column(String(64))
    sender: Mapped[int] = mapped_column(TelegramId)
    raw: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default=In.OPEN)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")


class Outbound(Base):
    """One call to Telegram, written with the change that it tells of, made after the commit."""

    __tablename__ = "outbox"
    PASSING = True
    __table_args__ = (
        Index("ix_outbox_state_chat", "state", "chat_id"),
        Index("ix_outbox_chat_message", "chat_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(TelegramId)
    method: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default=Out.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    # An answer to a button is worthless when late; it has a lane of its own and is dropped.
    expires_at: Mapped[datetime | None]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    message_id: Mapped[int | None] = mapped_column(TelegramId)
    error: Mapped[str] = mapped_column(Text, default="")


class Dialogue(Base):
    """The one question that a phone has open, and what it is about."""

    __tablename__ = "dialogue"
    PASSING = True

    user_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    state: Mapped[str | None] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    since: Mapped[datetime]
    # What was looked for last, so that the pages of what was found can be turned.
    searched: Mapped[str] = mapped_column(String(60), default="", server_default="")


class Card(Base):
    """The one message by which a person sees a case; it is edited as the case changes.

    It exists before its first send. `sending_id` is the outbox row of its newest copy: only that
    row may tell the card its message id. `page` is which page of the card is turned up.
    """

    __tablename__ = "card"
    PASSING = True
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    chat_id: Mapped[int] = mapped_column(TelegramId)
    message_id: Mapped[int | None] = mapped_column(TelegramId)
    sending_id: Mapped[int | None]
    page: Mapped[str] = mapped_column(String(40), default="")
    shown: Mapped[str] = mapped_column(String(64), default="")


class Chat(Base):
    """What is known of a chat: whether it can be reached, and how often a group, or a
    stranger, has been answered since when.
    """

    __tablename__ = "chat"

    id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    blocked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answers: Mapped[int] = mapped_column(default=0, server_default="0")
    wrong_codes: Mapped[int] = mapped_column(default=0)
    wrong_code_at: Mapped[datetime | None]


class Upload(Base):
    """The id by which Telegram already knows a file of ours, so that it is uploaded once."""

    __tablename__ = "upload"
    PASSING = True

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    method: Mapped[str] = mapped_column(String(20), primary_key=True)
    file_id: Mapped[str] = mapped_column(String(200))


class BotName(Base):
    """How Telegram calls the bot: the links on paper need it, also while the bot does not run."""

    __tablename__ = "bot_name"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    username: Mapped[str] = mapped_column(String(40))


class Heartbeat(Base):
    """A sign of life, written now and then: the gap that a restart finds is known and told."""

    __tablename__ = "heartbeat"
    PASSING = True

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]


class AuditorRun(Base):
    """One look of the auditor, and how much it found."""

    __tablename__ = "auditor_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # What was found, each in a line that says the same as long as it is the same.
    found: Mapped[list[str]] = mapped_column(default=list)
