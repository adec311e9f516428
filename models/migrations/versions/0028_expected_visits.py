"""Who is expected, and the keys by which their passes are signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "secret_key",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret_key")),
    )
    op.create_table(
        "expected_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("purpose_code", sa.String(8), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("came", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("came_count", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=op.f(f"fk_expected_visit_{column}_{table}")
            )
            for column, table, key in (
                ("id", "case", "id"),
                ("host_id", "person", "id"),
                ("purpose_code", "visit_purpose", "code"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_visit")),
    )
    op.create_index(op.f("ix_expected_visit_day"), "expected_visit", ["day"])
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expected_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_visit_expected_id_expected_visit"),
            "expected_visit",
            ["expected_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_visit_expected_id_expected_visit"), type_="foreignkey"
        )
        batch_op.drop_column("expected_id")
    op.drop_table("expected_visit")
    op.drop_table("secret_key")
