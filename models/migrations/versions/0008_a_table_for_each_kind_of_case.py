"""A table for each kind of case beside the trunk; what was not filed yet is a draft."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None

UNFILED = "state in ('draft', 'discarded')"
# What an event may be that moves nothing.
BESIDE = ("comment", "nudged", "photo_broken", "rated", "costed", "joined", "took_in")
OF_THE_CLOCK = ("late.%", "sign.%", "wait.%", "draft.%", "day.%")

Column = tuple[str, sa.types.TypeEngine[Any]]
PERSON_OF_BOTH: list[Column] = [("reporter_id", sa.Integer()), ("recorder_id", sa.Integer())]
DANGER: list[Column] = [
    ("urgency_code", sa.String(8)),
    ("danger_kind", sa.String(12)),
    ("hurt", sa.Boolean()),
]
DRAFT: list[Column] = [
    *PERSON_OF_BOTH,
    ("place_choices", sa.JSON()),
    ("said_place", sa.String(60)),
    ("category_code", sa.String(8)),
    ("second_category", sa.String(8)),
    *DANGER,
    ("forwarded_from", sa.String(60)),
    ("became_id", sa.Integer()),
]
TICKET: list[Column] = [
    *PERSON_OF_BOTH,
    *DANGER,
    ("assignee_id", sa.Integer()),
    ("respond_by", UtcDateTime(timezone=True)),
    ("due_at", UtcDateTime(timezone=True)),
    ("contained_at", UtcDateTime(timezone=True)),
    ("waiting_for", sa.String(10)),
    ("waiting_note", sa.Text()),
    ("firm", sa.String(60)),
    ("firm_phone", sa.String(30)),
    ("paused_at", UtcDateTime(timezone=True)),
    ("asked_by_id", sa.Integer()),
    ("unneeded_at", UtcDateTime(timezone=True)),
    ("nudged_at", UtcDateTime(timezone=True)),
    ("nudges", sa.Integer()),
    ("finished_by_id", sa.Integer()),
    ("signed_by_id", sa.Integer()),
    ("signed_at", UtcDateTime(timezone=True)),
    ("instead_reason", sa.Text()),
    ("merged_into_id", sa.Integer()),
]
REPAIR: list[Column] = [
    ("category_code", sa.String(8)),
    ("convenient", sa.String(12)),
    ("stars", sa.Integer()),
    ("materials", sa.Text()),
    ("cost", sa.Numeric(10, 2)),
    ("cause", sa.String(10)),
    ("in_warranty", sa.Boolean()),
]
# What a column refers to, wherever it stands.
REFERS = {
    **{f"{who}_id": "person.id" for who in ("reporter", "recorder", "assignee", "asked_by")},
    **{f"{who}_id": "person.id" for who in ("finished_by", "signed_by")},
    "category_code": "category.code",
    "urgency_code": "urgency.code",
    "danger_kind": "danger.kind",
    "became_id": "case.id",
    "merged_into_id": "ticket.id",
}
NEEDED = {("draft", "reporter_id"), ("ticket", "reporter_id"), ("repair", "category_code")}
OF_CASE = dict([*DRAFT[:-1], *TICKET, *REPAIR])


def _create(table: str, parent: str, columns: list[Column], indexes: list[str]) -> None:
    keys = [("id", f"{parent}.id"), *((n, REFERS[n]) for n, _ in columns if n in REFERS)]
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, kind, nullable=False, server_default="0")
            if name == "nudges"
            else sa.Column(name, kind, nullable=(table, name) not in NEEDED)
            for name, kind in columns
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [to], name=op.f(f"fk_{table}_{name}_{to.split('.')[0]}")
            )
            for name, to in keys
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in indexes:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _fill(table: str, columns: list[Column], where: str) -> None:
    names = ["id", *(name for name, _ in columns)]
    read = ["merged_into_id" if name == "became_id" else name for name in names]
    op.execute(
        f"insert into {table} ({', '.join(names)}) "  # noqa: S608
        f'select {", ".join(read)} from "case" where {where}'
    )


def upgrade() -> None:
    _create("draft", "case", DRAFT, ["reporter_id"])
    _create("ticket", "case", TICKET, ["assignee_id", "reporter_id"])
    _create("repair", "ticket", REPAIR, ["category_code"])
    with op.batch_alter_table("draft", schema=None) as batch_op:
        may_be = sa.Column("may_be", sa.String(12), nullable=False, server_default="repair")
        batch_op.add_column(may_be)
    _fill("draft", DRAFT, UNFILED)
    _fill("ticket", TICKET, f"not ({UNFILED})")
    _fill("repair", REPAIR, f"not ({UNFILED})")
    op.execute(f"update \"case\" set kind = 'draft' where {UNFILED}")  # noqa: S608
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_step", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    beside = ", ".join(f"'{kind}'" for kind in BESIDE)
    clock = " and ".join(f"kind not like '{kind}'" for kind in OF_THE_CLOCK)
    op.execute(
        "update event set is_step = true "  # noqa: S608
        f"where case_id is not null and kind not in ({beside}) and {clock}"
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        for name in ("assignee_id", "category_code", "reporter_id"):
            batch_op.drop_index(op.f(f"ix_case_{name}"))
        for name in OF_CASE:
            if name in REFERS:
                to = "case" if name == "merged_into_id" else REFERS[name].split(".")[0]
                batch_op.drop_constraint(op.f(f"fk_case_{name}_{to}"), type_="foreignkey")
        for name in OF_CASE:
            batch_op.drop_column(name)


def downgrade() -> None:
    op.execute("update \"case\" set kind = 'repair' where kind = 'draft'")
    op.execute("update \"case\" set state = 'discarded' where state = 'filed'")
    with op.batch_alter_table("case", schema=None) as batch_op:
        for name, kind in OF_CASE.items():
            default = "0" if name == "nudges" else None
            nullable = name != "nudges"
            batch_op.add_column(sa.Column(name, kind, nullable=nullable, server_default=default))
    for table, columns in (("draft", DRAFT), ("ticket", TICKET), ("repair", REPAIR)):
        for name, _ in columns:
            to = "merged_into_id" if name == "became_id" else name
            op.execute(
                f'update "case" set {to} = '  # noqa: S608
                f'(select {name} from {table} where {table}.id = "case".id) '
                f"where id in (select id from {table})"
            )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("reporter_id", existing_type=sa.Integer(), nullable=False)
        for name in OF_CASE:
            if name in REFERS:
                to, key = ("case", "id") if name == "merged_into_id" else REFERS[name].split(".")
                batch_op.create_foreign_key(op.f(f"fk_case_{name}_{to}"), to, [name], [key])
        for name in ("assignee_id", "category_code", "reporter_id"):
            batch_op.create_index(op.f(f"ix_case_{name}"), [name])
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("is_step")
    for table in ("repair", "ticket", "draft"):
        op.drop_table(table)
