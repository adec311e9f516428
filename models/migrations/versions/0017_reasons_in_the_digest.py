"""Why something stands red in the digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "digest_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_digest_reason_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_reason")),
    )
    op.create_index(op.f("ix_digest_reason_item"), "digest_reason", ["item"])


def downgrade() -> None:
    op.drop_index(op.f("ix_digest_reason_item"), table_name="digest_reason")
    op.drop_table("digest_reason")
