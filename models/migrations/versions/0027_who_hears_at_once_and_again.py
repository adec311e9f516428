"""Who hears at once of a danger, and who hears again of what nobody signs or answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None

# Code, Chinese, English, amount, unit, whom, and after how many school days again.
ROWS: list[tuple[str, str, str, float, str, list[str], float]] = [
    ("danger.filed", "险情一报就通知", "Danger reported: told at once",
     0, "minutes", ["R05", "R02"], 0),
    ("danger.filed.gas", "燃气险情一报，再通知", "Gas reported: also told at once",
     0, "minutes", ["R01"], 0),
    ("danger.filed.smoke", "冒烟着火一报，再通知", "Smoke or fire reported: also told at once",
     0, "minutes", ["R01"], 0),
    ("danger.filed.fall", "坠落坍塌一报，再通知", "Fall or collapse reported: also told at once",
     0, "minutes", ["R01"], 0),
    ("danger.filed.hurt", "报到有人受伤，再通知", "Somebody hurt, as reported: also told at once",
     0, "minutes", ["R01"], 0),
    ("signing.late", "到期没验收：代验收", "Not signed in time: whoever may sign instead",
     0, "minutes", ["next"], 1),
    ("question.open", "请补充没答：报修人", "Question not answered: who reported",
     4, "school_hours", ["next"], 1),
    ("question.late", "请补充没答：问的人", "Question not answered: who asked",
     1, "school_days", ["holder"], 1),
]  # fmt: skip
deadline = sa.table(
    "deadline",
    *(sa.column(name, sa.String) for name in ("code", "zh", "en", "unit", "again_unit")),
    *(sa.column(name, sa.Double) for name in ("amount", "again")),
    sa.column("before", sa.Boolean),
    sa.column("tell", sa.JSON),
    sa.column("position", sa.Integer),
)


def upgrade() -> None:
    connection = op.get_bind()
    # An empty table is filled with the defaults, which have them already.
    last = connection.scalar(sa.select(sa.func.max(deadline.c.position)))
    if last is None:
        return
    for position, (code, zh, en, amount, unit, tell, again) in enumerate(ROWS, last + 1):
        row = {"code": code, "zh": zh, "en": en, "amount": amount, "unit": unit, "tell": tell}
        row |= {"again": again, "again_unit": "school_days" if again else "days"}
        connection.execute(deadline.insert().values(position=position, before=False, **row))


def downgrade() -> None:
    codes = [row[0] for row in ROWS]
    op.get_bind().execute(deadline.delete().where(deadline.c.code.in_(codes)))
