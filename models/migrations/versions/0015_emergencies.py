"""Emergencies: the plans, the emergencies, and who has answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "contingency_plan",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("zh", sa.String(20), nullable=False),
        sa.Column("en", sa.String(40), nullable=False),
        sa.Column("words_zh", sa.JSON(), nullable=False),
        sa.Column("words_en", sa.JSON(), nullable=False),
        sa.Column("steps_zh", sa.Text(), nullable=False),
        sa.Column("steps_en", sa.Text(), nullable=False),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("tell", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_contingency_plan")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(8), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("unreached", sa.JSON(), nullable=False),
        sa.Column("first_report_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["case.id"], name=op.f("fk_incident_id_case")),
        sa.ForeignKeyConstraint(
            ["plan_code"],
            ["contingency_plan.code"],
            name=op.f("fk_incident_plan_code_contingency_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["person.id"], name=op.f("fk_incident_raised_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_raised_by_id"), "incident", ["raised_by_id"])
    op.create_table(
        "incident_receipt",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_receipt_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_incident_receipt_person_id_person")
        ),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name=op.f("pk_incident_receipt")),
    )


def downgrade() -> None:
    op.drop_table("incident_receipt")
    op.drop_index(op.f("ix_incident_raised_by_id"), table_name="incident")
    op.drop_table("incident")
    op.drop_table("contingency_plan")
