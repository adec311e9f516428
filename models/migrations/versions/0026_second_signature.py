"""Some lists are signed by a second person; some things are asked one by one, so many of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None

deadline = sa.table(
    "deadline",
    *(sa.column(name, sa.String) for name in ("code", "zh", "en", "unit", "again_unit")),
    *(sa.column(name, sa.Double) for name in ("amount", "again")),
    sa.column("before", sa.Boolean),
    sa.column("tell", sa.JSON),
    sa.column("position", sa.Integer),
)
checklist = sa.table("checklist", sa.column("code", sa.String), sa.column("second", sa.String))
item = sa.table("checklist_item", sa.column("code", sa.String), sa.column("things", sa.Integer))
CODE = "round.sign"
SIGN = {
    "zh": "检查查完待复签",
    "en": "Round waits for the second signature",
    "amount": 4,
    "unit": "school_hours",
    "before": False,
    "tell": ["next"],
    "again": 1,
    "again_unit": "school_days",
}
# practice.md §13.7: what a school of before gets with the columns.
SECOND = {"C07": "R18", "C10": "R02", "C11": "R02"}
EXTINGUISHERS = ("C11-04", 24)


def upgrade() -> None:
    for table, column in (
        ("checklist", sa.Column("second", sa.String(8), nullable=True)),
        ("checklist_item", sa.Column("things", sa.Integer(), nullable=False, server_default="0")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(column)
    with op.batch_alter_table("checklist_edition", schema=None) as batch_op:
        second = sa.Column("second", sa.String(8), nullable=False, server_default="")
        batch_op.add_column(second)
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            "fk_round_signed_by_id_person", "person", ["signed_by_id"], ["id"]
        )
    op.create_table(
        "auditor_run",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
    )
    op.create_index("ix_auditor_run_at", "auditor_run", ["at"])
    connection = op.get_bind()
    for code, who in SECOND.items():
        is_it = checklist.c.code == code
        connection.execute(sa.update(checklist).where(is_it).values(second=who))
    code, things = EXTINGUISHERS
    connection.execute(sa.update(item).where(item.c.code == code).values(things=things))
    last = connection.scalar(sa.select(sa.func.max(deadline.c.position)))
    # A new school fills the whole sheet itself.
    if last is not None:
        connection.execute(sa.insert(deadline).values(code=CODE, position=last + 1, **SIGN))


def downgrade() -> None:
    op.drop_table("auditor_run")
    op.get_bind().execute(sa.delete(deadline).where(deadline.c.code == CODE))
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_constraint("fk_round_signed_by_id_person", type_="foreignkey")
        batch_op.drop_column("signed_at")
        batch_op.drop_column("signed_by_id")
    for table, column in (
        ("checklist_edition", "second"),
        ("checklist_item", "things"),
        ("checklist", "second"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
