"""A guard's line is taken apart: who, whom to see, why, telephone, plate, how many."""

from __future__ import annotations

from typing import Any

import pytest
from sample_school import habits_data

from models.visits.purpose import VisitPurpose
from models.visits.reading import names_in, read_line

PURPOSES = [VisitPurpose(**{"words_zh": [], "words_en": [], **row})
            for row in habits_data()["visit_purpose"]]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "张三 家长 找李老师 三2班 138****5678 沪A12345 2人",
            {"name": "张三", "host": "李老师", "purpose": "V01", "phone": "138****5678",
             "plate": "沪A12345", "people": 2, "unit": "三2班"},
        ),
        ("顺丰快递 王强 13812345678", {"name": "王强", "purpose": "V04", "phone": "13812345678"}),
        ("刘洋，找总务处，面试", {"name": "刘洋", "host": "总务处", "purpose": "V08"}),
        ("救护车 2人 沪A·12345", {"purpose": "V09", "plate": "沪A12345", "people": 2}),
        ("浙AD12345 送菜 周大明", {"name": "周大明", "plate": "浙AD12345", "purpose": "V04"}),
        ("陈静 见王芳老师 两位", {"name": "陈静", "host": "王芳老师", "people": 2}),
        ("张三 证件 110101199003071234 找李老师", {"name": "张三", "document": "1234"}),
        ("张三 身份证后四位123x 找李老师", {"name": "张三", "document": "123X"}),
        ("张三 0571-88881234 家长", {"name": "张三", "phone": "057188881234"}),
        ("John Smith parent to see Ms Carter 2 people",
         {"name": "John Smith", "host": "Ms Carter", "purpose": "V01", "people": 2}),
    ],
)  # fmt: skip
def test_a_line_says(line: str, parts: dict[str, Any]) -> None:
    said = read_line(line, PURPOSES)
    assert {name: getattr(said, name) for name in parts} == parts


@pytest.mark.parametrize("line", ["大门口灯不亮", "谢谢", "找人来修一下门", "三楼男厕漏水", "收到"])
def test_what_is_no_visit(line: str) -> None:
    assert not read_line(line, PURPOSES).is_visit


def test_a_list_of_names_is_counted() -> None:
    assert names_in("\n".join(["张三"] * 40)) == 40
    assert names_in("、".join(["张三"] * 40) + " 家长会") == 40
    assert names_in("张三，家长，找李老师") == 1
