"""What was looked for last on a phone; on which day's account a due row comes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

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
        sa.column("state", sa.String),
        sa.column("due_at", UtcDateTime(timezone=True)),
    )
    connection = op.get_bind()
    for row_id, key in connection.execute(sa.select(due.c.id, due.c.key)).all():
        kind, _, rest = key.partition(".")
        if kind == "day":
            day = date.fromisoformat(rest.partition(".")[0])
            connection.execute(sa.update(due).where(due.c.id == row_id).values(school_on=day))
    # The school's zone is not known here; what lies ahead of a break is planned anew at once.
    connection.execute(
        sa.delete(due).where(
            due.c.key.startswith("break."),
            due.c.state == "planned",
            due.c.due_at > datetime.now(UTC),
        )
    )
    # A command that asked what is broken is answered by whatever is said next.
    dialogue = sa.table(
        "dialogue", sa.column("user_id"), sa.column("state"), sa.column("data", sa.JSON)
    )
    asked = sa.select(dialogue.c.user_id, dialogue.c.data)
    for user_id, data in connection.execute(asked.where(dialogue.c.state == "report.draft")).all():
        if not data:
            begins = sa.update(dialogue).where(dialogue.c.user_id == user_id)
            connection.execute(begins.values(data={"begins": "repair"}))


def downgrade() -> None:
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.drop_column("no_school_on")
        batch_op.drop_column("school_on")
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_column("searched")
