"""One escalation: when a repair is late is a row of 时限与升级, and no setting any more."""

from __future__ import annotations

from datetime import time

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None

# Code, Chinese, English, amount, unit, whom, again, unit of again; the setting that held the
# amount, or how often it comes again.
Row = tuple[str, str, str, float, str, list[str], float, str, str, str]
ROWS: list[Row] = [
    ("repair.accept", "维修到时没人接单", "Repair not accepted in time",
     0, "minutes", ["holder", "office"], 1, "school_days", "", ""),
    ("repair.holder", "维修到时没修好：维修人", "Repair not done in time: who has it",
     0, "minutes", ["holder"], 0, "days", "", ""),
    ("repair.office", "维修逾期：总务", "Repair late: office",
     2, "school_hours", ["office"], 0, "days", "late_office_school_hours", ""),
    ("repair.leader", "维修逾期：副校长", "Repair late: vice-principal",
     2, "school_hours", ["R02"], 1, "school_days", "late_office_school_hours", ""),
    ("danger.accept", "险情没人接单", "Danger not accepted",
     0, "minutes", ["next"], 15, "minutes", "", "late_again_minutes_urgent"),
    ("danger.holder", "险情到时没修好：维修人", "Danger not mended in time: who has it",
     0, "minutes", ["holder"], 0, "days", "", ""),
    ("danger.office", "险情逾期：总务", "Danger late: office",
     15, "minutes", ["office"], 0, "days", "late_office_minutes_urgent", ""),
    ("danger.nobody", "险情逾期、没人接：副校长", "Danger late and nobody has it: vice-principal",
     30, "minutes", ["R02"], 15, "minutes", "late_leader_minutes_urgent",
     "late_again_minutes_urgent"),
    ("danger.leader", "险情逾期、有人接：副校长", "Danger late, somebody has it: vice-principal",
     30, "minutes", ["R02"], 1, "days", "late_leader_minutes_urgent", ""),
]  # fmt: skip
# A program of before fills in those that it misses.
SETTINGS = (
    "late_office_minutes_urgent",
    "late_leader_minutes_urgent",
    "late_again_minutes_urgent",
    "late_office_school_hours",
)
setting = sa.table("setting", sa.column("key", sa.String), sa.column("value", sa.JSON))
deadline = sa.table(
    "deadline",
    *(sa.column(name, sa.String) for name in ("code", "zh", "en", "unit", "again_unit")),
    *(sa.column(name, sa.Double) for name in ("amount", "again")),
    sa.column("before", sa.Boolean),
    sa.column("at", sa.Time),
    sa.column("tell", sa.JSON),
    sa.column("position", sa.Integer),
)


def upgrade() -> None:
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again", sa.Double(), server_default="0", nullable=False))
        unit = sa.Column("again_unit", sa.String(14), server_default="days", nullable=False)
        batch_op.add_column(unit)
    connection = op.get_bind()
    if connection.scalar(sa.select(sa.func.count()).select_from(deadline)):
        found = connection.execute(sa.select(setting.c.key, setting.c.value)).all()
        own = {key: value["is"] for key, value in found}
        first = -len(ROWS)
        for place, row in enumerate(ROWS, first):
            connection.execute(deadline.insert().values(position=place, **_values(row, own)))
    connection.execute(setting.delete().where(setting.c.key.in_(SETTINGS)))


def _values(row: Row, own: dict[str, object]) -> dict[str, object]:
    code, zh, en, amount, unit, tell, again, again_unit, of_amount, of_again = row
    merged = own.get("leader_merge") if code == "repair.leader" else None
    return {
        "code": code,
        "zh": zh,
        "en": en,
        "amount": own.get(of_amount, amount),
        "unit": unit,
        "before": False,
        "at": time.fromisoformat(str(merged)) if merged else None,
        "tell": tell,
        "again": own.get(of_again, again),
        "again_unit": again_unit,
    }


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(deadline.delete().where(deadline.c.code.in_([row[0] for row in ROWS])))
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_column("again_unit")
        batch_op.drop_column("again")
