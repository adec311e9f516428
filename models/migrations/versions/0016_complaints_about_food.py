"""Complaints about food; what nobody takes up or answers is told again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None

deadline = sa.table(
    "deadline",
    sa.column("code", sa.String),
    sa.column("again", sa.Double),
    sa.column("again_unit", sa.String),
)
FOOD = ("food.accept", "food.answer")


def upgrade() -> None:
    people = ("reporter_id", "holder_id")
    op.create_table(
        "food_complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], ["person.id"], name=op.f(f"fk_food_complaint_{name}_person")
            )
            for name in people
        ),
        sa.ForeignKeyConstraint(["id"], ["case.id"], name=op.f("fk_food_complaint_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_food_complaint")),
    )
    with op.batch_alter_table("food_complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_food_complaint_reporter_id"), ["reporter_id"])
    once = sa.update(deadline).where(deadline.c.code.in_(FOOD), deadline.c.again == 0)
    op.get_bind().execute(once.values(again=1, again_unit="school_days"))


def downgrade() -> None:
    again = sa.update(deadline).where(deadline.c.code.in_(FOOD))
    op.get_bind().execute(again.values(again=0, again_unit="days"))
    op.drop_table("food_complaint")
