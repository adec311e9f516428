"""How long something is held back is kept by the process, which a clock set back cannot mislead."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

import models.base

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = ("outbox", "photo", "workbook_in")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("not_before")


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            column: sa.Column[datetime] = sa.Column(
                "not_before", models.base.UtcDateTime(timezone=True), nullable=True
            )
            batch_op.add_column(column)
