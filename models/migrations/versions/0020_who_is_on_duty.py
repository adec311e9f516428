"""我已到岗: who has said that he is at his post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "duty_attendance",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("post_code", sa.String(8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_code"], ["post.code"], name=op.f("fk_duty_attendance_post_code_post")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_duty_attendance_person_id_person")
        ),
        sa.PrimaryKeyConstraint("day", "post_code", "person_id", name=op.f("pk_duty_attendance")),
    )


def downgrade() -> None:
    op.drop_table("duty_attendance")
