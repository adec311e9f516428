"""Calls for help, and how soon the next are rung."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None

ROWS = [
    ("help.nobody", "求助没人应", "Call for help not answered", 2, ["next", "D01", "R02"], 5),
    ("help.recorded", "求助记下情况", "Call for help recorded", 0, ["D01", "R02", "R05"], 0),
]
deadline = sa.table(
    "deadline",
    *(sa.column(name, sa.String) for name in ("code", "zh", "en", "unit", "again_unit")),
    *(sa.column(name, sa.Double) for name in ("amount", "again")),
    sa.column("before", sa.Boolean),
    sa.column("tell", sa.JSON),
    sa.column("position", sa.Integer),
)


def upgrade() -> None:
    op.create_table(
        "help_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=12), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caller_id"], ["person.id"], name=op.f("fk_help_call_caller_id_person")
        ),
        sa.ForeignKeyConstraint(["id"], ["case.id"], name=op.f("fk_help_call_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
    )
    with op.batch_alter_table("help_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_call_caller_id"), ["caller_id"])
    connection = op.get_bind()
    # A school that has no rows yet is given all of them when it is first filled.
    if not connection.scalar(sa.select(sa.func.count()).select_from(deadline)):
        return
    last = connection.scalar(sa.select(sa.func.max(deadline.c.position))) or 0
    for place, (code, zh, en, amount, tell, again) in enumerate(ROWS, last + 1):
        values = {"code": code, "zh": zh, "en": en, "amount": amount, "unit": "minutes"}
        more = {"before": False, "tell": tell, "again": again, "again_unit": "minutes"}
        connection.execute(deadline.insert().values(position=place, **values, **more))


def downgrade() -> None:
    codes = [code for code, *_ in ROWS]
    op.get_bind().execute(deadline.delete().where(deadline.c.code.in_(codes)))
    op.drop_table("help_call")
