"""The school goes out and comes back as one workbook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

# In the order in which they have been tried so far.
DANGERS = (
    *("electric", "smoke", "spark", "gas", "fall", "lift", "manhole", "rail", "glass"),
    *("broken", "loose"),
)


def upgrade() -> None:
    op.create_table(
        "workbook_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=20), nullable=False),
        sa.Column("made_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stood", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook_out")),
        sa.UniqueConstraint("stamp", name=op.f("uq_workbook_out_stamp")),
    )
    op.create_table(
        "workbook_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("came_at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("stood", sa.JSON(), nullable=False),
        sa.Column("spare", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["person.id"], name=op.f("fk_workbook_in_sender_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook_in")),
    )
    with op.batch_alter_table("workbook_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workbook_in_state"), ["state"], unique=False)

    with op.batch_alter_table("danger", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    danger = sa.table("danger", sa.column("kind"), sa.column("position"))
    for position, kind in enumerate(DANGERS):
        op.execute(danger.update().where(danger.c.kind == kind).values(position=position))

    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("phone", sa.String(length=30), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("main_role_code", sa.String(length=8), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_person_main_role_code_role"), "role", ["main_role_code"], ["code"]
        )

    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_column("active")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_person_main_role_code_role"), type_="foreignkey")
        batch_op.drop_column("main_role_code")
        batch_op.drop_column("phone")

    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.drop_column("active")

    with op.batch_alter_table("danger", schema=None) as batch_op:
        batch_op.drop_column("position")

    with op.batch_alter_table("workbook_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workbook_in_state"))

    op.drop_table("workbook_in")
    op.drop_table("workbook_out")
