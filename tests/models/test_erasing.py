"""保存期限: from which moment on a kind of record goes; the longest row of a kind wins."""

from __future__ import annotations

from datetime import datetime

import pytest
from office import SHANGHAI, Office, open_office

from models.erasing import kept_since
from models.retention import Retention

office = pytest.fixture(open_office)


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        ([("visit", 30, "days")], (2026, 8, 17)),
        ([("visit", 6, "months")], (2026, 3, 16)),
        ([("visit", 2, "years")], (2024, 9, 16)),
        ([("visit", 30, "days"), ("visit.more", 3, "months")], (2026, 6, 16)),
        ([("visit", 30, "days"), ("visit.more", 0, "forever")], None),
        ([], None),
    ],
)
def test_the_moment_before_which_it_goes(
    office: Office, rows: list[tuple[str, int, str]], since: tuple[int, int, int] | None
) -> None:
    office.session.query(Retention).delete()
    for code, amount, unit in rows:
        office.session.add(Retention(code=code, zh="", en="", amount=amount, unit=unit))
    office.session.flush()
    expected = datetime(*since, tzinfo=SHANGHAI) if since else None
    assert kept_since("visit", office.school, office.now) == expected
