"""Labels of a building as a paper, and the bot's name for the links on paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "bot_name",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_name")),
    )
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_paper_order_place_id_place"), "place", ["place_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("paper_order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_paper_order_place_id_place"), type_="foreignkey")
        batch_op.drop_column("place_id")

    op.drop_table("bot_name")
