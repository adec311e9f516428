"""What is added to the log of a day, and who handed over to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "duty_log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("book", sa.String(8), nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_duty_log_entry_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_log_entry")),
    )
    op.create_index("ix_duty_log_entry_day_book", "duty_log_entry", ["day", "book"])
    op.create_table(
        "duty_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("given_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("open_matters", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["person.id"], name=op.f("fk_duty_handover_phone_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["person.id"], name=op.f("fk_duty_handover_from_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["person.id"], name=op.f("fk_duty_handover_to_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_handover")),
    )
    op.create_index(op.f("ix_duty_handover_phone_id"), "duty_handover", ["phone_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_duty_handover_phone_id"), table_name="duty_handover")
    op.drop_table("duty_handover")
    op.drop_index("ix_duty_log_entry_day_book", table_name="duty_log_entry")
    op.drop_table("duty_log_entry")
