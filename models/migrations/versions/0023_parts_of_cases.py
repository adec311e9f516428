"""A case may be part of another; a draft may want no name; somebody answers for safety."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None

SAFETY_OFFICER = "R05"
role = sa.table("role", sa.column("code", sa.String), sa.column("rights", sa.JSON))


def upgrade() -> None:
    op.create_table(
        "case_part",
        _to("whole_id", "case.id", null=False),
        _to("part_id", "case.id", null=False),
        sa.PrimaryKeyConstraint("whole_id", "part_id", name=op.f("pk_case_part")),
        *_keys("case_part", whole_id="case.id", part_id="case.id"),
    )
    op.create_index(op.f("ix_case_part_part_id"), "case_part", ["part_id"])
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(_no("anonymous"))
    connection = op.get_bind()
    rights = connection.scalar(sa.select(role.c.rights).where(role.c.code == SAFETY_OFFICER))
    if rights is not None:
        changed = role.update().where(role.c.code == SAFETY_OFFICER)
        connection.execute(changed.values(rights=[*rights, "safety"]))


def _no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _to(name: str, _: str, *, null: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _keys(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [name], [target], name=op.f(f"fk_{table}_{name}_{target.partition('.')[0]}")
        )
        for name, target in to.items()
    ]


def downgrade() -> None:
    connection = op.get_bind()
    rights = connection.scalar(sa.select(role.c.rights).where(role.c.code == SAFETY_OFFICER))
    if rights is not None:
        left = [right for right in rights if right != "safety"]
        changed = role.update().where(role.c.code == SAFETY_OFFICER)
        connection.execute(changed.values(rights=left))
    op.drop_table("case_part")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("anonymous")
