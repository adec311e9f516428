"""What was looked for last on a phone; on which day's account a due row comes."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        searched = sa.Column("searched", sa.String(60), nullable=False, server_default="")
        batch_op.add_column(searched)
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.add_column(sa.Column("school_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("no_school_on", sa.Date(), nullable=True))
    # Until now the day stood in the key: day.2026-09-17.morning, break.2026-10-01.open.
    due = sa.table(
        "due",
        sa.column("id", sa.Integer),
        sa.column("key", sa.String),
        sa.column("school_on", sa.Date),
        sa.column("no_school_on", sa.Date),
    )
    connection = op.get_bind()
    about = {"day": "school_on", "break": "no_school_on"}
    for row_id, key in connection.execute(sa.select(due.c.id, due.c.key)).all():
        kind, _, rest = key.partition(".")
        if kind in about:
            day = date.fromisoformat(rest.partition(".")[0])
            change = sa.update(due).where(due.c.id == row_id).values({about[kind]: day})
            connection.execute(change)


def downgrade() -> None:
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.drop_column("no_school_on")
        batch_op.drop_column("school_on")
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_column("searched")
