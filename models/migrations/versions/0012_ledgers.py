"""A ledger is a document like the others: which one, of which days, in what form."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(20)))
        batch_op.add_column(sa.Column("first", sa.Date()))
        batch_op.add_column(sa.Column("last", sa.Date()))
        batch_op.add_column(sa.Column("form", sa.String(4)))


def downgrade() -> None:
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        for name in ("form", "last", "first", "subject"):
            batch_op.drop_column(name)
