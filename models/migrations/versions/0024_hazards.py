"""Hazards: the second kind of ticket, and what makes one a 重大 one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | None = None
depends_on: str | None = None

CONTROLLED = ("S3", "S4")
# Code, Chinese, English, amount, unit, whom, again, unit of again.
ROWS: list[tuple[str, str, str, float, str, list[str], float, str]] = [
    ("hazard.accept", "隐患登记后没定级",
     "Hazard not graded in time",
     0, "minutes", ["next", "office"], 1, "school_days"),
    ("hazard.control", "临时管控到时没做",
     "Hazard not under control in time",
     0, "minutes", ["holder", "R05"], 30, "minutes"),
    ("hazard.heard", "重大隐患没按“收到”",
     "Grave hazard not acknowledged",
     10, "minutes", ["next"], 10, "minutes"),
    ("hazard.authority", "重大隐患当天没报主管部门",
     "Grave hazard not reported to the authority that day",
     0, "today", ["R05", "R02"], 1, "school_days"),
    ("hazard.plan", "五落实方案到时没拿出",
     "Plan for a grave hazard not made in time",
     0, "minutes", ["holder", "R05", "R02"], 1, "school_days"),
    ("hazard.extension", "延期申请没人答复",
     "Extension asked for and not answered",
     4, "school_hours", ["next"], 1, "school_days"),
    ("hazard.holder", "隐患到期没整改：责任人、安全办",
     "Hazard not gone in time: its owner, the safety officer",
     0, "minutes", ["holder", "R05"], 1, "school_days"),
    ("hazard.leader", "隐患逾期：分管副校长",
     "Hazard late: vice-principal",
     1, "days", ["R02"], 2, "school_days"),
    ("hazard.principal", "隐患逾期：校长",
     "Hazard late: principal",
     3, "days", ["R01"], 5, "school_days"),
    ("hazard.check", "整改后没复查",
     "Hazard not looked at again",
     1, "school_days", ["next"], 1, "school_days"),
]  # fmt: skip
WORDS: dict[str, str] = {
    "H01": "裂缝、墙皮、墙砖、瓷砖、沉降、屋檐、吊顶、外墙、围墙、墙体",
    "H02": "消防通道、安全出口、疏散通道、消防栓、消火栓、灭火器、应急灯、疏散指示、防火门、烟感",
    "H03": "私拉电线、飞线、插线板、拖线板、过载、电线裸露、线路老化、电动车、充电",
    "H04": "燃气、煤气、液化气、灶具、明火",
    "H05": "过期食品、变质、饮水机、水质、二次供水",
    "H06": "单杠、双杠、篮球架、足球门、体育器材、跑道、肋木、爬杆",
    "H07": "药品柜、酒精、危化品、化学品、实验室药品",
    "H08": "护栏、栏杆、护角、尖角、窗扇、悬挂物、井盖、防护网",
    "H09": "拥挤、踩踏、楼梯口、通道堵、堆放、堆物、杂物",
    "H10": "一键报警、监控、摄像头、门禁、周界",
    "H11": "校门口、防冲撞、隔离桩、护学岗、摊贩",
    "H12": "电梯、锅炉、压力容器",
    "H13": "动火、施工、脚手架、电焊",
    "H14": "卫生死角、消毒、蚊虫、鼠",
    "H15": "积水、结冰、雷击、台风、暴雨、树枝",
    "H16": "校车、包车、研学",
}
deadline = sa.table(
    "deadline",
    *(sa.column(name, sa.String) for name in ("code", "zh", "en", "unit", "again_unit")),
    *(sa.column(name, sa.Double) for name in ("amount", "again")),
    sa.column("before", sa.Boolean),
    sa.column("tell", sa.JSON),
    sa.column("position", sa.Integer),
)
level = sa.table(
    "hazard_level", sa.column("code", sa.String), sa.column("must_control", sa.Boolean)
)
kind = sa.table("hazard_category", sa.column("code", sa.String), sa.column("words_zh", sa.JSON))


def upgrade() -> None:
    with op.batch_alter_table("hazard_category", schema=None) as batch_op:
        for name in ("words_zh", "words_en"):
            batch_op.add_column(sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("hazard_level", schema=None) as batch_op:
        batch_op.add_column(_no("must_control"))
    op.create_table(
        "hazard_criterion",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("category_code", sa.String(8), nullable=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_hazard_criterion")),
        *_keys("hazard_criterion", category_code="hazard_category.code"),
    )
    _hazard()
    op.create_table(
        "hazard_heard",
        _to("case_id", "case.id", null=False),
        _to("person_id", "person.id", null=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_hazard_heard")),
        *_keys("hazard_heard", case_id="case.id", person_id="person.id"),
    )
    _rows()


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


def _hazard() -> None:
    moments = ("ordered_at", "control_by", "first_due_at", "asked_until", "asked_at",
               "planned_at", "told_authority_at", "fixed_at")  # fmt: skip
    texts = ("measure", "asked_why", "lowered_why", "plan_measure", "plan_money",
             "plan_emergency", "told_authority", "result", "opinion")  # fmt: skip
    codes = ("category_code", "level_code", "criterion_code")
    op.create_table(
        "hazard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(8), nullable=True) for name in codes),
        *(sa.Column(name, UtcDateTime(timezone=True), nullable=True) for name in moments),
        *(sa.Column(name, sa.Text(), nullable=True) for name in texts),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard")),
        *_keys(
            "hazard",
            id="ticket.id",
            category_code="hazard_category.code",
            level_code="hazard_level.code",
            criterion_code="hazard_criterion.code",
        ),
    )
    op.create_index(op.f("ix_hazard_level_code"), "hazard", ["level_code"])


def _rows() -> None:
    """What a school that runs already is missing; a new one gets it with all else."""
    connection = op.get_bind()
    if connection.scalar(sa.select(sa.func.count()).select_from(deadline)):
        for position, row in enumerate(ROWS, -len(ROWS)):
            code, zh, en, amount, unit, tell, again, again_unit = row
            connection.execute(
                deadline.insert().values(
                    code=code, zh=zh, en=en, amount=amount, unit=unit, before=False,
                    tell=tell, again=again, again_unit=again_unit, position=position,
                )
            )  # fmt: skip
    controlled = level.update().where(level.c.code.in_(CONTROLLED))
    connection.execute(controlled.values(must_control=True))
    for code, words in WORDS.items():
        known = kind.update().where(kind.c.code == code)
        connection.execute(known.values(words_zh=words.split("、")))


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(deadline.delete().where(deadline.c.code.in_([row[0] for row in ROWS])))
    for table in ("hazard_heard", "hazard", "hazard_criterion"):
        op.drop_table(table)
    with op.batch_alter_table("hazard_level", schema=None) as batch_op:
        batch_op.drop_column("must_control")
    with op.batch_alter_table("hazard_category", schema=None) as batch_op:
        batch_op.drop_column("words_en")
        batch_op.drop_column("words_zh")
