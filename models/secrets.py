"""Keys that stay in the database: what is signed or hashed with one is made nowhere else."""

from __future__ import annotations

import secrets

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

BYTES = 32


class SecretKey(Base):
    """A random key, made when it is needed first. A backup of the database holds it, too."""

    __tablename__ = "secret_key"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


def key_of(session: Session, name: str) -> bytes:
    """The key of that name."""
    found = session.get(SecretKey, name)
    if found is None:
        found = SecretKey(name=name, value=secrets.token_hex(BYTES))
        session.add(found)
        session.flush()
    return bytes.fromhex(found.value)
