"""Rounds: days, editions of lists, answers; out of which case a draft was opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0013"
down_revision: str | None = "0012"
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
CODE = "round.make_up"
MAKE_UP = {
    "zh": "漏查后多久内可以补查",
    "en": "A missed round can be made up for",
    "amount": 24,
    "unit": "hours",
    "before": False,
    "tell": ["holder"],
    "again": 0,
    "again_unit": "days",
}


def _person(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("person.id"), nullable=True)


def upgrade() -> None:
    op.create_table(
        "checklist_edition",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("checklist_code", sa.String(8), sa.ForeignKey("checklist.code"), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("zh", sa.String(60), nullable=False),
        sa.Column("en", sa.String(80), nullable=False),
        sa.Column("who", sa.String(8), nullable=False),
        sa.Column("random_photos", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
    )
    op.create_index("ix_checklist_edition_checklist_code", "checklist_edition", ["checklist_code"])
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), sa.ForeignKey("case.id"), primary_key=True),
        sa.Column("checklist_code", sa.String(8), sa.ForeignKey("checklist.code"), nullable=False),
        sa.Column(
            "edition_id", sa.Integer(), sa.ForeignKey("checklist_edition.id"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(8), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=True),
        sa.Column("of_school", sa.Boolean(), nullable=False),
        sa.Column("on_demand", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("because", sa.String(12), nullable=False),
        _person("instead_of_id"),
        sa.Column("later_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        _person("done_by_id"),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("checklist_code", "day", "slot"),
    )
    op.create_index("ix_round_day", "round", ["day"])
    op.create_table(
        "round_answer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("round.id"), nullable=False),
        sa.Column("item", sa.String(12), nullable=False),
        sa.Column("spot", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(8), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(6), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        _person("holder_id"),
        sa.Column("photo_id", sa.Integer(), sa.ForeignKey("photo.id"), nullable=True),
        sa.Column("opened_id", sa.Integer(), sa.ForeignKey("case.id"), nullable=True),
        sa.UniqueConstraint("round_id", "item", "spot"),
    )
    op.create_index("ix_round_answer_round_id", "round_answer", ["round_id"])
    op.create_table(
        "round_day",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("laid_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_from_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            "fk_draft_opened_from_id_case", "case", ["opened_from_id"], ["id"]
        )
    connection = op.get_bind()
    last = connection.scalar(sa.select(sa.func.max(deadline.c.position)))
    known = connection.scalar(sa.select(deadline.c.code).where(deadline.c.code == CODE))
    # A new school fills the whole sheet itself.
    if last is not None and known is None:
        connection.execute(sa.insert(deadline).values(code=CODE, position=last + 1, **MAKE_UP))


def downgrade() -> None:
    op.get_bind().execute(sa.delete(deadline).where(deadline.c.code == CODE))
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_constraint("fk_draft_opened_from_id_case", type_="foreignkey")
        batch_op.drop_column("opened_from_id")
    for table in ("round_day", "round_answer", "round", "checklist_edition"):
        op.drop_table(table)
