"""Visits, why people come to the gate, and who teaches when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None

# Code, Chinese, English, amount, whom, again after so many minutes.
ROWS = [
    ("visit.answer", "来访没人答复", "Nobody answers for a visitor", 3, ["next", "office"], 5),
    ("visit.wait", "让来访的人再等", "Visitor asked to wait", 10, ["next"], 0),
]
# Whoever was named by the role is now whoever has the gate.
AT_GATE = ("visit.overstay", "visit.evening")
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
        "visit_purpose",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("zh", sa.String(30), nullable=False),
        sa.Column("en", sa.String(40), nullable=False),
        sa.Column("entry", sa.String(8), nullable=False),
        sa.Column("words_zh", sa.JSON(), nullable=False),
        sa.Column("words_en", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_visit_purpose")),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.String(1), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lesson_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    op.create_index(op.f("ix_lesson_person_id"), "lesson", ["person_id"])
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("plate", sa.String(12), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("document", sa.String(4), nullable=False),
        sa.Column("purpose_code", sa.String(8), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("host_words", sa.String(20), nullable=False),
        sa.Column("guard_id", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, UtcDateTime(timezone=True), nullable=True)
            for name in ("asked_at", "wait_until", "entered_at", "left_at")
        ),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("is_another", sa.Boolean(), server_default=sa.false(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.{key}"], name=op.f(f"fk_visit_{column}_{table}")
            )
            for column, table, key in (
                ("id", "case", "id"),
                ("purpose_code", "visit_purpose", "code"),
                ("host_id", "person", "id"),
                ("guard_id", "person", "id"),
                ("answered_by_id", "person", "id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_host_id"), "visit", ["host_id"])
    op.create_index(op.f("ix_visit_entered_at"), "visit", ["entered_at"])
    _deadlines(op.get_bind())


def _deadlines(connection: sa.Connection) -> None:
    """For a school that runs; a new one gets all rows at once."""
    last = connection.scalar(sa.select(sa.func.max(deadline.c.position)))
    if last is None:
        return
    for place, (code, zh, en, amount, tell, again) in enumerate(ROWS, last + 1):
        row = {"code": code, "zh": zh, "en": en, "amount": amount, "unit": "minutes"}
        row |= {"before": False, "tell": tell, "again": again, "again_unit": "minutes"}
        connection.execute(deadline.insert().values(**row, position=place))
    for code, tell in connection.execute(
        sa.select(deadline.c.code, deadline.c.tell).where(deadline.c.code.in_(AT_GATE))
    ).all():
        if tell == ["R07"]:
            told = sa.update(deadline).where(deadline.c.code == code)
            connection.execute(told.values(tell=["holder"]))


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(deadline.delete().where(deadline.c.code.in_([row[0] for row in ROWS])))
    for name in ("visit", "lesson", "visit_purpose"):
        op.drop_table(name)
