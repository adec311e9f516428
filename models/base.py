"""What every table stands on: names, time in UTC, and the one way a rule says no."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped


def in_language(language: str, zh: str, en: str) -> str:
    """What the reader is shown of two texts; where nobody wrote the English one, the Chinese."""
    return en if language == "en" and en else zh


class Refused(Exception):
    """A rule says no, and brings the sentence that the person will read.

    `key` names a message in the catalogues of `bot/i18n`; `values` fill its gaps. Only the
    unit of work catches it: everything is rolled back, the sentence is said, the question stays
    open.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite forgets time zones, so they are put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the school's records")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of all tables."""

    # Whether its rows come and go with the day (a report, a message), and are not the school
    # itself: only of the latter is anything kept between transactions.
    PASSING: ClassVar[bool] = False

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        list[int]: JSON(),
        list[str]: JSON(),
    }


class TelegramId(TypeDecorator[int]):
    """A Telegram id: they have outgrown 32 bits."""

    impl = BigInteger
    cache_ok = True


class Named:
    """What the school calls in two languages; each table says how long its names may be."""

    zh: Mapped[str]
    en: Mapped[str]

    def name_in(self, language: str) -> str:
        """The name in the reader's language."""
        return in_language(language, self.zh, self.en)


def must_fit(text: str, most: int) -> str:
    """The text, if it has no more than so many signs. Raises `Refused` otherwise."""
    if len(text) > most:
        raise Refused("text.too_long", most=most, length=len(text))
    return text
