"""Risk points: what is foreseen where, beside what is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None

KEYS = {
    "category_code": "hazard_category.code",
    "role_code": "role.code",
    "checklist_code": "checklist.code",
}


def upgrade() -> None:
    texts = (("zh", 60), ("en", 80), ("harm_zh", 120), ("harm_en", 160),
             ("measure_zh", 200), ("measure_en", 300))  # fmt: skip
    op.create_table(
        "risk_point",
        sa.Column("code", sa.String(8), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in texts),
        sa.Column("where_zh", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(8), nullable=True) for name in KEYS),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("likelihood", "severity", "position")
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_risk_point")),
        *(
            sa.ForeignKeyConstraint(
                [name], [to], name=op.f(f"fk_risk_point_{name}_{to.partition('.')[0]}")
            )
            for name, to in KEYS.items()
        ),
    )
    with op.batch_alter_table("hazard", schema=None) as batch_op:
        batch_op.add_column(sa.Column("risk_code", sa.String(8), nullable=True))
        key = op.f("fk_hazard_risk_code_risk_point")
        batch_op.create_foreign_key(key, "risk_point", ["risk_code"], ["code"])


def downgrade() -> None:
    with op.batch_alter_table("hazard", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_hazard_risk_code_risk_point"), type_="foreignkey")
        batch_op.drop_column("risk_code")
    op.drop_table("risk_point")
