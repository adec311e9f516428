"""What is erased in time: who is not let in, roll calls, and the row for the words of messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None

DEADLINE = {
    "code": "visit.unwelcome",
    "zh": "来了不予入校的人",
    "en": "Somebody who is not to be let in",
    "amount": 0,
    "unit": "minutes",
    "before": False,
    "tell": ["D01", "D07"],
    "again": 0,
    "again_unit": "days",
}
KEPT = {
    "code": "message",
    "zh": "收发消息的原文、没提交的内容",
    "en": "Words of messages, of what was begun and never filed",
    "amount": 30,
    "unit": "days",
    "counted_from": "record",
    "basis_zh": "最少够用",
    "basis_en": "No more than needed",
}
deadline = sa.table(
    "deadline",
    *(sa.column(name, sa.String) for name in ("code", "zh", "en", "unit", "again_unit")),
    *(sa.column(name, sa.Double) for name in ("amount", "again")),
    sa.column("before", sa.Boolean),
    sa.column("tell", sa.JSON),
    sa.column("position", sa.Integer),
)
retention = sa.table(
    "retention",
    *(
        sa.column(name, sa.String)
        for name in ("code", "zh", "en", "unit", "counted_from", "basis_zh", "basis_en")
    ),
    sa.column("amount", sa.Integer),
    sa.column("position", sa.Integer),
)


def upgrade() -> None:
    op.create_table(
        "unwelcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("hashed", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_unwelcome_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unwelcome")),
    )
    op.create_index(op.f("ix_unwelcome_name"), "unwelcome", ["name"])
    op.create_table(
        "roll_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("called", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_roll_call_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_call")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        for name in ("is_kept", "is_erased"):
            flag: sa.Column[bool] = sa.Column(
                name, sa.Boolean(), server_default=sa.false(), nullable=False
            )
            batch_op.add_column(flag)
    connection = op.get_bind()
    for table, row in ((deadline, DEADLINE), (retention, KEPT)):
        last = connection.scalar(sa.select(sa.func.max(table.c.position)))
        if last is not None:
            connection.execute(table.insert().values(**row, position=last + 1))


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(deadline.delete().where(deadline.c.code == DEADLINE["code"]))
    connection.execute(retention.delete().where(retention.c.code == KEPT["code"]))
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_column("is_erased")
        batch_op.drop_column("is_kept")
    op.drop_table("roll_call")
    op.drop_table("unwelcome")
