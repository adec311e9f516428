"""Names that say their thing: what people wrote is text, whom an event rings is notify."""

from __future__ import annotations

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("words", new_column_name="text")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("tell", new_column_name="notify")
    op.rename_table("pulse", "heartbeat")


def downgrade() -> None:
    op.rename_table("heartbeat", "pulse")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("notify", new_column_name="tell")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("text", new_column_name="words")
