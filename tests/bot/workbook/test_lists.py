"""Where a drop-down list stands in a column in which single cells have one of their own."""

from __future__ import annotations

import pytest

from bot.workbook.lists import gaps


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], [(3, 6)]),
        ([3], [(4, 6)]),
        ([6], [(3, 5)]),
        ([4], [(3, 3), (5, 6)]),
        ([4, 5], [(3, 3), (6, 6)]),
        ([3, 4, 5, 6], []),
    ],
)
def test_the_list_of_the_column_stands_in_all_rows_that_have_none(
    taken: list[int], free: list[tuple[int, int]]
) -> None:
    assert gaps(taken, 3, 6) == free
