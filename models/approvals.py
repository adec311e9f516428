"""审批权限: who approves a purchase, up to which amount."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ApprovalTier(Base):
    """Who approves a purchase up to an amount, and what must lie beside it (practice.md §15.4)."""

    __tablename__ = "approval_tier"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(90))
    # Whole yuan, the amount itself included; empty is without an upper bound.
    up_to: Mapped[int | None]
    role_code: Mapped[str | None] = mapped_column(ForeignKey("role.code"))
    quotes: Mapped[int] = mapped_column(default=0)
    # Below this many yuan no quotes are asked for; 0 asks for every purchase (货比三家).
    quotes_from: Mapped[int] = mapped_column(default=0)
    group_size: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[bool] = mapped_column(default=False)
    contract: Mapped[bool] = mapped_column(default=False)
    # Government procurement happens elsewhere; only its number is kept.
    outside: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
