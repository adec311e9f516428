"""Rows whose cells fit together only within limits: how long records are kept, who approves."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from pydantic import ValidationError
from schoolbook import BOOK, TODAY

from models.workbook.approvals import TierRow
from models.workbook.names import Names
from models.workbook.retention import RetentionRow
from models.workbook.shapes import Value

NAMES = Names(BOOK, TODAY)


@pytest.mark.parametrize(
    ("row", "values", "key"),
    [
        (RetentionRow, {"zh": "录像", "unit": "天", "amount": 0}, "cell.how_long"),
        (RetentionRow, {"zh": "录像", "unit": "年", "amount": 0}, "cell.how_long"),
        (RetentionRow, {"zh": "录像", "unit": "天", "amount": 1}, None),
        (RetentionRow, {"zh": "录像", "unit": "天", "amount": 200}, None),
        (RetentionRow, {"zh": "录像", "unit": "天", "amount": 201}, "cell.out_of_range"),
        (RetentionRow, {"zh": "录像", "unit": "永久"}, None),
        (TierRow, {"zh": "二十万以上"}, "cell.nobody_approves"),
        (TierRow, {"zh": "二十万以上", "outside": "是"}, None),
        (TierRow, {"zh": "二十万以上", "outside": "是", "quotes": 9, "group_size": 99}, None),
        (TierRow, {"zh": "二十万以上", "outside": "是", "quotes": 10}, "cell.out_of_range"),
        (TierRow, {"zh": "二十万以上", "outside": "是", "group_size": 100}, "cell.out_of_range"),
    ],
)
def test_rows_of_the_schools_limits_at_their_edges(
    row: type[Any], values: dict[str, Value], key: str | None
) -> None:
    with nullcontext() if key is None else pytest.raises(ValidationError, match=key):
        row.model_validate({"key": "x", **values}, context=NAMES)
